// Values in and out of cells, and the bounds of a dialect.
#include <algorithm>
#include <cstring>
#include <inkling/dsl/expr.hpp>

namespace inkling::dsl {
namespace {

constexpr unsigned char kContinuation = 0x80;

std::uint32_t count_chars(std::string_view text) {
  std::uint32_t n = 0;
  for (char c : text) n += (static_cast<unsigned char>(c) & 0xC0) != kContinuation;
  return n;
}

bool string_to_cell(const std::string& text, Arena& arena, Cell& cell) {
  if (text.size() > std::numeric_limits<std::uint32_t>::max()) return false;
  char* copy = arena.chars(text.size());
  std::copy(text.begin(), text.end(), copy);
  cell.s = copy;
  cell.size = static_cast<std::uint32_t>(text.size());
  cell.chars = count_chars(text);
  return true;
}

bool scalar_to_int(const Value& value, Sort sort, std::int64_t& result) {
  if (sort.base == Sort::Base::boolean && value.is_bool()) {
    result = value.as_bool() ? 1 : 0;
    return true;
  }
  const bool integral = sort.base == Sort::Base::integer || sort.base == Sort::Base::enumeration;
  if (!integral || !value.is_int() || value.as_int() == kUndefined) return false;
  result = value.as_int();
  return true;
}

bool list_to_cell(const Value::List& list, Sort sort, Arena& arena, Cell& cell) {
  if (list.size() > std::numeric_limits<std::uint32_t>::max()) return false;
  cell = Cell{};
  cell.size = static_cast<std::uint32_t>(list.size());
  const Sort element = sort.element();
  if (sort.integers()) {
    std::int64_t* values = arena.integers(list.size());
    cell.v = values;
    for (const Value& value : list)
      if (!scalar_to_int(value, element, *values++)) return false;
    return true;
  }
  Cell* cells = arena.cells(list.size());
  cell.c = cells;
  for (const Value& value : list)
    if (!to_cell(value, element, arena, *cells++)) return false;
  return true;
}

Value scalar_to_value(std::int64_t i, Sort sort) {
  if (i == kUndefined) return Value();
  return sort.base == Sort::Base::boolean ? Value(i != 0) : Value(i);
}

bool in_range(const Dialect& dialect, std::int64_t i) {
  return i >= dialect.min_int && i <= dialect.max_int;
}

}  // namespace

bool to_cell(const Value& value, Sort sort, Arena& arena, Cell& cell) {
  if (sort.depth > 0) return value.is_list() && list_to_cell(value.as_list(), sort, arena, cell);
  cell = Cell{};
  if (sort.base == Sort::Base::string)
    return value.is_string() && string_to_cell(value.as_string(), arena, cell);
  return scalar_to_int(value, sort, cell.i);
}

bool equal_cells(Sort sort, const Cell& a, const Cell& b) {
  if (sort.depth > 0) {
    if (a.size != b.size) return false;
    if (sort.integers()) return std::equal(a.v, a.v + a.size, b.v);
    for (std::uint32_t k = 0; k < a.size; ++k)
      if (!equal_cells(sort.element(), a.c[k], b.c[k])) return false;
    return true;
  }
  // The text of an empty string may be null, which memcmp does not take even for nothing.
  if (sort.base == Sort::Base::string)
    return a.size == b.size && (a.size == 0 || std::memcmp(a.s, b.s, a.size) == 0);
  return a.i == b.i;
}

Value to_value(const Cell& cell, Sort sort) {
  if (sort.depth == 0) {
    if (sort.base != Sort::Base::string) return scalar_to_value(cell.i, sort);
    return cell.size == 0 ? Value("") : Value(std::string(cell.s, cell.size));
  }
  Value::List list;
  list.reserve(cell.size);
  const Sort element = sort.element();
  for (std::uint32_t k = 0; k < cell.size; ++k)
    list.push_back(sort.integers() ? scalar_to_value(cell.v[k], element)
                                   : to_value(cell.c[k], element));
  return Value(std::move(list));
}

bool within(const Dialect& dialect, Sort sort, const Cell& cell) {
  const bool integer = sort.base == Sort::Base::integer;
  if (sort.depth == 0) {
    if (integer) return in_range(dialect, cell.i);
    return sort.base != Sort::Base::string || cell.size <= dialect.max_length;
  }
  if (cell.size > dialect.max_length) return false;
  if (sort.integers()) {
    if (!integer || !dialect.bounded()) return true;
    return std::all_of(cell.v, cell.v + cell.size,
                       [&](std::int64_t i) { return in_range(dialect, i); });
  }
  const Sort element = sort.element();
  return std::all_of(cell.c, cell.c + cell.size,
                     [&](const Cell& c) { return within(dialect, element, c); });
}

}  // namespace inkling::dsl
