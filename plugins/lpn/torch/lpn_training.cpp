#include "lpn_training.hpp"

#include <cmath>
#include <inkling/nn/descend.hpp>

#include "noise.hpp"
#include "stored_model.hpp"

namespace inkling::lpn {
namespace {

using torch::Tensor;
using training::Batch;
using training::Figure;
using training::Judgement;
using training::Moment;

// Added to Adam's second moments where steps are differentiated: the root has no slope at 0.
constexpr double kSmooth = 1e-8;

Tensor flat(const Tensor& tapes) {
  return tapes.reshape({-1, tapes.size(-1)});
}

}  // namespace

Tensor others_of(const Tensor& pairs) {
  const int64_t m = pairs.size(1);
  std::vector<int64_t> index;
  for (int64_t i = 0; i < m; ++i)
    for (int64_t j = 0; j < m; ++j)
      if (j != i) index.push_back(j);
  const Tensor at = torch::tensor(index, torch::kLong).to(pairs.device());
  return pairs.index_select(1, at).view({pairs.size(0), m, m - 1, pairs.size(2)});
}

training::Architecture architecture() {
  training::Architecture made;
  made.id = "lpn";
  made.summary = "the latent program network: a program is one vector, and a decoder runs it";
  made.format = kFormat;
  made.about =
      "A latent program network: a program is one vector of numbers, found by an encoder and by "
      "gradient search, and run by a decoder; see docs/lpn.md.";
  return training::with_settings<ModelConfig, ScheduleConfig, Trainable>(std::move(made));
}

LatentSpace Trainable::space() const {
  return {1, static_cast<std::size_t>(model_->config.latent), 0};
}

Tensor Trainable::refine(Tensor z, const Batch& batch) {
  if (config_.search_steps == 0) return z;
  const int64_t m = batch.x.size(1);
  const Tensor x = flat(others_of(batch.x)), y = flat(others_of(batch.y));
  const bool through = config_.search_through;
  Tensor first = torch::zeros_like(z), second = torch::zeros_like(z);  // moments, as of nn::adam
  for (int k = 0; k < config_.search_steps; ++k) {
    const Tensor at = through ? z : z.detach().requires_grad_(true);
    const Tensor programs = at.unsqueeze(2).expand({-1, -1, m - 1, -1}).reshape({-1, z.size(2)});
    const Tensor loss = training::tape_loss(model_->decode(programs, x, y), y, read_).sum() /
                        static_cast<double>(m - 1);
    Tensor gradient = torch::autograd::grad({loss}, {at}, {}, through, through)[0];
    gradient = gradient / gradient.norm(2, {2}, true).clamp_min(1.0);
    first = nn::kBeta1 * first + (1.0 - nn::kBeta1) * gradient;
    second = nn::kBeta2 * second + (1.0 - nn::kBeta2) * gradient.square();
    const double correct1 = 1.0 - std::pow(double{nn::kBeta1}, k + 1);
    const double correct2 = 1.0 - std::pow(double{nn::kBeta2}, k + 1);
    const Tensor scale = (second / correct2 + (through ? kSmooth : 0.0)).sqrt() + 1e-8;
    z = z - config_.search_rate * (first / correct1) / scale;
  }
  return z;
}

training::StepLoss Trainable::loss(const Batch& batch, const Moment&, const Rng& rng) {
  const auto [mean, log_variance] = model_->encode(flat(batch.x), flat(batch.y));
  Rng noise = rng.split("latent");
  const Tensor sampled = mean + torch::exp(0.5 * log_variance) * training::normal(mean, noise);
  const int64_t tasks = batch.x.size(0), pairs = batch.x.size(1);
  const Tensor others = training::leave_one_out(sampled.view({tasks, pairs, -1}));
  const Tensor y = flat(batch.y);
  const Tensor out = model_->decode(flat(refine(others, batch)), flat(batch.x), y);
  const Tensor reconstruction = training::tape_loss(out, y, read_).mean();
  const Tensor divergence =
      0.5 * (mean.square() + log_variance.exp() - 1.0 - log_variance).sum(1).mean();
  training::StepLoss loss;
  loss.total = reconstruction + config_.kl * divergence;
  loss.figures = {{{"nll", 0, 5, true, "Loss"}, reconstruction.detach()},
                  {{"kl", 0, 2, true, "Divergence"}, divergence.detach()}};
  return loss;
}

Judgement Trainable::judge(const Batch& batch, const Moment&, bool) {
  const torch::NoGradGuard guard;
  const int64_t last = batch.x.size(1) - 1;
  const auto programs =
      model_->encode(flat(batch.x.slice(1, 0, last)), flat(batch.y.slice(1, 0, last)));
  const Tensor z = programs.mean.view({batch.x.size(0), last, -1}).mean(1);
  const Tensor out = model_->write(z, batch.x.select(1, last).contiguous());
  const Tensor right = training::tape_exact(out, batch.y.select(1, last).contiguous(), read_);
  Judgement result;
  result.accuracy = result.kept = right.to(torch::kDouble).mean().item<double>();
  return result;
}

}  // namespace inkling::lpn
