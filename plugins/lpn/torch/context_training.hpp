// The in-context network as the training room sees it.
#pragma once

#include "trainable_model.hpp"

namespace inkling::lpn {

training::Architecture context_architecture();

class ContextTrainable : public ModelTrainable<ContextConfig, ContextSchedule> {
 public:
  using ModelTrainable::ModelTrainable;
  LatentSpace space() const override;
  // Leave-one-out: every output from the vectors of the other pairs.
  training::StepLoss loss(const training::Batch& batch, const training::Moment& moment,
                          const Rng& rng) override;
  training::Judgement judge(const training::Batch& batch, const training::Moment& moment,
                            bool test) override;
};

// Mean negative log-likelihood of every pair's output [B * m], given the first `count` of the
// others. x, y [B, m, n]; z [B, m, latent], the pairs' vectors.
torch::Tensor leave_one_out_loss(Model& model, const torch::Tensor& z, const torch::Tensor& x,
                                 const torch::Tensor& y, const torch::Tensor& read, int64_t count);

}  // namespace inkling::lpn
