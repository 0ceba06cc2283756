// Prices: what operators, constants and functions of a catalogue cost in a program of the search.
#pragma once

#include <inkling/dsl/expr.hpp>
#include <vector>

namespace inkling {
struct OperatorPrior;
}

namespace inkling::enumerate {

// Parallel to the catalogue's operators(), search_constants() and lambda_seeds(). All at least 1;
// that of an operator which is not searched (cost 0) says nothing.
struct Prices {
  std::vector<int> operators{};
  std::vector<int> constants{};
  std::vector<int> functions{};
  friend bool operator==(const Prices&, const Prices&) = default;
};

// The catalogue's own costs.
Prices catalogue_prices(const dsl::Catalogue& catalogue);

// The catalogue's costs, and one more for every three bits that the guide says an entry is rarer
// than the likeliest of its list (operators, constants, functions), at most twelve more; what is
// equally likely keeps its cost. A list that the guide leaves empty keeps the catalogue's costs.
// Precondition: check_prior(prior, catalogue) is ok.
Prices guided_prices(const dsl::Catalogue& catalogue, const OperatorPrior& prior);

// What a program costs by these prices, as if each of its parts had been built once.
double cost_of(const dsl::Expr& program, const dsl::Catalogue& catalogue, const Prices& prices);

}  // namespace inkling::enumerate
