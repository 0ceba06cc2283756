#include "test_catalogue.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

namespace inkling::dsl::test {
namespace {

template <auto Function>
void binary(const std::int64_t* const* args, std::size_t n, std::int64_t* result,
            const Dialect& dialect) {
  for (std::size_t i = 0; i < n; ++i) {
    const std::int64_t a = args[0][i];
    const std::int64_t b = args[1][i];
    result[i] = a == kUndefined || b == kUndefined ? kUndefined : Function(a, b, dialect);
  }
}

std::int64_t add(std::int64_t a, std::int64_t b, const Dialect&) {
  std::int64_t sum = 0;
  return __builtin_add_overflow(a, b, &sum) ? kUndefined : sum;
}
std::int64_t sub(std::int64_t a, std::int64_t b, const Dialect&) {
  std::int64_t difference = 0;
  return __builtin_sub_overflow(a, b, &difference) ? kUndefined : difference;
}
std::int64_t mul(std::int64_t a, std::int64_t b, const Dialect&) {
  std::int64_t product = 0;
  return __builtin_mul_overflow(a, b, &product) ? kUndefined : product;
}
std::int64_t divide(std::int64_t a, std::int64_t b, const Dialect& dialect) {
  if (b == 0) return kUndefined;
  const std::int64_t q = a / b;
  return !dialect.truncating_division && a % b != 0 && (a < 0) != (b < 0) ? q - 1 : q;
}
std::int64_t modulo(std::int64_t a, std::int64_t b, const Dialect& dialect) {
  return b == 0 ? kUndefined : a - b * divide(a, b, dialect);
}
std::int64_t power(std::int64_t a, std::int64_t b, const Dialect& dialect) {
  if (b < 0 || b > 64) return kUndefined;
  std::int64_t result = 1;
  for (; b > 0 && result != kUndefined; --b) result = mul(result, a, dialect);
  return result;
}
std::int64_t smaller(std::int64_t a, std::int64_t b, const Dialect&) {
  return std::min(a, b);
}
std::int64_t less(std::int64_t a, std::int64_t b, const Dialect&) {
  return a < b;
}
std::int64_t greater(std::int64_t a, std::int64_t b, const Dialect&) {
  return a > b;
}
std::int64_t same(std::int64_t a, std::int64_t b, const Dialect&) {
  return a == b;
}

void negate(const std::int64_t* const* args, std::size_t n, std::int64_t* result, const Dialect&) {
  for (std::size_t i = 0; i < n; ++i)
    result[i] = args[0][i] == kUndefined ? kUndefined : -args[0][i];
}
void conjunction(const std::int64_t* const* args, std::size_t n, std::int64_t* result,
                 const Dialect&) {
  for (std::size_t i = 0; i < n; ++i)
    result[i] = args[0][i] == 0 ? 0 : args[0][i] == kUndefined ? kUndefined : args[1][i];
}
void choice(const std::int64_t* const* args, std::size_t n, std::int64_t* result, const Dialect&) {
  for (std::size_t i = 0; i < n; ++i)
    result[i] = args[0][i] == kUndefined ? kUndefined : args[0][i] != 0 ? args[1][i] : args[2][i];
}

bool eval_choice(EvalContext&, const CallSite&, const Cell* args, Cell& result) {
  result = args[0].i != 0 ? args[1] : args[2];
  return true;
}

bool eval_sort(EvalContext& context, const CallSite&, const Cell* args, Cell& result) {
  if (!context.spend(args[0].size)) return false;
  std::int64_t* values = context.arena.integers(args[0].size);
  std::copy_n(args[0].v, args[0].size, values);
  std::sort(values, values + args[0].size);
  result.v = values;
  result.size = args[0].size;
  return true;
}

bool eval_head(EvalContext&, const CallSite& site, const Cell* args, Cell& result) {
  if (args[0].size == 0) return false;
  if (site.args[0].integers())
    result.i = args[0].v[0];
  else
    result = args[0].c[0];
  return true;
}

bool eval_length(EvalContext&, const CallSite&, const Cell* args, Cell& result) {
  result.i = args[0].size;
  return true;
}

bool eval_take(EvalContext&, const CallSite&, const Cell* args, Cell& result) {
  result = args[1];
  result.size = static_cast<std::uint32_t>(
      std::clamp<std::int64_t>(args[0].i, 0, static_cast<std::int64_t>(args[1].size)));
  return true;
}

bool eval_repeat(EvalContext& context, const CallSite& site, const Cell* args, Cell& result) {
  const auto n = static_cast<std::size_t>(std::max<std::int64_t>(args[1].i, 0));
  if (n > context.dialect.max_length || !context.spend(n)) return false;
  result.size = static_cast<std::uint32_t>(n);
  if (site.result.integers()) {
    std::int64_t* values = context.arena.integers(n);
    std::fill_n(values, n, args[0].i);
    result.v = values;
  } else {
    Cell* cells = context.arena.cells(n);
    std::fill_n(cells, n, args[0]);
    result.c = cells;
  }
  return true;
}

// Element k of a list as a cell.
Cell element(const Cell& list, Sort sort, std::size_t k) {
  if (!sort.integers()) return list.c[k];
  Cell cell;
  cell.i = list.v[k];
  return cell;
}

// A list of `sort` with room for n elements, and a writer of its elements.
struct ListWriter {
  ListWriter(Arena& arena, Sort list_sort, std::size_t n) : sort(list_sort) {
    if (sort.integers())
      integers = arena.integers(n);
    else
      cells = arena.cells(n);
  }
  void push(const Cell& cell) {
    if (sort.integers())
      integers[size++] = cell.i;
    else
      cells[size++] = cell;
  }
  void finish(Cell& result) const {
    if (sort.integers())
      result.v = integers;
    else
      result.c = cells;
    result.size = size;
  }
  Sort sort;
  std::int64_t* integers = nullptr;
  Cell* cells = nullptr;
  std::uint32_t size = 0;
};

bool eval_map(EvalContext& context, const CallSite& site, const Cell* args, Cell& result) {
  const Cell& list = args[1];
  if (!context.spend(list.size)) return false;
  if (args[0].f->apply_column != nullptr) {
    std::int64_t* values = context.arena.integers(list.size);
    const std::int64_t* columns[] = {list.v};
    args[0].f->apply_column(*args[0].f, context, columns, list.size, values);
    result.v = values;
    result.size = list.size;
    return std::find(values, values + list.size, kUndefined) == values + list.size;
  }
  ListWriter writer(context.arena, site.result, list.size);
  for (std::size_t k = 0; k < list.size; ++k) {
    const Cell arg = element(list, site.args[1], k);
    Cell mapped;
    if (!args[0].f->apply(*args[0].f, context, &arg, mapped)) return false;
    writer.push(mapped);
  }
  writer.finish(result);
  return true;
}

// As map, but always element by element: what the columns are compared with.
bool eval_map_slowly(EvalContext& context, const CallSite& site, const Cell* args, Cell& result) {
  Closure slow = *args[0].f;
  ListWriter writer(context.arena, site.result, args[1].size);
  for (std::size_t k = 0; k < args[1].size; ++k) {
    const Cell arg = element(args[1], site.args[1], k);
    Cell mapped;
    if (!slow.apply(*args[0].f, context, &arg, mapped)) return false;
    writer.push(mapped);
  }
  writer.finish(result);
  return true;
}

bool eval_filter(EvalContext& context, const CallSite& site, const Cell* args, Cell& result) {
  if (!context.spend(args[1].size)) return false;
  ListWriter writer(context.arena, site.result, args[1].size);
  for (std::size_t k = 0; k < args[1].size; ++k) {
    const Cell arg = element(args[1], site.args[1], k);
    Cell keep;
    if (!args[0].f->apply(*args[0].f, context, &arg, keep)) return false;
    if (keep.i != 0) writer.push(arg);
  }
  writer.finish(result);
  return true;
}

bool eval_zip_with(EvalContext& context, const CallSite& site, const Cell* args, Cell& result) {
  const std::size_t n = std::min(args[1].size, args[2].size);
  if (!context.spend(n)) return false;
  ListWriter writer(context.arena, site.result, n);
  for (std::size_t k = 0; k < n; ++k) {
    const Cell pair[] = {element(args[1], site.args[1], k), element(args[2], site.args[2], k)};
    Cell combined;
    if (!args[0].f->apply(*args[0].f, context, pair, combined)) return false;
    writer.push(combined);
  }
  writer.finish(result);
  return true;
}

bool eval_scanl1(EvalContext& context, const CallSite& site, const Cell* args, Cell& result) {
  if (!context.spend(args[1].size)) return false;
  ListWriter writer(context.arena, site.result, args[1].size);
  Cell last;
  for (std::size_t k = 0; k < args[1].size; ++k) {
    const Cell pair[] = {last, element(args[1], site.args[1], k)};
    Cell next = pair[1];
    if (k > 0 && !args[0].f->apply(*args[0].f, context, pair, next)) return false;
    writer.push(next);
    last = next;
  }
  writer.finish(result);
  return true;
}

bool eval_concat(EvalContext& context, const CallSite&, const Cell* args, Cell& result) {
  if (!context.spend(args[0].size + args[1].size)) return false;
  char* text = context.arena.chars(args[0].size + args[1].size);
  if (args[0].size > 0) std::memcpy(text, args[0].s, args[0].size);
  if (args[1].size > 0) std::memcpy(text + args[0].size, args[1].s, args[1].size);
  result.s = text;
  result.size = args[0].size + args[1].size;
  result.chars = args[0].chars + args[1].chars;
  return true;
}

// The i-th run (from 1) of digits (kind 0), letters (kind 1) or of everything but one character.
bool eval_token(EvalContext&, const CallSite&, const Cell* args, Cell& result) {
  const auto inside = [&](char c) {
    if (args[1].i == 0) return c >= '0' && c <= '9';
    if (args[1].i == 1) return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return c != static_cast<char>(args[1].i - 256);
  };
  std::int64_t n = 0;
  for (std::uint32_t at = 0; at < args[0].size;) {
    std::uint32_t end = at;
    while (end < args[0].size && inside(args[0].s[end])) ++end;
    if (end > at && ++n == args[2].i) {
      result.s = args[0].s + at;
      result.size = result.chars = end - at;
      return true;
    }
    at = std::max(end, at + 1);
  }
  return false;
}

bool eval_upper(EvalContext& context, const CallSite&, const Cell* args, Cell& result) {
  char* text = context.arena.chars(args[0].size);
  for (std::uint32_t i = 0; i < args[0].size; ++i)
    text[i] = args[0].s[i] >= 'a' && args[0].s[i] <= 'z' ? static_cast<char>(args[0].s[i] - 32)
                                                         : args[0].s[i];
  result = args[0];
  result.s = text;
  return true;
}

Operator& scalar(Catalogue& catalogue, const char* name, const char* signature, ScalarKernel kernel,
                 const char* infix, int precedence, const char* words) {
  Operator& op = catalogue.add(name, signature);
  op.kernel = kernel;
  op.infix = infix;
  op.precedence = precedence;
  op.words = words;
  op.group = "numbers";
  op.summary = std::string("the ") + name + " operator";
  return op;
}

Operator& other(Catalogue& catalogue, const char* name, const char* signature, Eval eval,
                const char* words, std::vector<std::string> aliases = {}) {
  Operator& op = catalogue.add(name, signature);
  op.eval = eval;
  op.words = words;
  op.aliases = std::move(aliases);
  op.group = "the rest";
  op.summary = std::string("what ") + name + " gives";
  return op;
}

std::shared_ptr<const Catalogue> build() {
  auto made = std::make_shared<Catalogue>("small", "The small language");
  Catalogue& c = *made;
  c.add_enumeration({"kind", true});
  c.add_constant({"DIGITS", 0, 0, "a run of digits"});
  c.add_constant({"LETTERS", 0, 1, "a run of letters"});
  scalar(c, "add", "(a: int, b: int) -> int", binary<add>, "+", 60, "{0} plus {1}");
  scalar(c, "sub", "(a: int, b: int) -> int", binary<sub>, "-", 60, "{0} minus {1}");
  scalar(c, "mul", "(a: int, b: int) -> int", binary<mul>, "*", 70, "{0} times {1}");
  scalar(c, "div", "(a: int, b: int) -> int", binary<divide>, "/", 70, "{0} divided by {1}");
  scalar(c, "mod", "(a: int, b: int) -> int", binary<modulo>, "%", 70, "{0} modulo {1}");
  scalar(c, "pow", "(a: int, b: int) -> int", binary<power>, "**", 80, "{0} to the power {1}")
      .right_associative = true;
  c.add("square", "(a: int) -> int").kernel = [](const std::int64_t* const* args, std::size_t n,
                                                 std::int64_t* result, const Dialect& dialect) {
    const std::int64_t* twice[] = {args[0], args[0]};
    binary<mul>(twice, n, result, dialect);
  };
  scalar(c, "min", "(a: int, b: int) -> int", binary<smaller>, "", 0, "the smaller of {0} and {1}");
  scalar(c, "neg", "(a: int) -> int", negate, "", 0, "minus {0}");
  scalar(c, "lt", "(a: int, b: int) -> bool", binary<less>, "<", 40, "{0} is less than {1}");
  scalar(c, "gt", "(a: int, b: int) -> bool", binary<greater>, ">", 40, "{0} is greater than {1}");
  scalar(c, "eq", "(a: int, b: int) -> bool", binary<same>, "==", 40, "{0} equals {1}");
  scalar(c, "eq", "(a: bool, b: bool) -> bool", binary<same>, "==", 40, "{0} equals {1}");
  scalar(c, "and", "(a: bool, b: bool) -> bool", conjunction, "&&", 30, "{0} and {1}").lazy = true;
  Operator& choose = scalar(c, "if", "(condition: bool, yes: a, no: a) -> a", choice, "", 0,
                            "{1} if {0}, else {2}");
  choose.lazy = true;
  choose.eval = eval_choice;
  other(c, "sort", "(xs: list int) -> list int", eval_sort, "{0} in ascending order", {"Sort"});
  other(c, "head", "(xs: list a) -> a", eval_head, "the first element of {0}", {"Head"});
  other(c, "length", "(xs: list a) -> int", eval_length, "the length of {0}", {"Length"});
  other(c, "take", "(n: int, xs: list a) -> list a", eval_take, "the first {0} elements of {1}",
        {"Take"});
  other(c, "repeat", "(x: a, n: int) -> list a", eval_repeat, "{0} repeated {1} times");
  other(c, "map", "(f: a -> b, xs: list a) -> list b", eval_map, "{1} after {0}", {"Map"});
  other(c, "map_slowly", "(f: a -> b, xs: list a) -> list b", eval_map_slowly, "{1} after {0}");
  other(c, "filter", "(p: a -> bool, xs: list a) -> list a", eval_filter,
        "the elements of {1} that pass {0}", {"Filter"});
  other(c, "zip_with", "(f: (a, b -> c), xs: list a, ys: list b) -> list c", eval_zip_with,
        "{1} and {2} combined by {0}", {"ZipWith"});
  other(c, "scanl1", "(f: (a, a) -> a, xs: list a) -> list a", eval_scanl1,
        "the running result of {0} over {1}", {"Scanl1"});
  Operator& join =
      other(c, "concat", "(s: string, t: string) -> string", eval_concat, "{0} followed by {1}");
  join.infix = "++";
  join.precedence = 50;
  other(c, "token", "(s: string, k: kind, i: int) -> string", eval_token, "run {2} of {1} in {0}")
      .compact = "GetToken";
  other(c, "upper", "(s: string) -> string", eval_upper, "{0} in capitals").compact = "Upper";
  Dialect plain;
  plain.name = "default";
  plain.summary = "no bounds";
  c.add_dialect(plain);
  Dialect tight;
  tight.name = "tight";
  tight.summary = "numbers of -50 to 50, lists of 5";
  tight.min_int = -50;
  tight.max_int = 50;
  tight.max_length = 5;
  c.add_dialect(tight);
  Dialect truncating;
  truncating.name = "truncating";
  truncating.summary = "/ rounds towards zero";
  truncating.truncating_division = true;
  c.add_dialect(truncating);
  return made;
}

}  // namespace

std::shared_ptr<const Catalogue> small_catalogue() {
  static const std::shared_ptr<const Catalogue> kCatalogue = build();
  return kCatalogue;
}

std::vector<Sort> sorts_of(const std::vector<Value>& values) {
  std::vector<Sort> sorts;
  for (const Value& v : values) sorts.push_back(to_sort(type_of(v)));
  return sorts;
}

Value run(const std::string& program, const std::vector<Value>& inputs, std::int64_t fuel) {
  const auto catalogue = small_catalogue();
  const std::vector<Sort> sorts = sorts_of(inputs);
  const Dialect* dialect = nullptr;
  const auto expr = parse(*catalogue, program, &sorts, &dialect);
  if (!expr.ok()) {
    ADD_FAILURE() << program << ": " << to_text(expr.error());
    return Value();
  }
  Arena arena;
  const std::vector<Sort> used = input_sorts(**expr);
  std::vector<Cell> cells(inputs.size());
  for (std::size_t i = 0; i < used.size(); ++i) {
    if (used[i].base == Sort::Base::any) continue;
    EXPECT_TRUE(to_cell(inputs[i], used[i], arena, cells[i])) << program;
  }
  EvalContext context{arena, *dialect, fuel};
  Cell result;
  if (!evaluate(**expr, cells.data(), context, result)) return Value();
  return to_value(result, (*expr)->sort);
}

Value value(const std::string& text) {
  auto parsed = parse_value(text);
  if (!parsed.ok()) ADD_FAILURE() << text << ": " << to_text(parsed.error());
  return parsed.ok() ? *parsed : Value();
}

}  // namespace inkling::dsl::test
