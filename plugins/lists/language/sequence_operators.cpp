// Operators of the list language on lists, without functions.
#include <algorithm>
#include <cstring>

#include "operators.hpp"

namespace inkling::lists {

namespace {

using Index = std::int64_t;

Index length_of(const Cell& list) {
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

// A bound of a Python slice: negative ones count from the end, then cut to 0..n.
Index slice_bound(Index bound, Index n) {
  if (bound < 0) bound = bound < -n ? 0 : bound + n;
  return std::min(bound, n);
}
Index cut_bound(const Dialect& dialect, Index bound, Index n) {
  return dialect.python_slices ? slice_bound(bound, n) : std::clamp(bound, Index{0}, n);
}
// The place of element `i`, or -1: out of range, or negative where the dialect forbids it.
Index place_of(const Dialect& dialect, Index i, Index n) {
  if (i < 0 && dialect.negative_access && i >= -n) i += n;
  return i >= 0 && i < n ? i : -1;
}

struct Head {
  template <class T>
  static bool run(EvalContext&, const CallSite&, const Cell* args, Cell& result) {
    if (args[0].size == 0) return false;
    result = wrap(view<T>(args[0])[0]);
    return true;
  }
};
struct Last {
  template <class T>
  static bool run(EvalContext&, const CallSite&, const Cell* args, Cell& result) {
    if (args[0].size == 0) return false;
    result = wrap(view<T>(args[0])[args[0].size - 1]);
    return true;
  }
};
struct Take {
  template <class T>
  static bool run(EvalContext& context, const CallSite&, const Cell* args, Cell& result) {
    const Index end = cut_bound(context.dialect, args[0].i, length_of(args[1]));
    return give(result, view<T>(args[1]).data, static_cast<std::size_t>(end));
  }
};
struct Drop {
  template <class T>
  static bool run(EvalContext& context, const CallSite&, const Cell* args, Cell& result) {
    const Index n = length_of(args[1]);
    const Index begin = cut_bound(context.dialect, args[0].i, n);
    return give(result, view<T>(args[1]).data + begin, static_cast<std::size_t>(n - begin));
  }
};
struct Access {
  template <class T>
  static bool run(EvalContext& context, const CallSite&, const Cell* args, Cell& result) {
    const Index place = place_of(context.dialect, args[0].i, length_of(args[1]));
    if (place < 0) return false;
    result = wrap(view<T>(args[1])[static_cast<std::size_t>(place)]);
    return true;
  }
};
struct Tail {
  template <class T>
  static bool run(EvalContext&, const CallSite&, const Cell* args, Cell& result) {
    if (args[0].size == 0) return false;
    return give(result, view<T>(args[0]).data + 1, args[0].size - 1);
  }
};
struct Init {
  template <class T>
  static bool run(EvalContext&, const CallSite&, const Cell* args, Cell& result) {
    if (args[0].size == 0) return false;
    return give(result, view<T>(args[0]).data, args[0].size - 1);
  }
};
struct Slice {
  template <class T>
  static bool run(EvalContext&, const CallSite&, const Cell* args, Cell& result) {
    const Index n = length_of(args[0]);
    const Index begin = slice_bound(args[1].i, n);
    const Index end = std::max(begin, slice_bound(args[2].i, n));
    return give(result, view<T>(args[0]).data + begin, static_cast<std::size_t>(end - begin));
  }
};

struct Reverse {
  template <class T>
  static bool run(EvalContext& context, const CallSite&, const Cell* args, Cell& result) {
    const View<T> xs = view<T>(args[0]);
    if (!afford(context, xs.size)) return false;
    T* out = allocate<T>(context.arena, xs.size);
    for (std::size_t i = 0; i < xs.size; ++i) out[i] = xs[xs.size - 1 - i];
    return give(result, out, xs.size);
  }
};

// Sorted copy; sign = -1: descending.
template <class T>
bool sorted(EvalContext& context, const CallSite& site, const Cell& list, int sign, Cell& result) {
  const View<T> xs = view<T>(list);
  if (!afford(context, xs.size)) return false;
  const Sort element_sort = site.args[0].element();
  T* out = allocate<T>(context.arena, xs.size);
  std::copy(xs.begin(), xs.end(), out);
  merge_sort(context, out, xs.size, [&](const T& a, const T& b) {
    return sign * compare_elements(context, element_sort, a, b) < 0;
  });
  return context.fuel >= 0 && give(result, out, xs.size);
}
struct SortUp {
  template <class T>
  static bool run(EvalContext& context, const CallSite& site, const Cell* args, Cell& result) {
    return sorted<T>(context, site, args[0], 1, result);
  }
};
struct SortDown {
  template <class T>
  static bool run(EvalContext& context, const CallSite& site, const Cell* args, Cell& result) {
    return sorted<T>(context, site, args[0], -1, result);
  }
};

// Position of the smallest (sign = 1) or largest (-1) integer, the first of equals; size for [].
std::size_t extreme(const Cell& list, int sign) {
  std::size_t best = 0;
  for (std::size_t i = 1; i < list.size; ++i)
    if (sign > 0 ? list.v[i] < list.v[best] : list.v[i] > list.v[best]) best = i;
  return best;
}
template <int sign>
bool eval_extreme(EvalContext& context, const CallSite&, const Cell* args, Cell& result) {
  if (args[0].size == 0 || !context.spend(args[0].size)) return false;
  return give(result, args[0].v[extreme(args[0], sign)]);
}
template <int sign>
bool eval_extreme_index(EvalContext& context, const CallSite&, const Cell* args, Cell& result) {
  if (args[0].size == 0 || !context.spend(args[0].size)) return false;
  return give(result, static_cast<std::int64_t>(extreme(args[0], sign)));
}
bool eval_sum(EvalContext& context, const CallSite&, const Cell* args, Cell& result) {
  if (!context.spend(args[0].size)) return false;
  std::int64_t total = 0;
  for (const std::int64_t x : view<std::int64_t>(args[0]))
    if (__builtin_add_overflow(total, x, &total)) return false;
  return give(result, total);
}
bool eval_product(EvalContext& context, const CallSite&, const Cell* args, Cell& result) {
  if (!context.spend(args[0].size)) return false;
  std::int64_t total = 1;
  for (const std::int64_t x : view<std::int64_t>(args[0]))
    if (__builtin_mul_overflow(total, x, &total)) return false;
  return give(result, total);
}
bool eval_length(EvalContext&, const CallSite&, const Cell* args, Cell& result) {
  return give(result, length_of(args[0]));
}
bool eval_is_empty(EvalContext&, const CallSite&, const Cell* args, Cell& result) {
  return give(result, args[0].size == 0);
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

struct Append {
  template <class T>
  static bool run(EvalContext& context, const CallSite&, const Cell* args, Cell& result) {
    const T x = element<T>(args[1]);
    return join<T>(context, view<T>(args[0]), {&x, 1}, {}, result);
  }
};
struct Prepend {
  template <class T>
  static bool run(EvalContext& context, const CallSite&, const Cell* args, Cell& result) {
    const T x = element<T>(args[0]);
    return join<T>(context, {&x, 1}, view<T>(args[1]), {}, result);
  }
};
struct Concat {
  template <class T>
  static bool run(EvalContext& context, const CallSite&, const Cell* args, Cell& result) {
    return join<T>(context, view<T>(args[0]), view<T>(args[1]), {}, result);
  }
};
bool eval_singleton(EvalContext& context, const CallSite& site, const Cell* args, Cell& result) {
  return by_storage(site.result, [&]<class T>(T) {
    const T x = element<T>(args[0]);
    return join<T>(context, {&x, 1}, {}, {}, result);
  });
}
struct Insert {  // so that element i of the result is x; i up to the length
  template <class T>
  static bool run(EvalContext& context, const CallSite&, const Cell* args, Cell& result) {
    const View<T> xs = view<T>(args[0]);
    const Index i = place_of(context.dialect, args[1].i, length_of(args[0]) + 1);
    if (i < 0) return false;
    const T x = element<T>(args[2]);
    const auto place = static_cast<std::size_t>(i);
    return join<T>(context, part(xs, 0, place), {&x, 1}, part(xs, place, xs.size), result);
  }
};
struct RemoveAt {
  template <class T>
  static bool run(EvalContext& context, const CallSite&, const Cell* args, Cell& result) {
    const View<T> xs = view<T>(args[0]);
    const Index i = place_of(context.dialect, args[1].i, length_of(args[0]));
    if (i < 0) return false;
    const auto place = static_cast<std::size_t>(i);
    return join<T>(context, part(xs, 0, place), part(xs, place + 1, xs.size), {}, result);
  }
};
struct SetAt {
  template <class T>
  static bool run(EvalContext& context, const CallSite&, const Cell* args, Cell& result) {
    const View<T> xs = view<T>(args[0]);
    const Index i = place_of(context.dialect, args[1].i, length_of(args[0]));
    if (i < 0) return false;
    const T x = element<T>(args[2]);
    const auto place = static_cast<std::size_t>(i);
    return join<T>(context, part(xs, 0, place), {&x, 1}, part(xs, place + 1, xs.size), result);
  }
};
struct Swap {
  template <class T>
  static bool run(EvalContext& context, const CallSite&, const Cell* args, Cell& result) {
    const View<T> xs = view<T>(args[0]);
    const Index i = place_of(context.dialect, args[1].i, length_of(args[0]));
    const Index j = place_of(context.dialect, args[2].i, length_of(args[0]));
    if (i < 0 || j < 0 || !afford(context, xs.size)) return false;
    T* out = allocate<T>(context.arena, xs.size);
    std::copy(xs.begin(), xs.end(), out);
    std::swap(out[i], out[j]);
    return give(result, out, xs.size);
  }
};

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
struct IndexOf {
  template <class T>
  static bool run(EvalContext& context, const CallSite& site, const Cell* args, Cell& result) {
    const View<T> xs = view<T>(args[0]);
    if (!context.spend(xs.size)) return false;
    const std::size_t i = position(context, site.args[1], xs, element<T>(args[1]));
    return context.fuel >= 0 && i < xs.size && give(result, static_cast<std::int64_t>(i));
  }
};
struct Contains {
  template <class T>
  static bool run(EvalContext& context, const CallSite& site, const Cell* args, Cell& result) {
    const View<T> xs = view<T>(args[0]);
    if (!context.spend(xs.size)) return false;
    const std::size_t i = position(context, site.args[1], xs, element<T>(args[1]));
    return context.fuel >= 0 && give(result, i < xs.size);
  }
};
struct CountOf {
  template <class T>
  static bool run(EvalContext& context, const CallSite& site, const Cell* args, Cell& result) {
    if (!context.spend(args[0].size)) return false;
    const T x = element<T>(args[1]);
    std::int64_t total = 0;
    for (const T& y : view<T>(args[0])) total += same(context, site.args[1], x, y);
    return context.fuel >= 0 && give(result, total);
  }
};
struct Remove {
  template <class T>
  static bool run(EvalContext& context, const CallSite& site, const Cell* args, Cell& result) {
    const View<T> xs = view<T>(args[0]);
    if (!afford(context, xs.size)) return false;
    const T x = element<T>(args[1]);
    T* out = allocate<T>(context.arena, xs.size);
    std::size_t kept = 0;
    for (const T& y : xs)
      if (!same(context, site.args[1], x, y)) out[kept++] = y;
    return context.fuel >= 0 && give(result, out, kept);
  }
};
struct RemoveFirst {
  template <class T>
  static bool run(EvalContext& context, const CallSite& site, const Cell* args, Cell& result) {
    const View<T> xs = view<T>(args[0]);
    if (!context.spend(xs.size)) return false;
    const std::size_t i = position(context, site.args[1], xs, element<T>(args[1]));
    const std::size_t next = std::min(i + 1, xs.size);
    return context.fuel >= 0 &&
           join<T>(context, part(xs, 0, i), part(xs, next, xs.size), {}, result);
  }
};
struct Replace {
  template <class T>
  static bool run(EvalContext& context, const CallSite& site, const Cell* args, Cell& result) {
    const View<T> xs = view<T>(args[0]);
    if (!afford(context, xs.size)) return false;
    const T from = element<T>(args[1]);
    const T to = element<T>(args[2]);
    T* out = allocate<T>(context.arena, xs.size);
    for (std::size_t i = 0; i < xs.size; ++i)
      out[i] = same(context, site.args[1], xs[i], from) ? to : xs[i];
    return context.fuel >= 0 && give(result, out, xs.size);
  }
};

// The elements of xs for which keep(i) holds; i is a position.
template <class T, class Keep>
bool select(EvalContext& context, View<T> xs, Cell& result, Keep&& keep) {
  T* out = allocate<T>(context.arena, xs.size);
  std::size_t kept = 0;
  for (std::size_t i = 0; i < xs.size; ++i)
    if (keep(i)) out[kept++] = xs[i];
  return context.fuel >= 0 && give(result, out, kept);
}
// Positions 0..n-1 ordered by element, equals by position. Scratch space from the arena.
template <class T>
std::int64_t* order_of(EvalContext& context, Sort sort, View<T> xs) {
  std::int64_t* order = context.arena.integers(xs.size);
  for (std::size_t i = 0; i < xs.size; ++i) order[i] = static_cast<std::int64_t>(i);
  merge_sort(context, order, xs.size, [&](std::int64_t a, std::int64_t b) {
    return compare_elements(context, sort, xs.data[a], xs.data[b]) < 0;
  });
  return order;
}
constexpr std::size_t kShort = 24;  // up to here a quadratic loop beats sorting
struct Unique {
  template <class T>
  static bool run(EvalContext& context, const CallSite& site, const Cell* args, Cell& result) {
    const View<T> xs = view<T>(args[0]);
    const Sort sort = site.args[0].element();
    if (!afford(context, xs.size)) return false;
    if (xs.size <= kShort)
      return select(context, xs, result, [&](std::size_t i) {
        return position(context, sort, part(xs, 0, i), xs[i]) == i;
      });
    std::int64_t* first = context.arena.integers(xs.size);
    const std::int64_t* order = order_of(context, sort, xs);
    for (std::size_t k = 0; k < xs.size; ++k)
      first[order[k]] = k == 0 || !same(context, sort, xs.data[order[k - 1]], xs.data[order[k]]);
    return select(context, xs, result, [&](std::size_t i) { return first[i] != 0; });
  }
};
// The elements of the first list that are (wanted) or are not in the second.
template <class T>
bool members(EvalContext& context, const CallSite& site, const Cell* args, bool wanted,
             Cell& result) {
  const View<T> xs = view<T>(args[0]);
  const View<T> ys = view<T>(args[1]);
  const Sort sort = site.args[0].element();
  if (!afford(context, xs.size) || !context.spend(ys.size)) return false;
  if (ys.size <= kShort)
    return select(context, xs, result, [&](std::size_t i) {
      return (position(context, sort, ys, xs[i]) < ys.size) == wanted;
    });
  const std::int64_t* order = order_of(context, sort, ys);
  return select(context, xs, result, [&](std::size_t i) {
    std::size_t low = 0;
    std::size_t high = ys.size;
    while (low < high) {
      const std::size_t middle = low + (high - low) / 2;
      const bool less = compare_elements(context, sort, ys.data[order[middle]], xs[i]) < 0;
      (less ? low : high) = less ? middle + 1 : middle;
    }
    return (low < ys.size && same(context, sort, ys.data[order[low]], xs[i])) == wanted;
  });
}
struct Intersect {
  template <class T>
  static bool run(EvalContext& context, const CallSite& site, const Cell* args, Cell& result) {
    return members<T>(context, site, args, true, result);
  }
};
struct Difference {
  template <class T>
  static bool run(EvalContext& context, const CallSite& site, const Cell* args, Cell& result) {
    return members<T>(context, site, args, false, result);
  }
};

bool eval_range(EvalContext& context, const CallSite&, const Cell* args, Cell& result) {
  const std::int64_t low = args[0].i;
  std::int64_t n = 0;
  if (__builtin_sub_overflow(args[1].i, low, &n)) return false;
  n = std::max(n, std::int64_t{0});
  if (!afford(context, static_cast<std::size_t>(n))) return false;
  std::int64_t* out = context.arena.integers(static_cast<std::size_t>(n));
  for (std::int64_t i = 0; i < n; ++i) out[i] = low + i;
  return give(result, out, static_cast<std::size_t>(n));
}
bool eval_indices(EvalContext& context, const CallSite&, const Cell* args, Cell& result) {
  if (!afford(context, args[0].size)) return false;
  std::int64_t* out = context.arena.integers(args[0].size);
  for (std::size_t i = 0; i < args[0].size; ++i) out[i] = static_cast<std::int64_t>(i);
  return give(result, out, args[0].size);
}
// `block`, `times` times over; negative counts give [].
template <class T>
bool repeat(EvalContext& context, Sort sort, View<T> block, std::int64_t times, Cell& result) {
  if (times <= 0 || block.size == 0) return give(result, block.data, 0);
  std::int64_t n = 0;
  if (__builtin_mul_overflow(times, static_cast<std::int64_t>(block.size), &n)) return false;
  if (!afford(context, static_cast<std::size_t>(n))) return false;
  if constexpr (std::is_same_v<T, Cell>) {  // the copies share memory: pay for what they stand for
    std::size_t inside = 0;
    for (const T& x : block) inside += weight(sort, x);
    std::int64_t cost = 0;
    if (__builtin_mul_overflow(times, static_cast<std::int64_t>(inside), &cost)) return false;
    if (!context.spend(static_cast<std::size_t>(cost))) return false;
  }
  T* out = allocate<T>(context.arena, static_cast<std::size_t>(n));
  for (std::int64_t i = 0; i < n; i += static_cast<std::int64_t>(block.size))
    std::copy(block.begin(), block.end(), out + i);
  return give(result, out, static_cast<std::size_t>(n));
}
bool eval_repeat(EvalContext& context, const CallSite& site, const Cell* args, Cell& result) {
  return by_storage(site.result, [&]<class T>(T) {
    // An empty result may not point at x, which lives in this frame: repeat() never reads it then.
    const T x = element<T>(args[0]);
    const bool done = repeat<T>(context, site.args[0], {&x, 1}, args[1].i, result);
    if (done && result.size == 0) give(result, static_cast<const T*>(nullptr), 0);
    return done;
  });
}
struct Cycle {
  template <class T>
  static bool run(EvalContext& context, const CallSite& site, const Cell* args, Cell& result) {
    return repeat<T>(context, site.args[0].element(), view<T>(args[0]), args[1].i, result);
  }
};
struct Rotate {
  template <class T>
  static bool run(EvalContext& context, const CallSite&, const Cell* args, Cell& result) {
    const View<T> xs = view<T>(args[0]);
    if (xs.size == 0) return give(result, xs.data, 0);
    const Index n = length_of(args[0]);
    const auto by = static_cast<std::size_t>((args[1].i % n + n) % n);
    return join<T>(context, part(xs, by, xs.size), part(xs, 0, by), {}, result);
  }
};
struct Step {
  template <class T>
  static bool run(EvalContext& context, const CallSite&, const Cell* args, Cell& result) {
    const View<T> xs = view<T>(args[0]);
    if (args[1].i <= 0 || !afford(context, xs.size)) return false;
    const auto step = static_cast<std::size_t>(args[1].i);
    return select(context, xs, result, [&](std::size_t i) { return i % step == 0; });
  }
};
bool eval_diff(EvalContext& context, const CallSite&, const Cell* args, Cell& result) {
  const std::size_t n = args[0].size == 0 ? 0 : args[0].size - 1;
  if (!afford(context, n)) return false;
  std::int64_t* out = context.arena.integers(n);
  for (std::size_t i = 0; i < n; ++i)
    if (__builtin_sub_overflow(args[0].v[i + 1], args[0].v[i], &out[i]) || out[i] == kUndefined)
      return false;
  return give(result, out, n);
}
struct Intersperse {
  template <class T>
  static bool run(EvalContext& context, const CallSite&, const Cell* args, Cell& result) {
    const View<T> xs = view<T>(args[0]);
    if (xs.size == 0) return give(result, xs.data, 0);
    const std::size_t n = 2 * xs.size - 1;
    if (!afford(context, n)) return false;
    const T x = element<T>(args[1]);
    T* out = allocate<T>(context.arena, n);
    for (std::size_t i = 0; i < n; ++i) out[i] = i % 2 == 0 ? xs[i / 2] : x;
    return give(result, out, n);
  }
};

// A new list of n lists; make(i, out) gives the i-th.
template <class Make>
bool nest(EvalContext& context, std::size_t n, Cell& result, Make&& make) {
  if (!afford(context, n)) return false;
  Cell* out = context.arena.cells(n);
  for (std::size_t i = 0; i < n; ++i)
    if (!make(i, out[i])) return false;
  return give(result, out, n);
}
struct Zip {
  template <class T>
  static bool run(EvalContext& context, const CallSite&, const Cell* args, Cell& result) {
    const View<T> xs = view<T>(args[0]);
    const View<T> ys = view<T>(args[1]);
    return nest(context, std::min(xs.size, ys.size), result, [&](std::size_t i, Cell& pair) {
      return join<T>(context, {&xs[i], 1}, {&ys[i], 1}, {}, pair);
    });
  }
};
struct Group {
  template <class T>
  static bool run(EvalContext& context, const CallSite& site, const Cell* args, Cell& result) {
    const View<T> xs = view<T>(args[0]);
    const Sort sort = site.args[0].element();
    if (!afford(context, xs.size)) return false;
    Cell* out = context.arena.cells(xs.size);
    std::size_t groups = 0;
    for (std::size_t begin = 0, end = 0; begin < xs.size; begin = end) {
      while (end < xs.size && same(context, sort, xs[begin], xs[end])) ++end;
      give(out[groups++], xs.data + begin, end - begin);
    }
    return context.fuel >= 0 && give(result, out, groups);
  }
};
struct Chunk {
  template <class T>
  static bool run(EvalContext& context, const CallSite&, const Cell* args, Cell& result) {
    const View<T> xs = view<T>(args[0]);
    if (args[1].i <= 0) return false;
    const std::size_t length = std::min(static_cast<std::size_t>(args[1].i), xs.size + 1);
    return nest(context, (xs.size + length - 1) / length, result, [&](std::size_t i, Cell& out) {
      return give(out, xs.data + i * length, std::min(length, xs.size - i * length));
    });
  }
};
struct Windows {
  template <class T>
  static bool run(EvalContext& context, const CallSite& site, const Cell* args, Cell& result) {
    const View<T> xs = view<T>(args[0]);
    if (args[1].i <= 0) return false;
    const std::size_t length = std::min(static_cast<std::size_t>(args[1].i), xs.size + 1);
    return nest(context, xs.size + 1 - length, result, [&](std::size_t i, Cell& out) {
      give(out, xs.data + i, length);  // overlapping: pay for what they stand for
      return context.spend(weight(site.args[0], out));
    });
  }
};
struct Flatten {
  template <class T>
  static bool run(EvalContext& context, const CallSite&, const Cell* args, Cell& result) {
    std::size_t n = 0;
    for (const Cell& xs : view<Cell>(args[0])) n += xs.size;
    if (!context.spend(args[0].size) || !afford(context, n)) return false;
    T* out = allocate<T>(context.arena, n);
    T* end = out;
    for (const Cell& xs : view<Cell>(args[0]))
      end = std::copy(view<T>(xs).begin(), view<T>(xs).end(), end);
    return give(result, out, n);
  }
};
bool eval_flatten(EvalContext& context, const CallSite& site, const Cell* args, Cell& result) {
  return by_storage(site.result,
                    [&]<class T>(T) { return Flatten::run<T>(context, site, args, result); });
}
// Rows become columns, as far as the shortest row goes.
bool eval_transpose(EvalContext& context, const CallSite& site, const Cell* args, Cell& result) {
  const View<Cell> rows = view<Cell>(args[0]);
  if (!context.spend(rows.size)) return false;
  std::size_t width = rows.size == 0 ? 0 : rows[0].size;
  for (const Cell& row : rows) width = std::min<std::size_t>(width, row.size);
  return by_storage(site.args[0].element(), [&]<class T>(T) {
    return nest(context, width, result, [&](std::size_t column, Cell& out) {
      if (!afford(context, rows.size)) return false;
      T* made = allocate<T>(context.arena, rows.size);
      for (std::size_t i = 0; i < rows.size; ++i) made[i] = view<T>(rows[i])[column];
      return give(out, made, rows.size);
    });
  });
}

std::size_t witness_reverse(EvalContext& context, const CallSite& site, std::size_t, const Cell*,
                            const Cell& result, Cell* values) {
  return generic<Reverse, 0>(context, site, &result, *values);
}
std::size_t witness_singleton(EvalContext&, const CallSite& site, std::size_t, const Cell*,
                              const Cell& result, Cell* values) {
  return result.size == 1 && by_storage(site.result, [&]<class T>(T) {
           *values = wrap(view<T>(result)[0]);
           return true;
         });
}
// result = x joined to xs; `x` is its argument number, `place` where x stands in the result.
std::size_t witness_join(EvalContext& context, const CallSite& site, std::size_t x,
                         std::size_t place, std::size_t unknown, const Cell* args,
                         const Cell& result, Cell* values) {
  return by_storage(site.result, [&]<class T>(T) {
    const View<T> all = view<T>(result);
    Cell rest;
    give(rest, place == 0 ? all.data + 1 : all.data, all.size - 1);
    if (unknown != x) {
      *values = rest;
      return same(context, site.args[x], all[place], element<T>(args[x])) && context.fuel >= 0;
    }
    *values = wrap(all[place]);
    return compare(context, site.result, rest, args[1 - x]) == 0 && context.fuel >= 0;
  });
}
std::size_t witness_append(EvalContext& context, const CallSite& site, std::size_t unknown,
                           const Cell* args, const Cell& result, Cell* values) {
  return result.size != 0 &&
         witness_join(context, site, 1, result.size - 1, unknown, args, result, values);
}
std::size_t witness_prepend(EvalContext& context, const CallSite& site, std::size_t unknown,
                            const Cell* args, const Cell& result, Cell* values) {
  return result.size != 0 && witness_join(context, site, 0, 0, unknown, args, result, values);
}
std::size_t witness_concat(EvalContext& context, const CallSite& site, std::size_t unknown,
                           const Cell* args, const Cell& result, Cell* values) {
  const Cell& known = args[1 - unknown];
  if (known.size > result.size) return false;
  return by_storage(site.result, [&]<class T>(T) {
    const View<T> all = view<T>(result);
    const std::size_t rest = all.size - known.size;
    const std::size_t known_at = unknown == 0 ? rest : 0;
    Cell found;
    give(found, all.data + known_at, known.size);
    give(*values, all.data + (unknown == 0 ? 0 : known.size), rest);
    return compare(context, site.result, found, known) == 0 && context.fuel >= 0;
  });
}
std::size_t witness_rotate(EvalContext& context, const CallSite& site, std::size_t unknown,
                           const Cell* args, const Cell& result, Cell* values) {
  if (unknown != 0) return false;
  const Cell back[] = {result, wrap(-args[1].i)};
  return generic<Rotate, 0>(context, site, back, *values);
}

}  // namespace

void add_sequence_operators(Catalogue& catalogue) {
  const char* same_list = "(xs: list a) -> list a";
  const char* pick = "(xs: list a) -> a";
  const char* total = "(xs: list int) -> int";
  const char* cut = "(n: int, xs: list a) -> list a";
  const char* with_item = "(xs: list a, x: a) -> list a";
  const char* with_count = "(xs: list a, n: int) -> list a";
  const char* with_place = "(xs: list a, i: int, x: a) -> list a";
  const char* two = "(xs: list a, ys: list a) -> list a";
  const char* nested = "(xs: list a, n: int) -> list list a";
  const OperatorRow parts_of_lists[] = {
      {"head",
       pick,
       generic<Head, 0>,
       1,
       "the first element of {0}",
       "the first element; undefined for []",
       {"Head", "first"}},
      {"last",
       pick,
       generic<Last, 0>,
       1,
       "the last element of {0}",
       "the last element; undefined for []",
       {"Last"}},
      {"take",
       cut,
       generic<Take, 1>,
       1,
       "the first {0} elements of {1}",
       "the first n elements; n < 0: all but the last -n",
       {"Take"}},
      {"drop",
       cut,
       generic<Drop, 1>,
       1,
       "{1} without its first {0} elements",
       "all but the first n elements; n < 0: the last -n",
       {"Drop"}},
      {"access",
       "(i: int, xs: list a) -> a",
       generic<Access, 1>,
       1,
       "element {0} of {1}",
       "element i, counted from 0; i < 0 counts from the end; undefined out of range",
       {"Access", "nth"}},
      {"tail",
       same_list,
       generic<Tail, 0>,
       2,
       "{0} without its first element",
       "all but the first element; undefined for []",
       {"Tail", "rest"}},
      {"init",
       same_list,
       generic<Init, 0>,
       2,
       "{0} without its last element",
       "all but the last element; undefined for []",
       {"Init", "pop"}},
      {"slice",
       "(xs: list a, from: int, to: int) -> list a",
       generic<Slice, 0>,
       2,
       "the elements of {0} from position {1} up to {2}",
       "the elements from position `from` up to, not including, `to`; as in Python",
       {"Slice"}},
      {"step",
       with_count,
       generic<Step, 0>,
       3,
       "every {1}th element of {0}",
       "every n-th element, beginning with the first; undefined for n < 1",
       {"Step", "every"}},
  };
  add_operators(catalogue, "parts of lists", parts_of_lists);
  const OperatorRow lists_to_numbers[] = {
      {"minimum",
       total,
       eval_extreme<1>,
       1,
       "the smallest element of {0}",
       "the smallest element; undefined for []",
       {"Minimum"}},
      {"maximum",
       total,
       eval_extreme<-1>,
       1,
       "the largest element of {0}",
       "the largest element; undefined for []",
       {"Maximum"}},
      {"sum", total, eval_sum, 1, "the sum of {0}", "sum of the elements, 0 for []", {"Sum"}},
      {"product",
       total,
       eval_product,
       2,
       "the product of {0}",
       "product of the elements, 1 for []",
       {"Product"}},
      {"length",
       "(xs: list a) -> int",
       eval_length,
       2,
       "the length of {0}",
       "number of elements",
       {"Length", "len"}},
      {"is_empty",
       "(xs: list a) -> bool",
       eval_is_empty,
       2,
       "whether {0} is empty",
       "whether there are no elements",
       {"IsEmpty"}},
      {"contains",
       "(xs: list a, x: a) -> bool",
       generic<Contains, 0>,
       2,
       "whether {0} contains {1}",
       "whether x is an element",
       {"Contains"}},
      {"count_of",
       "(xs: list a, x: a) -> int",
       generic<CountOf, 0>,
       2,
       "how often {1} occurs in {0}",
       "how often x is an element",
       {"CountOf"}},
      {"index_of",
       "(xs: list a, x: a) -> int",
       generic<IndexOf, 0>,
       2,
       "the position of {1} in {0}",
       "position of the first x, counted from 0; undefined when there is none",
       {"IndexOf"}},
      {"min_index",
       total,
       eval_extreme_index<1>,
       3,
       "the position of the smallest element of {0}",
       "position of the first smallest element; undefined for []",
       {"MinIndex", "argmin"}},
      {"max_index",
       total,
       eval_extreme_index<-1>,
       3,
       "the position of the largest element of {0}",
       "position of the first largest element; undefined for []",
       {"MaxIndex", "argmax"}},
  };
  add_operators(catalogue, "lists to numbers", lists_to_numbers);
  const OperatorRow lists_to_lists[] = {
      {.name = "reverse",
       .signature = same_list,
       .eval = generic<Reverse, 0>,
       .cost = 1,
       .words = "{0} reversed",
       .summary = "the elements in reverse order",
       .aliases = {"Reverse"},
       .witness = witness_reverse,
       .witnessed = 1},
      {"sort",
       same_list,
       generic<SortUp, 0>,
       1,
       "{0} sorted",
       "the elements in growing order",
       {"Sort"}},
      {"sort_desc",
       same_list,
       generic<SortDown, 0>,
       2,
       "{0} sorted from large to small",
       "the elements in falling order",
       {"SortDesc"}},
      {"unique",
       same_list,
       generic<Unique, 0>,
       2,
       "{0} without repetitions",
       "every element once, where it first occurs",
       {"Unique"}},
      {.name = "append",
       .signature = with_item,
       .eval = generic<Append, 0>,
       .cost = 2,
       .words = "{0} followed by {1}",
       .summary = "the list with x at its end",
       .aliases = {"Append", "snoc"},
       .witness = witness_append,
       .witnessed = 3},
      {.name = "prepend",
       .signature = "(x: a, xs: list a) -> list a",
       .eval = generic<Prepend, 1>,
       .cost = 2,
       .words = "{0} followed by {1}",
       .summary = "the list with x in front",
       .aliases = {"Prepend", "cons"},
       .witness = witness_prepend,
       .witnessed = 3},
      {.name = "concat",
       .signature = two,
       .eval = generic<Concat, 0>,
       .cost = 2,
       .words = "{0} followed by {1}",
       .summary = "the elements of both lists",
       .aliases = {"Concat"},
       .infix = "++",
       .precedence = kSum,
       .witness = witness_concat,
       .witnessed = 3,
       .role = Role::concatenation,
       .right_associative = true},
      {"insert",
       with_place,
       generic<Insert, 0>,
       3,
       "{0} with {2} inserted at position {1}",
       "the list with x put in before position i; undefined out of range",
       {"Insert"}},
      {"set_at",
       with_place,
       generic<SetAt, 0>,
       3,
       "{0} with element {1} replaced by {2}",
       "the list with element i replaced by x",
       {"SetAt"}},
      {"remove_at",
       "(xs: list a, i: int) -> list a",
       generic<RemoveAt, 0>,
       2,
       "{0} without element {1}",
       "the list without element i; undefined out of range",
       {"RemoveAt"}},
      {"remove",
       with_item,
       generic<Remove, 0>,
       2,
       "{0} without every {1}",
       "the list without any x",
       {"Remove", "remove_all"}},
      {"remove_first",
       with_item,
       generic<RemoveFirst, 0>,
       3,
       "{0} without the first {1}",
       "the list without its first x",
       {"RemoveFirst"}},
      {"replace",
       "(xs: list a, old: a, new: a) -> list a",
       generic<Replace, 0>,
       2,
       "{0} with {1} replaced by {2}",
       "the list with every `old` changed into `new`",
       {"Replace"}},
      {"swap",
       "(xs: list a, i: int, j: int) -> list a",
       generic<Swap, 0>,
       3,
       "{0} with elements {1} and {2} exchanged",
       "elements i and j exchanged; undefined out of range",
       {"Swap"}},
      {.name = "rotate",
       .signature = with_count,
       .eval = generic<Rotate, 0>,
       .cost = 2,
       .words = "{0} rotated left by {1}",
       .summary = "the first n elements moved to the end; n < 0: the last -n to the front",
       .aliases = {"Rotate"},
       .witness = witness_rotate,
       .witnessed = 1},
      {"diff",
       "(xs: list int) -> list int",
       eval_diff,
       2,
       "the differences between neighbours of {0}",
       "differences of neighbours, each element minus the one before it",
       {"Diff"}},
      {"intersperse",
       with_item,
       generic<Intersperse, 0>,
       3,
       "{0} with {1} between the elements",
       "x put between the elements",
       {"Intersperse"}},
      {"intersect",
       two,
       generic<Intersect, 0>,
       3,
       "the elements of {0} that are in {1}",
       "the elements of xs that are in ys",
       {"Intersect"}},
      {"difference",
       two,
       generic<Difference, 0>,
       3,
       "the elements of {0} that are not in {1}",
       "the elements of xs that are not in ys",
       {"Difference"}},
  };
  add_operators(catalogue, "lists to lists", lists_to_lists);
  const OperatorRow making_lists[] = {
      {.name = "singleton",
       .signature = "(x: a) -> list a",
       .eval = eval_singleton,
       .cost = 2,
       .words = "the list of {0} alone",
       .summary = "the list of x alone",
       .aliases = {"Singleton"},
       .witness = witness_singleton,
       .witnessed = 1},
      {"range",
       "(from: int, to: int) -> list int",
       eval_range,
       2,
       "the integers from {0} up to, not including, {1}",
       "from, from+1, ... up to, not including, `to`",
       {"Range"}},
      {"repeat",
       "(x: a, n: int) -> list a",
       eval_repeat,
       2,
       "{1} times {0}",
       "n times x; [] for n < 0",
       {"Repeat", "replicate"}},
      {"cycle",
       with_count,
       generic<Cycle, 0>,
       2,
       "{0} repeated {1} times",
       "the whole list n times over; [] for n < 0",
       {"Cycle"}},
      {"indices",
       "(xs: list a) -> list int",
       eval_indices,
       3,
       "the positions of {0}",
       "the positions 0, 1, 2 ...",
       {"Indices"}},
  };
  add_operators(catalogue, "making lists", making_lists);
  const OperatorRow lists_of_lists[] = {
      {"zip",
       "(xs: list a, ys: list a) -> list list a",
       generic<Zip, 0>,
       3,
       "the pairs of {0} and {1}",
       "pairs [x, y], as far as the shorter list goes",
       {"Zip"}},
      {"flatten",
       "(xss: list list a) -> list a",
       eval_flatten,
       2,
       "{0} flattened",
       "the elements of all the lists, one after another",
       {"Flatten"}},
      {"group",
       "(xs: list a) -> list list a",
       generic<Group, 0>,
       3,
       "the runs of equal elements of {0}",
       "runs of equal neighbours",
       {"Group"}},
      {"chunk",
       nested,
       generic<Chunk, 0>,
       3,
       "{0} in pieces of {1}",
       "pieces of n elements, the last may be shorter",
       {"Chunk"}},
      {"windows",
       nested,
       generic<Windows, 0>,
       3,
       "the stretches of {1} neighbours in {0}",
       "all stretches of n neighbours",
       {"Windows"}},
      {"transpose",
       "(xss: list list a) -> list list a",
       eval_transpose,
       3,
       "{0} transposed",
       "rows become columns, as far as the shortest row goes",
       {"Transpose"}},
  };
  add_operators(catalogue, "lists of lists", lists_of_lists);
}

}  // namespace inkling::lists
