// The smallest engine there is: it adds numbers up.
#pragma once

#include <inkling/nn/backends.hpp>

namespace inkling::nn::tiny {

struct Backend : BackendFacts {
  // The sum of count[lane] numbers, of every lane.
  void (*sum)(const float* const* numbers, const int* count, double* out);
};
const Backend* backend_of(Isa isa);

}  // namespace inkling::nn::tiny
