#include <inkling/plugin_entry.hpp>
#include <inkling/registry.hpp>

#include "components.hpp"
#include "nli_training.hpp"
#include "store.hpp"
#include "token_codes.hpp"
#include "trainer.hpp"

namespace inkling::nli {
namespace {

// The searchers are those of plugins/descend, which search any interpreter that gives gradients.
void add_solver(Registrar& registrar, const std::string& searcher, const std::string& summary,
                const std::string& params = {}) {
  const std::string suffix = searcher.substr(std::string("latent").size());
  registrar.add_solver({"nli-torch" + suffix,
                        summary + ", by LibTorch",
                        searcher,
                        "nli-torch",
                        "nli-torch",
                        params,
                        {}});
}

void register_all(Registrar& registrar) {
  const auto shelf = std::make_shared<const common::ModelShelf>(
      common::ModelShelf::of_folders(load_model, kFormat, common::model_folders()));
  registrar.add<Inductor>("nli-torch", [shelf](const Domain& domain) {
    return common::make_inductor("nli-torch", shelf, domain);
  });
  registrar.add<Interpreter>("nli-torch", [shelf](const Domain& domain) {
    return common::make_interpreter("nli-torch", shelf, domain, common::temperature_params());
  });
  registrar.add<Trainer>("nli", [] { return training::make_trainer(architecture()); });
  add_solver(registrar, "latent", "the neural inductor's own program");
  add_solver(registrar, "latent+prior", "latent programs sampled around the inductor's");
  // A pass costs several times what it costs the engine, so that a budget of seconds would be spent
  // on drawing starts.
  add_solver(registrar, "latent+gradient", "latent programs found by gradient search", "screen=20");
}

}  // namespace
}  // namespace inkling::nli

INKLING_PLUGIN("nli-torch", "0.1.0",
               "trains neural language interpreters; the reference that runs them",
               ::inkling::kPinned, inkling::nli::register_all)
