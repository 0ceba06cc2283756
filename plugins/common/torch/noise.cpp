#include "noise.hpp"

#include <mutex>

namespace inkling::training {

torch::Tensor normal(const torch::Tensor& like, Rng& rng) {
  if (like.device().is_cuda()) {
    at::Generator generator = at::globalContext().defaultGenerator(like.device());
    const std::lock_guard lock(generator.mutex());
    generator.set_current_seed(rng.next());
    return torch::randn(like.sizes(), generator, like.options());
  }
  torch::Tensor out = torch::empty(like.sizes(), torch::kFloat);
  float* at = out.data_ptr<float>();
  for (int64_t i = 0; i < out.numel(); ++i) at[i] = static_cast<float>(rng.normal());
  return out;
}

}  // namespace inkling::training
