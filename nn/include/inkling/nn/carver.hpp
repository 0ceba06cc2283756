// Work space of passes: one buffer, taken apart.
#pragma once

#include <inkling/nn/host_device.hpp>

namespace inkling::nn {

// Hands out a buffer piece by piece; without a buffer it only counts.
template <class Real>
struct Carver {
  Real* at = nullptr;
  long used = 0;
  INKLING_HD Real* take(long count) {
    Real* piece = at == nullptr ? nullptr : at + used;
    used += count;
    return piece;
  }
};

}  // namespace inkling::nn
