// How far solvers reach: accuracy on tasks of growing depth, at equal evaluations and at equal
// time.
//   inkling-depth run DOMAIN SOLVER PARAMS [--tasks N] [--evaluations N] [--seed N]
// solves fresh tasks and writes a line of JSON for each: whether every query is right, evaluations,
// and seconds of processor time, which other programs on the machine lengthen less than time
// itself.
//   inkling-depth draw OUT.svg EVALUATIONS SECONDS FILE..
// draws both from such lines, by the number at the end of PARAMS ("suite=mixed,depth=3"), and
// prints them as Markdown tables. A task counts as solved within so many evaluations when the
// search that solved it made no more, of the runs whose limit is the nearest above; a solver's
// seconds are its mean seconds an evaluation times the evaluations of the task.
#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <inkling/app/agreement.hpp>
#include <inkling/app/chart.hpp>
#include <inkling/base/files.hpp>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>

#include "fresh_tasks.hpp"

namespace {

using namespace inkling;
using Json = nlohmann::ordered_json;

struct Options {
  std::string domain, solver, params;
  std::uint64_t tasks = 50, evaluations = 10000, seed = 1000;
};

bool right(const Task& task, const Outcome& outcome) {
  if (outcome.candidates.empty()) return false;
  const std::vector<Value>& said = outcome.candidates.front().predictions;
  for (std::size_t q = 0; q < task.queries.size(); ++q)
    if (q >= said.size() || said[q] != *task.queries[q].output) return false;
  return true;
}

Result<void> run(const Options& options) {
  Registry registry;
  const auto fresh =
      bench::fresh_tasks(registry, options.domain, options.solver, options.params, options.seed);
  if (!fresh) return fresh.error();
  for (std::size_t i = 0; i < options.tasks; ++i) {
    const auto made = fresh->task(i);
    if (!made) return made.error();
    const std::clock_t start = std::clock();
    const auto outcome = fresh->solve(made->task, options.evaluations);
    if (!outcome) return outcome.error();
    std::cout << Json{{"solver", options.solver},
                      {"params", options.params},
                      {"limit", options.evaluations},
                      {"right", right(made->task, *outcome)},
                      {"evaluations", outcome->evaluations},
                      {"seconds", static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC}}
                     .dump()
              << std::endl;
  }
  return {};
}

struct Cell {
  std::size_t tasks = 0;
  std::vector<std::uint64_t> solved{};  // evaluations of those
  double evaluations = 0, seconds = 0;
  std::uint64_t limit = 0;
  // Within so many evaluations; nullopt: the runs had fewer, and did not solve everything.
  std::optional<app::Share> within(double most) const {
    if (most > static_cast<double>(limit) && solved.size() < tasks) return std::nullopt;
    // A search that ends with its limit may have made a few more by then; what made many more (one
    // model after the other, each with its part of the limit) had more than the others.
    constexpr double kOver = 1.02;
    const auto count = std::count_if(solved.begin(), solved.end(), [&](std::uint64_t it) {
      return static_cast<double>(it) <= most * kOver;
    });
    return app::wilson(static_cast<std::size_t>(count), tasks);
  }
};
// By generator (without the depth), solver, depth, and limit of the runs.
using Runs = std::map<std::uint64_t, Cell>;
using Cells = std::map<std::string, std::map<std::string, std::map<int, Runs>>>;

// The runs that had as many evaluations and no more than needed, else those that had most.
const Cell& runs_with(const Runs& runs, double evaluations) {
  for (const auto& [limit, cell] : runs)
    if (static_cast<double>(limit) >= evaluations) return cell;
  return runs.rbegin()->second;
}

Result<Cells> read(const std::vector<std::string>& files) {
  Cells cells;
  for (const std::string& name : files) {
    files::Input in;
    if (const files::Fault fault = in.open(name)) return Error{ErrorCode::io, *fault};
    for (std::string line; std::getline(in, line);) {
      const auto record = Json::parse(line, nullptr, false);
      if (!record.is_object() || !record.contains("params")) continue;
      const std::string params = record["params"];
      const std::size_t at = params.rfind('=');
      if (at == params.npos) continue;
      Cell& cell = cells[params.substr(0, params.rfind(','))][record["solver"]]
                        [std::atoi(params.c_str() + at + 1)][record["limit"]];
      ++cell.tasks;
      const std::uint64_t made = record["evaluations"];
      if (record["right"]) cell.solved.push_back(made);
      cell.evaluations += static_cast<double>(made);
      cell.seconds += static_cast<double>(record["seconds"]);
      cell.limit = record["limit"];
    }
  }
  return cells;
}

// Both budgets of a generator, as panels and tables.
void draw(const std::string& params, const std::map<std::string, std::map<int, Runs>>& solvers,
          double evaluations, double seconds, app::Chart& chart) {
  for (const bool by_time : {false, true}) {
    const std::string title =
        by_time ? fmt::format("{}: within {:g} s of processor time a task", params, seconds)
                : fmt::format("{}: within {:g} evaluations a task", params, evaluations);
    app::ChartPanel panel{title, "depth", {}};
    panel.unit_y = panel.markers = true;
    std::string rows;
    for (const auto& [solver, depths] : solvers) {
      app::ChartSeries series{solver, {}};
      rows += fmt::format("| `{}` |", solver);
      for (const auto& [depth, runs] : depths) {
        const Cell& most = runs.rbegin()->second;
        const double each = most.seconds / std::max(1.0, most.evaluations);
        const Cell& cell = runs_with(runs, by_time ? seconds / each : evaluations);
        const auto share = cell.within(by_time ? seconds / each : evaluations);
        if (share) series.points.push_back({static_cast<double>(depth), share->share});
        rows += share ? fmt::format(" {}: {:.2f} ({:.2f} to {:.2f}), {:.0f}, {:.2g} s |", depth,
                                    share->share, share->low, share->high,
                                    cell.evaluations / static_cast<double>(cell.tasks),
                                    cell.seconds / static_cast<double>(cell.tasks))
                      : fmt::format(" {}: - |", depth);
      }
      rows += "\n";
      panel.series.push_back(std::move(series));
    }
    std::cout << "\n" << title << "\n\n" << rows;
    chart.panels.push_back(std::move(panel));
  }
}

std::optional<double> number(const std::string& text) {
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  return end != text.c_str() && *end == '\0' && value > 0 ? std::optional(value) : std::nullopt;
}

int fail(const Error& error) {
  std::cerr << "error: " << to_text(error) << '\n';
  return 1;
}

int usage() {
  std::cerr << "inkling-depth run DOMAIN SOLVER PARAMS [--tasks N] [--evaluations N] [--seed N]\n"
               "inkling-depth draw OUT.svg EVALUATIONS SECONDS FILE..\n";
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.size() >= 5 && words[0] == "draw") {
    const auto evaluations = number(words[2]), seconds = number(words[3]);
    if (!evaluations || !seconds) return usage();
    const auto cells = read({words.begin() + 4, words.end()});
    if (!cells) return fail(cells.error());
    app::Chart chart{"accuracy by depth", {}};
    for (const auto& [params, solvers] : *cells)
      draw(params, solvers, *evaluations, *seconds, chart);
    if (const files::Fault fault = files::write_file(words[1], to_svg(chart)))
      return fail(Error{ErrorCode::io, *fault});
    return 0;
  }
  if (words.size() < 4 || words[0] != "run") return usage();
  Options options{words[1], words[2], words[3]};
  for (std::size_t at = 4; at < words.size(); at += 2) {
    const auto value = at + 1 < words.size() ? number(words[at + 1]) : std::nullopt;
    std::uint64_t* const to = words[at] == "--tasks"         ? &options.tasks
                              : words[at] == "--evaluations" ? &options.evaluations
                              : words[at] == "--seed"        ? &options.seed
                                                             : nullptr;
    if (to == nullptr || !value) return usage();
    *to = static_cast<std::uint64_t>(*value);
  }
  const auto done = run(options);
  return done ? 0 : fail(done.error());
}
