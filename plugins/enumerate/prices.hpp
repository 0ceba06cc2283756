// Prices: what operators, constants and functions of a catalogue cost in a program of the search.
#pragma once

#include <inkling/dsl/expr.hpp>
#include <inkling/result.hpp>
#include <inkling/searcher.hpp>
#include <optional>
#include <string>
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

struct Guided {
  std::optional<Prices> prices;  // nothing: the guide has nothing to say
  std::string note;              // to be told beside the answer; empty: nothing
};
// Those of the toolbox's inductor. `model`: what it is asked for by name, or "auto"; a guide that
// has nothing to say is then none. Errors: unsupported (the inductor does not guide, or a named
// model not this language), not_found (the model), bad_input (prices that are not those of the
// catalogue, or the task does not fit); the message names the inductor.
Result<Guided> guided_prices_of(const Toolbox& tools, const dsl::Catalogue& catalogue,
                                const Task& task, const std::string& model);

// What a program costs by these prices, as if each of its parts had been built once.
double cost_of(const dsl::Expr& program, const dsl::Catalogue& catalogue, const Prices& prices);

}  // namespace inkling::enumerate
