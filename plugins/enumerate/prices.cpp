#include "prices.hpp"

#include <algorithm>
#include <cmath>
#include <inkling/dsl/usage.hpp>
#include <inkling/guide.hpp>
#include <limits>

namespace inkling::enumerate {
namespace {

using dsl::Expr;
using dsl::ExprPtr;

// Bits that add one to a cost: what a unit of cost is worth where programs are ranked, too.
constexpr double kBits = 3;
// Beyond this a price is as good as never; more would only make costs overflow.
constexpr double kDearest = 12;

// `searched`: which entries take part.
template <class Searched>
void weigh(std::vector<int>& costs, const std::vector<double>& bits, const Searched& searched) {
  if (bits.empty()) return;
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < bits.size(); ++i)
    if (searched(i)) least = std::min(least, bits[i]);
  for (std::size_t i = 0; i < costs.size(); ++i) {
    if (!searched(i)) continue;
    const double more = std::min((bits[i] - least) / kBits, kDearest);
    costs[i] += static_cast<int>(std::lround(more));
  }
}

}  // namespace

Prices catalogue_prices(const dsl::Catalogue& catalogue) {
  Prices prices;
  for (const dsl::Operator& op : catalogue.operators())
    prices.operators.push_back(std::max(1, op.cost));
  prices.constants.assign(catalogue.search_constants().size(), 1);
  for (const dsl::LambdaSeed& seed : catalogue.lambda_seeds())
    prices.functions.push_back(std::max(1, seed.cost));
  return prices;
}

Prices guided_prices(const dsl::Catalogue& catalogue, const OperatorPrior& prior) {
  Prices prices = catalogue_prices(catalogue);
  const auto all = [](std::size_t) { return true; };
  weigh(prices.operators, prior.operators,
        [&](std::size_t i) { return catalogue.operators()[i].cost > 0; });
  weigh(prices.constants, prior.constants, all);
  weigh(prices.functions, prior.functions, all);
  return prices;
}

namespace {

// The parts that were met; what is met again costs nothing.
class Bill {
 public:
  Bill(const dsl::Catalogue& catalogue, const Prices& prices)
      : catalogue_(catalogue), prices_(prices) {}

  double of(const Expr& expr, bool body) {
    switch (expr.kind) {
      case Expr::Kind::input:
        return 1;
      case Expr::Kind::constant:
        return 1;
      case Expr::Kind::bound:
        return 0;
      case Expr::Kind::literal:
        return of_literal(expr.value) - (body ? 1 : 0);
      case Expr::Kind::lambda:
        return of_function(expr);
      case Expr::Kind::call:
      case Expr::Kind::let:
        break;
    }
    if (!body) {
      for (const Expr* other : met_)
        if (dsl::equal(*other, expr)) return 0;
      met_.push_back(&expr);
    }
    double cost = expr.op == nullptr ? 0 : prices_.operators[static_cast<std::size_t>(expr.op->id)];
    for (const ExprPtr& arg : expr.args) cost += of(*arg, body);
    return cost;
  }

 private:
  // Constants of the language, or mined.
  double of_literal(const Value& value) const {
    const auto& known = catalogue_.search_constants();
    const auto at = std::find(known.begin(), known.end(), value);
    return at == known.end() ? 2 : prices_.constants[static_cast<std::size_t>(at - known.begin())];
  }

  double of_function(const Expr& function) {
    dsl::Usage usage(catalogue_);
    usage.add(function);
    for (std::size_t i = 0; i < usage.functions().size(); ++i)
      if (usage.functions()[i] > 0) return prices_.functions[i] - 1;
    return of(*function.args[0], true);
  }

  const dsl::Catalogue& catalogue_;
  const Prices& prices_;
  std::vector<const Expr*> met_;
};

}  // namespace

double cost_of(const Expr& program, const dsl::Catalogue& catalogue, const Prices& prices) {
  return Bill(catalogue, prices).of(program, false);
}

}  // namespace inkling::enumerate
