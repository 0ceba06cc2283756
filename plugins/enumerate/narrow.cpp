#include "narrow.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace inkling::enumerate {
namespace {

bool shorten(const std::int64_t* from, std::size_t n, std::int64_t low, std::int64_t high,
             std::int16_t* to) {
  bool inside = true;
  for (std::size_t k = 0; k < n; ++k) {
    inside &= from[k] >= low && from[k] <= high;
    to[k] = static_cast<std::int16_t>(from[k]);
  }
  return inside;
}

void widen(const std::int16_t* from, std::size_t n, std::int64_t* to) {
  for (std::size_t k = 0; k < n; ++k) to[k] = from[k];
}

#if defined(__x86_64__)
#define INKLING_AVX512 __attribute__((target("avx512f,avx512bw,avx512vl")))

// The first so many of eight lanes.
INKLING_AVX512 inline __mmask8 lanes(std::size_t n) {
  return static_cast<__mmask8>(n >= 8 ? 0xFFU : (1U << n) - 1);
}

INKLING_AVX512 bool shorten_avx512(const std::int64_t* from, std::size_t n, std::int64_t low,
                                   std::int64_t high, std::int16_t* to) {
  const __m512i lows = _mm512_set1_epi64(low);
  const __m512i highs = _mm512_set1_epi64(high);
  unsigned outside = 0;
  for (std::size_t k = 0; k < n; k += 8) {
    const __mmask8 here = lanes(n - k);
    const __m512i numbers = _mm512_maskz_loadu_epi64(here, from + k);
    outside |= _mm512_mask_cmplt_epi64_mask(here, numbers, lows);
    outside |= _mm512_mask_cmpgt_epi64_mask(here, numbers, highs);
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to + k),
                     _mm512_maskz_cvtepi64_epi16(here, numbers));
  }
  return outside == 0;
}

INKLING_AVX512 void widen_avx512(const std::int16_t* from, std::size_t n, std::int64_t* to) {
  for (std::size_t k = 0; k < n; k += 8) {
    const __m128i numbers = _mm_maskz_loadu_epi16(lanes(n - k), from + k);
    _mm512_storeu_si512(to + k, _mm512_maskz_cvtepi16_epi64(0xFF, numbers));
  }
}
#endif

}  // namespace

const Narrow& Narrow::portable() {
  static constexpr Narrow functions{enumerate::shorten, enumerate::widen};
  return functions;
}

const Narrow& Narrow::best() {
#if defined(__x86_64__)
  static constexpr Narrow avx512{shorten_avx512, widen_avx512};
  static const bool has = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                          __builtin_cpu_supports("avx512vl");
  if (has) return avx512;
#endif
  return portable();
}

}  // namespace inkling::enumerate
