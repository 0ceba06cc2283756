// Operators of the list language that take functions.
#include "operators.hpp"

namespace inkling::lists {
namespace {

bool is_column(const Closure& f) {
  return f.apply_column != nullptr;
}

// One application to elements, each an integer or a cell.
template <class... Ts>
bool call(const Closure& f, EvalContext& context, Cell& result, const Ts&... elements) {
  const Cell args[] = {wrap(elements)...};
  return f.apply(f, context, args, result);
}

// Fills result[0..n) with f(a[i]) or f(a[i], b[i]); scalar results only. False when the fuel is
// spent; undefined results are kUndefined.
template <class... Ts>
bool fill_scalars(const Closure& f, EvalContext& context, std::size_t n, std::int64_t* result,
                  const Ts*... columns) {
  if constexpr ((std::is_same_v<Ts, std::int64_t> && ...)) {
    if (is_column(f)) {
      const std::int64_t* args[] = {columns...};
      f.apply_column(f, context, args, n, result);
      return true;
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    Cell value;
    result[i] = call(f, context, value, columns[i]...) ? value.i : kUndefined;
    if (context.fuel < 0) return false;
  }
  return true;
}

// The same as a new list of `sort`; false when one element is undefined.
template <class... Ts>
bool map_columns(const Closure& f, EvalContext& context, Sort sort, std::size_t n, Cell& result,
                 const Ts*... columns) {
  if (!afford(context, n)) return false;
  if (sort.integers()) {
    std::int64_t* out = context.arena.integers(n);
    if (!fill_scalars(f, context, n, out, columns...)) return false;
    for (std::size_t i = 0; i < n; ++i)
      if (out[i] == kUndefined) return false;
    return give(result, out, n);
  }
  Cell* out = context.arena.cells(n);
  for (std::size_t i = 0; i < n; ++i) {
    if (!call(f, context, out[i], columns[i]...)) return false;
    // A function may return the same long list again and again.
    if (!context.spend(weight(sort.element(), out[i]))) return false;
  }
  return give(result, out, n);
}

template <class F>
bool by_storage(Sort list, F&& body) {
  return list.integers() ? body(std::int64_t{}) : body(Cell{});
}

const std::int64_t* count_up(Arena& arena, std::size_t n) {
  std::int64_t* out = arena.integers(n);
  for (std::size_t i = 0; i < n; ++i) out[i] = static_cast<std::int64_t>(i);
  return out;
}

bool eval_map(EvalContext& context, const CallSite& site, const Cell* args, Cell& result) {
  return by_storage(site.args[1], [&]<class T>(T) {
    const View<T> xs = view<T>(args[1]);
    return map_columns(*args[0].f, context, site.result, xs.size, result, xs.data);
  });
}
bool eval_mapi(EvalContext& context, const CallSite& site, const Cell* args, Cell& result) {
  return by_storage(site.args[1], [&]<class T>(T) {
    const View<T> xs = view<T>(args[1]);
    const std::int64_t* places = count_up(context.arena, xs.size);
    return map_columns(*args[0].f, context, site.result, xs.size, result, places, xs.data);
  });
}
bool eval_zip_with(EvalContext& context, const CallSite& site, const Cell* args, Cell& result) {
  const std::size_t n = args[1].size < args[2].size ? args[1].size : args[2].size;
  return by_storage(site.args[1], [&]<class A>(A) {
    return by_storage(site.args[2], [&]<class B>(B) {
      return map_columns(*args[0].f, context, site.result, n, result, view<A>(args[1]).data,
                         view<B>(args[2]).data);
    });
  });
}

// Backwards: element k of the list at `unknown` is what f says it must be. `parameter`: which one
// of f the list supplies; arguments(k, args): the others. Where f says several, the first is taken.
template <class Arguments>
bool list_backwards(const Closure& f, EvalContext& context, const CallSite& site,
                    std::size_t unknown, std::size_t parameter, const Cell& result, Cell& list,
                    Arguments&& arguments) {
  if (f.witness == nullptr) return false;
  return by_storage(site.result, [&]<class R>(R) {
    const View<R> ys = view<R>(result);
    return by_storage(site.args[unknown], [&]<class T>(T) {
      T* items = allocate<T>(context.arena, ys.size);
      for (std::size_t k = 0; k < ys.size; ++k) {
        Cell values[kMaxWitnesses];
        Cell args[2];
        arguments(k, args);
        if (f.witness(f, context, parameter, args, wrap(ys[k]), values) == 0) return false;
        items[k] = element<T>(values[0]);
      }
      return give(list, items, ys.size);
    });
  });
}
std::size_t witness_map(EvalContext& context, const CallSite& site, std::size_t unknown,
                        const Cell* args, const Cell& result, Cell* values) {
  return list_backwards(*args[0].f, context, site, unknown, 0, result, *values,
                        [](std::size_t, Cell*) {});
}
std::size_t witness_zip_with(EvalContext& context, const CallSite& site, std::size_t unknown,
                             const Cell* args, const Cell& result, Cell* values) {
  const std::size_t known = 3 - unknown;
  if (args[known].size < result.size) return 0;
  return by_storage(site.args[known], [&]<class T>(T) {
    const View<T> others = view<T>(args[known]);
    return list_backwards(
        *args[0].f, context, site, unknown, unknown - 1, result, *values,
        [&](std::size_t k, Cell* elements) { elements[known - 1] = wrap(others[k]); });
  });
}

// Calls body(xs, mask) with mask[i] = f(xs[i]), or f(i, xs[i]) when `places`, 0, 1 or kUndefined.
// Memory taken for the mask is given back afterwards, so body allocates its result beforehand.
template <class T, class Body>
bool with_mask(EvalContext& context, const Closure& f, View<T> xs, bool places, Body&& body) {
  const Arena::Mark mark = context.arena.mark();
  std::int64_t* mask = context.arena.integers(xs.size);
  const bool filled =
      places ? fill_scalars(f, context, xs.size, mask, count_up(context.arena, xs.size), xs.data)
             : fill_scalars(f, context, xs.size, mask, xs.data);
  const bool done = filled && body(mask);
  context.arena.release(mark);
  return done;
}

template <class T>
bool keep(EvalContext& context, const Closure& f, View<T> xs, bool places, Cell& result) {
  if (!afford(context, xs.size)) return false;
  T* out = allocate<T>(context.arena, xs.size);
  std::size_t kept = 0;
  const bool defined = with_mask(context, f, xs, places, [&](const std::int64_t* mask) {
    for (std::size_t i = 0; i < xs.size; ++i) {
      if (mask[i] == kUndefined) return false;
      out[kept] = xs[i];
      kept += static_cast<std::size_t>(mask[i]);
    }
    return true;
  });
  return defined && give(result, out, kept);
}
bool eval_filter(EvalContext& context, const CallSite& site, const Cell* args, Cell& result) {
  return by_storage(site.args[1], [&]<class T>(T) {
    return keep(context, *args[0].f, view<T>(args[1]), false, result);
  });
}
bool eval_filteri(EvalContext& context, const CallSite& site, const Cell* args, Cell& result) {
  return by_storage(site.args[1], [&]<class T>(T) {
    return keep(context, *args[0].f, view<T>(args[1]), true, result);
  });
}
bool eval_count(EvalContext& context, const CallSite& site, const Cell* args, Cell& result) {
  return by_storage(site.args[1], [&]<class T>(T) {
    const View<T> xs = view<T>(args[1]);
    if (!context.spend(xs.size)) return false;
    std::int64_t total = 0;
    const bool defined = with_mask(context, *args[0].f, xs, false, [&](const std::int64_t* mask) {
      for (std::size_t i = 0; i < xs.size; ++i) {
        if (mask[i] == kUndefined) return false;
        total += mask[i];
      }
      return true;
    });
    return defined && give(result, total);
  });
}

// Position of the first element for which f gives `wanted`, or the length. What comes after it is
// not looked at, also where f is undefined.
template <class T>
bool first_place(EvalContext& context, const Closure& f, View<T> xs, std::int64_t wanted,
                 std::size_t& place) {
  if (!context.spend(xs.size)) return false;
  if constexpr (std::is_same_v<T, std::int64_t>) {
    if (is_column(f)) {
      return with_mask(context, f, xs, false, [&](const std::int64_t* mask) {
        for (place = 0; place < xs.size && mask[place] != wanted; ++place)
          if (mask[place] == kUndefined) return false;
        return true;
      });
    }
  }
  for (place = 0; place < xs.size; ++place) {
    Cell value;
    if (!call(f, context, value, xs[place])) return false;
    if (value.i == wanted) return true;
  }
  return true;
}
bool eval_any(EvalContext& context, const CallSite& site, const Cell* args, Cell& result) {
  return by_storage(site.args[1], [&]<class T>(T) {
    std::size_t place = 0;
    return first_place(context, *args[0].f, view<T>(args[1]), 1, place) &&
           give(result, place < args[1].size);
  });
}
bool eval_all(EvalContext& context, const CallSite& site, const Cell* args, Cell& result) {
  return by_storage(site.args[1], [&]<class T>(T) {
    std::size_t place = 0;
    return first_place(context, *args[0].f, view<T>(args[1]), 0, place) &&
           give(result, place == args[1].size);
  });
}
bool eval_find(EvalContext& context, const CallSite& site, const Cell* args, Cell& result) {
  return by_storage(site.args[1], [&]<class T>(T) {
    const View<T> xs = view<T>(args[1]);
    std::size_t place = 0;
    if (!first_place(context, *args[0].f, xs, 1, place) || place == xs.size) return false;
    result = wrap(xs[place]);
    return true;
  });
}
bool eval_find_index(EvalContext& context, const CallSite& site, const Cell* args, Cell& result) {
  return by_storage(site.args[1], [&]<class T>(T) {
    std::size_t place = 0;
    return first_place(context, *args[0].f, view<T>(args[1]), 1, place) && place < args[1].size &&
           give(result, static_cast<std::int64_t>(place));
  });
}
bool eval_take_while(EvalContext& context, const CallSite& site, const Cell* args, Cell& result) {
  return by_storage(site.args[1], [&]<class T>(T) {
    const View<T> xs = view<T>(args[1]);
    std::size_t place = 0;
    return first_place(context, *args[0].f, xs, 0, place) && give(result, xs.data, place);
  });
}
bool eval_drop_while(EvalContext& context, const CallSite& site, const Cell* args, Cell& result) {
  return by_storage(site.args[1], [&]<class T>(T) {
    const View<T> xs = view<T>(args[1]);
    std::size_t place = 0;
    return first_place(context, *args[0].f, xs, 0, place) &&
           give(result, xs.data + place, xs.size - place);
  });
}

bool eval_scanl1(EvalContext& context, const CallSite& site, const Cell* args, Cell& result) {
  return by_storage(site.args[1], [&]<class T>(T) {
    const View<T> xs = view<T>(args[1]);
    if (!afford(context, xs.size)) return false;
    T* out = allocate<T>(context.arena, xs.size);
    for (std::size_t i = 0; i < xs.size; ++i) {
      if (i == 0) {
        out[i] = xs[i];
        continue;
      }
      Cell value;
      if (!call(*args[0].f, context, value, out[i - 1], xs[i])) return false;
      out[i] = element<T>(value);
      if (!site.result.integers() && !context.spend(weight(site.result.element(), value)))
        return false;
    }
    return give(result, out, xs.size);
  });
}
// The first element stands in the result; every other one leads from one result to the next.
std::size_t witness_scanl1(EvalContext& context, const CallSite& site, std::size_t,
                           const Cell* args, const Cell& result, Cell* values) {
  const Closure& f = *args[0].f;
  if (f.witness == nullptr) return 0;
  return by_storage(site.result, [&]<class T>(T) {
    const View<T> ys = view<T>(result);
    T* items = allocate<T>(context.arena, ys.size);
    for (std::size_t k = 0; k < ys.size; ++k) {
      Cell found[kMaxWitnesses];
      if (k == 0) {
        items[k] = ys[k];
        continue;
      }
      const Cell before[] = {wrap(ys[k - 1]), Cell{}};
      if (f.witness(f, context, 1, before, wrap(ys[k]), found) == 0) return false;
      items[k] = element<T>(found[0]);
    }
    return give(*values, items, ys.size);
  });
}
bool eval_fold(EvalContext& context, const CallSite& site, const Cell* args, Cell& result) {
  return by_storage(site.args[2], [&]<class T>(T) {
    const View<T> xs = view<T>(args[2]);
    if (!context.spend(xs.size)) return false;
    Cell state = args[1];
    for (std::size_t i = 0; i < xs.size; ++i) {
      Cell next;
      if (!call(*args[0].f, context, next, state, xs[i])) return false;
      state = next;
    }
    result = state;
    return true;
  });
}

// Calls body(keys) with keys[i] = f(xs[i]); false when one of them is undefined.
template <class T, class Body>
bool with_keys(EvalContext& context, const Closure& f, View<T> xs, Body&& body) {
  if (!context.spend(xs.size)) return false;
  return with_mask(context, f, xs, false, [&](const std::int64_t* keys) {
    for (std::size_t i = 0; i < xs.size; ++i)
      if (keys[i] == kUndefined) return false;
    return body(keys);
  });
}
bool eval_sort_by(EvalContext& context, const CallSite& site, const Cell* args, Cell& result) {
  return by_storage(site.args[1], [&]<class T>(T) {
    const View<T> xs = view<T>(args[1]);
    T* out = allocate<T>(context.arena, xs.size);
    return with_keys(context, *args[0].f, xs, [&](const std::int64_t* keys) {
      std::int64_t* order = context.arena.integers(xs.size);
      for (std::size_t i = 0; i < xs.size; ++i) order[i] = static_cast<std::int64_t>(i);
      merge_sort(context, order, xs.size,
                 [&](std::int64_t a, std::int64_t b) { return keys[a] < keys[b]; });
      for (std::size_t i = 0; i < xs.size; ++i) out[i] = xs[static_cast<std::size_t>(order[i])];
      return give(result, out, xs.size);
    });
  });
}
// The first element with the largest (sign = 1) or smallest (-1) key.
bool best_by(EvalContext& context, const CallSite& site, const Cell* args, int sign, Cell& result) {
  return by_storage(site.args[1], [&]<class T>(T) {
    const View<T> xs = view<T>(args[1]);
    if (xs.size == 0) return false;
    return with_keys(context, *args[0].f, xs, [&](const std::int64_t* keys) {
      std::size_t best = 0;
      for (std::size_t i = 1; i < xs.size; ++i)
        if (sign > 0 ? keys[i] > keys[best] : keys[i] < keys[best]) best = i;
      result = wrap(xs[best]);
      return true;
    });
  });
}
bool eval_max_by(EvalContext& context, const CallSite& site, const Cell* args, Cell& result) {
  return best_by(context, site, args, 1, result);
}
bool eval_min_by(EvalContext& context, const CallSite& site, const Cell* args, Cell& result) {
  return best_by(context, site, args, -1, result);
}

}  // namespace

void add_function_operators(Catalogue& catalogue) {
  const char* test = "(f: a -> bool, xs: list a) -> bool";
  const char* cut = "(f: a -> bool, xs: list a) -> list a";
  const char* best = "(f: a -> int, xs: list a) -> a";
  const OperatorRow functions_on_lists[] = {
      {.name = "map",
       .signature = "(f: a -> b, xs: list a) -> list b",
       .eval = eval_map,
       .cost = 1,
       .words = "{0} of each element of {1}",
       .summary = "f of every element",
       .aliases = {"Map"},
       .witness = witness_map,
       .witnessed = 2},
      {"filter",
       cut,
       eval_filter,
       1,
       "the elements of {1} for which {0}",
       "the elements for which f holds",
       {"Filter"}},
      {"count",
       "(f: a -> bool, xs: list a) -> int",
       eval_count,
       1,
       "the number of elements of {1} for which {0}",
       "number of elements for which f holds",
       {"Count"}},
      {.name = "zip_with",
       .signature = "(f: (a, b -> c), xs: list a, ys: list b) -> list c",
       .eval = eval_zip_with,
       .cost = 1,
       .words = "{0} of {1} and {2} pair by pair",
       .summary = "f of the elements of two lists pair by pair, as far as the shorter list goes",
       .aliases = {"ZipWith", "zipwith"},
       .witness = witness_zip_with,
       .witnessed = 6},
      {.name = "scanl1",
       .signature = "(f: (a, a -> a), xs: list a) -> list a",
       .eval = eval_scanl1,
       .cost = 1,
       .words = "the running results of {0} over {1}",
       .summary = "running result: the first element, then f(result so far, next element)",
       .aliases = {"Scanl1", "scan"},
       .witness = witness_scanl1,
       .witnessed = 2},
      {"fold",
       "(f: (b, a -> b), start: b, xs: list a) -> b",
       eval_fold,
       2,
       "the result of {0} over {2}, starting with {1}",
       "from start on, f(result so far, next element)",
       {"Fold", "foldl", "reduce"}},
      {"any",
       test,
       eval_any,
       2,
       "whether any element of {1} satisfies {0}",
       "whether f holds for an element; stops at the first",
       {"Any"}},
      {"all",
       test,
       eval_all,
       2,
       "whether every element of {1} satisfies {0}",
       "whether f holds for every element; stops at the first exception",
       {"All"}},
      {"mapi",
       "(f: (int, a -> b), xs: list a) -> list b",
       eval_mapi,
       2,
       "{0} of each position and element of {1}",
       "f(position, element) of every element, positions from 0",
       {"MapI", "map_indexed"}},
      {"filteri",
       "(f: (int, a -> bool), xs: list a) -> list a",
       eval_filteri,
       2,
       "the elements of {1} whose position and value satisfy {0}",
       "the elements for which f(position, element) holds, positions from 0",
       {"FilterI", "filter_indexed"}},
      {"find",
       "(f: a -> bool, xs: list a) -> a",
       eval_find,
       3,
       "the first element of {1} for which {0}",
       "the first element for which f holds; undefined when there is none",
       {"Find"}},
      {"find_index",
       "(f: a -> bool, xs: list a) -> int",
       eval_find_index,
       3,
       "the position of the first element of {1} for which {0}",
       "position of the first element for which f holds; undefined when there is none",
       {"FindIndex"}},
      {"take_while",
       cut,
       eval_take_while,
       3,
       "the elements of {1} as long as {0}",
       "the elements before the first for which f fails",
       {"TakeWhile"}},
      {"drop_while",
       cut,
       eval_drop_while,
       3,
       "the elements of {1} from the first that breaks {0}",
       "the elements from the first for which f fails",
       {"DropWhile"}},
      {"sort_by",
       "(f: a -> int, xs: list a) -> list a",
       eval_sort_by,
       3,
       "{1} sorted by {0}",
       "the elements by growing f; equals keep their order",
       {"SortBy"}},
      {"max_by",
       best,
       eval_max_by,
       3,
       "the element of {1} with the largest {0}",
       "the first element with the largest f; undefined for []",
       {"MaxBy"}},
      {"min_by",
       best,
       eval_min_by,
       3,
       "the element of {1} with the smallest {0}",
       "the first element with the smallest f; undefined for []",
       {"MinBy"}},
  };
  add_operators(catalogue, "functions on lists", functions_on_lists);
}

}  // namespace inkling::lists
