// A transformer layer of networks over tapes, and which entries of an attention bias a pair of
// places gets.
#pragma once

#include "libtorch.hpp"

namespace inkling::training {

struct LayerShape {
  int64_t width = 0;
  int64_t heads = 1;   // divides width
  int64_t hidden = 0;  // inner width of the part behind attention
  // Numbers per head that are added to the attention scores and made from a vector of `width`
  // numbers of each sequence; 0: none. A map says which pair of places gets which.
  int64_t biases = 0;
};

// One pre-LN transformer layer over the first places of [N, L, D]:
//   y = x + mix(attention(norm(x))),  y + down(gelu(up(norm(y)))).
struct TransformerLayer : torch::nn::Module {
  explicit TransformerLayer(const LayerShape& shape);
  // x [N, L, D] -> the first `queries` places, [N, queries, D]. `scores` [N, H, R] are added to the
  // attention scores where `map` says (attention.hpp); undefined: none.
  torch::Tensor forward(const torch::Tensor& x, int64_t queries, const torch::Tensor& scores = {},
                        const torch::Tensor& map = {});
  // The biases that `context` [N, D] makes, [N, H, biases]; undefined without any.
  torch::Tensor scores(const torch::Tensor& context);

  LayerShape shape;
  torch::nn::LayerNorm attention_norm{nullptr}, mlp_norm{nullptr};
  torch::nn::Linear qkv{nullptr}, mix{nullptr}, up{nullptr}, down{nullptr}, bias{nullptr};
};

// The map of a bias by distance, [1, n * (n + behind)]: n places ask n places and those behind
// them. Of 2 n entries, n - 1 + d is that of places d apart, and the last that of all behind.
torch::Tensor distance_map(int64_t n, int64_t behind = 1);

}  // namespace inkling::training
