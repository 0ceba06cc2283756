// A model small enough for finite differences, and tasks for it.
#pragma once

#include <inkling/domain.hpp>

#include "loop.hpp"
#include "losses.hpp"
#include "nli_training.hpp"

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

// Shifts of sequences of five digits: a domain whose tape is shorter than that of sequences.
class ShiftDomain : public Domain {
 public:
  static constexpr std::size_t kPlaces = 5;
  ShiftDomain();
  const DomainInfo& info() const override { return info_; }
  Result<void> check(const Task&) const override { return {}; }
  Result<GeneratedTask> generate(const Params& params, Rng& rng) const override;
  std::vector<Value> sample_inputs(const Task& like, Rng&) const override {
    return like.examples.at(0).inputs;
  }
  Result<std::shared_ptr<const Codec>> codec(const Params&) const override;

 private:
  DomainInfo info_;
};

inline training::TaskSource shift_source() {
  static const ShiftDomain domain;
  return training::make_source(domain, {}).value();
}

// Everything of a training of the tiny model that a test may change.
struct TinyTraining {
  ModelConfig shape = tiny_config();
  ScheduleConfig schedule;
  training::LoopSettings loop;
  training::TaskSource source = shift_source();

  training::Loop make() const {
    return training::Loop(loop, source, [this](torch::Device device) {
      return std::make_unique<Trainable>(shape, schedule, torch::Tensor(), device);
    });
  }
};

inline Trainable& nli_of(training::Loop& loop) {
  return static_cast<Trainable&>(loop.model());
}

}  // namespace inkling::nli
