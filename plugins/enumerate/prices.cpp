#include "prices.hpp"

#include <algorithm>
#include <cmath>
#include <inkling/guide.hpp>
#include <inkling/inductor.hpp>
#include <inkling/language.hpp>
#include <limits>

namespace inkling::enumerate {
namespace {

// Four times the catalogue's cost is as good as never; beyond it costs would only overflow.
constexpr double kDearest = 4;

// `searched`: which entries take part.
template <class Searched>
void weigh(std::vector<int>& costs, const std::vector<double>& bits, const Searched& searched) {
  if (bits.empty()) return;
  // -log2 of the sum of 2^-bits, taken relative to the smallest so that nothing underflows.
  double least = std::numeric_limits<double>::infinity();
  double count = 0;
  for (std::size_t i = 0; i < bits.size(); ++i) {
    if (!searched(i)) continue;
    least = std::min(least, bits[i]);
    ++count;
  }
  double mass = 0;
  for (std::size_t i = 0; i < bits.size(); ++i)
    if (searched(i)) mass += std::exp2(least - bits[i]);
  const double even = count > 0 ? std::log2(count) : 0;
  for (std::size_t i = 0; i < costs.size(); ++i) {
    if (!searched(i)) continue;
    const double own = bits[i] - least + std::log2(mass);
    const double ratio = even > 0 ? std::min(kDearest, own / even) : 1.0;
    // Equal prices are an even choice, but for the last digit of the logarithms: a cost times that
    // ratio rounds to the cost.
    costs[i] = std::max(1, static_cast<int>(std::lround(costs[i] * ratio)));
  }
}

Error named(const std::string& inductor, Error error) {
  error.message = "enumerate: inductor '" + inductor + "': " + error.message;
  return error;
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

Result<Prices> prices_of(const Toolbox& tools, const dsl::Catalogue& catalogue, const Task& task) {
  if (tools.inductor == nullptr) return catalogue_prices(catalogue);
  const std::string& id = tools.inductor->info().id;
  const Guide* guide = tools.inductor->guide();
  if (guide == nullptr)
    return named(id, {ErrorCode::unsupported,
                      "it does not guide a search",
                      {"enumerate takes prices from an inductor, not its programs; name one that "
                       "guides, or none"}});
  Result<OperatorPrior> prior = guide->weigh(task, *tools.language);
  if (!prior.ok()) return named(id, std::move(prior).error());
  if (auto ok = check_prior(*prior, catalogue); !ok.ok()) return named(id, ok.error());
  return guided_prices(catalogue, *prior);
}

}  // namespace inkling::enumerate
