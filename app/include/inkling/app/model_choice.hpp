// A weights file that a person named, in place of the models that are found.
#pragma once

#include <inkling/app/model_facts.hpp>
#include <inkling/domain.hpp>
#include <inkling/registry.hpp>
#include <string>
#include <vector>

namespace inkling::app {

// What the file says of itself. Errors: io (no weights there), bad_param (a name that no solver
// could be given), unsupported (an architecture that no solver runs, or no domain), not_found (the
// domain).
Result<ModelFacts> open_model(Registry& registry, const std::filesystem::path& file);

// The solvers with this model wherever they run its architecture and have no other model named.
// Errors: bad_param (a text that is no solver).
Result<std::vector<std::string>> add_model(const ModelFacts& model,
                                           const std::vector<std::string>& solvers);
// The same, where one of them must. The architecture's strongest solver joins those that nobody
// named (`named` is false) when none does. Errors: unsupported (another domain or tape, or named
// solvers none of which runs it), and those of the solvers.
Result<std::vector<std::string>> with_model(Registry& registry, const Domain& domain,
                                            const ModelFacts& model,
                                            const std::vector<std::string>& solvers, bool named);

}  // namespace inkling::app
