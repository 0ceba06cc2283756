// The latent program network as the training room sees it.
#pragma once

#include "trainable_model.hpp"

namespace inkling::lpn {

training::Architecture architecture();

// Of every task [B, m, ..], for every pair the others, [B, m, m - 1, ..].
torch::Tensor others_of(const torch::Tensor& pairs);

class Trainable : public ModelTrainable<ModelConfig, ScheduleConfig> {
 public:
  using ModelTrainable::ModelTrainable;
  LatentSpace space() const override;
  // Leave-one-out: every output from the mean of the programs that the other pairs' distributions
  // gave, after `search_steps` steps; plus the divergence of the distributions.
  training::StepLoss loss(const training::Batch& batch, const training::Moment& moment,
                          const Rng& rng) override;
  training::Judgement judge(const training::Batch& batch, const training::Moment& moment,
                            bool test) override;

  // z [B, m, latent], of which program (b, i) is for pair i of task b: `search_steps` steps down
  // the mean loss of the other pairs, of Adam as in a search. They are constants of the result, or
  // with `search_through` functions of z and of the weights.
  torch::Tensor refine(torch::Tensor z, const training::Batch& batch);
};

}  // namespace inkling::lpn
