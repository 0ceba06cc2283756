#include <inkling/plugin_entry.hpp>

#include "engine_model.hpp"
#include "latent_components.hpp"

namespace inkling::lpn {
namespace {

void register_all(Registrar& registrar) {
  common::add_components(registrar, "lpn", load_model, kWeightsFormat, {});
  common::add_solver(registrar, "lpn", "latent",
                     "a latent program network's own program, one vector (Macfarlane, Bonnet 2024, "
                     "arXiv 2411.08706)");
  common::add_solver(
      registrar, "lpn", "latent+gradient",
      "latent program networks' vectors found by gradient search (arXiv 2411.08706)");
}

}  // namespace
}  // namespace inkling::lpn

INKLING_PLUGIN("lpn", "0.1.0",
               "latent program networks (arXiv 2411.08706): a program is one vector", 0,
               inkling::lpn::register_all)
