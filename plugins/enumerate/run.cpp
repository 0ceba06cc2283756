#include "run.hpp"

#include <algorithm>
#include <chrono>
#include <inkling/dsl/prior.hpp>
#include <optional>
#include <text/description.hpp>
#include <text/prices.hpp>

#include "elements.hpp"

namespace inkling::enumerate {
namespace {

// Tasks with more examples are searched on a few rows; a program that fails on another example
// brings that example in (counterexample-guided).
constexpr std::size_t kAllRows = 24;
constexpr std::size_t kFirstRows = 10;
constexpr std::uint64_t kElementEvaluations = 300'000;  // for a function of elements
constexpr std::uint64_t kNumberEvaluations = 20'000;    // and of numbers
constexpr double kSimple = 6;        // up to this cost no conditional would be thought of instead
constexpr double kLastResort = 1e6;  // the cost of repeating an output

std::vector<std::size_t> first_rows(const Task& task, std::size_t all = kAllRows) {
  // Repeated examples say nothing new.
  std::vector<std::size_t> rows;
  std::vector<std::uint64_t> seen;
  for (std::size_t r = 0; r < task.examples.size(); ++r) {
    std::uint64_t h = hash(task.examples[r].output);
    for (const Value& v : task.examples[r].inputs) h = mix(h, hash(v));
    if (std::find(seen.begin(), seen.end(), h) != seen.end()) continue;
    if (seen.size() < 4 * kMaxRows) seen.push_back(h);
    rows.push_back(r);
    if (rows.size() > all) break;
  }
  if (rows.size() > all) rows.resize(kFirstRows);
  return rows;
}

}  // namespace

Run::Run(const dsl::Catalogue& catalogue, const dsl::Dialect& dialect,
         const dsl::Verifier& verifier, const Task& task, const Prices& usual,
         const Options& options, const Budget& budget, ProgressSink* progress)
    : catalogue_(catalogue),
      dialect_(dialect),
      verifier_(verifier),
      task_(task),
      usual_(usual),
      options_(options),
      budget_(budget),
      progress_(progress) {}

bool Run::by(const Prices& prices, const Patience& patience) {
  const Setting setting{catalogue_, dialect_, prices, verifier_};
  dsl::Arena scratch;
  std::vector<std::size_t> rows = first_rows(task_);
  for (;;) {
    Search pass(setting, task_, rows, options_, budget_, outcome_.evaluations, progress_, patience);
    for (const Solution& solution : mapped_) pass.know(solution);
    outcome_.reason = pass.run();
    outcome_.evaluations = pass.evaluations();
    outcome_.bytes = std::max(outcome_.bytes, pass.bytes());
    std::optional<std::size_t> counterexample;
    std::vector<Solution> complete;
    for (const Solution& solution : pass.solutions()) {
      const auto failure = verifier_.first_failure(*solution.expr, scratch);
      if (!failure)
        complete.push_back(solution);
      else if (!counterexample)
        counterexample = failure;
    }
    StopReason reason;
    if (complete.empty() && counterexample && rows.size() < kMaxRows &&
        std::find(rows.begin(), rows.end(), *counterexample) == rows.end() &&
        !budget_.exhausted(outcome_.evaluations, 0, reason)) {
      rows.push_back(*counterexample);
      continue;
    }
    if (prices != usual_)
      for (Solution& solution : complete)
        solution.cost =
            cost_of(*solution.expr, catalogue_, usual_) +
            cost_of_neglect(*solution.expr, verifier_.input_sorts().size(), rows.size());
    const bool gave_up = complete.empty() && pass.gave_up();
    keep(pass, std::move(complete));
    return !gave_up;
  }
}

bool Run::by_steps(const StepOptions& steps, const Decomposition::Ask& ask,
                   const Patience& patience) {
  const Setting setting{catalogue_, dialect_, usual_, verifier_};
  Decomposition decomposition(setting, task_, options_, steps, budget_, progress_, ask);
  const dsl::ExprPtr found = decomposition.run(outcome_.evaluations, patience);
  outcome_.bytes = std::max(outcome_.bytes, decomposition.bytes());
  if (found == nullptr) return false;
  kept_ = {{found,
            cost_of(*found, catalogue_, usual_) +
                cost_of_neglect(*found, verifier_.input_sorts().size(), task_.examples.size()),
            task_.examples.size()}};
  complete_ = true;
  outcome_.reason = StopReason::solved;
  return true;
}

// Programs that fit in part are kept while there are no others.
void Run::keep(const Search& pass, std::vector<Solution> complete) {
  complete_ = !complete.empty();
  if (complete_) {
    kept_ = std::move(complete);
    return;
  }
  StopReason reason;
  if (outcome_.reason == StopReason::solved) {
    outcome_.reason = StopReason::exhausted;
    if (budget_.exhausted(outcome_.evaluations, 0, reason)) outcome_.reason = reason;
  }
  kept_ = pass.solutions();
  for (Solution& partial : pass.partial()) kept_.push_back(std::move(partial));
  kept_.push_back({dsl::most_frequent_output(task_), kLastResort});
}

void Run::map_elements(bool structured) {
  const dsl::Operator* mapper = mapper_of(catalogue_);
  if (mapper == nullptr) return;
  dsl::Arena scratch;
  for (std::size_t i = 0; i < task_.examples.front().inputs.size(); ++i) {
    const std::optional<Elements> elements = task_of_elements(task_, i);
    if (!elements || elements->structured != structured) continue;
    const auto verifier = dsl::Verifier::make(catalogue_, dialect_, elements->task);
    if (!verifier.ok()) continue;
    const Setting inner{catalogue_, dialect_, usual_, *verifier};
    BudgetLimits limits = budget_.limits();
    const std::uint64_t before = outcome_.evaluations;
    // Before the search a quarter of what there is, behind it what is left.
    const std::uint64_t parts = structured ? 4 : 1;
    const std::uint64_t most = structured ? kElementEvaluations : kNumberEvaluations;
    if (limits.evaluations != 0 && limits.evaluations < before + parts) continue;
    limits.evaluations =
        limits.evaluations == 0 ? most : std::min(most, (limits.evaluations - before) / parts);
    if (limits.time.count() > 0)
      limits.time = std::chrono::duration_cast<std::chrono::nanoseconds>(
          std::chrono::duration<double>(budget_.remaining_seconds() / static_cast<double>(parts)));
    const Budget share(limits, budget_.stop_token());
    const std::vector<std::size_t> rows = first_rows(elements->task, kMaxRows - 1);
    Search pass(inner, elements->task, rows, options_, share, 0, nullptr);
    pass.run();
    outcome_.evaluations = before + pass.evaluations();
    outcome_.bytes = std::max(outcome_.bytes, pass.bytes());
    for (const Solution& solution : pass.solutions()) {
      if (verifier->first_failure(*solution.expr, scratch)) continue;
      dsl::ExprPtr expr = mapped(*mapper, solution.expr, i, verifier->input_sorts()[i]);
      const auto price =
          static_cast<double>(usual_.operators[static_cast<std::size_t>(mapper->id)]);
      if (!verifier_.first_failure(*expr, scratch))
        mapped_.push_back({std::move(expr), solution.cost + price + 1, task_.examples.size()});
    }
  }
}

void Run::map_numbers() {
  if (!options_.compose || (complete_ && kept_.front().cost <= kSimple)) return;
  StopReason reason;
  if (budget_.exhausted(outcome_.evaluations, 0, reason)) return;
  mapped_.clear();
  map_elements(false);
  if (mapped_.empty()) return;
  if (!complete_) {
    kept_.clear();
    outcome_.reason = StopReason::solved;
    complete_ = true;
  }
  kept_.insert(kept_.end(), mapped_.begin(), mapped_.end());
  std::stable_sort(kept_.begin(), kept_.end(),
                   [](const Solution& a, const Solution& b) { return a.cost < b.cost; });
}

// Scores are bits: those of the language's moves where it has some, so that the programs of all
// searches over it are measured alike; else those of costs and of the language's prior.
Outcome Run::outcome() {
  std::optional<text::Description> description;
  if (!catalogue_.moves().empty()) description.emplace(catalogue_, dialect_, task_);
  const auto bits = [&](const Solution& solution) {
    if (solution.cost >= kLastResort) return inkling::prices::kPlain * solution.cost;
    if (description) return description->bits(*solution.expr);
    return inkling::prices::kPlain * solution.cost +
           dsl::bits(catalogue_.prior(), dsl::features(catalogue_, *solution.expr,
                                                       task_.examples.front().inputs.size()));
  };
  for (const Solution& solution : kept_)
    outcome_.candidates.push_back(
        {dsl::make_program(catalogue_.shared_from_this(), solution.expr, dialect_),
         bits(solution),
         solution.expr->kind == dsl::Expr::Kind::literal ? "repeats an output" : "",
         0,
         {},
         {}});
  if (complete_ && !catalogue_.prior().empty())
    std::stable_sort(outcome_.candidates.begin(), outcome_.candidates.end(),
                     [](const Candidate& a, const Candidate& b) { return a.score < b.score; });
  return std::move(outcome_);
}

}  // namespace inkling::enumerate
