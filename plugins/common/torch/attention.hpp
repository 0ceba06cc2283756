// Multi-head attention over a few dozen places, as one fused operation with its own gradient: for
// sequences this short, LibTorch's batched matrix products spend most of their time on overhead.
#pragma once

#include "libtorch.hpp"

namespace inkling::training {

// packed [N, L, 3 D] holds queries, keys and values side by side; the first `queries` places ask,
// all L places answer. The score of places i and j gets the sum over r of
// bias[n, h, map[r, i * L + j]] added: bias [N, H, R] or undefined, map [rows, queries * L] of
// int64 (ignored without a bias). Result [N, queries, D]. float or double on the CPU; other devices
// take LibTorch's own operations, and there the map may also be the same as a matrix, [R, queries *
// L] of counts in the bias's type: its gradient is a matrix product, where that of an index is a
// sum in no fixed order. May be differentiated twice.
torch::Tensor attention(const torch::Tensor& packed, const torch::Tensor& bias,
                        const torch::Tensor& map, int64_t queries, int64_t heads);

// The same with LibTorch's own operations; what the fused one is tested against.
torch::Tensor plain_attention(const torch::Tensor& packed, const torch::Tensor& bias,
                              const torch::Tensor& map, int64_t queries, int64_t heads);

}  // namespace inkling::training
