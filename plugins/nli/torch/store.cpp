#include "store.hpp"

#include "nli_training.hpp"
#include "stored_model.hpp"

namespace inkling::nli {

nn::WeightsFile to_weights(const Model& model) {
  return training::weights_of(model, kFormat);
}

nn::Fault from_weights(const nn::WeightsFile& weights, std::shared_ptr<Model>& out) {
  return training::read_model(weights, kFormat, out);
}

nn::WeightsFile to_once_weights(const Model& model) {
  return training::weights_of<Model, OnceConfig>(model, kOnceFormat);
}

nn::Fault from_once_weights(const nn::WeightsFile& weights, std::shared_ptr<Model>& out) {
  return training::read_model<Model, OnceConfig>(weights, kOnceFormat, out);
}

}  // namespace inkling::nli
