// A model small enough for finite differences, and pairs for it.
#pragma once

#include "model.hpp"
#include "trainable.hpp"

namespace inkling::lpn {

inline ModelConfig tiny_shape() {
  ModelConfig shape;
  shape.length = 4;
  shape.symbols = 3;
  shape.latent = 5;
  shape.width = 8;
  shape.heads = 2;
  shape.mlp_ratio = 1;
  return shape;
}

// [tasks, pairs, places] of tiny_shape()'s symbols.
inline training::Batch some_batch(int64_t tasks, int64_t pairs) {
  const ModelConfig shape = tiny_shape();
  return {torch::randint(shape.symbols, {tasks, pairs, shape.length}, torch::kLong),
          torch::randint(shape.symbols, {tasks, pairs, shape.length}, torch::kLong)};
}

}  // namespace inkling::lpn
