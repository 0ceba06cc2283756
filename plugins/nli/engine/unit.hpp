// One vector of pairs (start, example), run by one thread: the border between the engine, which is
// compiled for every processor, and the passes, which are compiled for one instruction set each.
#pragma once

#include <cstddef>
#include <inkling/nn/backends.hpp>

#include "shape.hpp"

namespace inkling::nli::engine {

// Lane i is pair i; `count` of a backend's lanes are used. Pointers per lane, none of them null.
struct UnitCall {
  const Plan* plan;
  const void* numbers;  // of the model: float, for the reference double
  int count;
  const float* const* e;       // [T x d]
  const int* const* x;         // [n]
  const int* const* y;         // [n]
  const unsigned* start;       // of the noise
  const unsigned* example;     // likewise
  const unsigned* const* key;  // two words
  unsigned step;
  bool noise;
  float program_temperature, state_temperature;
  double* loss;                    // mean negative log-likelihood of y
  unsigned char* exact;            // whether y is the likeliest output
  float* const* gradient;          // [T x d] each, or null: not wanted
  double* const* gradient_double;  // the same, for the reference
};

// How many positions of every start act (machine.hpp, Turns), and log z of these in the order of
// turns; the sampled codes are those of run().
struct TurnsCall {
  const Plan* plan;
  const void* numbers;
  int count;
  const float* const* e;
  const unsigned* start;
  const unsigned* const* key;
  unsigned step;
  bool noise;
  float program_temperature;
  int* turns;           // written
  float* const* log_z;  // [turns x K] each, written; or null
};

// One position of a program each, without noise: before -> after, log pi [n x V].
struct StepCall {
  const Plan* plan;
  const void* numbers;
  int count;
  const float* const* log_z;  // [K]
  const float* const* before;
  float temperature;
  float* const* after;
};

// One program on many inputs, without noise.
struct TraceCall {
  const Plan* plan;
  const void* numbers;
  const float* log_z;  // [T x K]
  int turns;           // positions that are run, from 1 to T: those behind change nothing
  int count;
  const int* x;  // [count x n]
  float temperature;
  int* symbols;   // [count x T x n], likeliest after every position
  float* log_pi;  // of these symbols, or null: not wanted
};

struct EncodeCall {
  const Plan* plan;
  const void* numbers;
  int count;
  const int* const* x;
  const int* const* y;
  float* const* e;  // [T x d] each, written
};

struct Backend : nn::BackendFacts {
  // Bytes of workspace that a call needs; aligned to 64.
  std::size_t (*bytes)(const Plan& plan);
  void (*run)(const UnitCall& call, void* workspace);
  void (*turns)(const TurnsCall& call, void* workspace);
  void (*step)(const StepCall& call, void* workspace);
  void (*trace)(const TraceCall& call, void* workspace);
  void (*encode)(const EncodeCall& call, void* workspace);
  // Logits over the codes [T x K] of e [T x d].
  void (*logits)(const Plan& plan, const void* numbers, const float* e, float* out,
                 void* workspace);
};

// Null when it was not compiled; the reference and the portable one always are.
const Backend* backend_of(nn::Isa isa);
inline const Backend& reference_backend() {
  return *backend_of(nn::Isa::reference);
}
inline const Backend& portable_backend() {
  return *backend_of(nn::Isa::portable);
}
inline const Backend& best_backend() {
  return *backend_of(nn::best_isa());
}

}  // namespace inkling::nli::engine
