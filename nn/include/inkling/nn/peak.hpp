// What this processor can do in float32, to compare an engine with.
#pragma once

#include <optional>

namespace inkling::nn {

// Operations a second, a multiplication and an addition counted as two, all threads together.
struct Peak {
  // Chains of fused multiply-adds in registers, in the instruction set of best_isa(): the most that
  // any program reaches.
  double fma = 0;
  // Square products by OpenBLAS's sgemm (libopenblas.so.0), or nullopt where it is not installed.
  std::optional<double> gemm{};
};
// Takes some hundredths of a second on each of `threads` threads.
Peak measure_peak(unsigned threads);

}  // namespace inkling::nn
