// What a tensor holds, row by row, for the engine, which knows no tensors.
#pragma once

#include <torch/torch.h>

#include <vector>

namespace inkling::lpn {

inline std::vector<int> ints(const torch::Tensor& tensor) {
  const torch::Tensor flat = tensor.to(torch::kInt).contiguous();
  return {flat.data_ptr<int>(), flat.data_ptr<int>() + flat.numel()};
}

inline std::vector<float> floats(const torch::Tensor& tensor) {
  const torch::Tensor flat = tensor.detach().to(torch::kFloat).contiguous();
  return {flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel()};
}

}  // namespace inkling::lpn
