// One vector of pairs (program, example), run by one thread: the border between the engine, which
// is compiled for every processor, and the passes, which are compiled for one instruction set each.
#pragma once

#include <cstddef>
#include <inkling/nn/backends.hpp>

#include "shape.hpp"

namespace inkling::lpn::engine {

// Lane i is pair i; `count` of a backend's lanes are used. Pointers are per lane, none of them
// null.
struct RunCall {
  const Plan* plan;
  const void* numbers;  // of the model: float, for the reference double
  int count;
  // Programs: [rows x latent] each; where `shares`, of a model with codes, [rows x codes].
  const float* const* z;
  bool shares;
  float temperature;               // of the codes
  const float* const* noise;       // [rows x codes] each, added to the logits; or null
  const int* const* x;             // [n]
  const int* const* y;             // [n], or null: only `symbols` are wanted
  const unsigned char* read;       // [n]: whether a loss looks there
  double* loss;                    // mean over the places that are read of -log p(y)
  float* const* gradient;          // [rows x latent] each; or null
  double* const* gradient_double;  // likewise
  // [n] each, the likeliest output, where the model writes symbol by symbol given y; or null.
  int* const* symbols;
};

struct EncodeCall {
  const Plan* plan;
  const void* numbers;
  int count;
  const int* const* x;
  const int* const* y;
  float* const* mean;          // [queries x latent] each, written
  float* const* log_variance;  // [latent] each, written where the model has variances; or null
};

struct Backend : nn::BackendFacts {
  // Bytes of workspace that a call needs; aligned to 64.
  std::size_t (*bytes)(const Plan& plan);
  void (*run)(const RunCall& call, void* workspace);
  void (*encode)(const EncodeCall& call, void* workspace);
  // Of a model with codes, z [rows x latent] -> logits [rows x codes].
  void (*logits)(const Plan& plan, const void* numbers, const float* z, float* out,
                 void* workspace);
};

// Null when it was not compiled; the reference and the portable one always are.
const Backend* backend_of(nn::Isa isa);

}  // namespace inkling::lpn::engine
