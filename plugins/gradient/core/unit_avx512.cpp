// Compiled with AVX-512 (F, DQ, BW, VL); runs only where available() says so.
#define INKLING_LANES 16
#include "lane_backend.hpp"

namespace inkling::gradient::core {

const Backend* avx512_backend() {
  static constexpr Backend backend = avx512::make_backend(
      "avx512", +[] {
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
               __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
      });
  return &backend;
}

}  // namespace inkling::gradient::core
