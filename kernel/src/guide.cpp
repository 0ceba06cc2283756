#include <fmt/format.h>

#include <cmath>
#include <inkling/guide.hpp>

namespace inkling {
namespace {

Result<void> check_prices(std::string_view what, const std::vector<double>& prices,
                          const std::vector<std::string>& names) {
  if (prices.size() != names.size()) {
    const bool missing = prices.size() < names.size();
    return Error{
        ErrorCode::bad_input,
        fmt::format("the guide gives {} prices for {} {}s{}", prices.size(), names.size(), what,
                    missing ? fmt::format(": that of '{}' is missing", names[prices.size()])
                            : std::string()),
        {"a guide has a price for every entry of the language's catalogue, in its order"}};
  }
  for (std::size_t i = 0; i < prices.size(); ++i)
    if (!std::isfinite(prices[i]) || prices[i] < 0)
      return Error{ErrorCode::bad_input,
                   fmt::format("the guide's price of {} '{}' is {}", what, names[i], prices[i]),
                   {"prices are bits: finite numbers that are not negative"}};
  return {};
}

}  // namespace

Result<void> check_prior(const OperatorPrior& prior, const Catalogue& catalogue) {
  if (auto ok = check_prices("operator", prior.operators, catalogue.operator_names()); !ok)
    return ok;
  if (!prior.constants.empty())
    if (auto ok = check_prices("constant", prior.constants, catalogue.constant_texts()); !ok)
      return ok;
  if (!prior.functions.empty())
    if (auto ok = check_prices("function", prior.functions, catalogue.function_texts()); !ok)
      return ok;
  return {};
}

}  // namespace inkling
