// The Latent Programmer's losses (Hong et al., 2021, section 4.2): codes of a codebook that moving
// averages make.
#include "latent_training.hpp"

namespace inkling::writer {
namespace {

class LatentTrainable final : public Planning {
 public:
  using Planning::Planning;

  StepLoss loss(const Batch& batch, const Moment& moment, const Rng& rng) override {
    const Targets targets = programs_of(batch);
    const bool alone = is_alone(moment);
    Tensor seen;
    const Tensor vectors = model_->encode(targets.next, seen);
    if (moment.step == 0) begin_codebook(vectors.detach(), seen, rng);
    const Tensor codes = model_->nearest(vectors.detach());
    const Tensor quantised = torch::embedding(model_->codebook.detach().clone(), codes);
    const Tensor weight = seen.to(torch::kFloat);
    const Tensor distance =
        ((vectors - quantised).square().mean(2) * weight).sum() / weight.sum().clamp_min(1);
    const Memory memory = model_->encoder->forward(examples_of(batch, schedule_.vary, rng));

    const Targets latents = latents_of(codes, seen);
    const Tensor predicted = model_->latent->forward(latents.before, memory);
    const Tensor prediction = cross_entropy(predicted, latents);
    Tensor through = vectors + (quantised - vectors).detach();
    if (!alone && schedule_.own > 0)
      through = torch::where(some_tasks(codes, rng), likeliest(predicted, codes.size(1)), through);
    const Tensor written =
        model_->program->forward(targets.before, model_->behind(memory, through, seen, alone));
    const Tensor autoencoder = cross_entropy(written, targets);
    StepLoss loss;
    loss.total = autoencoder + schedule_.commitment * distance + prediction;
    loss.figures = {{{"autoencoder_nats", 0, 4, true, "Loss"}, autoencoder.detach()},
                    {{"latent_nats", 0, 4, true, "Loss"}, prediction.detach()},
                    {{"distance", 0, 4}, distance.detach()}};
    if (!alone && schedule_.end_to_end) {
      const Tensor shares =
          torch::softmax(predicted.slice(1, 0, codes.size(1)).slice(2, 0, model_->shape.codes), -1);
      const Tensor mixture = torch::matmul(shares, model_->codebook.detach().clone());
      const Tensor end = cross_entropy(
          model_->program->forward(targets.before, model_->behind(memory, mixture, seen, false)),
          targets);
      loss.total = loss.total + end;
      loss.figures.push_back({{"end_to_end_nats", 0, 4, true, "Loss"}, end.detach()});
    }
    move_codebook(vectors.detach(), codes, seen, moment, rng);
    return loss;
  }

  // With the codes that the predictor itself writes.
  Judgement judge(const Batch& batch, const Moment& moment, bool) override {
    const torch::NoGradGuard guard;
    const Targets targets = programs_of(batch);
    Tensor seen;
    const Tensor codes = model_->nearest(model_->encode(targets.next, seen));
    const Memory memory = model_->encoder->forward(batch.x);
    const auto write = [&](const Tensor& latent, const Tensor& stands, bool alone) {
      const Tensor latents =
          torch::embedding(model_->codebook, latent.clamp_max(model_->shape.codes - 1));
      return model_->program->forward(targets.before,
                                      model_->behind(memory, latents, stands, alone));
    };
    const Tensor known = write(codes, seen, is_alone(moment));
    const Targets latents = latents_of(codes, seen);
    const Tensor predicted = model_->latent->forward(latents.before, memory);
    Tensor stands;
    const Tensor own = predict(memory, stands);
    const Tensor logits = write(own, stands, false);
    Judgement result;
    result.accuracy = mean_of(exact(logits, targets));
    result.kept = result.accuracy;
    const Tensor used = torch::bincount(codes.masked_select(seen), {}, model_->shape.codes);
    const Tensor share = used.to(torch::kDouble) / used.sum();
    const double entropy = -(share * (share + 1e-12).log()).sum().item<double>();
    result.figures = {
        {"fresh_nats", cross_entropy(logits, targets).item<double>(), 4, true, "Loss"},
        {"right_tokens", right_tokens(logits, targets), 3, true, "Tokens"},
        {"autoencoder_tokens", right_tokens(known, targets), 3, true, "Tokens"},
        {"alone_tokens", right_tokens(write(codes, seen, true), targets), 3, false, "Tokens"},
        {"right_codes", right_tokens(predicted, latents), 3, true, "Tokens"},
        {"perplexity", std::exp(entropy), 2, false, "Codes"}};
    return result;
  }

 private:
  // The codes of a program, and the end behind them.
  Targets latents_of(const Tensor& codes, const Tensor& seen) const {
    const Tensor count = seen.sum(1, true);
    const Tensor place = torch::arange(codes.size(1) + 1, codes.options()).unsqueeze(0);
    Tensor next = torch::constant_pad_nd(codes, {0, 1}, std::int64_t{model_->end_code()});
    next = torch::where(place < count, next, torch::full_like(next, model_->end_code()));
    return targets_of(next, model_->begin_code(), place <= count);
  }

  // The likeliest codes, one after the other; `stands`: those before the end.
  Tensor predict(const Memory& memory, Tensor& stands) const {
    const std::int64_t tasks = memory.rows.size(0);
    Tensor fed = torch::full({tasks, 1}, model_->begin_code(), torch::kLong);
    for (int i = 0; i < model_->shape.code_room(); ++i) {
      const Tensor logits = model_->latent->forward(fed, memory).select(1, i);
      Tensor next = logits.argmax(1, true);
      // What begins a text stands nowhere else.
      next = torch::where(next == model_->begin_code(), torch::full_like(next, model_->end_code()),
                          next);
      fed = torch::cat({fed, next}, 1);
      if ((fed == model_->end_code()).any(1).all().item<bool>()) break;
    }
    const Tensor codes = fed.slice(1, 1);
    stands = (codes == model_->end_code()).to(torch::kLong).cumsum(1) == 0;
    stands.select(1, 0).fill_(true);
    return codes;
  }

  // What the decoder will be given when it answers: the codebook's vectors of the likeliest codes.
  Tensor likeliest(const Tensor& predicted, std::int64_t count) const {
    const Tensor codes = predicted.slice(1, 0, count).slice(2, 0, model_->shape.codes).argmax(2);
    return torch::embedding(model_->codebook.detach().clone(), codes);
  }

  // [tasks, 1, 1] of bool: the share `own`.
  Tensor some_tasks(const Tensor& codes, const Rng& rng) const {
    Rng draws = rng.split("own");
    std::vector<std::int64_t> chosen;
    for (std::int64_t i = 0; i < codes.size(0); ++i)
      chosen.push_back(draws.bernoulli(schedule_.own) ? 1 : 0);
    return torch::tensor(chosen, torch::kLong).to(codes.device()).view({-1, 1, 1}) == 1;
  }

  Tensor drawn(const Tensor& vectors, const Tensor& seen, std::int64_t count, const Rng& rng) {
    const Tensor all = vectors.flatten(0, 1).index_select(0, seen.flatten().nonzero().squeeze(1));
    Rng own = rng.split("codes");
    std::vector<std::int64_t> rows;
    for (std::int64_t i = 0; i < count; ++i) rows.push_back(own.uniform(0, all.size(0) - 1));
    return all.index_select(0, torch::tensor(rows, torch::kLong).to(all.device()));
  }

  // Codes begin as vectors of programs.
  void begin_codebook(const Tensor& vectors, const Tensor& seen, const Rng& rng) {
    const torch::NoGradGuard guard;
    const Tensor first = drawn(vectors, seen, model_->shape.codes, rng);
    model_->codebook.copy_(first);
    model_->code_sums.copy_(first);
    model_->code_counts.fill_(1);
  }

  // Moving averages of the vectors that are nearest to each code (van den Oord et al., 2017,
  // appendix A.1); padding moves nothing. A code that has been out of use begins anew.
  void move_codebook(const Tensor& vectors, const Tensor& codes, const Tensor& seen,
                     const Moment& moment, const Rng& rng) {
    constexpr std::int64_t kSteps = 50;  // between two looks for codes out of use
    constexpr double kUnused = 0.05;     // of the mean use
    const torch::NoGradGuard guard;
    LatentModel& m = *model_;
    const Tensor one_hot = torch::one_hot(codes, m.shape.codes).to(torch::kFloat) *
                           seen.to(torch::kFloat).unsqueeze(2);
    const Tensor flat = one_hot.flatten(0, 1);
    const double rate = 1.0 - schedule_.decay;
    m.code_counts.mul_(schedule_.decay).add_(flat.sum(0), rate);
    m.code_sums.mul_(schedule_.decay)
        .add_(torch::matmul(flat.transpose(0, 1), vectors.flatten(0, 1)), rate);
    if (moment.step % kSteps == kSteps - 1 && 2 * moment.step < moment.steps) {
      const Tensor unused = (m.code_counts < kUnused * m.code_counts.mean()).unsqueeze(1);
      const Tensor fresh = drawn(vectors, seen, m.shape.codes, rng);
      m.code_sums.copy_(torch::where(unused, fresh, m.code_sums));
      m.code_counts.copy_(
          torch::where(unused.squeeze(1), torch::ones_like(m.code_counts), m.code_counts));
    }
    m.codebook.copy_(m.code_sums / m.code_counts.clamp_min(1e-3).unsqueeze(1));
  }
};

}  // namespace

std::unique_ptr<training::TrainableModel> make_latent(const LatentConfig& shape,
                                                      const LatentSchedule& schedule,
                                                      std::vector<std::string> vocabulary,
                                                      torch::Device device) {
  return std::make_unique<LatentTrainable>(std::make_shared<LatentModel>(shape), schedule,
                                           std::move(vocabulary), device);
}

}  // namespace inkling::writer
