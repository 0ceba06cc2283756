// The lists language in Python.
#include "lists_tables.hpp"

namespace inkling::lists {
namespace {

const std::vector<dsl::Rendering>& rows() {
  static const std::vector<dsl::Rendering> table = {
      {"head", "access(0, {0})"},
      {"last", "access(-1, {0})"},
      {"take", "{1}[:{0}]"},
      {"drop", "{1}[{0}:]"},
      {"access", "access({0}, {1})"},
      {"tail", "not_empty({0})[1:]"},
      {"init", "not_empty({0})[:-1]"},
      {"slice", "{0}[{1}:{2}]"},
      {"step", "step({0}, {1})"},
      {"minimum", "min(not_empty({0}))"},
      {"maximum", "max(not_empty({0}))"},
      {"sum", "total({0})"},
      {"product", "product({0})"},
      {"mean", "mean({0})"},
      {"median", "sorted({0})[(len(not_empty({0})) - 1) // 2]"},
      {"mode", "max(not_empty({0}), key={0}.count)"},
      {"length", "len({0})"},
      {"is_empty", "({0} == [])"},
      {"contains", "({1} in {0})"},
      {"count_of", "{0}.count({1})"},
      {"index_of", "index_of({0}, {1})"},
      {"min_index", "extreme_index({0}, min)"},
      {"max_index", "extreme_index({0}, max)"},
      {"reverse", "{0}[::-1]"},
      {"sort", "sorted({0})"},
      {"sort_desc", "sorted({0}, reverse=True)"},
      {"unique", "unique({0})"},
      {"append", "({0} + [{1}])"},
      {"prepend", "([{0}] + {1})"},
      {"concat", "({0} + {1})"},
      {"insert", "insert({0}, {1}, {2})"},
      {"set_at", "set_at({0}, {1}, {2})"},
      {"remove_at", "remove_at({0}, {1})"},
      {"remove", "remove({0}, {1})"},
      {"remove_first", "remove_first({0}, {1})"},
      {"replace", "replace({0}, {1}, {2})"},
      {"swap", "swap({0}, {1}, {2})"},
      {"rotate", "rotate({0}, {1})"},
      {"diff", "diff({0})"},
      {"intersperse", "intersperse({0}, {1})"},
      {"intersect", "intersect({0}, {1})"},
      {"difference", "difference({0}, {1})"},
      {"singleton", "[{0}]"},
      {"range", "int_range({0}, {1})"},
      {"digits", "list(map(int, str(abs({0}))))"},
      {"repeat", "cycle([{0}], {1})"},
      {"cycle", "cycle({0}, {1})"},
      {"indices", "list(range(len({0})))"},
      {"zip", "[list(pair) for pair in zip({0}, {1})]"},
      {"flatten", "flatten({0})"},
      {"group", "group({0})"},
      {"chunk", "chunk({0}, {1})"},
      {"windows", "windows({0}, {1})"},
      {"transpose", "[list(column) for column in zip(*{0})]"},
      {"map", "[{0.body} for {0.0} in {1}]"},
      {"filter", "[{0.0} for {0.0} in {1} if ({0.body})]"},
      {"count", "sum(1 for {0.0} in {1} if ({0.body}))"},
      {"zip_with", "[{0.body} for {0.0}, {0.1} in zip({1}, {2})]"},
      {"scanl1", "scan({0}, {1})"},
      {"fold", "functools.reduce({0}, {2}, {1})"},
      {"any", "any({0.body} for {0.0} in {1})"},
      {"all", "all({0.body} for {0.0} in {1})"},
      {"mapi", "[{0.body} for {0.0}, {0.1} in enumerate({1})]"},
      {"filteri", "[{0.1} for {0.0}, {0.1} in enumerate({1}) if ({0.body})]"},
      {"find", "first({0.0} for {0.0} in {1} if ({0.body}))"},
      {"find_index", "first(place for place, {0.0} in enumerate({1}) if ({0.body}))"},
      {"take_while", "list(itertools.takewhile({0}, {1}))"},
      {"drop_while", "list(itertools.dropwhile({0}, {1}))"},
      {"sort_by", "sorted({1}, key={0})"},
      {"max_by", "max(not_empty({1}), key={0})"},
      {"min_by", "min(not_empty({1}), key={0})"},
  };
  return table;
}

constexpr const char* kDefinitions = R"py(
MOST_ELEMENTS = 1048576

def not_empty(items):
    if not items:
        raise Undefined
    return items

def place_of(i, n):
    if not -n <= i < n:
        raise Undefined
    return i % n

def access(i, items):
    return items[place_of(i, len(items))]

def step(items, n):
    if n < 1:
        raise Undefined
    return items[::n]

def in_64_bits(n):
    if not -(2**63) <= n < 2**63:
        raise Undefined
    return n

def total(items):
    result = 0
    for item in items:
        result = in_64_bits(result + item)
    return int64(result)

def product(items):
    result = 1
    for item in items:
        result = in_64_bits(result * item)
    return int64(result)

def mean(items):
    return total(not_empty(items)) // len(items)

def index_of(items, x):
    if x not in items:
        raise Undefined
    return items.index(x)

def extreme_index(items, extreme):
    return items.index(extreme(not_empty(items)))

def unique(items):
    kept = []
    for item in items:
        if item not in kept:
            kept.append(item)
    return kept

def insert(items, i, x):
    at = place_of(i, len(items) + 1)
    return items[:at] + [x] + items[at:]

def set_at(items, i, x):
    at = place_of(i, len(items))
    return items[:at] + [x] + items[at + 1 :]

def remove_at(items, i):
    at = place_of(i, len(items))
    return items[:at] + items[at + 1 :]

def remove(items, x):
    return [item for item in items if item != x]

def remove_first(items, x):
    return remove_at(items, items.index(x)) if x in items else items

def replace(items, old, new):
    return [new if item == old else item for item in items]

def swap(items, i, j):
    i, j = place_of(i, len(items)), place_of(j, len(items))
    swapped = list(items)
    swapped[i], swapped[j] = items[j], items[i]
    return swapped

def rotate(items, n):
    at = n % len(items) if items else 0
    return items[at:] + items[:at]

def diff(items):
    return [int64(b - a) for a, b in zip(items, items[1:])]

def intersperse(items, x):
    return [part for item in items for part in (x, item)][1:]

def intersect(items, others):
    return [item for item in items if item in others]

def difference(items, others):
    return [item for item in items if item not in others]

def affordable(n):
    if n > MOST_ELEMENTS:
        raise Undefined
    return n

def int_range(low, high):
    in_64_bits(high - low)
    affordable(high - low)
    return list(range(low, high))

def cycle(items, n):
    affordable(len(items) * n)
    return items * n

def flatten(lists):
    return [item for items in lists for item in items]

def group(items):
    groups = []
    for item in items:
        if groups and groups[-1][0] == item:
            groups[-1].append(item)
        else:
            groups.append([item])
    return groups

def chunk(items, n):
    if n < 1:
        raise Undefined
    return [items[i : i + n] for i in range(0, len(items), n)]

def windows(items, n):
    if n < 1:
        raise Undefined
    return [items[i : i + n] for i in range(len(items) + 1 - n)]

def scan(f, items):
    results = items[:1]
    for item in items[1:]:
        results.append(f(results[-1], item))
    return results

def first(items):
    for item in items:
        return item
    raise Undefined
)py";

}  // namespace

void add_python(dsl::Renderings& renderings) {
  renderings.rows.insert(renderings.rows.end(), rows().begin(), rows().end());
  renderings.definitions += kDefinitions;
}

}  // namespace inkling::lists
