// Compiled with AVX-512 and its bfloat16 products; runs only where available() says so. For the
// gradients of a search: its looks stay exact.
#define INKLING_LANES 16
#define INKLING_BFLOAT16
#include "lane_backend.hpp"

namespace inkling::gradient::core {

const Backend* bfloat16_backend() {
  static constexpr Backend backend = avx512_bf16::make_backend(
      "avx512-bf16", +[] {
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
               __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
               __builtin_cpu_supports("avx512bf16");
      });
  return &backend;
}

}  // namespace inkling::gradient::core
