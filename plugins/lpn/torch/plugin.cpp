#include <inkling/plugin_entry.hpp>
#include <inkling/registry.hpp>

#include "context_training.hpp"
#include "lpn_training.hpp"
#include "trainer.hpp"

namespace inkling::lpn {
namespace {

void register_all(Registrar& registrar) {
  registrar.add<Trainer>("lpn", [] { return training::make_trainer(architecture()); });
  registrar.add<Trainer>("in-context",
                         [] { return training::make_trainer(context_architecture()); });
}

}  // namespace
}  // namespace inkling::lpn

INKLING_PLUGIN("lpn-torch", "0.1.0", "trains latent program and in-context networks",
               ::inkling::kPinned, inkling::lpn::register_all)
