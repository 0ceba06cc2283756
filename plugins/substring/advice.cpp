#include "advice.hpp"

#include <algorithm>
#include <optional>

namespace inkling::substring {
namespace {

constexpr double kEven = 2.5;     // bits of what keeps its price: one in six
constexpr double kLikely = -2.5;  // the most that is taken off
constexpr double kLeast = 0.75;   // bits of any move

// Of the operators that a guide prices the one that costs most more; nullopt: none.
std::optional<double> rarest(const dsl::Expr& expr, const dsl::Catalogue& catalogue,
                             const std::vector<double>& more) {
  std::optional<double> most;
  if (expr.kind == dsl::Expr::Kind::call && expr.op->cost > 0)
    most = more[static_cast<std::size_t>(expr.op->id)];
  for (const ExprPtr& arg : expr.args)
    if (const auto inner = rarest(*arg, catalogue, more); inner && (!most || *inner > *most))
      most = inner;
  return most;
}

bool keeps_its_price(Kind kind) {
  return kind == Kind::choose || kind == Kind::append || kind == Kind::combine ||
         kind == Kind::show || kind == Kind::value;
}

}  // namespace

Advice own_advice(std::vector<Step> steps) {
  return {std::move(steps), {}, {}};
}

Advice guided_advice(const Advice& own, const dsl::Catalogue& catalogue,
                     const OperatorPrior& prior) {
  Advice advice = own;
  // What is likely is reached early: less is tried in all.
  advice.reach.expansions = 300;
  advice.reach.evaluations = 60'000;
  advice.more.assign(catalogue.operators().size(), 0);
  for (const dsl::Operator& op : catalogue.operators()) {
    const auto id = static_cast<std::size_t>(op.id);
    if (op.cost > 0 && id < prior.operators.size())
      advice.more[id] = std::clamp(prior.operators[id] - kEven, kLikely, kRare);
  }
  for (Step& step : advice.steps)
    if (const auto more = rarest(*step.pattern, catalogue, advice.more);
        more && !keeps_its_price(step.kind))
      step.bits = std::max(std::min(kLeast, step.bits), step.bits + *more);
  return advice;
}

}  // namespace inkling::substring
