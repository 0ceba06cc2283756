#include "model.hpp"

#include "engine/writing.hpp"
#include "stored_model.hpp"

namespace inkling::lpn {

using torch::Tensor;
using training::LayerShape;
using training::TransformerLayer;

Model::Model(const ModelConfig& c) : config(c) {
  namespace nn = torch::nn;
  const int64_t d = c.width;
  const auto normal = [&](const char* name, at::IntArrayRef shape, double scale) {
    return register_parameter(name, torch::randn(shape) * scale);
  };
  const auto layers = [&](const char* name, int count, int64_t biases) {
    std::vector<std::shared_ptr<TransformerLayer>> made;
    for (int i = 0; i < count; ++i)
      made.push_back(register_module(
          name + std::to_string(i),
          std::make_shared<TransformerLayer>(LayerShape{d, c.heads, c.mlp_ratio * d, biases})));
    return made;
  };
  const auto linear = [&](const char* name, int64_t from, int64_t to, bool shift) {
    return register_module(name, nn::Linear(nn::LinearOptions(from, to).bias(shift)));
  };
  input_embedding = normal("input_embedding", {c.symbols, d / 2}, 1.0);
  output_embedding = normal("output_embedding", {c.symbols, d / 2}, 1.0);
  encoder_places = normal("encoder_places", {c.length, d}, 0.5);
  program_query = normal("program_query", {1, d}, 0.5);
  encoder = layers("encoder", c.encoder_layers, 0);
  encoder_norm = register_module("encoder_norm", nn::LayerNorm(nn::LayerNormOptions({d})));
  mean = linear("mean", d, c.latent, false);
  if (c.examples == 0) log_variance = linear("log_variance", d, c.latent, false);
  context = linear("context", c.latent, d, false);
  symbol_embedding = normal("symbol_embedding", {c.symbols, d}, 1.0);
  decoder_places = normal("decoder_places", {c.length, d}, 0.5);
  context_place = normal("context_place", {rows(), d}, 0.5);
  decoder = layers("decoder", c.decoder_layers, c.bias == "relative" ? 2 * c.length : 0);
  decoder_norm = register_module("decoder_norm", nn::LayerNorm(nn::LayerNormOptions({d})));
  symbols = linear("symbols", d, c.symbols, true);
  map = training::distance_map(c.length, rows());
  if (c.writing == 0) return;
  written_embedding = normal("written_embedding", {c.symbols + 1, d}, 1.0);
  behind_only = torch::zeros({2 * c.length});
  behind_only.slice(0, c.length, 2 * c.length - 1).fill_(kNever);
}

void Model::move_to(torch::Device device) {
  to(device);
  map = map.to(device);
  if (config.writing > 0) behind_only = behind_only.to(device);
}

Model::Distribution Model::encode(const Tensor& x, const Tensor& y) {
  const Tensor pairs =
      torch::cat({torch::embedding(input_embedding, x), torch::embedding(output_embedding, y)}, 2) +
      encoder_places;
  // The query comes first, so that the last layer computes nothing but it.
  Tensor h = torch::cat({program_query.unsqueeze(0).expand({x.size(0), -1, -1}), pairs}, 1);
  for (std::size_t i = 0; i < encoder.size(); ++i)
    h = encoder[i]->forward(h, i + 1 == encoder.size() ? 1 : h.size(1));
  const Tensor normal = encoder_norm->forward(h.select(1, 0));
  return {mean->forward(normal), config.examples == 0 ? log_variance->forward(normal) : Tensor()};
}

Tensor Model::decode(const Tensor& z, const Tensor& x, const Tensor& y) {
  const Tensor programs = context->forward(z.dim() == 2 ? z.unsqueeze(1) : z);
  const Tensor summary = programs.mean(1);
  const Tensor tokens = programs + context_place;
  Tensor h = torch::embedding(symbol_embedding, x) + decoder_places + summary.unsqueeze(1);
  const int first_writing = config.decoder_layers - config.writing;
  for (int l = 0; l < config.decoder_layers; ++l) {
    const auto& layer = decoder[static_cast<std::size_t>(l)];
    Tensor scores = layer->scores(summary);
    if (l >= first_writing) scores = scores + behind_only.to(scores.dtype());
    if (l == first_writing) {
      const Tensor nothing = torch::full({x.size(0), 1}, config.symbols, x.options());
      const Tensor before = torch::cat({nothing, y.slice(1, 0, config.length - 1)}, 1);
      h = h + torch::embedding(written_embedding, before);
    }
    h = layer->forward(torch::cat({h, tokens}, 1), config.length, scores, map);
  }
  return torch::log_softmax(symbols->forward(decoder_norm->forward(h)), -1);
}

Tensor Model::write(const Tensor& z, const Tensor& x) {
  const torch::NoGradGuard guard;
  Tensor y = torch::zeros_like(x);
  for (int64_t i = 0; i + 1 < config.length && config.writing > 0; ++i)
    y.select(1, i).copy_(decode(z, x, y).select(1, i).argmax(1));
  return decode(z, x, y);
}

nn::WeightsFile to_weights(const Model& model) {
  return training::weights_of(model, kFormat);
}

nn::Fault from_weights(const nn::WeightsFile& weights, std::shared_ptr<Model>& out) {
  return training::read_model(weights, kFormat, out);
}

nn::WeightsFile to_context_weights(const Model& model) {
  return training::weights_of<Model, ContextConfig>(model, kContextFormat);
}

nn::Fault from_context_weights(const nn::WeightsFile& weights, std::shared_ptr<Model>& out) {
  return training::read_model<Model, ContextConfig>(weights, kContextFormat, out);
}

Tensor fill_rows(const Tensor& examples, int rows) {
  const int64_t count = examples.size(1), r = rows;
  std::vector<int64_t> from;
  for (int64_t k = 0; k < r; ++k) from.push_back(count > r ? k * count / r : k % count);
  return examples.index_select(1, torch::tensor(from, torch::kLong).to(examples.device()));
}

}  // namespace inkling::lpn
