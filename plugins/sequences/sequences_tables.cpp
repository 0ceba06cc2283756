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
                                {"drop", "drop({0}, {1})"},
                                {"above_next_minus", "change_above_next({0}, {1}, {2})"},
                                {"below_next_minus", "change_below_next({0}, {1}, {2})"},
                                {"above_last_plus", "change_above_last({0}, {1}, {2})"},
                                {"equal_sides_times", "change_between_equal({0}, {1})"},
                                {"sides_sum", "from_sides({0}, sum)"},
                                {"sides_average", "from_sides({0}, lambda two: sum(two) // 2)"},
                                {"sides_max", "from_sides({0}, max)"},
                                {"sides_min", "from_sides({0}, min)"}},
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

def go_over(xs, change):
    if any(not -1 <= x <= 9 for x in xs):
        raise Undefined
    ys = list(xs)
    for i, x in enumerate(ys):
        if x != -1:
            last = ys[i - 1] if i > 0 else -1
            following = ys[i + 1] if i + 1 < len(ys) else -1
            ys[i] = change(last, x, following)
    return ys

def change_above_next(xs, k, m):
    k, m = natural(k), natural(m)
    return go_over(xs, lambda last, x, following: (x - m) % 5 if following != -1 and x - following == k else x)

def change_below_next(xs, k, m):
    k, m = natural(k), natural(m)
    return go_over(xs, lambda last, x, following: (x - m) % 5 if following != -1 and following - x == k else x)

def change_above_last(xs, k, m):
    k, m = natural(k), natural(m)
    return go_over(xs, lambda last, x, following: (x + m) % 5 if last != -1 and x - last == k else x)

def change_between_equal(xs, n):
    n = natural(n)
    return go_over(xs, lambda last, x, following: min(4, x * n) if last == following != -1 else x)

def from_sides(xs, choose):
    return go_over(xs, lambda last, x, following: choose([last, following]) % 5 if -1 not in (last, following) else x)
)py"});
  return tables;
}

}  // namespace inkling::sequences
