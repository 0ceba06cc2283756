#include <inkling/plugin_entry.hpp>

#include "pricer_training.hpp"
#include "trainer.hpp"

namespace inkling::pricer {
namespace {

void register_all(Registrar& registrar) {
  registrar.add<Trainer>("pricer", [] { return training::make_trainer(architecture()); });
}

}  // namespace
}  // namespace inkling::pricer

INKLING_PLUGIN("pricer-torch", "0.1.0", "trains networks that price a symbolic search",
               ::inkling::kPinned, inkling::pricer::register_all)
