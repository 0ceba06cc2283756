#include "store.hpp"

#include "nli_training.hpp"

namespace inkling::nli {

using nn::Fault;
using nn::WeightsFile;

namespace {

// The whole of a shape: what can be set, and what the tape says.
ParamSpecs shape_specs() {
  ParamSpecs specs = training::specs_of<ModelConfig>();
  const ModelConfig defaults;
  const auto add = [&](const char* name, int value, const char* help, double low, double high) {
    specs.push_back({name, ParamType::integer, training::to_text(value), help, low, high, {}});
  };
  add("length", defaults.length, "places of the tape", 1, 4096);
  add("symbols", defaults.symbols, "size of its alphabet", 2, 4096);
  return specs;
}

}  // namespace

void put_tape(const ModelConfig& shape, std::map<std::string, std::string>& metadata) {
  metadata["model.length"] = training::to_text(shape.length);
  metadata["model.symbols"] = training::to_text(shape.symbols);
}

WeightsFile to_weights(const Model& model) {
  WeightsFile weights;
  weights.metadata["format"] = kFormat;
  ModelConfig::visit(model.config, [&](const char* name, const auto& field, const auto&) {
    weights.metadata["model." + std::string(name)] = training::to_text(field);
  });
  put_tape(model.config, weights.metadata);
  for (const auto& item : model.named_parameters())
    weights.tensors[item.key()] = training::to_data(item.value());
  return weights;
}

Fault from_weights(const WeightsFile& weights, std::shared_ptr<Model>& out) {
  const auto format = weights.metadata.find("format");
  if (format == weights.metadata.end() || format->second != kFormat)
    return "it is not of format " + std::string(kFormat) +
           ", the one of the neural language interpreter";
  Params params(shape_specs());
  if (auto read = training::get_params(weights.metadata, params.specs(), "model.", params); !read)
    return read.error().message;
  ModelConfig config;
  training::read_fields(params, config);
  config.length = static_cast<int>(params.get_int("length"));
  config.symbols = static_cast<int>(params.get_int("symbols"));
  if (const std::string wrong = find_fault(config); !wrong.empty()) return wrong;
  auto model = std::make_shared<Model>(config);
  const auto parameters = model->named_parameters();
  for (const auto& item : parameters) {
    const auto found = weights.tensors.find(item.key());
    if (found == weights.tensors.end()) return "tensor " + item.key() + " is missing";
    if (Fault fault = training::copy_data(item.key(), found->second, item.value())) return fault;
  }
  out = std::move(model);
  return std::nullopt;
}

}  // namespace inkling::nli
