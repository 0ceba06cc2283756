#include "model.hpp"

#include "trainable.hpp"

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
  log_variance = linear("log_variance", d, c.latent, false);
  context = linear("context", c.latent, d, false);
  symbol_embedding = normal("symbol_embedding", {c.symbols, d}, 1.0);
  decoder_places = normal("decoder_places", {c.length, d}, 0.5);
  context_place = normal("context_place", {1, d}, 0.5);
  decoder = layers("decoder", c.decoder_layers, c.bias == "relative" ? 2 * c.length : 0);
  decoder_norm = register_module("decoder_norm", nn::LayerNorm(nn::LayerNormOptions({d})));
  symbols = linear("symbols", d, c.symbols, true);
  map = training::distance_map(c.length);
}

void Model::move_to(torch::Device device) {
  to(device);
  map = map.to(device);
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
  return {mean->forward(normal), log_variance->forward(normal)};
}

Tensor Model::decode(const Tensor& z, const Tensor& x) {
  const Tensor program = context->forward(z);
  const Tensor token = (program + context_place).unsqueeze(1);
  Tensor h = torch::embedding(symbol_embedding, x) + decoder_places + program.unsqueeze(1);
  for (const auto& layer : decoder)
    h = layer->forward(torch::cat({h, token}, 1), config.length, layer->scores(program), map);
  return torch::log_softmax(symbols->forward(decoder_norm->forward(h)), -1);
}

void put_tape(const ModelConfig& shape, std::map<std::string, std::string>& metadata) {
  metadata["model.length"] = training::to_text(shape.length);
  metadata["model.symbols"] = training::to_text(shape.symbols);
}

nn::WeightsFile to_weights(const Model& model) {
  nn::WeightsFile weights;
  weights.metadata["format"] = kFormat;
  ModelConfig::visit(model.config, [&](const char* name, const auto& field, const auto&) {
    weights.metadata["model." + std::string(name)] = training::to_text(field);
  });
  put_tape(model.config, weights.metadata);
  for (const auto& item : model.named_parameters())
    weights.tensors[item.key()] = training::to_data(item.value());
  return weights;
}

nn::Fault from_weights(const nn::WeightsFile& weights, std::shared_ptr<Model>& out) {
  const auto format = weights.metadata.find("format");
  if (format == weights.metadata.end() || format->second != kFormat)
    return "it is not of format " + std::string(kFormat) + ", the one of latent program networks";
  ParamSpecs specs = training::specs_of<ModelConfig>();
  ModelConfig config;
  specs.push_back({"length",
                   ParamType::integer,
                   training::to_text(config.length),
                   "places of the tape",
                   1,
                   4096,
                   {}});
  specs.push_back({"symbols",
                   ParamType::integer,
                   training::to_text(config.symbols),
                   "size of its alphabet",
                   2,
                   4096,
                   {}});
  Params params(specs);
  if (auto read = training::get_params(weights.metadata, params.specs(), "model.", params); !read)
    return read.error().message;
  training::read_fields(params, config);
  config.length = static_cast<int>(params.get_int("length"));
  config.symbols = static_cast<int>(params.get_int("symbols"));
  if (const std::string wrong = find_fault(config); !wrong.empty()) return wrong;
  auto model = std::make_shared<Model>(config);
  for (const auto& item : model->named_parameters()) {
    const auto found = weights.tensors.find(item.key());
    if (found == weights.tensors.end()) return "tensor " + item.key() + " is missing";
    if (nn::Fault fault = training::copy_data(item.key(), found->second, item.value()))
      return fault;
  }
  out = std::move(model);
  return std::nullopt;
}

}  // namespace inkling::lpn
