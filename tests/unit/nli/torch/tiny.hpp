// A model small enough for finite differences, and tasks for it.
#pragma once

#include "libtorch.hpp"
#include "suite.hpp"
#include "train.hpp"

namespace inkling::nli {

inline ModelConfig tiny_config() {
  ModelConfig config;
  config.length = 5;
  config.positions = 3;
  config.codes = 4;
  config.width = 8;
  config.heads = 2;
  return config;
}

// Weights that follow from a formula instead of LibTorch's generator, the same in every version.
inline void set_formula_weights(Model& model) {
  torch::NoGradGuard guard;
  double k = 0;
  for (auto& item : model.named_parameters()) {
    torch::Tensor flat = item.value().view({-1});
    for (int64_t i = 0; i < flat.numel(); ++i) flat[i] = 0.4 * std::sin(1.7 * (k += 1.0));
  }
}

inline TaskSource shift_source(int length) {
  return [length](const TaskRequest& request, Rng& rng, int64_t* x, int64_t* y) {
    sequences::TaskOptions options;
    options.length = static_cast<std::size_t>(length);
    options.part = request.test ? sequences::Part::test : sequences::Part::train;
    options.pairs = static_cast<std::size_t>(request.pairs);
    const auto put = [](const sequences::Sequence& from, int64_t*& to) {
      for (const int v : from) *to++ = v == sequences::kBlank ? sequences::kDigits : v;
    };
    for (int task = 0; task < request.tasks; ++task) {
      const auto made = sequences::generate(options, rng);
      for (std::size_t i = 0; i < made.inputs.size(); ++i) {
        put(made.inputs[i], x);
        put(made.outputs[i], y);
      }
    }
  };
}

}  // namespace inkling::nli
