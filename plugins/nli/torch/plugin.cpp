#include <inkling/plugin_entry.hpp>

#include "components.hpp"
#include "nli_training.hpp"
#include "store.hpp"
#include "token_codes.hpp"
#include "trainer.hpp"

namespace inkling::nli {
namespace {

void register_all(Registrar& registrar) {
  const std::string id = "nli-torch";
  common::add_components(registrar, id, load_model, kFormat, common::temperature_params());
  registrar.add<Trainer>("nli", [] { return training::make_trainer(architecture()); });
  registrar.add<Trainer>("d-lpn", [] { return training::make_trainer(once_architecture()); });
  common::add_solver(registrar, id, "latent", "the neural inductor's own program, by LibTorch");
  common::add_solver(registrar, id, "latent+prior",
                     "latent programs sampled around the inductor's, by LibTorch");
  // A pass costs several times what it costs the engine, so that a budget of seconds would be spent
  // on drawing starts.
  common::add_solver(registrar, id, "latent+gradient",
                     "latent programs found by gradient search, by LibTorch", "screen=20");
}

}  // namespace
}  // namespace inkling::nli

INKLING_PLUGIN("nli-torch", "0.1.0",
               "trains neural language interpreters; the reference that runs them",
               ::inkling::kPinned, inkling::nli::register_all)
