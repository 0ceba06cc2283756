// Ops of one worker whose numbers are vectors of lanes: every lane is a pair (start, example) of
// its own. Products run in tiles that fit the registers; the order of additions in a sum is always
// that of the plain loop, so that neither tiles nor the number of lanes change a result.
#pragma once

#include <inkling/nn/lanes.hpp>
#include <inkling/nn/serial_ops.hpp>

// GCC takes the bound of an array of M elements for a conversion of M.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wsign-conversion"

namespace inkling::nn::INKLING_ISA {

#if INKLING_LANES == 16
inline constexpr int kTileRows = 4, kTileCols = 6;  // of 32 registers: 24 sums, 4 + 1 factors
#else
inline constexpr int kTileRows = 2, kTileCols = 5;  // of 16 registers
#endif

struct LaneOps : Lanes {
  static constexpr bool kPassOver = true;

  template <class F>
  INKLING_FORCE void each(int count, F f) {
    for (int i = 0; i < count; ++i) f(i);
  }
  template <class F>
  INKLING_FORCE void rows(int count, F f) {
    for (int r = 0; r < count; ++r) f(r, Alone());
  }

  // Sums of a tile [M x N]; B is float (the same for all lanes) or Real.
  template <int M, int N, class B>
  static INKLING_FORCE void sums(Real (&sum)[M][N], const Real* a, long a_row, long a_col,
                                 const B* b, long b_row, long b_col, int depth) {
    for (int k = 0; k < depth; ++k) {
      Real left[M];
#pragma GCC unroll 8
      for (int i = 0; i < M; ++i) left[i] = a[i * a_row + k * a_col];
#pragma GCC unroll 8
      for (int j = 0; j < N; ++j) {
        const Real right = Real{} + b[j * b_row + k * b_col];
#pragma GCC unroll 8
        for (int i = 0; i < M; ++i) sum[i][j] += left[i] * right;
      }
    }
  }

  // `tile(i, j, integral M, N)` over all tiles of [m x n], with remainders.
  template <int M, int N>
  struct Size {};
  template <int M, int N, class F>
  static INKLING_FORCE void strip(int i, int n, F& tile) {
    int j = 0;
    for (; j + N <= n; j += N) tile(i, j, Size<M, N>());
    tail<M, N - 1>(i, j, n, tile);
  }
  template <int M, int N, class F>
  static INKLING_FORCE void tail(int i, int j, int n, F& tile) {
    if constexpr (N > 0) {
      if (n - j == N)
        tile(i, j, Size<M, N>());
      else
        tail<M, N - 1>(i, j, n, tile);
    }
  }
  template <int M, class F>
  static INKLING_FORCE void last_strips(int i, int m, int n, F& tile) {
    if constexpr (M > 0) {
      if (m - i == M)
        strip<M, kTileCols>(i, n, tile);
      else
        last_strips<M - 1>(i, m, n, tile);
    }
  }
  template <class F>
  static INKLING_FORCE void tiles(int m, int n, F tile) {
    int i = 0;
    for (; i + kTileRows <= m; i += kTileRows) strip<kTileRows, kTileCols>(i, n, tile);
    last_strips<kTileRows - 1>(i, m, n, tile);
  }

  // With one pair per lane the padded place of a row is the row itself.
  static __attribute__((noinline)) void exact_dense(Real* out, const Real* a, const float* w,
                                                    const Affine& map, const Real* residual,
                                                    int count, int, int) {
    const int depth = map.rows, cols = map.cols;
    const float* b = w + map.w;
    tiles(count, cols, [&]<int M, int N>(int i, int j, Size<M, N>) {
      Real sum[M][N];
#pragma GCC unroll 8
      for (int c = 0; c < N; ++c) {
        const Real first = map.b < 0 ? Real{} : Real{} + w[map.b + j + c];
#pragma GCC unroll 8
        for (int r = 0; r < M; ++r) sum[r][c] = first;
      }
      sums(sum, a + static_cast<long>(i) * depth, depth, 1, b + j, 1, cols, depth);
#pragma GCC unroll 8
      for (int r = 0; r < M; ++r)
#pragma GCC unroll 8
        for (int c = 0; c < N; ++c) {
          const long at = static_cast<long>(i + r) * cols + j + c;
          out[at] = residual == nullptr ? sum[r][c] : sum[r][c] + residual[at];
        }
    });
  }

  static __attribute__((noinline)) void exact_dense_back(Real* out, const Real* g, const float* w,
                                                         const Affine& map, int count, int,
                                                         bool accumulate) {
    const int depth = map.cols, cols = map.rows;
    const float* b = w + map.t;  // [cols of the map x rows of the map]
    tiles(count, cols, [&]<int M, int N>(int i, int j, Size<M, N>) {
      Real sum[M][N];
#pragma GCC unroll 8
      for (int r = 0; r < M; ++r)
#pragma GCC unroll 8
        for (int c = 0; c < N; ++c)
          sum[r][c] = accumulate ? out[static_cast<long>(i + r) * cols + j + c] : Real{};
      sums(sum, g + static_cast<long>(i) * depth, depth, 1, b + j, 1, cols, depth);
#pragma GCC unroll 8
      for (int r = 0; r < M; ++r)
#pragma GCC unroll 8
        for (int c = 0; c < N; ++c) out[static_cast<long>(i + r) * cols + j + c] = sum[r][c];
    });
  }

#if defined(INKLING_BFLOAT16)
  // The maps with both factors rounded to bfloat16 and sums in float32: half as many instructions.
  static constexpr int kMostPairs = 256;  // of a row that is packed at once; longer rows stay exact

  // a [M x depth] as words of two neighbours, the first in the lower half; round half up.
  template <int M>
  static INKLING_FORCE void pack(Uint* to, const Real* a, int depth) {
    for (int r = 0; r < M; ++r)
      for (int k = 0; k < depth; k += 2) {
        const Real* from = a + static_cast<long>(r) * depth + k;
        const Uint low = (reinterpret_cast<Uint>(from[0]) + 0x8000U) >> 16;
        const Uint high =
            k + 1 < depth ? (reinterpret_cast<Uint>(from[1]) + 0x8000U) & 0xFFFF0000U : Uint{};
        to[r * kMostPairs + k / 2] = low | high;
      }
  }

  template <int M, int N>
  static INKLING_FORCE void pair_sums(Real (&sum)[M][N], const Uint* a, const float* b, long b_row,
                                      int pairs) {
    for (int k = 0; k < pairs; ++k) {
      __m512bh left[M];
#pragma GCC unroll 8
      for (int i = 0; i < M; ++i) left[i] = reinterpret_cast<__m512bh>(a[i * kMostPairs + k]);
#pragma GCC unroll 8
      for (int j = 0; j < N; ++j) {
        const __m512bh both = reinterpret_cast<__m512bh>(
            _mm512_set1_epi32(static_cast<int>(__builtin_bit_cast(unsigned, b[k * b_row + j]))));
#pragma GCC unroll 8
        for (int i = 0; i < M; ++i)
          sum[i][j] = reinterpret_cast<Real>(
              _mm512_dpbf16_ps(reinterpret_cast<__m512>(sum[i][j]), left[i], both));
      }
    }
  }

  template <int M, class First, class Last>
  static INKLING_FORCE void pair_strip(int i, int cols, int depth, const Real* a, const float* b,
                                       First first, Last last) {
    Uint packed[M * kMostPairs];
    pack<M>(packed, a + static_cast<long>(i) * depth, depth);
    auto tile = [&]<int R, int N>(int row, int j, Size<R, N>) {
      Real sum[R][N];
#pragma GCC unroll 8
      for (int r = 0; r < R; ++r)
#pragma GCC unroll 8
        for (int c = 0; c < N; ++c) sum[r][c] = first(row + r, j + c);
      pair_sums(sum, packed, b + j, cols, (depth + 1) / 2);
#pragma GCC unroll 8
      for (int r = 0; r < R; ++r)
#pragma GCC unroll 8
        for (int c = 0; c < N; ++c) last(row + r, j + c, sum[r][c]);
    };
    strip<M, kTileCols>(i, cols, tile);
  }
  template <class First, class Last>
  static INKLING_FORCE void by_pairs(int count, int cols, int depth, const Real* a, const float* b,
                                     First first, Last last) {
    int i = 0;
    for (; i + kTileRows <= count; i += kTileRows)
      pair_strip<kTileRows>(i, cols, depth, a, b, first, last);
    for (; i < count; ++i) pair_strip<1>(i, cols, depth, a, b, first, last);
  }

  static __attribute__((noinline)) void dense(Real* out, const Real* a, const float* w,
                                              const Affine& map, const Real* residual, int count,
                                              int pad_in, int pad_out) {
    if (map.pairs < 0 || map.rows > 2 * kMostPairs)
      return exact_dense(out, a, w, map, residual, count, pad_in, pad_out);
    by_pairs(
        count, map.cols, map.rows, a, w + map.pairs,
        [&](int, int j) { return map.b < 0 ? Real{} : Real{} + w[map.b + j]; },
        [&](int r, int j, Real sum) {
          const long at = static_cast<long>(r) * map.cols + j;
          out[at] = residual == nullptr ? sum : sum + residual[at];
        });
  }
  static __attribute__((noinline)) void dense_back(Real* out, const Real* g, const float* w,
                                                   const Affine& map, int count, int pad_in,
                                                   bool accumulate) {
    if (map.pairs < 0 || map.cols > 2 * kMostPairs)
      return exact_dense_back(out, g, w, map, count, pad_in, accumulate);
    const long cols = map.rows;
    by_pairs(
        count, map.rows, map.cols, g, w + map.pairs_t,
        [&](int r, int j) { return accumulate ? out[r * cols + j] : Real{}; },
        [&](int r, int j, Real sum) { out[r * cols + j] = sum; });
  }
#else
  static INKLING_FORCE void dense(Real* out, const Real* a, const float* w, const Affine& map,
                                  const Real* residual, int count, int pad_in, int pad_out) {
    exact_dense(out, a, w, map, residual, count, pad_in, pad_out);
  }
  static INKLING_FORCE void dense_back(Real* out, const Real* g, const float* w, const Affine& map,
                                       int count, int pad_in, bool accumulate) {
    exact_dense_back(out, g, w, map, count, pad_in, accumulate);
  }
#endif

  static __attribute__((noinline)) void product_of(const Factors<Real>& f, int m, int n, int depth,
                                                   Real scale, bool accumulate) {
    tiles(m, n, [&]<int M, int N>(int i, int j, Size<M, N>) {
      Real sum[M][N];
#pragma GCC unroll 8
      for (int r = 0; r < M; ++r)
#pragma GCC unroll 8
        for (int c = 0; c < N; ++c) sum[r][c] = Real{};
      sums(sum, f.a + static_cast<long>(i) * f.a_row, f.a_row, f.a_col,
           f.b + static_cast<long>(j) * f.b_row, f.b_row, f.b_col, depth);
#pragma GCC unroll 8
      for (int r = 0; r < M; ++r)
#pragma GCC unroll 8
        for (int c = 0; c < N; ++c) {
          Real& to = f.c[static_cast<long>(i + r) * f.c_row + static_cast<long>(j + c) * f.c_col];
          to = accumulate ? to + scale * sum[r][c] : scale * sum[r][c];
        }
    });
  }
  template <class F>
  INKLING_FORCE void product(int batch, int m, int n, int depth, Real scale, bool accumulate,
                             F factors) {
    for (int b = 0; b < batch; ++b) product_of(factors(b), m, n, depth, scale, accumulate);
  }
};

}  // namespace inkling::nn::INKLING_ISA

#pragma GCC diagnostic pop
