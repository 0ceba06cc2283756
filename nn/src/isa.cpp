#include <inkling/nn/isa.hpp>

namespace inkling::nn {

bool runs(Isa isa) {
#if defined(INKLING_NN_X86)
  const auto wide = [] {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
  };
  if (isa == Isa::avx2) return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  if (isa == Isa::avx512) return wide();
  if (isa == Isa::avx512_bf16) return wide() && __builtin_cpu_supports("avx512bf16");
#endif
  return isa == Isa::reference || isa == Isa::portable;
}

Isa best_isa() {
  if (runs(Isa::avx512)) return Isa::avx512;
  if (runs(Isa::avx2)) return Isa::avx2;
  return Isa::portable;
}

const char* to_text(Isa isa) {
  switch (isa) {
    case Isa::reference:
      return "reference";
    case Isa::portable:
      return "portable";
    case Isa::avx2:
      return "AVX2";
    case Isa::avx512:
      return "AVX-512";
    case Isa::avx512_bf16:
      return "AVX-512 with bfloat16";
  }
  return "unknown";
}

}  // namespace inkling::nn
