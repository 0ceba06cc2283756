// How often solvers are right on fresh tasks of a domain's generator.
#pragma once

#include <cstdint>
#include <functional>
#include <inkling/app/model_facts.hpp>
#include <inkling/domain.hpp>
#include <inkling/registry.hpp>
#include <inkling/solver.hpp>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace inkling::app {

// Sums over tasks.
struct Counts {
  std::size_t tasks = 0;
  std::size_t right = 0;     // every query
  std::size_t discrete = 0;  // right with every code replaced by its most likely token
  std::size_t novel = 0;  // tasks whose meta says "novel": no program of the training solves them
  std::size_t novel_right = 0;  // of these
  std::size_t unfit = 0;        // tasks that the solver does not take, as a tape that is too short
  std::string unfit_reason{};   // of the first one
  std::uint64_t evaluations = 0;
  double seconds = 0.0;

  void add(const Counts& other);
  double accuracy() const;  // not a number where there are no tasks
  double discrete_accuracy() const;
  double novel_accuracy() const;
  double evaluations_per_task() const;
  double seconds_per_task() const;
};

// Which tasks, and how each is searched. A task depends on the parameters, the seed and its number
// only, so that every solver gets the same ones.
struct Trial {
  const Domain& domain;
  Params generator;
  std::size_t tasks = 100;
  std::uint64_t seed = 1000;
  BudgetLimits limits{};  // of one search
  unsigned jobs = 1;      // tasks at the same time; the sums do not depend on it
};

// Blocks. nullopt when stopped. `done` is called from any thread, one at a time. A task that the
// solver refuses as bad_input is not solved, and counted as unfit. Errors: those of the generator
// and the others of the solver; unsupported (a task without a query to be right on).
Result<std::optional<Counts>> evaluate(const Solver& solver, const Trial& trial,
                                       const std::stop_token& stop,
                                       const std::function<void(std::size_t done)>& done = {});

struct EvaluationOptions {
  std::string domain;
  std::string params{};                // of the generator: "suite=a,part=test"
  std::vector<std::string> solvers{};  // empty: those of the domain
  std::size_t tasks = 100;
  std::uint64_t seed = 1000;
  BudgetLimits limits{};
  unsigned jobs = 1;
  std::optional<ModelFacts> model{};  // in place of those that are found
};
struct EvaluationRow {
  std::string solver;
  Counts counts;
};
struct EvaluationTable {
  std::vector<EvaluationRow> rows;
  bool stopped = false;  // the rows before the stop are there
};
// The same, a task at a time: for those who share them out.
class Evaluator {
 public:
  // Errors: not_found, bad_param.
  static Result<Evaluator> make(Registry& registry, const EvaluationOptions& options);
  const std::vector<std::string>& solvers() const { return names_; }
  // Of task `index` (from 0) and one of the solvers. Errors: as of evaluate().
  Result<Counts> run(std::size_t solver, std::size_t index, const std::stop_token& stop) const;

 private:
  friend Result<EvaluationTable> evaluate(Registry& registry, const EvaluationOptions& options,
                                          const std::stop_token& stop,
                                          const std::function<void(const std::string& what)>& tick);
  Evaluator(Trial trial) : trial_(std::move(trial)) {}
  Trial trial_;
  std::vector<std::string> names_{};
  std::vector<Solver> solvers_{};
};
// {"tasks":..}, and back. Error: parse.
std::string to_json(const Counts& counts);
Result<Counts> counts_from_json(const std::string& json);

using Ticking = std::function<void(const std::string& what)>;
// Every solver on the same tasks. Errors: not_found, bad_param, and those of evaluate().
Result<EvaluationTable> evaluate(Registry& registry, const EvaluationOptions& options,
                                 const std::stop_token& stop, const Ticking& tick = {});
// {"rows":[{"solver","accuracy","tasks","unfit","evaluations","seconds"}]}; sums over the tasks.
// "unfit_reason" where "unfit" is not 0.
std::string to_json(const EvaluationTable& evaluation, bool with_time = true);
std::string to_text(const EvaluationTable& evaluation, std::size_t width, bool with_time = true);
// A line below a table, "  what: 3 of 20 tasks do not fit, and count as not solved: why"; empty
// when all fit.
std::string unfit_line(const std::string& what, const Counts& counts);

}  // namespace inkling::app
