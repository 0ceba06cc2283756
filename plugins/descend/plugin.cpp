#include <inkling/plugin_entry.hpp>
#include <inkling/registry.hpp>

#include "hybrid.hpp"
#include "searcher.hpp"
#include "tokens.hpp"

namespace inkling::descend {
namespace {

void register_all(Registrar& registrar) {
  registrar.add<Searcher>("latent", make_latent_searcher);
  registrar.add<Searcher>("latent+prior", make_prior_searcher);
  registrar.add<Searcher>("latent+gradient", make_gradient_searcher);
  registrar.add<Searcher>("latent+symbolic", make_symbolic_searcher);
  registrar.add<Searcher>("latent+hybrid", make_hybrid_searcher);
}

}  // namespace
}  // namespace inkling::descend

INKLING_PLUGIN("descend", "0.1.0",
               "searches for latent programs: by chance, by gradient, of their tokens, and of "
               "tokens and operators",
               0, inkling::descend::register_all)
