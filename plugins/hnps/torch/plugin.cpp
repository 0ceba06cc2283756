#include <inkling/plugin_entry.hpp>

#include "hnps_training.hpp"
#include "trainer.hpp"

namespace inkling::hnps {
namespace {

void register_all(Registrar& registrar) {
  registrar.add<Trainer>("hnps", [] { return training::make_trainer(architecture()); });
}

}  // namespace
}  // namespace inkling::hnps

INKLING_PLUGIN("hnps-torch", "0.1.0", "trains networks that write programs of HNPS's language",
               ::inkling::kPinned, inkling::hnps::register_all)
