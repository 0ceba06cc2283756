// The tasks of a file, each given to every solver, some at the same time.
#pragma once

#include <cstdint>
#include <functional>
#include <inkling/app/answers.hpp>
#include <inkling/app/model_facts.hpp>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace inkling::app {

// The part `index` (from 1) of `count` parts of a file. Row by row in turn, so that parts take
// about as long as each other; the parts together are the whole, with the same answers.
struct Shard {
  std::size_t index = 1;
  std::size_t count = 1;
  bool owns(std::size_t row) const { return row % count == index - 1; }  // row from 0
};
// "2/8". Errors: bad_param.
Result<Shard> parse_shard(std::string_view text);

struct BatchOptions {
  std::string file;                    // "-" is standard input
  std::vector<std::string> solvers{};  // empty: those of each task's domain
  BudgetLimits limits{};               // of one search
  unsigned jobs = 1;                   // tasks at the same time
  std::uint64_t seed = 0;
  std::size_t limit = 0;  // tasks of the whole file; 0 = all
  Shard shard{};
  double sure = kSure;                // an answer of less confidence is not sure
  std::optional<ModelFacts> model{};  // in place of those that are found
  // Ids of the first tasks of this part, which are solved already and left out.
  std::vector<std::string> done{};
};

// Figures over all answers of one solver.
struct Tally {
  std::size_t tasks = 0;
  std::size_t solved = 0;
  std::size_t queries = 0;  // with a known output
  std::size_t right = 0;
  std::size_t program_size = 0;  // summed over solved tasks
  std::vector<double> seconds{};
  void add(const SolverAnswer& answer);
};

struct BatchSummary {
  std::map<std::string, Tally> tallies;  // by solver
  std::size_t bad_lines = 0;
};

// Called from one thread at a time.
class BatchSink {
 public:
  virtual ~BatchSink() = default;
  // In the order of the file, whatever order tasks are done in.
  virtual void answered(const QuestionAnswers& task) = 0;
  // At once: a line (from 1) that could not be read or run.
  virtual void refused(std::size_t line, const Error& error) = 0;
  // So many tasks are done, with those that wait for an earlier one.
  virtual void progress(std::size_t done) = 0;
};

// Blocks until all is done. A stop ends running searches with their best so far and leaves out the
// tasks behind them. Errors: not_found (a solver that nobody provides), io.
Result<BatchSummary> run_batch(Registry& registry, const BatchOptions& options,
                               std::stop_token stop, BatchSink& sink);

// One task after the other, each by every solver, as run_batch does it. Not thread-safe.
class TaskSolver {
 public:
  // Both must outlive it.
  TaskSolver(Registry& registry, const BatchOptions& options);
  ~TaskSolver();
  // Whether it is a task of a domain that is there. Errors: not_found, and those of the domain.
  Result<void> check(const Task& task);
  // Errors: as of check().
  Result<QuestionAnswers> solve(Task task, std::stop_token stop);

 private:
  class Solvers;
  const BatchOptions& options_;
  std::unique_ptr<Solvers> solvers_;
};

// Reads the tasks of a file, each with an id, as run_batch does; `visit` gets those that are to be
// solved, with their line, and why the others are refused (by `check`, too), and returns whether to
// go on. Errors: io, bad_input (what is done is of other tasks).
Result<void> read_batch(Registry& registry, const BatchOptions& options,
                        const std::function<Result<void>(const Task&)>& check,
                        const std::function<bool(std::size_t line, Result<Task> task)>& visit);

// A line per answer, for people.
std::string answer_line(const QuestionAnswers& task, const SolverAnswer& answer, bool with_time);
std::string to_text(const BatchSummary& summary, bool with_time);

}  // namespace inkling::app
