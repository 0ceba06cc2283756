// Search: one pass over fixed examples (rows). Level by level, values are enumerated; goals worked
// backwards from the outputs and compositions of partial answers reach ahead of the levels.
#pragma once

#include "compose.hpp"
#include "goals.hpp"
#include "levels.hpp"
#include "meter.hpp"
#include "solutions.hpp"
#include "store.hpp"

namespace inkling::enumerate {

// The values of the searcher's parameters.
struct Options {
  int max_cost;
  int max_operator_cost;     // dearer operators are left out
  int max_lambda_cost;       // of a function's body; 0: the catalogue's seeds only
  std::size_t solutions;     // how many to keep
  double patience;           // after the first one: how much longer to look for cheaper ones
  bool goals;                // backwards from the outputs
  bool compose;              // concatenations and conditionals of partial answers
  bool literals;             // texts and numbers of the examples as constants
  bool sharing;              // sub-programs used twice count once
  std::int64_t value_limit;  // largest magnitude of an intermediate integer; 0: from the task
  std::size_t max_lambdas;   // bodies per parameter list
};

class Search {
 public:
  // `rows`: indices of the task's examples to search on, at most kMaxRows. What the setting refers
  // to, options and budget must outlive the search. `evaluations_before` count against the budget.
  Search(const Setting& setting, const Task& task, const std::vector<std::size_t>& rows,
         const Options& options, const Budget& budget, std::uint64_t evaluations_before,
         ProgressSink* progress, const Patience& patience = {});

  // A solution that is known beforehand.
  void know(const Solution& solution) { solutions_.add(solution.expr, solution.cost, 1); }
  // Runs until solutions are found, the space or the budget is exhausted.
  StopReason run();

  // Full solutions on the rows, cheapest first.
  const std::vector<Solution>& solutions() const { return solutions_.all(); }
  // The best programs that are right on some rows only.
  std::vector<Solution> partial() const { return solutions_.partial(); }
  std::uint64_t evaluations() const { return meter_.evaluations(); }
  bool gave_up() const { return meter_.gave_up(); }
  // What it came by.
  const Store& store() const { return store_; }
  std::size_t bytes() const {
    return task_bytes_ + store_.bytes() + goals_.bytes() + levels_.bytes();
  }

 private:
  StopReason run_levels();
  void take_composition(double most);

  const Options& options_;
  const std::size_t task_bytes_;
  Store store_;
  Solutions solutions_;
  Meter meter_;
  Goals goals_;
  Composer composer_;
  Levels levels_;
};

}  // namespace inkling::enumerate
