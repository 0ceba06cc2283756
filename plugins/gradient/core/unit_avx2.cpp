// Compiled with AVX2 and FMA; runs only where available() says so.
#define INKLING_LANES 8
#include "lane_backend.hpp"

namespace inkling::gradient::core {

const Backend* avx2_backend() {
  static constexpr Backend backend = avx2::make_backend(
      "avx2", +[] { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); });
  return &backend;
}

}  // namespace inkling::gradient::core
