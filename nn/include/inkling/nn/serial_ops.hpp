// Ops of one worker: plain loops, numbers of type T. With double this is the reference.
#pragma once

#include <inkling/nn/affine.hpp>

namespace inkling::nn {

// One worker owns all columns of a row.
struct Alone {
  INKLING_HD_SMALL int begin() const { return 0; }
  INKLING_HD_SMALL int step() const { return 1; }
  template <class Real>
  INKLING_HD Real sum(Real x) const {
    return x;
  }
  template <class Real>
  INKLING_HD Real max(Real x) const {
    return x;
  }
};

template <class T>
struct SerialOps {
  using Real = T;
  using Uint = unsigned;
  using Scalar = T;
  static constexpr bool kPassOver = false;  // the reference takes every position
  int group = 1;                            // n of the padded rows

  static T set(double x) { return static_cast<T>(x); }
  static T exp(T x) { return static_cast<T>(__builtin_exp(static_cast<double>(x))); }
  static T log(T x) { return static_cast<T>(__builtin_log(static_cast<double>(x))); }
  static T sqrt(T x) { return static_cast<T>(__builtin_sqrt(static_cast<double>(x))); }
  static void gelu(T x, T& value, T& slope) {
    const double y = static_cast<double>(x);
    const double phi = 0.5 * __builtin_erfc(-y * 0.70710678118654752440);
    value = static_cast<T>(y * phi);
    slope = static_cast<T>(phi + y * __builtin_exp(-0.5 * y * y) * 0.39894228040143267794);
  }
  static void multiply(unsigned a, unsigned x, unsigned& high, unsigned& low) {
    const unsigned long long product = static_cast<unsigned long long>(a) * x;
    high = static_cast<unsigned>(product >> 32);
    low = static_cast<unsigned>(product);
  }
  static T to_real(unsigned x) { return static_cast<T>(x); }
  static unsigned to_uint(T x) { return static_cast<unsigned>(x); }
  static int most(T x) { return static_cast<int>(x); }

  template <class F>
  void each(int count, F f) {
    for (int i = 0; i < count; ++i) f(i);
  }
  template <class F>
  void rows(int count, F f) {
    for (int r = 0; r < count; ++r) f(r, Alone());
  }
  long place(int r, int pad) const { return r + static_cast<long>(pad) * (r / group); }

  void dense(T* out, const T* a, const T* w, const Affine& map, const T* residual, int count,
             int pad_in, int pad_out) {
    for (int r = 0; r < count; ++r)
      for (int j = 0; j < map.cols; ++j) {
        T sum = map.b < 0 ? T(0) : w[map.b + j];
        for (int k = 0; k < map.rows; ++k)
          sum += a[place(r, pad_in) * map.rows + k] * w[map.w + k * map.cols + j];
        if (residual != nullptr) sum += residual[place(r, pad_out) * map.cols + j];
        out[place(r, pad_out) * map.cols + j] = sum;
      }
  }
  void dense_back(T* out, const T* g, const T* w, const Affine& map, int count, int pad_in,
                  bool accumulate) {
    for (int r = 0; r < count; ++r)
      for (int k = 0; k < map.rows; ++k) {
        T sum = accumulate ? out[static_cast<long>(r) * map.rows + k] : T(0);
        for (int j = 0; j < map.cols; ++j)
          sum += g[place(r, pad_in) * map.cols + j] * w[map.w + k * map.cols + j];
        out[static_cast<long>(r) * map.rows + k] = sum;
      }
  }
  template <class F>
  void product(int batch, int m, int n, int depth, T scale, bool accumulate, F factors) {
    for (int b = 0; b < batch; ++b) {
      const Factors<T> f = factors(b);
      for (int i = 0; i < m; ++i)
        for (int j = 0; j < n; ++j) {
          T sum = T(0);
          for (int k = 0; k < depth; ++k)
            sum += f.a[i * f.a_row + k * f.a_col] * f.b[j * f.b_row + k * f.b_col];
          T& c = f.c[i * f.c_row + j * f.c_col];
          c = accumulate ? c + scale * sum : scale * sum;
        }
    }
  }
};

}  // namespace inkling::nn
