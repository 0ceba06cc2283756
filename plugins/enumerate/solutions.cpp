#include "solutions.hpp"

#include <algorithm>
#include <bit>

namespace inkling::enumerate {

namespace {

constexpr double kPatience = 200000;  // evaluations after the first solution, at least, where
                                      // patience is not less than usual

constexpr double kRepeatedOutput = 20;  // cost of answering the only example with itself
constexpr double kUnusedInput = 3;      // cost of an input that is not looked at
constexpr std::size_t kMaxMatches = 4096;
constexpr std::size_t kMaxPartial = 3;

void mark_inputs(const dsl::Expr& expr, std::uint64_t& used) {
  if (expr.kind == dsl::Expr::Kind::input && expr.index < 64)
    used |= std::uint64_t{1} << expr.index;
  for (const dsl::ExprPtr& arg : expr.args) mark_inputs(*arg, used);
}

}  // namespace

double cost_of_neglect(const dsl::Expr& expr, std::size_t inputs, std::size_t rows) {
  double cost = 0;
  std::uint64_t used = 0;
  mark_inputs(expr, used);
  for (std::size_t i = 0; i < std::min<std::size_t>(inputs, 64); ++i)
    if (((used >> i) & 1U) == 0) cost += kUnusedInput;
  // One example is no evidence that the output never changes.
  if (used == 0 && rows == 1) cost += kRepeatedOutput;
  return cost;
}

void Solutions::add(dsl::ExprPtr expr, double cost, std::uint64_t evaluations) {
  cost += cost_of_neglect(*expr, store_.space().inputs.size(), store_.rows());
  if (hopeless(cost)) return;
  const auto known = std::find_if(all_.begin(), all_.end(), [&](const Solution& solution) {
    return dsl::equal(*solution.expr, *expr);
  });
  if (known != all_.end()) {
    if (known->cost <= cost) return;
    all_.erase(known);  // another way to it is cheaper
  }
  const auto place =
      std::upper_bound(all_.begin(), all_.end(), cost,
                       [](double c, const Solution& solution) { return c < solution.cost; });
  all_.insert(place, {std::move(expr), cost, store_.rows()});
  if (all_.size() > keep_) all_.pop_back();
  if (first_found_ == 0) first_found_ = evaluations;
}

// A cheaper program may come yet: look on for a while after the first one, and longer when the best
// one is much dearer than the programs that are being tried (goals and compositions reach far
// ahead).
bool Solutions::settled(int level, std::uint64_t evaluations) const {
  if (all_.empty()) return false;
  const auto first = static_cast<double>(first_found_);
  const double base = std::max(kPatience * std::min(1.0, patience_), patience_ * first);
  const double ahead = std::max(1.0, all_.front().cost / std::max(level, 1));
  return evaluations >= static_cast<std::uint64_t>(first + base * ahead * ahead);
}

void Solutions::note_match(std::uint32_t entry) {
  const int goal = store_.space().goal;
  if (target_.size() == 0) store_.pack(goal, store_.target().data(), target_);
  const std::uint64_t mask =
      store_.packing(goal).agreement(store_.goal_bank().column(entry), target_.data(), scratch_);
  if (mask == 0 || best_by_mask_.size() >= kMaxMatches) return;
  if (best_by_mask_.emplace(mask, entry).second) mask_order_.push_back(mask);
}

std::vector<Solution> Solutions::partial() const {
  std::vector<std::uint64_t> order = mask_order_;
  std::stable_sort(order.begin(), order.end(), [](std::uint64_t a, std::uint64_t b) {
    return std::popcount(a) > std::popcount(b);
  });
  if (order.size() > kMaxPartial) order.resize(kMaxPartial);
  std::vector<Solution> best;
  for (std::uint64_t mask : order) {
    const std::uint32_t entry = match(mask);
    best.push_back({store_.build(store_.space().goal, entry),
                    static_cast<double>(store_.goal_bank().entry(entry).cost),
                    static_cast<std::size_t>(std::popcount(mask))});
  }
  return best;
}

}  // namespace inkling::enumerate
