#include <inkling/plugin_entry.hpp>
#include <inkling/registry.hpp>

#include "lpn_training.hpp"
#include "trainer.hpp"

namespace inkling::lpn {
namespace {

void register_all(Registrar& registrar) {
  registrar.add<Trainer>("lpn", [] { return training::make_trainer(architecture()); });
}

}  // namespace
}  // namespace inkling::lpn

INKLING_PLUGIN("lpn-torch", "0.1.0", "trains latent program networks", ::inkling::kPinned,
               inkling::lpn::register_all)
