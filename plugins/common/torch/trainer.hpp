// The kernel's Trainer over any architecture.
#pragma once

#include <inkling/trainer.hpp>
#include <memory>

#include "trainable.hpp"

namespace inkling::training {

// On any domain with a tape. Its parameters are those of every training, the schedules and the
// shape of the architecture, and `device` and `tf32`, which belong to one call.
std::unique_ptr<Trainer> make_trainer(Architecture architecture);

// Makes LibTorch ready for "cpu" or "cuda" with `threads` threads; tf32 is for CUDA. Errors:
// bad_param, device.
Result<torch::Device> use_device(const std::string& name, bool tf32, int threads);

// Parameters as a table in Markdown: name, default, values, meaning.
std::string settings_table(const ParamSpecs& specs);

}  // namespace inkling::training
