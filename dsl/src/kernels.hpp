// Scalar kernels: loops over columns of integers and booleans, built from one-element functors.
#pragma once

#include <cstddef>
#include <cstdint>
#include <inkling/dsl/catalogue.hpp>

namespace inkling::dsl {

// Marks results outside the dialect's integers. kUndefined lies below every min_int, so it stays.
inline void apply_bounds(const Dialect& dialect, std::size_t n, std::int64_t* result) {
  if (!dialect.bounded()) return;
  const std::int64_t low = dialect.min_int;
  const std::int64_t high = dialect.max_int;
  for (std::size_t i = 0; i < n; ++i) {
    const std::int64_t r = result[i];
    result[i] = (r < low) | (r > high) ? kUndefined : r;
  }
}

// F: static std::int64_t apply(a, const Dialect&), called with defined arguments only; may return
// kUndefined. F::kBounded: the result is an integer that the dialect's range applies to.
template <class F>
void unary_kernel(const std::int64_t* const* args, std::size_t n, std::int64_t* result,
                  const Dialect& dialect) {
  const std::int64_t* a = args[0];
  for (std::size_t i = 0; i < n; ++i)
    result[i] = a[i] == kUndefined ? kUndefined : F::apply(a[i], dialect);
  if constexpr (F::kBounded) apply_bounds(dialect, n, result);
}

// The same for two arguments.
template <class F>
void binary_kernel(const std::int64_t* const* args, std::size_t n, std::int64_t* result,
                   const Dialect& dialect) {
  const std::int64_t* a = args[0];
  const std::int64_t* b = args[1];
  for (std::size_t i = 0; i < n; ++i) {
    const bool undefined = (a[i] == kUndefined) | (b[i] == kUndefined);
    result[i] = undefined ? kUndefined : F::apply(a[i], b[i], dialect);
  }
  if constexpr (F::kBounded) apply_bounds(dialect, n, result);
}

}  // namespace inkling::dsl
