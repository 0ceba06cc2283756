// What the tasks of HNPS are like, and how many of them solvers do by the length of the programs:
//   inkling-hnps frequencies SUITE COUNT            tokens per program of hnps-short, -composed,
//   -long inkling-hnps lengths SUITE COUNT SOLVER..       share of tasks, COUNT of each length: by
//   number of
//                                                   expressions of hnps-composed, by tokens of
//                                                   hnps-long
// As in the paper there are ten examples, and a task counts where the program that comes first
// gives all of their outputs; how many give those of ten rows apart as well stands beside it.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <inkling/domain.hpp>
#include <inkling/registry.hpp>
#include <inkling/solver.hpp>
#include <iostream>
#include <map>
#include <string>
#include <vector>

#include "syntax.hpp"
#include "tokens.hpp"

namespace {

using namespace inkling;

constexpr std::uint64_t kSeed = 1000;
constexpr const char* kRows = "examples=10,queries=10";

struct Drawn {
  GeneratedTask task;
  hnps::Program program;
};

// Errors: those of the generator.
Drawn draw(const Domain& domain, const std::string& params, std::size_t number) {
  const auto parsed = Params::parse(domain.info().generator, params);
  Rng rng = Rng(kSeed).split("tasks", number);
  auto task = domain.generate(parsed.value(), rng);
  Drawn drawn{std::move(task).value(), {}};
  drawn.program = hnps::read(drawn.task.program).value();
  return drawn;
}

std::string params_of(const std::string& suite, std::size_t expressions = 0) {
  std::string params = fmt::format("suite={},{}", suite, kRows);
  if (expressions != 0)
    params += fmt::format(",min_expressions={0},max_expressions={0}", expressions);
  return params;
}

void frequencies(const Domain& domain, const std::string& suite, std::size_t count) {
  std::map<std::string, double> counts;
  for (std::size_t i = 0; i < count; ++i)
    for (const int token : hnps::to_tokens(draw(domain, params_of(suite), i).program)) {
      std::string text = hnps::token_text(token);
      if (text[0] == '"') text = "characters";
      if (text[0] == '-' || (text[0] >= '0' && text[0] <= '9')) text = "numbers";
      counts[text] += 1 / static_cast<double>(count);
    }
  for (const auto& [token, often] : counts)
    if (token.find_first_of("()") == token.npos) fmt::print("{} {:.3f}\n", token, often);
}

// A class of lengths, and how its tasks are drawn.
struct Length {
  std::string name;
  std::size_t expressions;
  std::size_t from, to;  // tokens
};

std::vector<Length> lengths_of(const std::string& suite) {
  if (suite == "hnps-composed")
    return {
        {"2 sub-programs", 2, 0, 99}, {"3 sub-programs", 3, 0, 99}, {"4 sub-programs", 4, 0, 99}};
  return {{"10-25 tokens", 2, 10, 25},
          {"25-40 tokens", 0, 25, 40},
          {"40-55 tokens", 0, 40, 55},
          {"55-70 tokens", 4, 55, 70}};
}

void measure(Registry& registry, const Domain& domain, const std::string& suite, std::size_t count,
             const std::vector<std::string>& solvers) {
  fmt::print(
      "| tasks | solver | tried | fits | fits rows apart | mean s "
      "|\n|---|---|---:|---:|---:|---:|\n");
  std::size_t number = 0;
  for (const Length& length : lengths_of(suite)) {
    std::vector<Task> tasks;
    while (tasks.size() < count) {
      Drawn drawn = draw(domain, params_of(suite, length.expressions), number++);
      const std::size_t tokens = hnps::token_count(drawn.program);
      if (tokens >= length.from && tokens < length.to) tasks.push_back(std::move(drawn.task.task));
    }
    for (const std::string& text : solvers) {
      const Solver solver = Solver::make(registry, text, domain).value();
      std::size_t fits = 0, right = 0;
      double seconds = 0;
      for (const Task& task : tasks) {
        const Budget budget(BudgetLimits{std::chrono::seconds(10)});
        const auto outcome = solver.solve(task, kSeed, budget);
        if (!outcome) continue;
        seconds += outcome->seconds;
        if (outcome->candidates.empty()) continue;
        const Candidate& best = outcome->candidates.front();
        if (best.fits < task.examples.size()) continue;
        ++fits;
        bool all = true;
        for (std::size_t i = 0; i < task.queries.size(); ++i)
          all = all && best.predictions[i] == *task.queries[i].output;
        right += all ? 1U : 0U;
      }
      const auto share = [&](std::size_t n) {
        return 100.0 * static_cast<double>(n) / static_cast<double>(count);
      };
      fmt::print("| {} {} | {} | {} | {:.1f} % | {:.1f} % | {:.2f} |\n", suite, length.name, text,
                 count, share(fits), share(right), seconds / static_cast<double>(count));
      std::cout.flush();
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> args(argv + 1, argv + argc);
  const bool counting = args.size() == 3 && args[0] == "frequencies";
  if (!counting && (args.size() < 4 || args[0] != "lengths")) {
    std::cerr << "usage: inkling-hnps frequencies SUITE COUNT | lengths SUITE COUNT SOLVER..\n";
    return 2;
  }
  try {
    Registry registry;
    const Domain& domain = *registry.domain("strings").value();
    const std::size_t count = std::stoul(args[2]);
    if (counting)
      frequencies(domain, args[1], count);
    else
      measure(registry, domain, args[1], count, {args.begin() + 3, args.end()});
  } catch (const std::exception& e) {
    std::cerr << e.what() << '\n';
    return 3;
  }
  return 0;
}
