// What a guide is worth: how soon programs that fit the examples are found with it and without.
//   inkling-guide run DOMAIN SOLVER PARAMS [--tasks N] [--evaluations N] [--seed N]
// solves fresh tasks, and writes a line of JSON for each: whether the best program fits all
// examples and answers all queries, evaluations, and seconds of processor time. Solvers that stop
// at the first program, enumerate(patience=0), are what the figures of papers are about. The
// solvers enumerate+oracle and substring+oracle know what the hidden program is made of: no guide
// of this kind can do better than that.
//   inkling-guide file TASKS.jsonl SOLVER [--seconds S] [--evaluations N]
// the same for the tasks of a file.
//   inkling-guide table FILE..
// prints for every PARAMS and solver the evaluations and seconds within which 20, 40, 60 and 80 %
// of the tasks are solved.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <ctime>
#include <inkling/base/files.hpp>
#include <inkling/dsl/compiled.hpp>
#include <inkling/dsl/language.hpp>
#include <inkling/dsl/usage.hpp>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>

#include "fresh_tasks.hpp"

namespace {

using namespace inkling;
using Json = nlohmann::ordered_json;

// Prices that tell what a program is made of and nothing else.
class Oracle final : public Inductor, public Guide {
 public:
  explicit Oracle(const std::string& program) : program_(program) {}
  const InductorInfo& info() const override {
    static const InductorInfo facts{"oracle", "prices by the hidden program", {}, {}};
    return facts;
  }
  Result<std::vector<ScoredProgram>> propose(const Task&, std::size_t, const Params&,
                                             Rng&) const override {
    return Error{ErrorCode::unsupported, "an oracle proposes no programs"};
  }
  const Guide* guide() const override { return this; }
  Result<OperatorPrior> weigh(const Task& task, const Language& language,
                              std::string_view) const override {
    const dsl::Catalogue* catalogue = dsl::catalogue_of(language);
    if (catalogue == nullptr) return Error{ErrorCode::unsupported, "a language without catalogue"};
    const auto program = language.parse_typed(program_, input_types(task));
    if (!program) return program.error();
    dsl::Usage usage(*catalogue);
    if (const dsl::CompiledProgram* tree = dsl::compiled(*catalogue, *program))
      usage.add(*tree->expr);
    const auto bits = [](const std::vector<std::uint64_t>& counts) {
      constexpr double kSure = 0.01, kNever = 20;
      std::vector<double> prices;
      for (const std::uint64_t count : counts) prices.push_back(count > 0 ? kSure : kNever);
      return prices;
    };
    return OperatorPrior{bits(usage.operators()), bits(usage.constants()), bits(usage.functions())};
  }

 private:
  const std::string& program_;
};

struct Options {
  std::string domain, solver, params, file;
  double tasks = 50, evaluations = 10'000'000, seed = 1000, seconds = 0;
};

bool right(const Task& task, const Candidate& best) {
  for (std::size_t q = 0; q < task.queries.size(); ++q)
    if (q >= best.predictions.size() || best.predictions[q] != *task.queries[q].output)
      return false;
  return true;
}

Result<void> solve(const Solver& solver, const Task& task, const std::string& hidden,
                   const Options& options) {
  BudgetLimits limits;
  limits.time = std::chrono::duration_cast<std::chrono::nanoseconds>(
      std::chrono::duration<double>(options.seconds));
  limits.evaluations = static_cast<std::uint64_t>(options.evaluations);
  const std::clock_t start = std::clock();
  const auto outcome = solver.solve(task, static_cast<std::uint64_t>(options.seed), Budget(limits));
  if (!outcome) return outcome.error();
  const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  const bool some = !outcome->candidates.empty();
  const Candidate best = some ? outcome->candidates.front() : Candidate{};
  std::cout << Json{{"solver", options.solver},
                    {"params", options.params},
                    {"task", task.id},
                    {"limit", options.evaluations},
                    {"fits", some && best.fits == task.examples.size()},
                    {"right", some && right(task, best)},
                    {"evaluations", outcome->evaluations},
                    {"seconds", seconds},
                    {"hidden", hidden},
                    {"found", some ? best.program.text() : std::string()}}
                   .dump()
            << std::endl;
  return {};
}

Result<void> run(const Options& options) {
  Registry registry;
  std::string hidden;
  const auto added = registry.add("oracle", [&](Registrar& registrar) {
    registrar.add<Inductor>("oracle",
                            [&](const Domain&) { return std::make_unique<Oracle>(hidden); });
    for (const char* searcher : {"enumerate", "substring"}) {
      SolverPreset preset;
      preset.id = std::string(searcher) + "+oracle";
      preset.summary = "symbolic programs, of what the hidden one is made of";
      preset.searcher = searcher;
      preset.inductor = "oracle";
      registrar.add_solver(std::move(preset));
    }
  });
  if (!added) return added;
  if (options.file.empty()) {
    const auto fresh = bench::fresh_tasks(registry, options.domain, options.solver, options.params,
                                          static_cast<std::uint64_t>(options.seed));
    if (!fresh) return fresh.error();
    for (std::uint64_t i = 0; i < static_cast<std::uint64_t>(options.tasks); ++i) {
      const auto made = fresh->task(i);
      if (!made) return made.error();
      hidden = made->program;
      if (auto done = solve(fresh->solver, made->task, hidden, options); !done) return done;
    }
    return {};
  }
  Result<void> done;
  const auto read = registry.read_tasks(options.file, [&](TaskLine line) {
    if (!line.task) {
      done = line.task.error();
      return false;
    }
    const auto domain = registry.domain(line.task->domain);
    const auto solver = domain ? Solver::make(registry, options.solver, **domain) : domain.error();
    done = solver ? solve(*solver, *line.task, {}, options) : solver.error();
    return done.ok();
  });
  return read ? done : read;
}

struct Runs {
  std::size_t tasks = 0, right = 0;
  std::vector<double> evaluations{}, seconds{};  // of tasks that were solved
};

// That within which the share of all tasks is solved; "-" where fewer are.
std::string within(std::vector<double> solved, std::size_t tasks, double share, const char* unit) {
  std::sort(solved.begin(), solved.end());
  const auto needed = static_cast<std::size_t>(std::ceil(share * static_cast<double>(tasks)));
  if (needed == 0 || solved.size() < needed) return "-";
  return fmt::format("{:.3g}{}", solved[needed - 1], unit);
}

Result<void> print_table(const std::vector<std::string>& names) {
  std::map<std::pair<std::string, std::string>, Runs> all;
  for (const std::string& name : names) {
    files::Input in;
    if (const files::Fault fault = in.open(name)) return Error{ErrorCode::io, *fault};
    for (std::string line; std::getline(in, line);) {
      const auto record = Json::parse(line, nullptr, false);
      if (!record.is_object() || !record.contains("fits")) continue;
      Runs& runs = all[{record["params"], record["solver"]}];
      ++runs.tasks;
      runs.right += record["right"].get<bool>();
      if (!record["fits"].get<bool>()) continue;
      runs.evaluations.push_back(record["evaluations"]);
      runs.seconds.push_back(record["seconds"]);
    }
  }
  constexpr double kShares[] = {0.2, 0.4, 0.6, 0.8};
  std::cout << "| tasks | solver | solved | right | 20 % | 40 % | 60 % | 80 % |\n|---|---|---|---|"
               "---|---|---|---|\n";
  for (const auto& [key, runs] : all) {
    std::cout << fmt::format("| {} | `{}` | {} of {} | {} |", key.first, key.second,
                             runs.evaluations.size(), runs.tasks, runs.right);
    for (const double share : kShares)
      std::cout << fmt::format(" {}, {} |", within(runs.evaluations, runs.tasks, share, ""),
                               within(runs.seconds, runs.tasks, share, " s"));
    std::cout << "\n";
  }
  return {};
}

int usage() {
  std::cerr
      << "usage: inkling-guide run DOMAIN SOLVER PARAMS [--tasks N] [--evaluations N] [--seed "
         "N]\n       inkling-guide file TASKS.jsonl SOLVER [--seconds S] [--evaluations N]\n       "
         "inkling-guide table FILE..\n";
  return 2;
}

int fail(const Error& error) {
  std::cerr << "error: " << to_text(error) << '\n';
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.size() >= 2 && words[0] == "table") {
    const auto done = print_table({words.begin() + 1, words.end()});
    return done ? 0 : fail(done.error());
  }
  const bool file = words.size() >= 3 && words[0] == "file";
  if (!file && (words.size() < 4 || words[0] != "run")) return usage();
  Options options;
  options.solver = words[2];
  if (file) {
    options.file = words[1];
    options.params = words[1].substr(words[1].rfind('/') + 1);
  } else {
    options.domain = words[1];
    options.params = words[3];
  }
  for (std::size_t at = file ? 3 : 4; at < words.size(); at += 2) {
    char* end = nullptr;
    const double value = at + 1 < words.size() ? std::strtod(words[at + 1].c_str(), &end) : 0;
    double* const to = words[at] == "--tasks"         ? &options.tasks
                       : words[at] == "--evaluations" ? &options.evaluations
                       : words[at] == "--seconds"     ? &options.seconds
                       : words[at] == "--seed"        ? &options.seed
                                                      : nullptr;
    if (to == nullptr || end == nullptr || *end != '\0' || value < 0) return usage();
    *to = value;
  }
  const auto done = run(options);
  return done ? 0 : fail(done.error());
}
