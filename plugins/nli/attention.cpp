#include "attention.hpp"

#include <torch/torch.h>

#include <cmath>
#include <vector>

// One build serves every x86-64 processor: the loops exist three times and the loader takes the
// widest that the processor has.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define INKLING_WIDEST \
  __attribute__((target_clones("arch=skylake-avx512", "arch=haswell", "default")))
#else
#define INKLING_WIDEST
#endif
#define INKLING_INLINE static inline __attribute__((always_inline))

namespace inkling::nli {
namespace {

struct Sizes {
  int64_t count = 0;    // N
  int64_t places = 0;   // L
  int64_t queries = 0;  // the first of them
  int64_t heads = 0;
  int64_t head = 0;    // width of one head
  int64_t biases = 0;  // R
};

// weights [queries x places] of one head and sequence; scratch holds [head x places].
template <class T>
INKLING_INLINE void forward_head(const Sizes& s, const T* __restrict packed,
                                 const T* __restrict bias, const int64_t* __restrict map,
                                 T* __restrict weights, T* __restrict scratch, T* __restrict out) {
  const int64_t row = 3 * s.heads * s.head;
  const int64_t width = s.heads * s.head;
  const T scale = T(1) / std::sqrt(static_cast<T>(s.head));
  for (int64_t j = 0; j < s.places; ++j)
    for (int64_t c = 0; c < s.head; ++c)
      scratch[c * s.places + j] = packed[j * row + width + c] * scale;
  for (int64_t i = 0; i < s.queries; ++i) {
    T* __restrict w = weights + i * s.places;
    if (bias != nullptr)
      for (int64_t j = 0; j < s.places; ++j) w[j] = bias[map[i * s.places + j]];
    else
      for (int64_t j = 0; j < s.places; ++j) w[j] = T(0);
    for (int64_t c = 0; c < s.head; ++c) {
      const T q = packed[i * row + c];
      const T* __restrict k = scratch + c * s.places;
      for (int64_t j = 0; j < s.places; ++j) w[j] += q * k[j];
    }
    T largest = w[0];
    for (int64_t j = 1; j < s.places; ++j) largest = w[j] > largest ? w[j] : largest;
    T sum = T(0);
    for (int64_t j = 0; j < s.places; ++j) {
      w[j] = std::exp(w[j] - largest);
      sum += w[j];
    }
    const T inverse = T(1) / sum;
    for (int64_t j = 0; j < s.places; ++j) w[j] *= inverse;
    T* __restrict y = out + i * width;
    for (int64_t c = 0; c < s.head; ++c) y[c] = T(0);
    for (int64_t j = 0; j < s.places; ++j) {
      const T a = w[j];
      const T* __restrict v = packed + j * row + 2 * width;
      for (int64_t c = 0; c < s.head; ++c) y[c] += a * v[c];
    }
  }
}

// Adds to dpacked and dbias, which start at zero. scratch holds [head x places] + [places].
template <class T>
INKLING_INLINE void backward_head(const Sizes& s, const T* __restrict packed,
                                  const int64_t* __restrict map, const T* __restrict weights,
                                  const T* __restrict dout, T* __restrict scratch,
                                  T* __restrict dpacked, T* __restrict dbias) {
  const int64_t row = 3 * s.heads * s.head;
  const int64_t width = s.heads * s.head;
  const T scale = T(1) / std::sqrt(static_cast<T>(s.head));
  T* __restrict ds = scratch + s.head * s.places;
  for (int64_t j = 0; j < s.places; ++j)
    for (int64_t c = 0; c < s.head; ++c)
      scratch[c * s.places + j] = packed[j * row + 2 * width + c];
  for (int64_t i = 0; i < s.queries; ++i) {
    const T* __restrict w = weights + i * s.places;
    const T* __restrict dy = dout + i * width;
    for (int64_t j = 0; j < s.places; ++j) ds[j] = T(0);
    for (int64_t c = 0; c < s.head; ++c) {
      const T g = dy[c];
      const T* __restrict v = scratch + c * s.places;
      for (int64_t j = 0; j < s.places; ++j) ds[j] += g * v[j];
    }
    T mean = T(0);
    for (int64_t j = 0; j < s.places; ++j) mean += w[j] * ds[j];
    for (int64_t j = 0; j < s.places; ++j) ds[j] = w[j] * (ds[j] - mean);
    if (dbias != nullptr)
      for (int64_t j = 0; j < s.places; ++j) dbias[map[i * s.places + j]] += ds[j];
    const T* __restrict q = packed + i * row;
    T* __restrict dq = dpacked + i * row;
    for (int64_t j = 0; j < s.places; ++j) {
      const T a = w[j];
      const T g = ds[j] * scale;
      const T* __restrict k = packed + j * row + width;
      T* __restrict dk = dpacked + j * row + width;
      T* __restrict dv = dpacked + j * row + 2 * width;
      for (int64_t c = 0; c < s.head; ++c) {
        dq[c] += g * k[c];
        dk[c] += g * q[c];
        dv[c] += a * dy[c];
      }
    }
  }
}

template <class T>
INKLING_INLINE void forward_all(const Sizes& s, const T* packed, const T* bias, const int64_t* map,
                                T* weights, T* scratch, T* out) {
  const int64_t width = s.heads * s.head;
  for (int64_t n = 0; n < s.count; ++n)
    for (int64_t h = 0; h < s.heads; ++h)
      forward_head(s, packed + n * s.places * 3 * width + h * s.head,
                   bias == nullptr ? nullptr : bias + (n * s.heads + h) * s.biases, map,
                   weights + (n * s.heads + h) * s.queries * s.places, scratch,
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
                    weights + (n * s.heads + h) * s.queries * s.places,
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

Sizes sizes_of(const torch::Tensor& packed, const torch::Tensor& bias, int64_t queries,
               int64_t heads) {
  return {packed.size(0),
          packed.size(1),
          queries,
          heads,
          packed.size(2) / (3 * heads),
          bias.numel() > 0 ? bias.size(2) : 0};
}

template <class T>
T* data_of(const torch::Tensor& tensor) {
  return tensor.defined() && tensor.numel() > 0 ? tensor.data_ptr<T>() : nullptr;
}

template <class T>
void forward_typed(const Sizes& s, const torch::Tensor& packed, const torch::Tensor& bias,
                   const torch::Tensor& map, torch::Tensor& weights, torch::Tensor& out) {
  std::vector<T> scratch(static_cast<std::size_t>(s.head * s.places));
  forward_loop(s, data_of<T>(packed), data_of<T>(bias), data_of<int64_t>(map), data_of<T>(weights),
               scratch.data(), data_of<T>(out));
}

template <class T>
void backward_typed(const Sizes& s, const torch::Tensor& packed, const torch::Tensor& map,
                    const torch::Tensor& weights, const torch::Tensor& dout, torch::Tensor& dpacked,
                    torch::Tensor& dbias) {
  std::vector<T> scratch(static_cast<std::size_t>((s.head + 1) * s.places));
  backward_loop(s, data_of<T>(packed), data_of<int64_t>(map), data_of<T>(weights), data_of<T>(dout),
                scratch.data(), data_of<T>(dpacked), data_of<T>(dbias));
}

struct Fused : torch::autograd::Function<Fused> {
  static torch::Tensor forward(torch::autograd::AutogradContext* context,
                               const torch::Tensor& packed_in, const torch::Tensor& bias_in,
                               const torch::Tensor& map, int64_t queries, int64_t heads) {
    const torch::Tensor packed = packed_in.contiguous();
    const torch::Tensor bias = bias_in.contiguous();
    const Sizes s = sizes_of(packed, bias, queries, heads);
    torch::Tensor weights = torch::empty({s.count, heads, queries, s.places}, packed.options());
    torch::Tensor out = torch::empty({s.count, queries, heads * s.head}, packed.options());
    if (packed.scalar_type() == torch::kDouble)
      forward_typed<double>(s, packed, bias, map, weights, out);
    else
      forward_typed<float>(s, packed, bias, map, weights, out);
    context->save_for_backward({packed, bias, map, weights});
    context->saved_data["queries"] = queries;
    context->saved_data["heads"] = heads;
    return out;
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 torch::autograd::variable_list grads) {
    const auto saved = context->get_saved_variables();
    const torch::Tensor& packed = saved[0];
    const torch::Tensor& bias = saved[1];
    const Sizes s = sizes_of(packed, bias, context->saved_data["queries"].toInt(),
                             context->saved_data["heads"].toInt());
    torch::Tensor dpacked = torch::zeros_like(packed);
    torch::Tensor dbias = bias.numel() > 0 ? torch::zeros_like(bias) : torch::Tensor();
    const torch::Tensor dout = grads[0].contiguous();
    if (packed.scalar_type() == torch::kDouble)
      backward_typed<double>(s, packed, saved[2], saved[3], dout, dpacked, dbias);
    else
      backward_typed<float>(s, packed, saved[2], saved[3], dout, dpacked, dbias);
    return {dpacked, dbias, torch::Tensor(), torch::Tensor(), torch::Tensor()};
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
  const torch::Tensor split = packed.view({count, places, 3, heads, head}).permute({2, 0, 3, 1, 4});
  const torch::Tensor q = split[0].slice(2, 0, queries);
  torch::Tensor scores =
      torch::matmul(q, split[1].transpose(2, 3)) / std::sqrt(static_cast<double>(head));
  if (bias.defined()) {
    const torch::Tensor spread =
        map.dim() == 2 ? torch::matmul(bias, map) : bias.index_select(2, map.to(bias.device()));
    scores = scores + spread.view({count, heads, queries, places});
  }
  return torch::matmul(torch::softmax(scores, 3), split[2])
      .transpose(1, 2)
      .reshape({count, queries, heads * head});
}

}  // namespace inkling::nli
