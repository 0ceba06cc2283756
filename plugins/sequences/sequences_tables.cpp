#include "sequences_tables.hpp"

namespace inkling::sequences {

// Symbols are a matter of programs: neither a database nor a spreadsheet holds them.
dsl::LanguageTables sequences_tables() {
  dsl::LanguageTables tables;
  tables.renderings.push_back({"python",
                               {{"shift_left", "shift_left({0}, {1})"},
                                {"shift_right", "shift_right({0}, {1})"},
                                {"rotate_left", "rotate_left({0}, natural({1}))"},
                                {"rotate_right", "rotate_left({0}, -natural({1}))"},
                                {"reverse", "{0}[::-1]"},
                                {"sort_ascending", "sorted({0})"},
                                {"sort_descending", "sorted({0}, reverse=True)"},
                                {"increment", "change_digits({0}, 1, 1)"},
                                {"decrement", "change_digits({0}, 1, -1)"},
                                {"negate", "change_digits({0}, -1, 9)"},
                                {"take", "take({0}, {1})"},
                                {"drop", "drop({0}, {1})"}},
                               R"py(
class Undefined(Exception):
    """There is no result."""

def natural(n):
    if n < 0:
        raise Undefined
    return n

def shift_left(xs, n):
    return xs[natural(n) :] + [-1] * min(n, len(xs))

def shift_right(xs, n):
    return [-1] * min(natural(n), len(xs)) + xs[: max(0, len(xs) - n)]

def rotate_left(xs, n):
    at = n % len(xs) if xs else 0
    return xs[at:] + xs[:at]

def change_digits(xs, factor, offset):
    return [x if x == -1 else (factor * x + offset) % 10 for x in xs]

def take(xs, n):
    return xs[: natural(n)] + [-1] * max(0, len(xs) - n)

def drop(xs, n):
    return [-1] * min(natural(n), len(xs)) + xs[n:]
)py"});
  return tables;
}

}  // namespace inkling::sequences
