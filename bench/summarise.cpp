// Reads result records (one JSON object a line, as `inkling solve --json` writes them) from
// standard input and prints one row of a Markdown table per solver:
//   inkling-summarise NAME < records      rows, the first column being NAME
//   inkling-summarise --header            the head of the table
// Exit code 1 when a line is not a record.
#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace {

struct Totals {
  std::size_t tasks = 0;
  std::size_t solved = 0;   // all examples reproduced
  std::size_t queries = 0;  // with a known output
  std::size_t right = 0;
  std::size_t errors = 0;
  std::vector<double> seconds;  // of the solved ones
  std::vector<double> lengths;  // of their programs, in bytes of text
};

void add(Totals& totals, const nlohmann::json& record) {
  ++totals.tasks;
  const std::string status = record.at("status");
  if (status == "error") ++totals.errors;
  for (const nlohmann::json& correct : record.value("correct", nlohmann::json::array())) {
    if (!correct.is_boolean()) continue;
    ++totals.queries;
    if (correct.get<bool>()) ++totals.right;
  }
  if (status != "solved") return;
  ++totals.solved;
  totals.seconds.push_back(record.at("seconds"));
  totals.lengths.push_back(
      static_cast<double>(record.at("program").get_ref<const std::string&>().size()));
}

// The middle one, or the mean of the two in the middle.
double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

std::string share(std::size_t part, std::size_t whole) {
  if (whole == 0) return "-";
  return fmt::format("{} ({:.1f} %)", part,
                     100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

std::string row(std::string_view name, const std::string& solver, const Totals& totals) {
  return fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} |\n", name, solver, totals.tasks,
                     share(totals.solved, totals.tasks), share(totals.right, totals.queries),
                     totals.seconds.empty() ? "-" : fmt::format("{:.3f}", median(totals.seconds)),
                     totals.lengths.empty() ? "-" : fmt::format("{:.0f}", median(totals.lengths)),
                     totals.errors);
}

void print_header() {
  std::cout << "| tasks of | solver | tasks | solved | queries right | median s | median length | "
               "errors |\n|---|---|---:|---:|---:|---:|---:|---:|\n";
}

int summarise(std::string_view name) {
  std::map<std::string, Totals> solvers;
  std::string line;
  for (std::size_t number = 1; std::getline(std::cin, line); ++number) {
    if (line.empty()) continue;
    try {
      const nlohmann::json record = nlohmann::json::parse(line);
      add(solvers[record.at("solver")], record);
    } catch (const nlohmann::json::exception& e) {
      std::cerr << fmt::format("inkling-summarise: line {} is not a result record: {}\n", number,
                               e.what());
      return 1;
    }
  }
  for (const auto& [solver, totals] : solvers) std::cout << row(name, solver, totals);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: inkling-summarise NAME < records, or inkling-summarise --header\n";
    return 2;
  }
  const std::string_view argument = argv[1];
  if (argument != "--header") return summarise(argument);
  print_header();
  return 0;
}
