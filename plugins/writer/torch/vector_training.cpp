// Latent AE and Latent VAE, the baselines of the Latent Programmer (Hong et al., 2021,
// section 5.1): plans of vectors that a planner predicts from the specification. There is no
// published loss of the VAE's predictor; here it is the divergence of what it predicts from what
// the encoder has.
#include "latent_training.hpp"
#include "noise.hpp"

namespace inkling::writer {
namespace {

class VectorLatentTrainable final : public Planning {
 public:
  using Planning::Planning;

  StepLoss loss(const Batch& batch, const Moment& moment, const Rng& rng) override {
    const Targets targets = programs_of(batch);
    const bool alone = is_alone(moment);
    const Latents latents = encode(targets);
    const Memory memory = model_->encoder->forward(examples_of(batch, schedule_.vary, rng));
    const Tensor autoencoder = cross_entropy(
        model_->program->forward(targets.before,
                                 model_->behind(memory, drawn(latents, rng), latents.seen, alone)),
        targets);
    const Tensor planned = model_->planner->forward(latents.mean.detach(), memory);
    const Tensor distance = distance_of(planned, latents), ends = ends_of(planned, latents);
    StepLoss loss;
    loss.total = autoencoder + distance + ends;
    loss.figures = {{{"autoencoder_nats", 0, 4, true, "Loss"}, autoencoder.detach()},
                    {{"distance", 0, 4, true, "Loss"}, distance.detach()},
                    {{"end_nats", 0, 4}, ends.detach()}};
    if (model_->shape.gaussian()) {
      const Tensor said = information_of(latents);
      loss.total = loss.total + schedule_.information * said;
      loss.figures.push_back({{"information", 0, 4, true, "Loss"}, said.detach()});
    }
    return loss;
  }

  // With the plan that the planner itself writes.
  Judgement judge(const Batch& batch, const Moment& moment, bool) override {
    const torch::NoGradGuard guard;
    const Targets targets = programs_of(batch);
    const Latents latents = encode(targets);
    const Memory memory = model_->encoder->forward(batch.x);
    const auto write = [&](const Tensor& vectors, const Tensor& seen, bool alone) {
      return model_->program->forward(targets.before, model_->behind(memory, vectors, seen, alone));
    };
    Tensor stands;
    const Tensor own = plan(memory, stands);
    const Tensor logits = write(own, stands, false);
    const Tensor known = write(latents.mean, latents.seen, is_alone(moment));
    const Tensor planned = model_->planner->forward(latents.mean, memory);
    Judgement result;
    result.accuracy = mean_of(exact(logits, targets));
    result.kept = result.accuracy;
    result.figures = {
        {"fresh_nats", cross_entropy(logits, targets).item<double>(), 4, true, "Loss"},
        {"right_tokens", right_tokens(logits, targets), 3, true, "Tokens"},
        {"autoencoder_tokens", right_tokens(known, targets), 3, true, "Tokens"},
        {"fresh_distance", distance_of(planned, latents).item<double>(), 4, false, "Loss"}};
    return result;
  }

 private:
  struct Latents {
    Tensor mean, spread;  // [tasks, C, D]; spread: of a gaussian, logarithms of variances
    Tensor seen;          // [tasks, C] of bool
  };

  Latents encode(const Targets& targets) {
    Latents latents;
    latents.mean = model_->encode(targets.next, latents.seen,
                                  model_->shape.gaussian() ? &latents.spread : nullptr);
    return latents;
  }

  static Tensor drawn(const Latents& latents, const Rng& rng) {
    if (!latents.spread.defined()) return latents.mean;
    Rng own = rng.split("plans");
    return latents.mean + torch::exp(0.5 * latents.spread) * training::normal(latents.mean, own);
  }

  // The mean over vectors that stand for tokens, and over their numbers.
  static Tensor mean_over(const Tensor& numbers, const Tensor& seen) {
    const Tensor weight = seen.to(torch::kFloat);
    return (numbers.mean(2) * weight).sum() / weight.sum().clamp_min(1);
  }

  // Squared error, or the divergence from the encoder's gaussian; the encoder is not moved by it.
  Tensor distance_of(const Tensor& planned, const Latents& latents) const {
    const std::int64_t count = latents.mean.size(1), d = latents.mean.size(2);
    const Tensor apart =
        (planned.slice(1, 0, count).slice(2, 0, d) - latents.mean.detach()).square();
    if (!latents.spread.defined()) return mean_over(apart, latents.seen);
    const Tensor own = latents.spread.detach();
    const Tensor theirs = planned.slice(1, 0, count).slice(2, d, 2 * d);
    const Tensor divergence =
        0.5 * (theirs - own + (torch::exp(own) + apart) * torch::exp(-theirs) - 1);
    return mean_over(divergence, latents.seen);
  }

  // Whether a plan ends at a place, for those from the second on.
  static Tensor ends_of(const Tensor& planned, const Latents& latents) {
    const Tensor count = latents.seen.sum(1, true);
    const Tensor place = torch::arange(planned.size(1), count.options()).unsqueeze(0);
    const Tensor asked = ((place >= 1) & (place <= count)).to(torch::kFloat);
    const Tensor each = torch::binary_cross_entropy_with_logits(
        planned.select(2, planned.size(2) - 1), (place == count).to(torch::kFloat), {}, {},
        at::Reduction::None);
    return (each * asked).sum() / asked.sum().clamp_min(1);
  }

  static Tensor information_of(const Latents& latents) {
    return mean_over(
        0.5 * (latents.mean.square() + torch::exp(latents.spread) - 1 - latents.spread),
        latents.seen);
  }

  // The means, one after the other; `stands`: those before the end.
  Tensor plan(const Memory& memory, Tensor& stands) const {
    const std::int64_t tasks = memory.rows.size(0), d = model_->shape.width;
    Tensor vectors = torch::zeros({tasks, 0, d}, memory.rows.options());
    Tensor ended = torch::zeros({tasks, 1}, memory.rows.options()) > 1;
    std::vector<Tensor> standing;
    for (int i = 0; i < model_->shape.code_room(); ++i) {
      const Tensor next = model_->planner->forward(vectors, memory).slice(1, i);
      if (i > 0) ended = ended | (next.select(2, next.size(2) - 1) > 0);
      if (ended.all().item<bool>()) break;
      standing.push_back(~ended);
      vectors = torch::cat({vectors, next.slice(2, 0, d)}, 1);
    }
    stands = torch::cat(standing, 1);
    return vectors;
  }
};

}  // namespace

std::unique_ptr<training::TrainableModel> make_vector_latent(const LatentConfig& shape,
                                                             const LatentSchedule& schedule,
                                                             std::vector<std::string> vocabulary,
                                                             torch::Device device) {
  return std::make_unique<VectorLatentTrainable>(std::make_shared<LatentModel>(shape), schedule,
                                                 std::move(vocabulary), device);
}

}  // namespace inkling::writer
