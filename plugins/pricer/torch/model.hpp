// The guide's network in LibTorch: what is trained, and the reference of the passes (network.hpp).
#pragma once

#include <inkling/nn/weights.hpp>
#include <memory>
#include <vector>

#include "config.hpp"
#include "libtorch.hpp"

namespace inkling::pricer {

struct Model : torch::nn::Module {
  explicit Model(const ModelConfig& config);

  // x [tasks, examples, places] of int64 -> the logarithms of the odds [tasks, entries].
  torch::Tensor forward(const torch::Tensor& x);

  ModelConfig config;
  torch::Tensor embedding;  // [symbols, width]
  std::vector<torch::nn::Linear> before, after;
  torch::nn::Linear answers{nullptr};
};

}  // namespace inkling::pricer
