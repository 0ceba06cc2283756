#pragma once

#include <inkling/nn/cuda_tiles.hpp>

#include "model.hpp"

namespace inkling::nli::engine::cuda {

// All maps that the device runs, packed; the plan says where.
inline std::vector<float> pack(const std::vector<float>& numbers, Plan& plan) {
  std::vector<float> tiles;
  for (Affine* map : maps_of(plan)) nn::cuda::pack(tiles, numbers, *map);
  return tiles;
}

}  // namespace inkling::nli::engine::cuda
