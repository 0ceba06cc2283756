// The training of a neural language interpreter behind the kernel's interface.
#pragma once

#include <inkling/trainer.hpp>
#include <memory>

namespace inkling::nli {

// `nli`, on domain sequences. Its parameters are the fields of ModelConfig and TrainConfig, and
// `device` and `tf32`.
std::unique_ptr<inkling::Trainer> make_trainer();

}  // namespace inkling::nli
