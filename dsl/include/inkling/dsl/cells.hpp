// Cells of lists: what operators of any language are written with.
#pragma once

#include <cstdint>
#include <inkling/dsl/catalogue.hpp>
#include <type_traits>

namespace inkling::dsl {

// Lists are stored as integers or as cells (see Cell); T is the storage of one element.
template <class T>
struct View {
  const T* data = nullptr;
  std::size_t size = 0;
  const T& operator[](std::size_t i) const { return data[i]; }
  const T* begin() const { return data; }
  const T* end() const { return data + size; }
};
template <class T>
View<T> view(const Cell& list) {
  if constexpr (std::is_same_v<T, Cell>)
    return {list.c, list.size};
  else
    return {list.v, list.size};
}
template <class T>
T element(const Cell& value) {
  if constexpr (std::is_same_v<T, Cell>)
    return value;
  else
    return value.i;
}
template <class T>
Cell wrap(const T& value) {
  if constexpr (std::is_same_v<T, Cell>) {
    return value;
  } else {
    Cell cell;
    cell.i = value;
    return cell;
  }
}
template <class T>
T* allocate(Arena& arena, std::size_t n) {
  if constexpr (std::is_same_v<T, Cell>)
    return arena.cells(n);
  else
    return arena.integers(n);
}
template <class T>
bool give(Cell& result, const T* data, std::size_t n) {
  if constexpr (std::is_same_v<T, Cell>)
    result.c = data;
  else
    result.v = data;
  result.size = static_cast<std::uint32_t>(n);
  result.chars = 0;
  return true;
}
inline bool give(Cell& result, std::int64_t value) {
  result.i = value;
  result.size = result.chars = 0;
  return value != kUndefined;
}
// Takes fuel for a new list of n elements; false when the dialect or the fuel forbids it.
inline bool afford(EvalContext& context, std::size_t n) {
  return n <= context.dialect.max_length && context.spend(n);
}

// Three-way order of two values of one sort: integers by value, strings by bytes, lists
// lexicographically. Takes fuel; once that is spent every comparison gives 0.
INKLING_DSL_API int compare(EvalContext& context, Sort sort, const Cell& a, const Cell& b);
template <class T>
int compare_elements(EvalContext& context, Sort sort, const T& a, const T& b) {
  if constexpr (std::is_same_v<T, Cell>)
    return compare(context, sort, a, b);
  else
    return a < b ? -1 : static_cast<int>(a > b);
}

// Elements in all, at every depth: what a copy of the value would hold.
INKLING_DSL_API std::size_t weight(Sort sort, const Cell& value);

}  // namespace inkling::dsl
