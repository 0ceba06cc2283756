// Idioms of the list language: what people mean as a whole and write with several operators.
#include "operators.hpp"

namespace inkling::lists {

std::vector<dsl::Idiom> list_idioms() {
  const char* test = "(xs: list int) -> bool";
  const char* number = "(xs: list int) -> int";
  const char* list = "(xs: list int) -> list int";
  const char* counted = "(xs: list int, n: int) -> list int";
  const char* two = "(xs: list int, ys: list int) -> list int";
  const char* pieces = "(xs: list int) -> list list int";
  const char* rows = "(xss: list list int) -> list list int";
  const char* per_row = "(xss: list list int) -> list int";
  return {
      // Of the whole list
      {test, "x0 == sort(x0)", 2},
      {test, "x0 == reverse(x0)", 2},
      {test, "x0 == unique(x0)", 2},
      {test, "length(unique(x0)) < length(x0)", 2},
      {test, "length(unique(x0)) == 1", 3},
      {test, "x0 == sort_desc(x0)", 3},
      {"(xs: list int, ys: list int) -> bool", "sort(x0) == sort(x1)", 3},
      // As cheap as `count(x -> x > 0, x0)`, which is the same where all numbers are positive.
      {number, "length(x0)", 1},
      {number, "maximum(x0) - minimum(x0)", 2},
      {number, "length(unique(x0))", 2},
      {number, "access(length(x0) / 2, x0)", 2},
      {number, "access(1, sort_desc(x0))", 3},
      {number, "length(group(x0))", 3},
      {number, "maximum(map(x -> length(x), group(x0)))", 3},
      {number, "count(x -> x > mean(x0), x0)", 3},
      {number, "count_of(x0, maximum(x0))", 3},
      {number, "count(x -> x > 0, diff(x0))", 3},
      {"(xs: list int, n: int) -> int", "count(x -> x % x1 == 0, x0)", 3},
      // Neighbours and halves
      {list, "take(length(x0) / 2, x0)", 3},
      {list, "drop(length(x0) / 2, x0)", 3},
      {list, "prepend(head(x0), singleton(last(x0)))", 2},
      {list, "swap(x0, 0, -1)", 2},
      {list, "swap(x0, 0, 1)", 3},
      {counted, "reverse(take(x1, reverse(x0)))", 2},
      {list, "prepend(minimum(x0), singleton(maximum(x0)))", 2},
      {list, "map(x -> last(x), filter(x -> head(x) < last(x), windows(x0, 2)))", 3},
      {list,
       "map(x -> access(1, x), filter(x -> head(x) < access(1, x) && last(x) < access(1, x), "
       "windows(x0, 3)))",
       3},
      {counted, "map(x -> sum(x), chunk(x0, x1))", 2},
      {counted, "map(x -> sum(x), windows(x0, x1))", 2},
      {counted, "map(x -> maximum(x), windows(x0, x1))", 3},
      {counted, "flatten(map(x -> reverse(x), chunk(x0, x1)))", 3},
      // Elements that repeat
      {list, "map(x -> length(x), group(x0))", 2},
      {list, "map(x -> head(x), group(x0))", 2},
      {list, "reverse(unique(reverse(x0)))", 2},
      {list, "filter(x -> count_of(x0, x) == 1, x0)", 2},
      {list, "filter(x -> count_of(x0, x) > 1, x0)", 3},
      {list, "unique(filter(x -> count_of(x0, x) > 1, x0))", 3},
      {list, "map(x -> count_of(x0, x), x0)", 3},
      {list, "map(x -> count_of(x0, x), unique(x0))", 3},
      {pieces, "map(x -> prepend(head(x), singleton(length(x))), group(x0))", 3},
      {counted, "flatten(map(x -> repeat(x, x1), x0))", 2},
      // Elements held against the list
      {list, "filter(x -> x > mean(x0), x0)", 2},
      {list, "remove(x0, minimum(x0))", 2},
      {list, "remove(x0, maximum(x0))", 2},
      {list, "filter(x -> x < mean(x0), x0)", 3},
      {list, "map(x -> index_of(sort(x0), x), x0)", 3},
      {counted, "filter(x -> x % x1 == 0, x0)", 2},
      // Two lists
      {two, "flatten(zip(x0, x1))", 2},
      {two, "unique(x0 ++ x1)", 2},
      {two, "difference(x0, x1) ++ difference(x1, x0)", 3},
      // Numbered
      {pieces, "zip(range(1, length(x0) + 1), x0)", 2},
      {pieces, "zip(indices(x0), x0)", 2},
      // From a number
      {"(n: int) -> list int", "range(1, x0 + 1)", 2},
      {"(n: int) -> list int", "reverse(range(1, x0 + 1))", 3},
      {"(n: int) -> int", "product(range(1, x0 + 1))", 2},
      {"(n: int) -> list int", "filter(x -> x0 % x == 0, range(1, x0 + 1))", 3},
      {list, "range(1, length(x0) + 1)", 2},
      // Rows
      {per_row, "map(x -> length(x), x0)", 2},
      {per_row, "map(x -> sum(x), transpose(x0))", 2},
      {per_row, "max_by(x -> length(x), x0)", 2},
      {per_row, "max_by(x -> sum(x), x0)", 3},
      {rows, "sort_by(x -> length(x), x0)", 2},
      {rows, "sort_by(x -> sum(x), x0)", 3},
      {rows, "filter(x -> length(x) > 0, x0)", 2},
  };
}

}  // namespace inkling::lists
