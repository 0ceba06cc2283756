#include "search.hpp"

#include <algorithm>
#include <limits>

namespace inkling::enumerate {

namespace {

constexpr std::uint64_t kJobSize = 8192;                     // candidates of one job
constexpr std::uint64_t kJobBytes = std::uint64_t{8} << 20;  // values that a job may move
constexpr int kGoalLevel = 2;  // inputs, constants and functions are there; goals and compositions
                               // have something to work with

std::size_t allowance(const Budget& budget) {
  return budget.limits().bytes == 0 ? SIZE_MAX : budget.limits().bytes;
}

// A tight memory budget means smaller steps between looks at it.
Limits limits_of(const Options& options, const Budget& budget) {
  Limits limits;
  limits.value = options.value_limit;
  limits.body_cost = options.max_lambda_cost;
  limits.lambdas =
      std::min(options.max_lambdas, std::max<std::size_t>(64, allowance(budget) >> 15));
  return limits;
}

std::size_t bytes_of(const Value& value) {
  std::size_t total = sizeof(Value);
  if (value.is_string()) total += value.as_string().size();
  if (value.is_list())
    for (const Value& item : value.as_list()) total += bytes_of(item);
  return total;
}

// What the task takes: whoever asks has it, the solver without its answers, the verifier as cells.
std::size_t bytes_of(const Task& task) {
  std::size_t total = 0;
  for (const Example& example : task.examples) {
    total += sizeof(Example) + bytes_of(example.output);
    for (const Value& input : example.inputs) total += bytes_of(input);
  }
  return 3 * total;
}

// A job is what lies between two looks at the budget: of large values it has few candidates.
std::uint64_t job_size(const Store& store, const Budget& budget) {
  const std::uint64_t bytes = std::min<std::uint64_t>(kJobBytes, allowance(budget) >> 6);
  const std::uint64_t few = std::max<std::uint64_t>(1, bytes / (store.volume() + 1));
  return std::min(few, std::clamp<std::uint64_t>(allowance(budget) >> 18, 64, kJobSize));
}

Levels::Options level_options(const Options& options, const Store& store, const Budget& budget) {
  return {options.sharing, options.literals, options.goals, budget.limits().threads,
          job_size(store, budget)};
}

}  // namespace

Search::Search(const Setting& setting, const Task& task, const std::vector<std::size_t>& rows,
               const Options& options, const Budget& budget, std::uint64_t evaluations_before,
               ProgressSink* progress, const Patience& patience)
    : options_(options),
      task_bytes_(bytes_of(task)),
      store_(setting,
             make_space(
                 setting.catalogue, setting.prices, task, options.max_operator_cost,
                 [&budget] {
                   StopReason reason;
                   return budget.exhausted(0, 0, reason);
                 },
                 options.literals),
             rows, limits_of(options, budget)),
      solutions_(store_, options.solutions, options.patience),
      meter_(budget, patience, evaluations_before, progress, solutions_,
             [this] { return bytes() + store_.growth(); }),
      goals_(store_, solutions_, meter_),
      composer_(store_, solutions_, meter_, options.literals),
      levels_(store_, goals_, solutions_, meter_, level_options(options, store_, budget)) {}

StopReason Search::run() {
  const StopReason reason = run_levels();
  if (solutions_.empty() && options_.goals) goals_.join();
  if (solutions_.empty() && options_.compose && !meter_.overdue()) composer_.run();
  take_composition(std::numeric_limits<double>::infinity());
  return solutions_.empty() ? reason : StopReason::solved;
}

StopReason Search::run_levels() {
  for (int level = 1; level <= options_.max_cost; ++level) {
    const std::uint64_t before = meter_.evaluations();
    meter_.enter_level(level);
    if (!levels_.run(level)) return meter_.reason();
    if (options_.goals) goals_.join();
    if (options_.goals && level == kGoalLevel) goals_.expand();
    if (options_.compose && level >= kGoalLevel) {
      composer_.run();
      // A composition is taken when plain programs of that size have had their chance, or sooner
      // where patience is less than usual.
      take_composition(2.5 * level / std::min(1.0, options_.patience));
    }
    // Every program that is cheaper than this level has been seen.
    if (!solutions_.empty() && solutions_.all().front().cost <= level) break;
    if (level > 6 && before == meter_.evaluations()) return StopReason::exhausted;
  }
  return meter_.reason();
}

void Search::take_composition(double most) {
  const Solution& composed = composer_.best();
  if (composed.expr && composed.cost <= most)
    solutions_.add(composed.expr, composed.cost, meter_.evaluations());
}

}  // namespace inkling::enumerate
