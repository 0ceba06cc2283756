// Ops of one worker whose numbers are vectors of lanes: every lane is a pair (start, example) of
// its own. Products run in tiles that fit the registers; the order of additions in a sum is always
// that of the plain loop, so that neither tiles nor the number of lanes change a result.
#pragma once

#include "lanes.hpp"
#include "serial_ops.hpp"

// GCC takes the bound of an array of M elements for a conversion of M.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wsign-conversion"

namespace inkling::gradient::core::INKLING_ISA {

#if INKLING_LANES == 16
inline constexpr int kTileRows = 4, kTileCols = 6;  // of 32 registers: 24 sums, 4 + 1 factors
#else
inline constexpr int kTileRows = 2, kTileCols = 5;  // of 16 registers
#endif

struct LaneOps : Lanes {
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
  static __attribute__((noinline)) void dense(Real* out, const Real* a, const float* w,
                                              const Affine& map, const Real* residual, int count,
                                              int, int) {
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

  static __attribute__((noinline)) void dense_back(Real* out, const Real* g, const float* w,
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

}  // namespace inkling::gradient::core::INKLING_ISA

#pragma GCC diagnostic pop
