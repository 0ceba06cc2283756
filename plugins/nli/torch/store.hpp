// The reference model from a weights file.
#pragma once

#include <inkling/nn/weights.hpp>
#include <memory>

#include "model.hpp"

namespace inkling::nli {

inline constexpr const char* kFormat = "inkling-nli-1";  // metadata "format"

inline constexpr const char* kOnceFormat = "inkling-d-lpn-1";  // of models with OnceConfig

// A model from a weights file. Errors: another format, a field that cannot be read, a tensor that
// is missing or of another shape. Fields that are not there have their defaults.
nn::Fault from_weights(const nn::WeightsFile& weights, std::shared_ptr<Model>& out);
// The parameters of a model, with its shape as metadata.
nn::WeightsFile to_weights(const Model& model);
// The same of D-LPN.
nn::Fault from_once_weights(const nn::WeightsFile& weights, std::shared_ptr<Model>& out);
nn::WeightsFile to_once_weights(const Model& model);

}  // namespace inkling::nli
