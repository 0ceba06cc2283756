// Search: one pass of bottom-up enumeration over fixed examples (rows), by cost, with observational
// equivalence, goals worked backwards from the outputs, and composition of partial answers.
#pragma once

#include <deque>
#include <inkling/budget.hpp>
#include <inkling/dsl/expr.hpp>
#include <inkling/progress.hpp>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "bank.hpp"
#include "lambdas.hpp"
#include "space.hpp"

namespace inkling::enumerate {

struct Options {
  int max_cost = 40;
  int max_operator_cost = 3;     // dearer operators are left out
  int max_lambda_cost = 6;       // of a function's body; 0: the catalogue's seeds only
  std::size_t solutions = 8;     // how many to keep
  double patience = 1.0;         // after the first one: how much longer to look for cheaper ones
  bool goals = true;             // backwards from the outputs
  bool compose = true;           // concatenations and conditionals of partial answers
  bool sharing = true;           // sub-programs used twice count once
  std::int64_t value_limit = 0;  // largest magnitude of an intermediate integer; 0: from the task
  std::size_t max_lambdas = 20000;  // bodies per parameter list
};

struct Solution {
  dsl::ExprPtr expr;
  double cost = 0;
  std::size_t fits = 0;  // rows
};

// Search state is laid out for the inner loop: evaluating a candidate makes no virtual call, throws
// nothing and allocates only from arenas that are reused.
class Search {
 public:
  // `rows`: indices of the task's examples to search on, at most 64. Everything referred to must
  // outlive the search.
  Search(const dsl::Catalogue& catalogue, const dsl::Dialect& dialect, const Prices& prices,
         const Task& task, std::vector<std::size_t> rows, const Options& options,
         const Budget& budget, std::uint64_t evaluations_before, ProgressSink* progress);
  ~Search();

  // Runs until solutions are found, the space or the budget is exhausted.
  StopReason run();

  // Full solutions on the rows, cheapest first; when there are none, the best partial ones.
  const std::vector<Solution>& solutions() const { return solutions_; }
  std::vector<Solution> partial() const;
  std::uint64_t evaluations() const { return evaluations_; }
  std::size_t bytes() const;

 private:
  struct Job;
  struct Survivor;
  struct JobResult;
  struct Worker;
  struct Goal;

  // Set-up
  void load_rows(const Task& task);
  bool add_leaves(int cost);
  // Levels
  bool run_level(int cost);
  bool run_site(const Site& site, std::uint32_t number, int cost);
  bool run_shared(const Site& site, std::uint32_t number, int cost);
  bool emit(Job job);
  bool run_wave();
  void run_job(const Job& job, Worker& worker, JobResult& result) const;
  void run_ranges(const Job& job, Worker& worker, JobResult& result) const;
  void run_sharing(const Job& job, Worker& worker, JobResult& result) const;
  void evaluate(Worker& worker, const Job& job, const std::uint32_t* index,
                JobResult& result) const;
  void flush(Worker& worker, const Job& job, JobResult& result) const;
  void load_slot(Worker& worker, const Job& job, std::size_t slot, std::uint32_t index) const;
  bool compute(const Site& site, const Cell* args, dsl::EvalContext& context, Cell* out) const;
  bool acceptable(dsl::Sort sort, const Cell& cell) const;
  void merge(const JobResult& result);
  bool stop_now();
  std::uint64_t patience_ends() const;
  std::pair<std::uint32_t, std::uint32_t> slot_range(const Site& site, std::size_t slot,
                                                     int cost) const;
  const BodyBank& bodies(int kind) const;
  bool boolean_kind(int kind) const;
  void capture_scalars();
  // Goals (goals.cpp)
  void expand_goals();
  void add_goal(Goal goal, dsl::Sort sort);
  void join_pass();
  void join_entry(std::uint32_t entry, dsl::Arena& scratch);
  void hit_goal(std::uint32_t goal, int sort, const Entry& entry);
  // Composition (compose.cpp)
  void compose();
  struct Composer;
  // Programs
  dsl::ExprPtr build(int sort, const Entry& entry) const;
  dsl::ExprPtr build(int sort, std::uint32_t entry) const;
  dsl::ExprPtr build_call(const Site& site, const Entry& entry) const;
  dsl::ExprPtr build_lambda(int kind, std::uint32_t lambda) const;
  dsl::ExprPtr build_body(const BodyBank& bank, std::uint32_t node) const;
  void add_solution(dsl::ExprPtr expr, double cost);
  void note_match(std::uint32_t entry);
  void report();

  const dsl::Catalogue& catalogue_;
  const dsl::Dialect& dialect_;
  const Prices& prices_;
  const Options& options_;
  const Budget& budget_;
  ProgressSink* progress_;
  SearchSpace space_;
  std::size_t rows_;
  std::int64_t value_limit_ = 0;
  std::uint32_t length_limit_ = 0;  // elements of a list
  std::size_t max_lambdas_ = 0;
  std::uint64_t job_size_ = 0;      // candidates
  std::uint32_t string_limit_ = 0;  // bytes of a string

  dsl::Arena values_;                      // inputs, outputs, constants
  std::vector<std::vector<Cell>> inputs_;  // [input][row]
  std::vector<Cell> target_;               // [row]
  std::vector<std::uint64_t> sort_seeds_;
  std::deque<Bank> banks_;  // per sort
  FingerprintTable table_;
  std::vector<std::unique_ptr<BodyBank>> body_banks_;
  std::vector<std::pair<int, bool>> kinds_;  // lambda kind -> body bank, boolean result
  std::deque<Captured> captured_;
  std::vector<std::uint32_t> captured_until_;  // per sort: bank entries looked at

  std::vector<Goal> goals_;
  std::unordered_multimap<std::uint64_t, std::uint32_t> goal_index_;
  std::vector<std::uint64_t> goal_filter_;  // bit per low hash bits: may be a goal
  std::uint32_t joined_until_ = 0;
  std::vector<std::pair<std::uint32_t, std::size_t>> join_sites_;  // site, known slot

  std::vector<std::unique_ptr<Worker>> workers_;
  std::vector<Job> wave_;
  std::vector<JobResult> results_;
  std::uint64_t evaluations_ = 0;
  std::uint64_t first_found_ = 0;  // evaluations when the first solution came; 0: none yet
  int level_ = 0;
  bool stopped_ = false;
  StopReason reason_ = StopReason::exhausted;
  std::vector<Solution> solutions_;
  std::unordered_map<std::uint64_t, std::uint32_t> best_by_mask_;  // rows matched -> cheapest entry
  std::vector<std::uint64_t> mask_order_;
  double composed_cost_ = 1e9;
  Solution composed_;
  double last_report_ = 0;
};

}  // namespace inkling::enumerate
