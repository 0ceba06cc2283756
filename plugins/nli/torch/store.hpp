// The reference model from a weights file.
#pragma once

#include <inkling/nn/weights.hpp>
#include <memory>

#include "model.hpp"

namespace inkling::nli {

inline constexpr const char* kFormat = "inkling-nli-1";  // metadata "format"

// A model from a weights file. Errors: another format, a field that cannot be read, a tensor that
// is missing or of another shape. Fields that are not there have their defaults.
nn::Fault from_weights(const nn::WeightsFile& weights, std::shared_ptr<Model>& out);
// The parameters of a model, with its shape as metadata.
nn::WeightsFile to_weights(const Model& model);

}  // namespace inkling::nli
