// Trainings of the Latent Programmer and of its baselines without a codebook.
#pragma once

#include "model.hpp"
#include "trainable.hpp"

namespace inkling::writer {

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
