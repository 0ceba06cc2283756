// Random numbers of a training.
#pragma once

#include <inkling/rng.hpp>

#include "libtorch.hpp"

namespace inkling::training {

// Standard normal numbers, as many as `like` has, on its device. On the CPU all of them come from
// `rng`, whatever LibTorch's version; a CUDA device's come from its generator, seeded by one draw.
torch::Tensor normal(const torch::Tensor& like, Rng& rng);

}  // namespace inkling::training
