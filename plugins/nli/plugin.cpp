#include <inkling/plugin_entry.hpp>
#include <inkling/registry.hpp>

#include "components.hpp"
#include "searcher.hpp"

namespace inkling::nli {
namespace {

void add_model(Registrar& registrar) {
  const auto slot =
      std::make_shared<const ModelSlot>(data_dir() / "models" / "nli-shift-l.safetensors");
  registrar.add_inductor("nli", [slot] { return make_inductor("nli", slot); });
  registrar.add_interpreter("nli", [slot] { return make_interpreter("nli", slot); });
}

void register_all(Registrar& registrar) {
  add_model(registrar);
  registrar.add_searcher("latent", make_latent_searcher);
  registrar.add_searcher("latent+prior", make_prior_searcher);
  registrar.add_searcher("latent+gradient", make_gradient_searcher);
  const std::vector<std::string> domains{"sequences"};
  registrar.add_solver(
      {"nli", "the neural inductor's own program", "latent", "nli", "nli", {}, domains});
  registrar.add_solver({"nli+prior",
                        "latent programs sampled around the inductor's",
                        "latent+prior",
                        "nli",
                        "nli",
                        {},
                        domains});
  registrar.add_solver({"nli+gradient",
                        "latent programs found by gradient search",
                        "latent+gradient",
                        "nli",
                        "nli",
                        {},
                        domains});
}

}  // namespace
}  // namespace inkling::nli

INKLING_PLUGIN("nli", "0.1.0", "a neural language interpreter with gradient search",
               ::inkling::kPinned, inkling::nli::register_all)
