#include "layer.hpp"

#include "attention.hpp"

namespace inkling::training {

using torch::Tensor;

TransformerLayer::TransformerLayer(const LayerShape& s) : shape(s) {
  namespace nn = torch::nn;
  const int64_t d = s.width;
  attention_norm = register_module("attention_norm", nn::LayerNorm(nn::LayerNormOptions({d})));
  qkv = register_module("qkv", nn::Linear(nn::LinearOptions(d, 3 * d).bias(false)));
  mix = register_module("mix", nn::Linear(d, d));
  mlp_norm = register_module("mlp_norm", nn::LayerNorm(nn::LayerNormOptions({d})));
  up = register_module("up", nn::Linear(d, s.hidden));
  down = register_module("down", nn::Linear(s.hidden, d));
  if (s.biases > 0)
    bias =
        register_module("bias", nn::Linear(nn::LinearOptions(d, s.heads * s.biases).bias(false)));
}

Tensor TransformerLayer::scores(const Tensor& context) {
  if (shape.biases == 0) return {};
  return bias->forward(context).view({context.size(0), shape.heads, shape.biases});
}

Tensor TransformerLayer::forward(const Tensor& x, int64_t queries, const Tensor& scores,
                                 const Tensor& map) {
  const Tensor seen =
      attention(qkv->forward(attention_norm->forward(x)), scores, map, queries, shape.heads);
  const Tensor y = x.slice(1, 0, queries) + mix->forward(seen);
  return y + down->forward(torch::gelu(up->forward(mlp_norm->forward(y))));
}

Tensor distance_map(int64_t n, int64_t behind) {
  Tensor map = torch::empty({1, n * (n + behind)}, torch::kLong);
  int64_t* at = map.data_ptr<int64_t>();
  for (int64_t i = 0; i < n; ++i)
    for (int64_t j = 0; j < n + behind; ++j) *at++ = j < n ? j - i + n - 1 : 2 * n - 1;
  return map;
}

}  // namespace inkling::training
