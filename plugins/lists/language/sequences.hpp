// What the operators on lists are written with.
#pragma once

#include <algorithm>

#include "operators.hpp"

namespace inkling::lists {

using Index = std::int64_t;

inline Index length_of(const Cell& list) {
  return static_cast<Index>(list.size);
}

template <class F>
bool by_storage(Sort list, F&& body) {
  return list.integers() ? body(std::int64_t{}) : body(Cell{});
}

// An Eval whose work is F::run<T>(context, site, args, result), with T the storage of the elements
// of the list at argument `list`.
template <class F, std::size_t list>
bool generic(EvalContext& context, const CallSite& site, const Cell* args, Cell& result) {
  return by_storage(site.args[list],
                    [&]<class T>(T) { return F::template run<T>(context, site, args, result); });
}

// The place of element `i`, or -1: out of range, or negative where the dialect forbids it.
inline Index place_of(const Dialect& dialect, Index i, Index n) {
  if (i < 0 && dialect.negative_access && i >= -n) i += n;
  return i >= 0 && i < n ? i : -1;
}

// `before`, `middle` and `after` joined as a new list.
template <class T>
bool join(EvalContext& context, View<T> before, View<T> middle, View<T> after, Cell& result) {
  const std::size_t n = before.size + middle.size + after.size;
  if (!afford(context, n)) return false;
  T* out = allocate<T>(context.arena, n);
  std::copy(after.begin(), after.end(),
            std::copy(middle.begin(), middle.end(), std::copy(before.begin(), before.end(), out)));
  return give(result, out, n);
}
template <class T>
View<T> part(View<T> xs, std::size_t begin, std::size_t end) {
  return {xs.data + begin, end - begin};
}

// Whether two elements are equal; nested ones take fuel.
template <class T>
bool same(EvalContext& context, Sort sort, const T& a, const T& b) {
  return compare_elements(context, sort, a, b) == 0;
}
// First position of x in xs, or the length.
template <class T>
std::size_t position(EvalContext& context, Sort sort, View<T> xs, const T& x) {
  std::size_t i = 0;
  while (i < xs.size && !same(context, sort, xs[i], x)) ++i;
  return i;
}

// The elements of xs for which keep(i) holds; i is a position.
template <class T, class Keep>
bool select(EvalContext& context, View<T> xs, Cell& result, Keep&& keep) {
  T* out = allocate<T>(context.arena, xs.size);
  std::size_t kept = 0;
  for (std::size_t i = 0; i < xs.size; ++i)
    if (keep(i)) out[kept++] = xs[i];
  return context.fuel >= 0 && give(result, out, kept);
}

}  // namespace inkling::lists
