// Operators of the list language, without functions: making lists, and lists of lists.
#include <algorithm>
#include <array>
#include <cstdlib>

#include "sequences.hpp"

namespace inkling::lists {

namespace {

bool eval_singleton(EvalContext& context, const CallSite& site, const Cell* args, Cell& result) {
  return by_storage(site.result, [&]<class T>(T) {
    const T x = element<T>(args[0]);
    return join<T>(context, {&x, 1}, {}, {}, result);
  });
}
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
bool eval_digits(EvalContext& context, const CallSite&, const Cell* args, Cell& result) {
  std::array<std::int64_t, 20> digits;
  std::size_t n = 0;
  std::int64_t rest = args[0].i;
  do {
    digits[n++] = std::abs(rest % 10);
    rest /= 10;
  } while (rest != 0);
  if (!afford(context, n)) return false;
  std::int64_t* out = context.arena.integers(n);
  std::reverse_copy(digits.begin(), digits.begin() + n, out);
  return give(result, out, n);
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

std::size_t witness_singleton(EvalContext&, const CallSite& site, std::size_t, const Cell*,
                              const Cell& result, Cell* values) {
  return result.size == 1 && by_storage(site.result, [&]<class T>(T) {
           *values = wrap(view<T>(result)[0]);
           return true;
         });
}

}  // namespace

void add_making_operators(Catalogue& catalogue) {
  const char* with_count = "(xs: list a, n: int) -> list a";
  const char* nested = "(xs: list a, n: int) -> list list a";
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
      {"digits",
       "(n: int) -> list int",
       eval_digits,
       2,
       "the digits of {0}",
       "the decimal digits, without regard to the sign",
       {"Digits"}},
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
