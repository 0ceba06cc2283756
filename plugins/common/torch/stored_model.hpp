// Models of an architecture as weights files, and how an architecture is made of its settings.
//
// An architecture has, besides its TrainableModel,
//   struct ModelConfig    // its shape: visit() of fields.hpp; `length` and `symbols` are the
//   tape's std::string find_fault(const ModelConfig&)  // which values do not go together, or ""
//   struct ScheduleConfig // visit() of fields.hpp
//   struct Model          // a torch::nn::Module with `config`, made of a ModelConfig
#pragma once

#include "losses.hpp"
#include "trainable.hpp"

namespace inkling::training {

nn::TensorData to_data(const torch::Tensor& tensor);
// Copies a tensor of the file into `tensor`, keeping its type. Errors: it is missing, or of another
// shape, naming it.
nn::Fault get_tensor(const nn::WeightsFile& file, const std::string& name, torch::Tensor tensor);

// Places and alphabet, which the file's readers need before they ask the domain.
void put_tape(const TapeShape& tape, Metadata& metadata);

// The parameters of a module, by their names.
void put_parameters(const torch::nn::Module& module, nn::WeightsFile& file);
// And back. Errors: those of get_tensor.
nn::Fault get_parameters(const nn::WeightsFile& file, torch::nn::Module& module);

// What the file says of a shape with the fields `specs`, and of the tape's `length` and `symbols`.
// Errors: another format, a field that cannot be read. Fields that are not there have their
// defaults, the tape's are `otherwise`.
nn::Fault get_shape(const nn::WeightsFile& file, const std::string& format, ParamSpecs specs,
                    const TapeShape& otherwise, Params& params);

template <class ModelConfig>
TapeShape tape_of(const ModelConfig& shape) {
  return {static_cast<std::size_t>(shape.length), static_cast<std::size_t>(shape.symbols)};
}

// The parameters of a model, with its shape as metadata: the fields that Config visits.
template <class Model, class Config = decltype(Model::config)>
nn::WeightsFile weights_of(const Model& model, const std::string& format) {
  nn::WeightsFile file;
  file.metadata["format"] = format;
  Config::visit(model.config, [&](const char* name, const auto& field, const FieldFacts&) {
    file.metadata["model." + std::string(name)] = to_text(field);
  });
  put_tape(tape_of(model.config), file.metadata);
  put_parameters(model, file);
  return file;
}

// A model from a weights file. Errors: those of get_shape and get_parameters, a shape that cannot
// be. Config: derived from the model's own where an architecture has fewer settings, or others.
template <class Model, class Config = decltype(Model::config)>
nn::Fault read_model(const nn::WeightsFile& file, const std::string& format,
                     std::shared_ptr<Model>& out) {
  Config config;
  Params params;
  if (auto fault = get_shape(file, format, specs_of<Config>(), tape_of(config), params))
    return fault;
  read_fields(params, config);
  config.length = static_cast<int>(params.get_int("length"));
  config.symbols = static_cast<int>(params.get_int("symbols"));
  if (std::string wrong = find_fault(config); !wrong.empty()) return wrong;
  auto model = std::make_shared<Model>(config);
  if (nn::Fault fault = get_parameters(file, *model)) return fault;
  out = std::move(model);
  return std::nullopt;
}

// Adds to what an architecture says of itself (id, summary, format, about) its settings, and how a
// Trainable(shape, schedule, read, device) is made of them.
template <class ModelConfig, class ScheduleConfig, class Trainable>
Architecture with_settings(Architecture made) {
  made.model = specs_of<ModelConfig>();
  made.training = specs_of<ScheduleConfig>();
  made.find_fault = [](const Params& params) {
    ModelConfig shape;
    read_fields(params, shape);
    return find_fault(shape);
  };
  made.make = [](const Params& params, const TaskSource& source, torch::Device device) {
    ModelConfig shape;
    ScheduleConfig schedule;
    read_fields(params, shape);
    read_fields(params, schedule);
    shape.length = static_cast<int>(source.shape.places);
    shape.symbols = static_cast<int>(source.shape.alphabet);
    return std::make_unique<Trainable>(shape, schedule, places_read(source.read, device), device);
  };
  return made;
}

}  // namespace inkling::training
