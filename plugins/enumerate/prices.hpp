// Prices: what operators, constants and functions of a catalogue cost in a program of the search.
#pragma once

#include <inkling/dsl/catalogue.hpp>
#include <inkling/result.hpp>
#include <inkling/searcher.hpp>
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
};

// The catalogue's own costs.
Prices catalogue_prices(const dsl::Catalogue& catalogue);

// The catalogue's costs, each multiplied by what the guide says of it relative to its list: bits of
// the entry over bits of an even choice, after the prices of what is searched have been made those
// of a distribution. Rounded, at least 1; equal prices leave every cost as it is. A list that the
// guide leaves empty keeps the catalogue's costs. Precondition: check_prior(prior, catalogue) is
// ok.
Prices guided_prices(const dsl::Catalogue& catalogue, const OperatorPrior& prior);

// Those of the toolbox: guided when it has an inductor, the catalogue's otherwise. Errors:
// unsupported (the inductor does not guide, or not this language), bad_input (its prices are not
// those of the catalogue, or the task does not fit it); the message names the inductor.
Result<Prices> prices_of(const Toolbox& tools, const dsl::Catalogue& catalogue, const Task& task);

}  // namespace inkling::enumerate
