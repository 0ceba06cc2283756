#include "run.hpp"

#include <algorithm>
#include <inkling/dsl/language.hpp>
#include <map>

namespace inkling::substring {
namespace {

// Rows that are worked on at once. Of more examples a few are taken; a program that fails on
// another one brings that one in (counterexample-guided).
constexpr std::size_t kFirstExamples = 8;
constexpr std::size_t kMostExamples = 16;
constexpr std::size_t kMostQueries = 10;
constexpr double kLastResort = 1e6;  // bits of repeating an output
// Longer texts are not taken apart: every step would have to read them whole.
constexpr std::size_t kMostBytes = 32'768;  // of all inputs and outputs that are worked on

// Distinct ones, spread over the task.
std::vector<std::size_t> first_examples(const Task& task) {
  std::vector<std::size_t> rows;
  std::map<std::vector<Value>, std::size_t> seen;
  for (std::size_t r = 0; r < task.examples.size() && rows.size() < kFirstExamples; ++r)
    if (seen.emplace(task.examples[r].inputs, r).second) rows.push_back(r);
  return rows;
}

std::size_t bytes_of(const Rows& rows) {
  std::size_t bytes = 0;
  for (std::size_t r = 0; r < rows.size(); ++r)
    for (std::size_t i = 0; i < rows.arity(); ++i)
      if (!rows.sorts[i].scalar()) bytes += rows.input(r, i).size;
  if (!rows.output.scalar())
    for (const Cell& output : rows.outputs) bytes += output.size;
  return bytes;
}

}  // namespace

Run::Run(const dsl::Catalogue& catalogue, const dsl::Verifier& verifier, const Task& task,
         const Advice& own, const EngineOptions& options, bool queries, const Budget& budget)
    : catalogue_(catalogue),
      dialect_(dsl::default_dialect(catalogue)),
      verifier_(verifier),
      task_(task),
      own_(own),
      options_(options),
      queries_(queries),
      meter_(budget),
      description_(catalogue, dialect_, task),
      chosen_(first_examples(task)) {}

bool Run::by(const Advice& advice, const search::Patience& patience) {
  const bool own = &advice == &own_;
  if (own && own_exhausted_) return true;
  meter_.begin_turn(patience);
  Engine engine(catalogue_, advice, options_, meter_);
  for (;;) {
    const Rows rows = this->rows();
    if (bytes_of(rows) > kMostBytes) {
      outcome_.warnings.push_back("substring takes texts of " + std::to_string(kMostBytes) +
                                  " bytes in all: these are longer");
      keep_partial({}, {});
      outcome_.reason = StopReason::exhausted;
      return true;
    }
    Found found = engine.run(rows);
    outcome_.bytes = std::max(outcome_.bytes, engine.bytes());
    std::optional<std::size_t> counterexample;
    std::vector<Solution> failed;
    if (take(std::move(found.solutions), counterexample, failed)) {
      outcome_.reason = StopReason::solved;
      return !own || !meter_.gave_up();
    }
    if (counterexample && chosen_.size() < kMostExamples && !meter_.over() &&
        std::find(chosen_.begin(), chosen_.end(), *counterexample) == chosen_.end()) {
      chosen_.push_back(*counterexample);
      continue;
    }
    if (own) keep_partial(failed, found.partial);
    const bool spent = meter_.over() && !meter_.gave_up();
    outcome_.reason = spent ? meter_.reason() : StopReason::exhausted;
    own_exhausted_ = own_exhausted_ || (own && !meter_.over());
    return spent;
  }
}

// Those that fit all examples are kept: whether there were any.
bool Run::take(std::vector<Solution> found, std::optional<std::size_t>& counterexample,
               std::vector<Solution>& failed) {
  bool any = false;
  for (Solution& solution : found) {
    const auto failure = verifier_.first_failure(*solution.expr, scratch_);
    if (failure) {
      if (!counterexample) counterexample = failure;
      failed.push_back(std::move(solution));
      continue;
    }
    any = true;
    const auto same = [&](const Solution& known) {
      return dsl::equal(*known.expr, *solution.expr);
    };
    if (std::none_of(complete_.begin(), complete_.end(), same))
      complete_.push_back({description_.bits(*solution.expr), solution.expr});
  }
  return any;
}

void Run::keep_partial(const std::vector<Solution>& failed, const Solution& partial) {
  outcome_.candidates.clear();
  for (const Solution& solution : failed) add(solution, {});
  if (partial.expr != nullptr) add(partial, {});
  add({kLastResort, dsl::most_frequent_output(task_)}, "repeats an output");
}

void Run::add(const Solution& solution, std::string note) {
  outcome_.candidates.push_back(
      {dsl::make_program(catalogue_.shared_from_this(), solution.expr, dialect_),
       solution.bits,
       std::move(note),
       0,
       {},
       {}});
}

Rows Run::rows() const {
  Rows rows;
  rows.dialect = &dialect_;
  rows.sorts = verifier_.input_sorts();
  rows.output = verifier_.output_sort();
  rows.examples = chosen_.size();
  for (const std::size_t r : chosen_) {
    rows.inputs.insert(rows.inputs.end(), verifier_.inputs(r), verifier_.inputs(r) + rows.arity());
    rows.outputs.push_back(verifier_.output(r));
  }
  if (!queries_) return rows;
  for (const Query& query : task_.queries) {
    if (rows.queries == kMostQueries) break;
    std::vector<Cell> cells(rows.arity());
    bool fits = true;
    for (std::size_t i = 0; fits && i < rows.arity(); ++i)
      fits = dsl::to_cell(query.inputs[i], rows.sorts[i], values_, cells[i]);
    if (!fits) continue;
    rows.inputs.insert(rows.inputs.end(), cells.begin(), cells.end());
    ++rows.queries;
  }
  return rows;
}

// The search is led by the prices set by hand, or by a guide's; what it found is ordered by those
// learned.
Outcome Run::outcome() {
  if (!complete_.empty()) {
    std::stable_sort(complete_.begin(), complete_.end(),
                     [](const Solution& a, const Solution& b) { return a.bits < b.bits; });
    if (complete_.size() > options_.solutions) complete_.resize(options_.solutions);
    outcome_.candidates.clear();
    for (const Solution& solution : complete_) add(solution, {});
    outcome_.reason = StopReason::solved;
  }
  outcome_.evaluations = meter_.evaluations();
  return std::move(outcome_);
}

}  // namespace inkling::substring
