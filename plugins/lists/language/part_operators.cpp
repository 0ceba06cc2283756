// Operators of the list language, without functions: parts of lists, and lists to numbers.
#include <algorithm>
#include <vector>

#include "sequences.hpp"

namespace inkling::lists {

namespace {

// A bound of a Python slice: negative ones count from the end, then cut to 0..n.
Index slice_bound(Index bound, Index n) {
  if (bound < 0) bound = bound < -n ? 0 : bound + n;
  return std::min(bound, n);
}
Index cut_bound(const Dialect& dialect, Index bound, Index n) {
  return dialect.python_slices ? slice_bound(bound, n) : std::clamp(bound, Index{0}, n);
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

struct Step {
  template <class T>
  static bool run(EvalContext& context, const CallSite&, const Cell* args, Cell& result) {
    const View<T> xs = view<T>(args[0]);
    if (args[1].i <= 0 || !afford(context, xs.size)) return false;
    const auto step = static_cast<std::size_t>(args[1].i);
    return select(context, xs, result, [&](std::size_t i) { return i % step == 0; });
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
// Rounded down.
bool eval_mean(EvalContext& context, const CallSite& site, const Cell* args, Cell& result) {
  Cell total;
  if (args[0].size == 0 || !eval_sum(context, site, args, total)) return false;
  const auto n = static_cast<std::int64_t>(args[0].size);
  return give(result, total.i / n - (total.i % n < 0 ? 1 : 0));
}
// The one in the middle when they are in order; of two the smaller.
bool eval_median(EvalContext& context, const CallSite&, const Cell* args, Cell& result) {
  const auto all = view<std::int64_t>(args[0]);
  if (args[0].size == 0 || !context.spend(args[0].size)) return false;
  std::vector<std::int64_t> ordered(all.begin(), all.end());
  const auto middle = ordered.begin() + static_cast<std::ptrdiff_t>((ordered.size() - 1) / 2);
  std::nth_element(ordered.begin(), middle, ordered.end());
  return give(result, *middle);
}
// Of several that are as frequent the one that comes first.
bool eval_mode(EvalContext& context, const CallSite&, const Cell* args, Cell& result) {
  const auto all = view<std::int64_t>(args[0]);
  if (args[0].size == 0 || !context.spend(args[0].size)) return false;
  std::vector<std::int64_t> ordered(all.begin(), all.end());
  std::sort(ordered.begin(), ordered.end());
  const auto times = [&](std::int64_t x) {
    const auto [begin, end] = std::equal_range(ordered.begin(), ordered.end(), x);
    return end - begin;
  };
  std::ptrdiff_t most = 0;
  std::int64_t mode = 0;
  for (const std::int64_t x : all)
    if (const std::ptrdiff_t n = times(x); n > most) {
      most = n;
      mode = x;
    }
  return give(result, mode);
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

}  // namespace

void add_part_operators(Catalogue& catalogue) {
  const char* same_list = "(xs: list a) -> list a";
  const char* pick = "(xs: list a) -> a";
  const char* total = "(xs: list int) -> int";
  const char* cut = "(n: int, xs: list a) -> list a";
  const char* with_count = "(xs: list a, n: int) -> list a";
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
      {"mean",
       total,
       eval_mean,
       2,
       "the mean of {0}",
       "the mean, rounded down; undefined for []",
       {"Mean", "average"}},
      {"median",
       total,
       eval_median,
       2,
       "the median of {0}",
       "the middle element in order, the smaller of two; undefined for []",
       {"Median"}},
      {"mode",
       total,
       eval_mode,
       2,
       "the most frequent element of {0}",
       "the most frequent element, the first of several; undefined for []",
       {"Mode"}},
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
       2,
       "the position of the smallest element of {0}",
       "position of the first smallest element; undefined for []",
       {"MinIndex", "argmin"}},
      {"max_index",
       total,
       eval_extreme_index<-1>,
       2,
       "the position of the largest element of {0}",
       "position of the first largest element; undefined for []",
       {"MaxIndex", "argmax"}},
  };
  add_operators(catalogue, "lists to numbers", lists_to_numbers);
}

}  // namespace inkling::lists
