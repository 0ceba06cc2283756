// Vectors of floats for one instruction set: the file that includes this says which one with
// INKLING_LANES (16, 8 or 4, or 1 for double precision; see unit_ops.hpp) and is compiled for it.
// Everything stands in a namespace named for it, so that the linker never takes one processor's
// code for another's.
//
// Largest errors, checked in tests/unit/nn/lanes_test.cpp against double precision:
//   exp   2 ulp for -87 <= x <= 88, which x is clamped to
//   log   2 ulp for normal x > 0
//   gelu  3e-7 + 1e-7 |x| absolute, and its slope likewise
// and where products are of bfloat16 anyway, whose rounding is 2e-3:
//   exp   4e-6 + 1e-7 |x| relative
//   gelu  6e-5 absolute, and its slope likewise
#pragma once

#if defined(__SSE2__)
#include <immintrin.h>
#endif

#include <inkling/nn/host_device.hpp>

#if INKLING_LANES == 16 && defined(INKLING_BFLOAT16)
#define INKLING_ISA avx512_bf16
#elif INKLING_LANES == 16
#define INKLING_ISA avx512
#elif INKLING_LANES == 8
#define INKLING_ISA avx2
#else
#define INKLING_ISA portable
#endif
#define INKLING_FORCE inline __attribute__((always_inline))

namespace inkling::nn::INKLING_ISA {

inline constexpr int kLanes = INKLING_LANES;

struct Lanes {
  typedef float Real __attribute__((vector_size(4 * INKLING_LANES)));
  typedef int Int __attribute__((vector_size(4 * INKLING_LANES)));
  typedef unsigned Uint __attribute__((vector_size(4 * INKLING_LANES)));
  using Scalar = float;
#if INKLING_LANES == 16
  // The plain forms of these instructions start from an undefined register, which GCC 12 warns of.
  static constexpr __mmask16 kAll = 0xFFFF;
#endif

  static INKLING_FORCE Real set(double x) {
    return Real{} + static_cast<float>(x);
  }

  static INKLING_FORCE Real sqrt(Real x) {
#if INKLING_LANES == 16
    return reinterpret_cast<Real>(_mm512_maskz_sqrt_ps(kAll, reinterpret_cast<__m512>(x)));
#elif INKLING_LANES == 8
    return reinterpret_cast<Real>(_mm256_sqrt_ps(reinterpret_cast<__m256>(x)));
#elif defined(__SSE2__)
    return reinterpret_cast<Real>(_mm_sqrt_ps(reinterpret_cast<__m128>(x)));
#else
    Real out;
    for (int i = 0; i < kLanes; ++i) out[i] = __builtin_sqrtf(x[i]);
    return out;
#endif
  }

#if defined(INKLING_BFLOAT16)
  // 2^k 2^f with |f| <= 1/2; 2^f interpolated at Chebyshev nodes, relative error 3.5e-6.
  static INKLING_FORCE Real exp(Real x) {
    x = x > -87.0F ? x : set(-87.0);
    x = x < 88.0F ? x : set(88.0);
    const Real scaled = x * 1.44269504F;
    const __m512 k = _mm512_maskz_roundscale_ps(kAll, reinterpret_cast<__m512>(scaled), 0x08);
    const Real f = scaled - reinterpret_cast<Real>(k);
    Real p = set(0.009666368515387469);
    p = p * f + 0.055921975842256264F;
    p = p * f + 0.24022349038020335F;
    p = p * f + 0.693121045203427F;
    p = p * f + 1.0F;
    return reinterpret_cast<Real>(_mm512_maskz_scalef_ps(kAll, reinterpret_cast<__m512>(p), k));
  }

  // x Phi(x) and its slope Phi(x) + x phi(x); erfc by Abramowitz and Stegun, 7.1.25.
  static INKLING_FORCE void gelu(Real x, Real& value, Real& slope) {
    const Real magnitude = reinterpret_cast<Real>(reinterpret_cast<Int>(x) & 0x7FFFFFFF);
    const Real density = exp(-0.5F * x * x);
    const Real t = reinterpret_cast<Real>(_mm512_maskz_rcp14_ps(
        kAll, reinterpret_cast<__m512>(
                  magnitude * static_cast<float>(0.47047 * 0.70710678118654752) + 1.0F)));
    Real p = set(0.5 * 0.7478556);
    p = p * t + static_cast<float>(0.5 * -0.0958798);
    p = p * t + static_cast<float>(0.5 * 0.3480242);
    const Real tail = p * t * density;  // 1 - Phi(|x|)
    const Real phi = x > 0.0F ? 1.0F - tail : tail;
    value = x * phi;
    slope = phi + x * density * 0.39894228F;
  }
#else
  // 2^k e^f with |f| <= ln(2)/2; e^f by its Taylor polynomial of degree 7.
  static INKLING_FORCE Real exp(Real x) {
    x = x > -87.0F ? x : set(-87.0);
    x = x < 88.0F ? x : set(88.0);
    const Real shifted = x * 1.44269504F + 12582912.0F;  // 1.5 * 2^23 rounds to a whole number
    const Real k = shifted - 12582912.0F;
    Real f = x - k * 0.693359375F;
    f = f - k * -2.12194440e-4F;
    Real p = set(1.0 / 5040);
    p = p * f + static_cast<float>(1.0 / 720);
    p = p * f + static_cast<float>(1.0 / 120);
    p = p * f + static_cast<float>(1.0 / 24);
    p = p * f + static_cast<float>(1.0 / 6);
    p = p * f + 0.5F;
    p = p * f + 1.0F;
    p = p * f + 1.0F;
    return reinterpret_cast<Real>(reinterpret_cast<Int>(p) +
                                  (reinterpret_cast<Int>(shifted) << 23));
  }

  // x Phi(x) and its slope Phi(x) + x phi(x).
  static INKLING_FORCE void gelu(Real x, Real& value, Real& slope) {
    const Real magnitude = reinterpret_cast<Real>(reinterpret_cast<Int>(x) & 0x7FFFFFFF);
    const Real density = exp(-0.5F * x * x);
    // erfc(y) exp(y^2) as a polynomial in t = 1 / (1 + 0.3 y) without a constant term, interpolated
    // at Chebyshev nodes for 0 <= y <= 9.5; relative error 2.4e-8.
    const Real t = 1.0F / (magnitude * static_cast<float>(0.3 * 0.70710678118654752) + 1.0F);
    Real p = set(-0.1304928155133135);
    p = p * t + 0.490571597891081F;
    p = p * t + -0.52331465585867F;
    p = p * t + 0.5612462015744674F;
    p = p * t + -0.10471214060801362F;
    p = p * t + 0.2195671146005487F;
    p = p * t + 0.14704541916036118F;
    p = p * t + 0.1709141562455501F;
    p = p * t + 0.1691751026091682F;
    const Real tail = 0.5F * p * t * density;  // 1 - Phi(|x|)
    const Real phi = x > 0.0F ? 1.0F - tail : tail;
    value = x * phi;
    slope = phi + x * density * 0.39894228F;
  }
#endif

  // x = 2^k m with m in [sqrt(1/2), sqrt(2)); log m = 2 atanh(s), s = (m - 1) / (m + 1).
  static INKLING_FORCE Real log(Real x) {
    const Int bits = reinterpret_cast<Int>(x) - 0x3F3504F3;
    const Int k = bits >> 23;
    const Real m = reinterpret_cast<Real>((bits & 0x7FFFFF) + 0x3F3504F3);
    const Real f = m - 1.0F;
    const Real s = f / (m + 1.0F);
    const Real z = s * s;
    Real p = set(2.0 / 9);
    p = p * z + static_cast<float>(2.0 / 7);
    p = p * z + static_cast<float>(2.0 / 5);
    p = p * z + static_cast<float>(2.0 / 3);
    // log m = f - (f^2/2 - s (f^2/2 + p z)), which keeps the leading term exact.
    const Real half = 0.5F * f * f;
    const Real e = __builtin_convertvector(k, Real);
    const Real rest = s * (half + p * z) + e * -2.12194440e-4F;
    return f - (half - rest) + e * 0.693359375F;
  }

  // High and low halves of a constant times x, lane by lane.
  static INKLING_FORCE void multiply(unsigned a, Uint x, Uint& high, Uint& low) {
    low = x * a;
#if INKLING_LANES == 16
    const __m512i m = _mm512_set1_epi64(static_cast<long long>(a));
    const __m512i even = _mm512_maskz_mul_epu32(0xFF, reinterpret_cast<__m512i>(x), m);
    const __m512i odd = _mm512_maskz_mul_epu32(
        0xFF, _mm512_maskz_srli_epi64(0xFF, reinterpret_cast<__m512i>(x), 32), m);
    high = reinterpret_cast<Uint>(
        _mm512_mask_blend_epi32(0xAAAA, _mm512_maskz_srli_epi64(0xFF, even, 32), odd));
#elif INKLING_LANES == 8
    const __m256i m = _mm256_set1_epi64x(static_cast<long long>(a));
    const __m256i even = _mm256_mul_epu32(reinterpret_cast<__m256i>(x), m);
    const __m256i odd = _mm256_mul_epu32(_mm256_srli_epi64(reinterpret_cast<__m256i>(x), 32), m);
    high = reinterpret_cast<Uint>(_mm256_blend_epi32(_mm256_srli_epi64(even, 32), odd, 0xAA));
#else
    for (int i = 0; i < kLanes; ++i)
      high[i] = static_cast<unsigned>((static_cast<unsigned long long>(a) * x[i]) >> 32);
#endif
  }

  static INKLING_FORCE Real to_real(Uint x) {  // below 2^31
    return __builtin_convertvector(reinterpret_cast<Int>(x), Real);
  }
  static INKLING_FORCE Uint to_uint(Real x) {  // a whole number below 2^31
    return reinterpret_cast<Uint>(__builtin_convertvector(x, Int));
  }
  static INKLING_FORCE int most(Real x) {  // of whole numbers
    float largest = x[0];
    for (int i = 1; i < kLanes; ++i) largest = x[i] > largest ? x[i] : largest;
    return static_cast<int>(largest);
  }
};

}  // namespace inkling::nn::INKLING_ISA
