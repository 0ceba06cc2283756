#include <inkling/plugin_entry.hpp>
#include <inkling/registry.hpp>

#include "engine_model.hpp"
#include "latent_components.hpp"

namespace inkling::lpn {
namespace {

void register_all(Registrar& registrar) {
  const auto shelf = std::make_shared<const common::ModelShelf>(
      common::ModelShelf::of_folders(load_model, kWeightsFormat, common::model_folders()));
  registrar.add<Inductor>(
      "lpn", [shelf](const Domain& domain) { return common::make_inductor("lpn", shelf, domain); });
  registrar.add<Interpreter>("lpn", [shelf](const Domain& domain) {
    return common::make_interpreter("lpn", shelf, domain, {});
  });
  // The searchers are those of plugins/descend, which search any interpreter that gives gradients.
  registrar.add_solver({"lpn",
                        "a latent program network's own program, one vector (Macfarlane, Bonnet "
                        "2024, arXiv 2411.08706)",
                        "latent",
                        "lpn",
                        "lpn",
                        {},
                        {}});
  registrar.add_solver(
      {"lpn+gradient",
       "latent program networks' vectors found by gradient search (arXiv 2411.08706)",
       "latent+gradient",
       "lpn",
       "lpn",
       {},
       {}});
}

}  // namespace
}  // namespace inkling::lpn

INKLING_PLUGIN("lpn", "0.1.0",
               "latent program networks (arXiv 2411.08706): a program is one vector", 0,
               inkling::lpn::register_all)
