// The weights in the order in which tensor cores read them.
#pragma once

#include <cstdint>
#include <cstring>
#include <inkling/nn/affine.hpp>
#include <vector>

namespace inkling::nn::cuda {

// A map in the order in which the tensor cores read it: tiles of 8 x 8 (row tiles outermost), of
// each the two numbers of every lane. Rounded to TF32, as the other factor is.
inline int pack(std::vector<float>& out, const float* w, int rows, int cols) {
  const int at = static_cast<int>(out.size());
  const auto rounded = [](float x) {
    std::uint32_t bits;
    std::memcpy(&bits, &x, sizeof(bits));
    bits = (bits + 0x1000U) & 0xFFFFE000U;
    std::memcpy(&x, &bits, sizeof(bits));
    return x;
  };
  for (int k = 0; k < (rows + 7) / 8; ++k)
    for (int j = 0; j < (cols + 7) / 8; ++j)
      for (int lane = 0; lane < 32; ++lane)
        for (int half = 0; half < 2; ++half) {
          const int row = k * 8 + (lane & 3) + 4 * half, col = j * 8 + (lane >> 2);
          out.push_back(row < rows && col < cols ? rounded(w[row * cols + col]) : 0.0F);
        }
  return at;
}

inline void pack(std::vector<float>& out, const std::vector<float>& numbers, Affine& map) {
  map.tiles = pack(out, numbers.data() + map.w, map.rows, map.cols);
  map.tiles_t = pack(out, numbers.data() + map.t, map.cols, map.rows);
}

}  // namespace inkling::nn::cuda
