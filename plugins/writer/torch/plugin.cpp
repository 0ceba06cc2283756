#include <inkling/plugin_entry.hpp>

#include "lasynth_shape.hpp"
#include "trainer.hpp"
#include "writer_training.hpp"

namespace inkling::writer {
namespace {

void register_all(Registrar& registrar) {
  registrar.add<Trainer>(kRobustFill,
                         [] { return training::make_trainer(robustfill_architecture()); });
  registrar.add<Trainer>(kLatentProgrammer,
                         [] { return training::make_trainer(latent_architecture()); });
  registrar.add<Trainer>(kLaSynth, [] { return training::make_trainer(lasynth_architecture()); });
}

}  // namespace
}  // namespace inkling::writer

INKLING_PLUGIN("writer-torch", "0.1.0", "trains networks that write symbolic programs",
               ::inkling::kPinned, inkling::writer::register_all)
