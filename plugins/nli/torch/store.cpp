#include "store.hpp"

namespace inkling::nli {
namespace {

using Metadata = std::map<std::string, std::string>;

template <class T>
void read_field(const Metadata& metadata, const std::string& key, T& field, Fault& fault) {
  if (fault) return;
  const auto found = metadata.find(key);
  // A field that is younger than the file has its default, which means what was before it.
  if (found != metadata.end() && !read_text(found->second, field))
    fault = "metadata '" + key + "' is '" + found->second + "', which is no value of that field";
}

std::string shape_text(at::IntArrayRef shape) {
  std::string text = "[";
  for (const std::int64_t size : shape) {
    if (text.size() > 1) text += ',';
    text += to_text(size);
  }
  return text + "]";
}

}  // namespace

void put_fields(const ModelConfig& config, Metadata& metadata) {
  visit_model_fields(config, [&](const char* name, const auto& field, const FieldFacts&) {
    metadata["model." + std::string(name)] = to_text(field);
  });
}

void put_fields(const TrainConfig& config, Metadata& metadata) {
  visit_train_fields(config, [&](const char* name, const auto& field, const FieldFacts&) {
    metadata["train." + std::string(name)] = to_text(field);
  });
}

Fault get_fields(const Metadata& metadata, ModelConfig& config) {
  Fault fault;
  visit_model_fields(config, [&](const char* name, auto& field, const FieldFacts&) {
    read_field(metadata, "model." + std::string(name), field, fault);
  });
  if (fault) return fault;
  const std::string wrong = find_fault(config);
  return wrong.empty() ? Fault() : Fault(wrong);
}

Fault get_fields(const Metadata& metadata, TrainConfig& config) {
  Fault fault;
  visit_train_fields(config, [&](const char* name, auto& field, const FieldFacts&) {
    read_field(metadata, "train." + std::string(name), field, fault);
  });
  if (fault) return fault;
  const std::string wrong = find_fault(config);
  return wrong.empty() ? Fault() : Fault(wrong);
}

TensorData to_data(const torch::Tensor& tensor) {
  const torch::Tensor flat = tensor.detach().to(torch::kCPU, torch::kFloat).contiguous();
  const float* begin = flat.data_ptr<float>();
  return {flat.sizes().vec(), std::vector<float>(begin, begin + flat.numel())};
}

Fault copy_data(const std::string& name, const TensorData& data, torch::Tensor tensor) {
  if (tensor.sizes().vec() != data.shape)
    return "tensor " + name + " has shape " + shape_text(data.shape) + ", and the model needs " +
           shape_text(tensor.sizes());
  torch::NoGradGuard guard;
  tensor.copy_(
      torch::from_blob(const_cast<float*>(data.values.data()), tensor.sizes(), torch::kFloat));
  return std::nullopt;
}

WeightsFile to_weights(const Model& model) {
  WeightsFile weights;
  weights.metadata["format"] = kFormat;
  weights.metadata["domain"] = "sequences";
  put_fields(model.config, weights.metadata);
  for (const auto& item : model.named_parameters())
    weights.tensors[item.key()] = to_data(item.value());
  return weights;
}

Fault from_weights(const WeightsFile& weights, std::shared_ptr<Model>& out) {
  const auto format = weights.metadata.find("format");
  if (format == weights.metadata.end() || format->second != kFormat)
    return "it is not of format " + std::string(kFormat) +
           ", the one of the neural language interpreter";
  ModelConfig config;
  if (Fault fault = get_fields(weights.metadata, config)) return fault;
  auto model = std::make_shared<Model>(config);
  const auto parameters = model->named_parameters();
  for (const auto& item : parameters) {
    const auto found = weights.tensors.find(item.key());
    if (found == weights.tensors.end()) return "tensor " + item.key() + " is missing";
    if (Fault fault = copy_data(item.key(), found->second, item.value())) return fault;
  }
  out = std::move(model);
  return std::nullopt;
}

}  // namespace inkling::nli
