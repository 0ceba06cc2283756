// Descent of a loss from many starts: Adam with a gradient clip per start, and what is annealed on
// the way. Shared by every search, on the host and on a device.
#pragma once

#include <cmath>
#include <cstddef>
#include <inkling/nn/host_device.hpp>

namespace inkling::nn {

// Kingma and Ba, "Adam", ICLR 2015; both betas as the Latent Program Network has them (Macfarlane
// and Bonnet, "Searching latent program spaces", 2024).
inline constexpr float kBeta1 = 0.9F;
inline constexpr float kBeta2 = 0.9F;

// One step's factors, the same for all numbers of a start. `step` counts from 0.
struct AdamStep {
  float scale;               // of the gradient
  float rate;                // of learning
  float correct1, correct2;  // the moments begin at 0
};
INKLING_HD_SMALL AdamStep adam_step(float rate, float clip_norm, float norm, std::size_t step) {
  const auto t = static_cast<float>(step + 1);
  return {norm > clip_norm ? clip_norm / norm : 1.0F, rate, 1.0F - std::pow(kBeta1, t),
          1.0F - std::pow(kBeta2, t)};
}
INKLING_HD_SMALL void adam(const AdamStep& by, float gradient, float& first, float& second,
                           float& x) {
  const float g = gradient * by.scale;
  first = kBeta1 * first + (1.0F - kBeta1) * g;
  second = kBeta2 * second + (1.0F - kBeta2) * g * g;
  x -= by.rate * (first / by.correct1) / (std::sqrt(second / by.correct2) + 1e-8F);
}

// A step on one start of `size` numbers. One whose gradient is not finite stays where it is.
inline void descend(float rate, float clip_norm, std::size_t step, std::size_t size,
                    const float* gradient, float* first, float* second, float* x) {
  float norm = 0.0F;
  for (std::size_t i = 0; i < size; ++i) norm += gradient[i] * gradient[i];
  norm = std::sqrt(norm);
  if (!std::isfinite(norm)) return;
  const AdamStep by = adam_step(rate, clip_norm, norm, step);
  for (std::size_t i = 0; i < size; ++i) adam(by, gradient[i], first[i], second[i], x[i]);
}

// How far step `step` of `steps` has come, 0 to 1.
INKLING_HD_SMALL double progress_of(std::size_t step, std::size_t steps) {
  return steps <= 1 ? 1.0 : static_cast<double>(step) / static_cast<double>(steps - 1);
}
// From `from` to `to`, exponentially.
inline float annealed(float from, float to, double progress) {
  return static_cast<float>(double{from} * std::pow(double{to} / double{from}, progress));
}

}  // namespace inkling::nn
