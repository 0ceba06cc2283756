// Operators of the list language, without functions: lists to lists.
#include "sequences.hpp"

namespace inkling::lists {

namespace {

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

std::size_t witness_reverse(EvalContext& context, const CallSite& site, std::size_t, const Cell*,
                            const Cell& result, Cell* values) {
  return generic<Reverse, 0>(context, site, &result, *values);
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

void add_edit_operators(Catalogue& catalogue) {
  const char* same_list = "(xs: list a) -> list a";
  const char* with_item = "(xs: list a, x: a) -> list a";
  const char* with_count = "(xs: list a, n: int) -> list a";
  const char* with_place = "(xs: list a, i: int, x: a) -> list a";
  const char* two = "(xs: list a, ys: list a) -> list a";
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
}

}  // namespace inkling::lists
