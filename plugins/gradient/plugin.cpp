#include <inkling/plugin_entry.hpp>

#include "searcher.hpp"

namespace inkling::gradient {
namespace {

void register_all(Registrar& registrar) {
  registrar.add_searcher("latent", make_latent_searcher);
  registrar.add_searcher("latent+prior", make_prior_searcher);
  registrar.add_searcher("latent+gradient", make_gradient_searcher);
}

}  // namespace
}  // namespace inkling::gradient

INKLING_PLUGIN("gradient", "0.1.0",
               "neural language interpreters, and gradient search for their programs", 0,
               inkling::gradient::register_all)
