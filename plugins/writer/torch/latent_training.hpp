// Trainings of the Latent Programmer and of its baselines without a codebook.
#pragma once

#include "model.hpp"
#include "targets.hpp"

namespace inkling::writer {

// What plans first: in the first steps the decoder sees the plan alone.
class Planning : public WriterOf<LatentModel, LatentSchedule> {
 public:
  using WriterOf::WriterOf;
  bool settled(const Moment& moment) const override {
    return moment.last_tasks && !is_alone(moment);
  }

 protected:
  bool is_alone(const Moment& moment) const {
    return static_cast<double>(moment.step) < schedule_.alone * static_cast<double>(moment.steps);
  }
};

std::unique_ptr<training::TrainableModel> make_latent(const LatentConfig& shape,
                                                      const LatentSchedule& schedule,
                                                      std::vector<std::string> vocabulary,
                                                      torch::Device device);
// Latent AE and VAE: shape.plans_vectors().
std::unique_ptr<training::TrainableModel> make_vector_latent(const LatentConfig& shape,
                                                             const LatentSchedule& schedule,
                                                             std::vector<std::string> vocabulary,
                                                             torch::Device device);

}  // namespace inkling::writer
