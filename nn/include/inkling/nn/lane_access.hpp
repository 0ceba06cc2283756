// How one lane of a Real or Uint is read and written; a plain number is its own lane.
#pragma once

#include <type_traits>

namespace inkling::nn {

template <class V, class X>
inline __attribute__((always_inline)) void put(V& to, int lane, X x) {
  if constexpr (std::is_arithmetic_v<V>)
    to = static_cast<V>(x);
  else
    to[lane] = x;
}

template <class V>
inline __attribute__((always_inline)) auto get(const V& from, int lane) {
  if constexpr (std::is_arithmetic_v<V>)
    return from;
  else
    return from[lane];
}

}  // namespace inkling::nn
