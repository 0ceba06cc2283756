// Models to and from weights files.
#pragma once

#include <inkling/nn/weights.hpp>
#include <memory>

#include "model.hpp"

namespace inkling::nli {

using nn::Fault;
using nn::read_weights;
using nn::TensorData;
using nn::WeightsFile;
using nn::write_weights;

inline constexpr const char* kFormat = "inkling-nli-1";  // metadata "format"

// Parameters and the model's configuration as "model.<field>" metadata.
WeightsFile to_weights(const Model& model);
// A model from a weights file. Errors: another format or domain, a field that cannot be read, a
// tensor that is missing or of another shape. Fields that are not there have their defaults.
Fault from_weights(const WeightsFile& weights, std::shared_ptr<Model>& out);

TensorData to_data(const torch::Tensor& tensor);
// Copies into `tensor`, keeping its type. Error: another shape.
Fault copy_data(const std::string& name, const TensorData& data, torch::Tensor tensor);

// Fields of a configuration as metadata, "<prefix><field>".
void put_fields(const ModelConfig& config, std::map<std::string, std::string>& metadata);
void put_fields(const TrainConfig& config, std::map<std::string, std::string>& metadata);
Fault get_fields(const std::map<std::string, std::string>& metadata, ModelConfig& config);
Fault get_fields(const std::map<std::string, std::string>& metadata, TrainConfig& config);

}  // namespace inkling::nli
