#include "stored_model.hpp"

namespace inkling::training {

using torch::Tensor;

nn::TensorData to_data(const Tensor& tensor) {
  const Tensor flat = tensor.detach().to(torch::kCPU, torch::kFloat).contiguous();
  const float* begin = flat.data_ptr<float>();
  return {flat.sizes().vec(), std::vector<float>(begin, begin + flat.numel())};
}

nn::Fault get_tensor(const nn::WeightsFile& file, const std::string& name, Tensor tensor) {
  const auto found = file.tensors.find(name);
  if (found == file.tensors.end()) return "tensor " + name + " is missing";
  const nn::TensorData& data = found->second;
  const auto shape_text = [](at::IntArrayRef shape) {
    std::string text = "[";
    for (const std::int64_t size : shape) {
      if (text.size() > 1) text += ',';
      text += to_text(size);
    }
    return text + "]";
  };
  if (tensor.sizes().vec() != data.shape)
    return "tensor " + name + " has shape " + shape_text(data.shape) + ", and the model needs " +
           shape_text(tensor.sizes());
  torch::NoGradGuard guard;
  tensor.copy_(
      torch::from_blob(const_cast<float*>(data.values.data()), tensor.sizes(), torch::kFloat));
  return std::nullopt;
}

void put_tape(const TapeShape& tape, Metadata& metadata) {
  metadata["model.length"] = to_text(tape.places);
  metadata["model.symbols"] = to_text(tape.alphabet);
}

void put_parameters(const torch::nn::Module& module, nn::WeightsFile& file) {
  for (const auto& item : module.named_parameters())
    file.tensors[item.key()] = to_data(item.value());
}

nn::Fault get_parameters(const nn::WeightsFile& file, torch::nn::Module& module) {
  for (const auto& item : module.named_parameters())
    if (nn::Fault fault = get_tensor(file, item.key(), item.value())) return fault;
  return std::nullopt;
}

nn::Fault get_shape(const nn::WeightsFile& file, const std::string& format, ParamSpecs specs,
                    const TapeShape& otherwise, Params& params) {
  const auto has = file.metadata.find("format");
  if (has == file.metadata.end() || has->second != format)
    return (has == file.metadata.end() ? "it names no format"
                                       : "it is of format '" + has->second + "'") +
           ", and " + format + " is needed";
  specs.push_back(
      {"length", ParamType::integer, to_text(otherwise.places), "places of the tape", 1, 4096, {}});
  specs.push_back({"symbols",
                   ParamType::integer,
                   to_text(otherwise.alphabet),
                   "size of its alphabet",
                   2,
                   4096,
                   {}});
  params = Params(std::move(specs));
  if (auto read = get_params(file.metadata, params.specs(), "model.", params); !read)
    return read.error().message;
  return std::nullopt;
}

}  // namespace inkling::training
