// Philox 4x32-10, a counter-based generator: Salmon, Moraes, Dror, Shaw, "Parallel random numbers:
// as easy as 1, 2, 3", SC 2011. A number follows from its place alone, so that neither threads nor
// batches nor the processor change a stream.
#pragma once

#include <inkling/nn/host_device.hpp>

namespace inkling::nn {

// `mul` gives the high and low halves of constant times x. Works on one counter or on lanes of
// them.
template <class Uint, class Mul>
INKLING_HD void philox(Uint (&c)[4], Uint k0, Uint k1, Mul mul) {
  constexpr unsigned kM0 = 0xD2511F53U, kM1 = 0xCD9E8D57U;
  constexpr unsigned kW0 = 0x9E3779B9U, kW1 = 0xBB67AE85U;
  for (int round = 0; round < 10; ++round) {
    Uint high0, low0, high1, low1;
    mul(kM0, c[0], high0, low0);
    mul(kM1, c[2], high1, low1);
    const Uint c1 = c[1], c3 = c[3];
    c[0] = high1 ^ c1 ^ k0;
    c[1] = low1;
    c[2] = high0 ^ c3 ^ k1;
    c[3] = low0;
    k0 = k0 + kW0;
    k1 = k1 + kW1;
  }
}

}  // namespace inkling::nn
