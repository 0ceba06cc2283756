// Ops of one block of threads: rows are the places of the block's pairs. Reals are floats; loops
// are spread over the threads, a row over the lanes of a warp; dense maps run on the tensor cores
// or in float32.
#pragma once

#include <inkling/nn/affine.hpp>

namespace inkling::nn::cuda {

// The lanes of a warp share the columns of a row.
struct WarpPart {
  __device__ int begin() const { return static_cast<int>(threadIdx.x & 31U); }
  __device__ int step() const { return 32; }
  __device__ float sum(float x) const {
    for (int offset = 16; offset > 0; offset /= 2) x += __shfl_xor_sync(0xFFFFFFFFU, x, offset);
    return x;
  }
  __device__ float max(float x) const {
    for (int offset = 16; offset > 0; offset /= 2)
      x = fmaxf(x, __shfl_xor_sync(0xFFFFFFFFU, x, offset));
    return x;
  }
};

#if !defined(INKLING_BLOCK_TEST)  // which brings its own of these two
__device__ inline unsigned to_tf32(float x) {
  unsigned out;
  asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(out) : "f"(x));
  return out;
}

// c [16 x 8] += a [16 x 8] b [8 x 8], in TF32. Fragments as PTX lays them out.
__device__ inline void multiply_tile(float (&c)[4], const unsigned (&a)[4], float2 b) {
  asm volatile(
      "mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, "
      "{%0,%1,%2,%3};"
      : "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3])
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(__float_as_uint(b.x)),
        "r"(__float_as_uint(b.y)));
}
#endif

template <bool kTensor>
struct BlockOps {
  using Real = float;
  using Uint = unsigned;
  using Scalar = float;
  static constexpr bool kPassOver = true;
  static constexpr int kAcross = 6;  // column tiles of the tensor cores that share a row tile

  int group;           // n of the padded rows
  const float* tiles;  // the maps in the order of fragments

  static __device__ float set(double x) { return static_cast<float>(x); }
  static __device__ float set(int x) { return static_cast<float>(x); }
  static __device__ float exp(float x) { return expf(x); }
  static __device__ float log(float x) { return logf(x); }
  static __device__ float sqrt(float x) { return sqrtf(x); }
  static __device__ void gelu(float x, float& value, float& slope) {
    const float phi = 0.5F * erfcf(-x * 0.70710678F);
    value = x * phi;
    slope = phi + x * expf(-0.5F * x * x) * 0.39894228F;
  }
  static __device__ void multiply(unsigned a, unsigned x, unsigned& high, unsigned& low) {
    high = __umulhi(a, x);
    low = a * x;
  }
  static __device__ float to_real(unsigned x) { return static_cast<float>(x); }
  static __device__ unsigned to_uint(float x) { return static_cast<unsigned>(x); }
  static __device__ int most(float x) { return static_cast<int>(x); }

  template <class F>
  __device__ void each(int count, F f) {
    for (int i = static_cast<int>(threadIdx.x); i < count; i += static_cast<int>(blockDim.x)) f(i);
    __syncthreads();
  }
  template <class F>
  __device__ void rows(int count, F f) {
    for (int r = static_cast<int>(threadIdx.x >> 5U); r < count;
         r += static_cast<int>(blockDim.x >> 5U))
      f(r, WarpPart());
    __syncthreads();
  }
  __device__ int place(int r, int pad) const { return pad == 0 ? r : r + r / group; }

  __device__ __noinline__ void dense(float* out, const float* a, const float* w, const Affine& map,
                                     const float* residual, int count, int pad_in, int pad_out) {
    const auto finish = [&](int r, int j, float sum) {
      const long at = static_cast<long>(place(r, pad_out)) * map.cols + j;
      if (map.b >= 0) sum += w[map.b + j];
      if (residual != nullptr) sum += residual[at];
      out[at] = sum;
    };
    if constexpr (kTensor)
      by_tensor(a, tiles + map.tiles, count, map.rows, map.cols, pad_in, finish);
    else
      by_thread(a, w + map.w, count, map.rows, map.cols, pad_in, finish);
    __syncthreads();
  }
  __device__ __noinline__ void dense_back(float* out, const float* g, const float* w,
                                          const Affine& map, int count, int pad_in,
                                          bool accumulate) {
    const auto finish = [&](int r, int j, float sum) {
      const long at = static_cast<long>(r) * map.rows + j;
      out[at] = accumulate ? out[at] + sum : sum;
    };
    if constexpr (kTensor)
      by_tensor(g, tiles + map.tiles_t, count, map.cols, map.rows, pad_in, finish);
    else
      by_thread(g, w + map.t, count, map.cols, map.rows, pad_in, finish);
    __syncthreads();
  }

  // a [count x depth] times b [depth x cols]; tiles of 4 x 4 per thread.
  template <class F>
  __device__ void by_thread(const float* a, const float* b, int count, int depth, int cols,
                            int pad_in, F finish) {
    const int across = (cols + 3) / 4, total = (count + 3) / 4 * across;
    for (int tile = static_cast<int>(threadIdx.x); tile < total;
         tile += static_cast<int>(blockDim.x)) {
      const int i = tile / across * 4, j = tile % across * 4;
      float sum[4][4] = {};
      const float* row[4];
      for (int r = 0; r < 4; ++r) row[r] = a + place(min(i + r, count - 1), pad_in) * depth;
      for (int k = 0; k < depth; ++k) {
        float right[4];
        for (int c = 0; c < 4; ++c) right[c] = b[k * cols + min(j + c, cols - 1)];
        for (int r = 0; r < 4; ++r)
          for (int c = 0; c < 4; ++c) sum[r][c] += row[r][k] * right[c];
      }
      for (int r = 0; r < 4; ++r)
        for (int c = 0; c < 4; ++c)
          if (i + r < count && j + c < cols) finish(i + r, j + c, sum[r][c]);
    }
  }

  // The same on the tensor cores: a warp takes 16 rows and up to kAcross x 8 columns. b stands in
  // the order of fragments, padded with zeros: tile (k, j), lane, two numbers.
  template <class F>
  __device__ void by_tensor(const float* a, const float* b, int count, int depth, int cols,
                            int pad_in, F finish) {
    const int lane = static_cast<int>(threadIdx.x & 31U),
              warps = static_cast<int>(blockDim.x >> 5U);
    const int column_tiles = (cols + 7) / 8, depth_tiles = (depth + 7) / 8;
    const int strips = (column_tiles + kAcross - 1) / kAcross, total = (count + 15) / 16 * strips;
    const int quad = lane >> 2, within = lane & 3;
    for (int job = static_cast<int>(threadIdx.x >> 5U); job < total; job += warps) {
      const int i = job / strips * 16, first = job % strips * kAcross;
      const float* low = a + place(min(i + quad, count - 1), pad_in) * depth;
      const float* high = a + place(min(i + quad + 8, count - 1), pad_in) * depth;
      float sum[kAcross][4] = {};
      for (int k = 0; k < depth_tiles; ++k) {
        const int at = k * 8 + within;
        const bool near = at < depth, far = at + 4 < depth;
        const unsigned left[4] = {to_tf32(near ? low[at] : 0.0F), to_tf32(near ? high[at] : 0.0F),
                                  to_tf32(far ? low[at + 4] : 0.0F),
                                  to_tf32(far ? high[at + 4] : 0.0F)};
        const float2* right = reinterpret_cast<const float2*>(b) +
                              (static_cast<long>(k) * column_tiles + first) * 32 + lane;
#if defined(__CUDACC__)
#pragma unroll
#endif
        for (int c = 0; c < kAcross; ++c)
          if (first + c < column_tiles) multiply_tile(sum[c], left, __ldg(right + c * 32));
      }
#if defined(__CUDACC__)
#pragma unroll
#endif
      for (int c = 0; c < kAcross; ++c)
        for (int part = 0; part < 4; ++part) {
          const int r = i + quad + (part >= 2 ? 8 : 0);
          const int j = (first + c) * 8 + within * 2 + (part & 1);
          if (first + c < column_tiles && r < count && j < cols) finish(r, j, sum[c][part]);
        }
    }
  }

  template <class F>
  __device__ void product(int batch, int m, int n, int depth, float scale, bool accumulate,
                          F factors) {
    const int across = (n + 3) / 4, tiles_of_one = (m + 3) / 4 * across;
    for (int tile = static_cast<int>(threadIdx.x); tile < batch * tiles_of_one;
         tile += static_cast<int>(blockDim.x)) {
      const Factors<float> f = factors(tile / tiles_of_one);
      const int i = tile % tiles_of_one / across * 4, j = tile % tiles_of_one % across * 4;
      float sum[4][4] = {};
      const float *left[4], *right[4];
      for (int r = 0; r < 4; ++r) left[r] = f.a + min(i + r, m - 1) * f.a_row;
      for (int c = 0; c < 4; ++c) right[c] = f.b + min(j + c, n - 1) * f.b_row;
      for (int k = 0; k < depth; ++k) {
        float x[4], y[4];
        for (int r = 0; r < 4; ++r) x[r] = left[r][k * f.a_col];
        for (int c = 0; c < 4; ++c) y[c] = right[c][k * f.b_col];
        for (int r = 0; r < 4; ++r)
          for (int c = 0; c < 4; ++c) sum[r][c] += x[r] * y[c];
      }
      for (int r = 0; r < 4; ++r)
        for (int c = 0; c < 4; ++c)
          if (i + r < m && j + c < n) {
            float& to = f.c[(i + r) * f.c_row + (j + c) * f.c_col];
            to = accumulate ? to + scale * sum[r][c] : scale * sum[r][c];
          }
    }
    __syncthreads();
  }
};

}  // namespace inkling::nn::cuda
