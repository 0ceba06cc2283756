#include "attention.hpp"

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

// One build serves every x86-64 processor: the loops exist three times and the loader takes the
// widest that the processor has.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define INKLING_WIDEST __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define INKLING_WIDEST
#endif
#define INKLING_INLINE static inline __attribute__((always_inline))

namespace inkling::training {
namespace {

struct Sizes {
  int64_t count = 0;    // N
  int64_t places = 0;   // L
  int64_t queries = 0;  // the first of them, Q
  int64_t heads = 0;
  int64_t head = 0;    // width of one head
  int64_t biases = 0;  // R
  int64_t rows = 0;    // of the map
  int64_t lanes = 0;   // numbers of a vector
  int64_t wide_places() const { return (places + lanes - 1) / lanes * lanes; }
  int64_t wide_head() const { return (head + lanes - 1) / lanes * lanes; }
  int64_t row() const { return 3 * heads * head; }  // of packed
  int64_t width() const { return heads * head; }
};

constexpr int64_t kVectorBytes = 32;
template <class T>
constexpr int64_t kLanes = kVectorBytes / static_cast<int64_t>(sizeof(T));

// A vector's worth of numbers, at any address.
template <class T>
struct VectorOf;
template <>
struct VectorOf<float> {
  typedef float type __attribute__((vector_size(32), aligned(4)));
};
template <>
struct VectorOf<double> {
  typedef double type __attribute__((vector_size(32), aligned(8)));
};

INKLING_INLINE double exponential(double x) {
  return std::exp(x);
}
// Relative error below 2e-7 for x in [-87, 0]; smaller x give numbers that no sum of weights feels.
INKLING_INLINE float exponential(float x) {
  x = x < -87.0F ? -87.0F : x;
  const float shifted = x * 1.44269504F + 12582912.0F;  // rounds to a whole number
  const float whole = shifted - 12582912.0F;
  const float r = (x - whole * 0.693145752F) - whole * 1.42860677e-6F;
  float p = 1.98756915e-4F;
  p = p * r + 1.39819995e-3F;
  p = p * r + 8.33345186e-3F;
  p = p * r + 4.16657962e-2F;
  p = p * r + 1.66666655e-1F;
  p = p * r + 0.5F;
  p = p * r * r + r + 1.0F;
  const auto bits = static_cast<std::int32_t>(whole) + 127;
  return p * std::bit_cast<float>(bits << 23);
}

// Over whole vectors: of a, or of a times b.
template <class T>
INKLING_INLINE T sum_of(const T* a, const T* b, int64_t count, bool products) {
  using V = typename VectorOf<T>::type;
  V sum = {};
  for (int64_t j = 0; j < count; j += kLanes<T>) {
    const V x = *reinterpret_cast<const V*>(a + j);
    sum += products ? x * *reinterpret_cast<const V*>(b + j) : x;
  }
  T all = T(0);
  for (int64_t i = 0; i < kLanes<T>; ++i) all += sum[i];
  return all;
}
template <class T>
INKLING_INLINE T largest_of(const T* a, int64_t count) {
  using V = typename VectorOf<T>::type;
  V most = *reinterpret_cast<const V*>(a);
  for (int64_t j = kLanes<T>; j < count; j += kLanes<T>) {
    const V x = *reinterpret_cast<const V*>(a + j);
    most = x > most ? x : most;
  }
  T one = most[0];
  for (int64_t i = 1; i < kLanes<T>; ++i) one = most[i] > one ? most[i] : one;
  return one;
}

// out [rows x cols] = a b, where a's element (r, k) is a[r * a_row + k * a_col] and b [depth x
// cols] is dense; cols is a multiple of a vector.
template <class T, int kRows, int kVectors>
INKLING_INLINE void product_tile(T* __restrict out, const T* __restrict a, int64_t a_row,
                                 int64_t a_col, int64_t depth, const T* __restrict b,
                                 int64_t cols) {
  using V = typename VectorOf<T>::type;
  V sum[std::size_t{kRows}][std::size_t{kVectors}] = {};
  for (int64_t k = 0; k < depth; ++k)
    for (int r = 0; r < kRows; ++r) {
      const T x = a[r * a_row + k * a_col];
      for (int v = 0; v < kVectors; ++v)
        sum[r][v] += x * *reinterpret_cast<const V*>(b + k * cols + v * kLanes<T>);
    }
  for (int r = 0; r < kRows; ++r)
    for (int v = 0; v < kVectors; ++v)
      *reinterpret_cast<V*>(out + r * cols + v * kLanes<T>) = sum[r][v];
}

template <class T>
INKLING_INLINE void product(T* __restrict out, int64_t rows, int64_t cols, const T* __restrict a,
                            int64_t a_row, int64_t a_col, int64_t depth, const T* __restrict b) {
  for (int64_t c = 0; c < cols;) {
    const bool two = cols - c >= 2 * kLanes<T>;
    int64_t r = 0;
    for (; r + 4 <= rows; r += 4) {
      T* __restrict to = out + r * cols + c;
      if (two)
        product_tile<T, 4, 2>(to, a + r * a_row, a_row, a_col, depth, b + c, cols);
      else
        product_tile<T, 4, 1>(to, a + r * a_row, a_row, a_col, depth, b + c, cols);
    }
    for (; r < rows; ++r) {
      T* __restrict to = out + r * cols + c;
      if (two)
        product_tile<T, 1, 2>(to, a + r * a_row, a_row, a_col, depth, b + c, cols);
      else
        product_tile<T, 1, 1>(to, a + r * a_row, a_row, a_col, depth, b + c, cols);
    }
    c += two ? 2 * kLanes<T> : kLanes<T>;
  }
}

// Rows of one head, `from` apart, to dense rows as wide as whole vectors; transposed: to
// [head x wide_places].
template <class T>
INKLING_INLINE void gather(const Sizes& s, T* __restrict to, const T* __restrict from,
                           int64_t apart, int64_t rows, T scale) {
  const int64_t cols = s.wide_head();
  for (int64_t j = 0; j < rows; ++j) {
    for (int64_t c = 0; c < s.head; ++c) to[j * cols + c] = from[j * apart + c] * scale;
    for (int64_t c = s.head; c < cols; ++c) to[j * cols + c] = T(0);
  }
}
template <class T>
INKLING_INLINE void gather_transposed(const Sizes& s, T* __restrict to, const T* __restrict from,
                                      T scale) {
  const int64_t cols = s.wide_places();
  for (int64_t c = 0; c < s.head; ++c) {
    for (int64_t j = 0; j < s.places; ++j) to[c * cols + j] = from[j * s.row() + c] * scale;
    for (int64_t j = s.places; j < cols; ++j) to[c * cols + j] = T(0);
  }
}
template <class T>
INKLING_INLINE void scatter(const Sizes& s, T* __restrict to, int64_t apart,
                            const T* __restrict from, int64_t rows, T scale) {
  for (int64_t j = 0; j < rows; ++j)
    for (int64_t c = 0; c < s.head; ++c) to[j * apart + c] = from[j * s.wide_head() + c] * scale;
}

// Numbers of scratch that a head takes.
int64_t scratch_of(const Sizes& s) {
  return s.head * s.wide_places() + 2 * s.places * s.wide_head() + s.queries * s.wide_places();
}

// weights [queries x wide_places] of one head and sequence.
template <class T>
INKLING_INLINE void forward_head(const Sizes& s, const T* __restrict packed,
                                 const T* __restrict bias, const int64_t* __restrict map,
                                 T* __restrict weights, T* __restrict scratch, T* __restrict out) {
  const int64_t wide = s.wide_places();
  const T scale = T(1) / std::sqrt(static_cast<T>(s.head));
  T* __restrict keys = scratch;
  T* __restrict values = keys + s.head * wide;
  T* __restrict seen = values + s.places * s.wide_head();
  gather_transposed(s, keys, packed + s.width(), scale);
  product(weights, s.queries, wide, packed, s.row(), 1, s.head, keys);
  for (int64_t i = 0; i < s.queries; ++i) {
    T* __restrict w = weights + i * wide;
    for (int64_t r = 0; r < s.rows; ++r) {
      const int64_t* __restrict at = map + (r * s.queries + i) * s.places;
      for (int64_t j = 0; j < s.places; ++j) w[j] += bias[at[j]];
    }
    for (int64_t j = s.places; j < wide; ++j) w[j] = std::numeric_limits<T>::lowest();
    const T largest = largest_of(w, wide);
    for (int64_t j = 0; j < wide; ++j) w[j] = exponential(w[j] - largest);
    for (int64_t j = s.places; j < wide; ++j) w[j] = T(0);
    const T inverse = T(1) / sum_of(w, w, wide, false);
    for (int64_t j = 0; j < wide; ++j) w[j] *= inverse;
  }
  gather(s, values, packed + 2 * s.width(), s.row(), s.places, T(1));
  product(seen, s.queries, s.wide_head(), weights, wide, 1, s.places, values);
  scatter(s, out, s.width(), seen, s.queries, T(1));
}

// Fills this head's part of dpacked, which starts at zero, and adds to dbias.
template <class T>
INKLING_INLINE void backward_head(const Sizes& s, const T* __restrict packed,
                                  const int64_t* __restrict map, const T* __restrict weights,
                                  const T* __restrict dout, T* __restrict scratch,
                                  T* __restrict dpacked, T* __restrict dbias) {
  const int64_t wide = s.wide_places(), width = s.width(), row = s.row();
  const T scale = T(1) / std::sqrt(static_cast<T>(s.head));
  T* __restrict turned = scratch;
  T* __restrict factor = turned + s.head * wide;
  T* __restrict result = factor + s.places * s.wide_head();
  T* __restrict dscores = result + s.places * s.wide_head();
  gather_transposed(s, turned, packed + 2 * width, T(1));
  product(dscores, s.queries, wide, dout, width, 1, s.head, turned);
  for (int64_t i = 0; i < s.queries; ++i) {
    const T* __restrict w = weights + i * wide;
    T* __restrict ds = dscores + i * wide;
    const T mean = sum_of(w, ds, wide, true);
    for (int64_t j = 0; j < wide; ++j) ds[j] = w[j] * (ds[j] - mean);
    for (int64_t r = 0; r < s.rows; ++r) {
      const int64_t* __restrict at = map + (r * s.queries + i) * s.places;
      for (int64_t j = 0; j < s.places; ++j) dbias[at[j]] += ds[j];
    }
  }
  const int64_t cols = s.wide_head();
  gather(s, factor, packed + width, row, s.places, T(1));
  product(result, s.queries, cols, dscores, wide, 1, s.places, factor);
  scatter(s, dpacked, row, result, s.queries, scale);
  gather(s, factor, packed, row, s.queries, T(1));
  product(result, s.places, cols, dscores, 1, wide, s.queries, factor);
  scatter(s, dpacked + width, row, result, s.places, scale);
  gather(s, factor, dout, width, s.queries, T(1));
  product(result, s.places, cols, weights, 1, wide, s.queries, factor);
  scatter(s, dpacked + 2 * width, row, result, s.places, T(1));
}

template <class T>
INKLING_INLINE void forward_all(const Sizes& s, const T* packed, const T* bias, const int64_t* map,
                                T* weights, T* scratch, T* out) {
  const int64_t width = s.heads * s.head;
  for (int64_t n = 0; n < s.count; ++n)
    for (int64_t h = 0; h < s.heads; ++h)
      forward_head(s, packed + n * s.places * 3 * width + h * s.head,
                   bias == nullptr ? nullptr : bias + (n * s.heads + h) * s.biases, map,
                   weights + (n * s.heads + h) * s.queries * s.wide_places(), scratch,
                   out + n * s.queries * width + h * s.head);
}

template <class T>
INKLING_INLINE void backward_all(const Sizes& s, const T* packed, const int64_t* map,
                                 const T* weights, const T* dout, T* scratch, T* dpacked,
                                 T* dbias) {
  const int64_t width = s.heads * s.head;
  for (int64_t n = 0; n < s.count; ++n)
    for (int64_t h = 0; h < s.heads; ++h)
      backward_head(s, packed + n * s.places * 3 * width + h * s.head, map,
                    weights + (n * s.heads + h) * s.queries * s.wide_places(),
                    dout + n * s.queries * width + h * s.head, scratch,
                    dpacked + n * s.places * 3 * width + h * s.head,
                    dbias == nullptr ? nullptr : dbias + (n * s.heads + h) * s.biases);
}

INKLING_WIDEST void forward_loop(const Sizes& s, const float* packed, const float* bias,
                                 const int64_t* map, float* weights, float* scratch, float* out) {
  forward_all(s, packed, bias, map, weights, scratch, out);
}
INKLING_WIDEST void forward_loop(const Sizes& s, const double* packed, const double* bias,
                                 const int64_t* map, double* weights, double* scratch,
                                 double* out) {
  forward_all(s, packed, bias, map, weights, scratch, out);
}
INKLING_WIDEST void backward_loop(const Sizes& s, const float* packed, const int64_t* map,
                                  const float* weights, const float* dout, float* scratch,
                                  float* dpacked, float* dbias) {
  backward_all(s, packed, map, weights, dout, scratch, dpacked, dbias);
}
INKLING_WIDEST void backward_loop(const Sizes& s, const double* packed, const int64_t* map,
                                  const double* weights, const double* dout, double* scratch,
                                  double* dpacked, double* dbias) {
  backward_all(s, packed, map, weights, dout, scratch, dpacked, dbias);
}

Sizes sizes_of(const torch::Tensor& packed, const torch::Tensor& bias, const torch::Tensor& map,
               int64_t queries, int64_t heads) {
  const bool biased = bias.numel() > 0;
  return {packed.size(0),
          packed.size(1),
          queries,
          heads,
          packed.size(2) / (3 * heads),
          biased ? bias.size(2) : 0,
          biased ? map.size(0) : 0,
          packed.scalar_type() == torch::kDouble ? kLanes<double> : kLanes<float>};
}

template <class T>
T* data_of(const torch::Tensor& tensor) {
  return tensor.defined() && tensor.numel() > 0 ? tensor.data_ptr<T>() : nullptr;
}

template <class T>
void forward_typed(const Sizes& s, const torch::Tensor& packed, const torch::Tensor& bias,
                   const torch::Tensor& map, torch::Tensor& weights, torch::Tensor& out) {
  std::vector<T> scratch(static_cast<std::size_t>(scratch_of(s)));
  forward_loop(s, data_of<T>(packed), data_of<T>(bias), data_of<int64_t>(map), data_of<T>(weights),
               scratch.data(), data_of<T>(out));
}

template <class T>
void backward_typed(const Sizes& s, const torch::Tensor& packed, const torch::Tensor& map,
                    const torch::Tensor& weights, const torch::Tensor& dout, torch::Tensor& dpacked,
                    torch::Tensor& dbias) {
  std::vector<T> scratch(static_cast<std::size_t>(scratch_of(s)));
  backward_loop(s, data_of<T>(packed), data_of<int64_t>(map), data_of<T>(weights), data_of<T>(dout),
                scratch.data(), data_of<T>(dpacked), data_of<T>(dbias));
}

struct Fused : torch::autograd::Function<Fused> {
  static torch::Tensor forward(torch::autograd::AutogradContext* context,
                               const torch::Tensor& packed_in, const torch::Tensor& bias_in,
                               const torch::Tensor& map, int64_t queries, int64_t heads) {
    const torch::Tensor packed = packed_in.contiguous();
    const torch::Tensor bias = bias_in.contiguous();
    const Sizes s = sizes_of(packed, bias, map, queries, heads);
    torch::Tensor weights =
        torch::empty({s.count, heads, queries, s.wide_places()}, packed.options());
    torch::Tensor out = torch::empty({s.count, queries, heads * s.head}, packed.options());
    if (packed.scalar_type() == torch::kDouble)
      forward_typed<double>(s, packed, bias, map, weights, out);
    else
      forward_typed<float>(s, packed, bias, map, weights, out);
    context->save_for_backward({packed_in, bias_in, map, weights});
    context->saved_data["queries"] = queries;
    context->saved_data["heads"] = heads;
    return out;
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 torch::autograd::variable_list grads) {
    const auto saved = context->get_saved_variables();
    const int64_t queries = context->saved_data["queries"].toInt();
    const int64_t heads = context->saved_data["heads"].toInt();
    if (torch::GradMode::is_enabled())
      return differentiable_backward(saved[0], saved[1], saved[2], queries, heads, grads[0]);
    const torch::Tensor packed = saved[0].contiguous();
    const torch::Tensor bias = saved[1].contiguous();
    const Sizes s = sizes_of(packed, bias, saved[2], queries, heads);
    torch::Tensor dpacked = torch::zeros_like(packed);
    torch::Tensor dbias = bias.numel() > 0 ? torch::zeros_like(bias) : torch::Tensor();
    const torch::Tensor dout = grads[0].contiguous();
    if (packed.scalar_type() == torch::kDouble)
      backward_typed<double>(s, packed, saved[2], saved[3], dout, dpacked, dbias);
    else
      backward_typed<float>(s, packed, saved[2], saved[3], dout, dpacked, dbias);
    return {dpacked, dbias, torch::Tensor(), torch::Tensor(), torch::Tensor()};
  }

 private:
  // For whoever differentiates gradients: those of the plain form, which have gradients of their
  // own.
  static torch::autograd::variable_list differentiable_backward(const torch::Tensor& packed,
                                                                const torch::Tensor& bias,
                                                                const torch::Tensor& map,
                                                                int64_t queries, int64_t heads,
                                                                const torch::Tensor& dout) {
    const torch::Tensor used = bias.numel() > 0 ? bias : torch::Tensor();
    const torch::Tensor out = plain_attention(packed, used, map, queries, heads);
    torch::autograd::variable_list result(5), wanted;
    for (const torch::Tensor& it : {packed, bias})
      if (it.requires_grad()) wanted.push_back(it);
    const auto slopes = torch::autograd::grad({out}, wanted, {dout}, true, true);
    std::size_t at = 0;
    if (packed.requires_grad()) result[0] = slopes[at++];
    if (bias.requires_grad()) result[1] = slopes[at];
    return result;
  }
};

}  // namespace

torch::Tensor attention(const torch::Tensor& packed, const torch::Tensor& bias,
                        const torch::Tensor& map, int64_t queries, int64_t heads) {
  if (!packed.is_cpu()) return plain_attention(packed, bias, map, queries, heads);
  // Arguments of an autograd function must be defined: no bias is an empty one.
  const auto defined = [&](const torch::Tensor& t, torch::ScalarType type) {
    return t.defined() ? t : torch::empty({0}, type);
  };
  return Fused::apply(packed, defined(bias, packed.scalar_type()), defined(map, torch::kLong),
                      queries, heads);
}

torch::Tensor plain_attention(const torch::Tensor& packed, const torch::Tensor& bias,
                              const torch::Tensor& map, int64_t queries, int64_t heads) {
  const int64_t count = packed.size(0);
  const int64_t places = packed.size(1);
  const int64_t head = packed.size(2) / (3 * heads);
  const torch::Tensor split =
      packed.reshape({count, places, 3, heads, head}).permute({2, 0, 3, 1, 4});
  const torch::Tensor q = split[0].slice(2, 0, queries);
  torch::Tensor scores =
      torch::matmul(q, split[1].transpose(2, 3)) / std::sqrt(static_cast<double>(head));
  if (bias.defined()) {
    const torch::Tensor spread = map.is_floating_point()
                                     ? torch::matmul(bias, map)
                                     : bias.index_select(2, map.flatten().to(bias.device()))
                                           .view({bias.size(0), heads, map.size(0), -1})
                                           .sum(2);
    scores = scores + spread.view({count, heads, queries, places});
  }
  return torch::matmul(torch::softmax(scores, 3), split[2])
      .transpose(1, 2)
      .reshape({count, queries, heads * head});
}

}  // namespace inkling::training
