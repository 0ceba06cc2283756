#include "model.hpp"

#include <cmath>

namespace inkling::hnps {

using torch::Tensor;

Gru::Gru(std::int64_t in, std::int64_t size) : state(size) {
  const double bound = 1 / std::sqrt(static_cast<double>(size));
  const auto weights = [&](const char* name, std::vector<std::int64_t> sizes) {
    return register_parameter(name, torch::empty(sizes).uniform_(-bound, bound));
  };
  in_weight = weights("in_weight", {3 * size, in});
  state_weight = weights("state_weight", {3 * size, size});
  in_bias = weights("in_bias", {3 * size});
  state_bias = weights("state_bias", {3 * size});
}

Tensor Gru::forward(const Tensor& x, const Tensor& begin) const {
  const Tensor first = begin.defined() ? begin : torch::zeros({x.size(0), state}, x.options());
  return std::get<0>(torch::gru(x, first.unsqueeze(0),
                                {in_weight, state_weight, in_bias, state_bias}, true, 1, 0.0, false,
                                false, true));
}

Encoder::Encoder(const ModelConfig& shape) {
  symbols = register_parameter("symbols", torch::randn({kSymbols, shape.width}));
  reader = register_module("reader", std::make_shared<Gru>(shape.width, shape.hidden));
  joint = register_module("joint", torch::nn::Linear(2 * shape.hidden, shape.task));
  scale = register_parameter("scale", torch::ones({shape.task}));
  shift = register_parameter("shift", torch::zeros({shape.task}));
  mean = register_parameter("batch_mean", torch::zeros({shape.task}));
  variance = register_parameter("batch_variance", torch::ones({shape.task}));
}

Tensor Encoder::last_state(const Tensor& texts) const {
  // Texts stand at the beginning of their places; what is empty counts as one place.
  const Tensor length = (texts != 0).sum(1).clamp_min(1);
  const std::int64_t longest = length.max().item<std::int64_t>();
  const Tensor states =
      reader->forward(torch::embedding(symbols, texts.slice(1, 0, longest).contiguous()));
  const Tensor last = (length - 1).view({-1, 1, 1}).expand({-1, 1, states.size(2)});
  return states.gather(1, last).squeeze(1);
}

Tensor Encoder::forward(const Tensor& inputs, const Tensor& outputs, bool train,
                        const Tensor& keep) {
  return embed(last_state(inputs.flatten(0, 1)), last_state(outputs.flatten(0, 1)), inputs.size(0),
               train, keep);
}

Tensor Encoder::embed(const Tensor& inputs, const Tensor& outputs, std::int64_t tasks, bool train,
                      const Tensor& keep) {
  constexpr double kEpsilon = 1e-5, kRate = 0.1;
  Tensor pairs = joint->forward(torch::cat({inputs, outputs}, 1));
  if (keep.defined()) pairs = pairs * keep;
  pairs = torch::relu(pairs);
  Tensor middle = mean.detach().clone(), spread = variance.detach().clone();
  if (train) {
    middle = pairs.mean(0);
    spread = pairs.var(0, false);
    const torch::NoGradGuard guard;
    mean.mul_(1 - kRate).add_(middle, kRate);
    variance.mul_(1 - kRate).add_(spread, kRate);
  }
  pairs = (pairs - middle) / (spread + kEpsilon).sqrt() * scale + shift;
  return pairs.view({tasks, -1, pairs.size(1)}).mean(1);
}

Decoder::Decoder(const ModelConfig& shape) {
  writer = register_module("writer", std::make_shared<Gru>(shape.task + kTokens, shape.decoder));
  first = register_module("inner", torch::nn::Linear(shape.decoder, shape.decoder));
  second = register_module("outer", torch::nn::Linear(shape.decoder, kTokens));
}

Tensor Decoder::states(const Tensor& task, const Tensor& before, const Tensor& begin) const {
  const Tensor known = (before >= 0).unsqueeze(2);
  const Tensor tokens = torch::one_hot(before.clamp_min(0), kTokens) * known;
  const Tensor tasks = task.unsqueeze(1).expand({-1, before.size(1), -1});
  return writer->forward(torch::cat({tasks, tokens.to(task.scalar_type())}, 2), begin);
}

Tensor Decoder::logits(const Tensor& states) {
  return second->forward(torch::tanh(first->forward(states)));
}

Composer::Composer(const ModelConfig& shape) {
  memory = register_module("memory",
                           std::make_shared<Gru>(2 * shape.task + shape.decoder, shape.decoder));
  next = register_module("next", torch::nn::Linear(shape.decoder, shape.task));
}

std::pair<Tensor, Tensor> Composer::forward(const Tensor& task, const Tensor& embedding,
                                            const Tensor& written, const Tensor& state) {
  const Tensor now =
      memory->forward(torch::cat({task, embedding, written}, 1).unsqueeze(1), state).squeeze(1);
  return {now, torch::leaky_relu(next->forward(now))};
}

Model::Model(const ModelConfig& shape) : config(shape) {
  encoder = register_module("encoder", std::make_shared<Encoder>(shape));
  decoder = register_module("decoder", std::make_shared<Decoder>(shape));
  if (shape.composer) composer = register_module("composer", std::make_shared<Composer>(shape));
}

}  // namespace inkling::hnps
