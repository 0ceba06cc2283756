// HNPS's networks as the training room sees them.
#pragma once

#include "model.hpp"
#include "trainable.hpp"

namespace inkling::hnps {

// Rows of a pair's y: the program's tokens [kRoom], those of its sub-programs [kMostSubs,
// kSubRoom], and what each of these gives on the pair's input [kMostSubs, kOutputPlaces], as
// symbols.
inline constexpr std::int64_t kAnswers = kRoom + kMostSubs * kSubRoom + kMostSubs * kOutputPlaces;

// The program that the networks write for examples, [tasks, pairs, ..]: token by token, what the
// grammar allows; of a composer, sub-programs are added while what they give is a longer beginning
// of the outputs. Programs without expressions: nothing was written that runs.
std::vector<Program> write_programs(Model& model, const torch::Tensor& inputs,
                                    const torch::Tensor& outputs);

class Trainable final : public training::TrainableModel {
 public:
  // Errors: `begin` cannot be read as weights of that shape: Exception.
  Trainable(const ModelConfig& shape, const ScheduleConfig& schedule, torch::Device device);
  torch::nn::Module& module() override { return *model_; }
  LatentSpace space() const override { return {}; }
  training::StepLoss loss(const training::Batch& batch, const training::Moment& moment,
                          const Rng& rng) override;
  // Programs for all pairs but the last. `kept`: those that give all of their outputs, the paper's
  // measure; accuracy: the last one, too.
  training::Judgement judge(const training::Batch& batch, const training::Moment& moment,
                            bool test) override;
  Model& model() { return *model_; }

 private:
  training::StepLoss composed_loss(const training::Batch& batch, const torch::Tensor& inputs,
                                   const torch::Tensor& task);
  ScheduleConfig schedule_;
  std::shared_ptr<Model> model_;
  std::shared_ptr<Encoder> before_;  // as `begin` has it; null without
};

// Tasks of the suites hnps-short, hnps-composed and hnps-long whose outputs have room; hnps-short
// where `tasks` names none. Errors: unsupported (a domain without them), bad_param (another suite),
// those of training::fill_source.
Result<training::TaskSource> make_source(const Domain& domain, const Language* language,
                                         const training::LoopSettings& settings);
training::Architecture architecture();

}  // namespace inkling::hnps
