// The list language's operators: what its source files share.
#pragma once

#include <cstdint>
#include <inkling/dsl/catalogue.hpp>
#include <string>
#include <type_traits>
#include <vector>

namespace inkling::dsl::lists {

// A row of the operator table; see Operator for the meaning of the fields.
struct Entry {
  const char* name;
  const char* signature;
  std::vector<std::string> aliases;
  const char* summary;
  const char* words;
  int cost;
  Eval eval;
  Witness witness = nullptr;
  std::uint32_t witnessed = 0;
  const char* infix = "";
  int precedence = 0;
  Role role = Role::none;
};
// Binding of the infix forms, weakest first.
inline constexpr int kOr = 1;
inline constexpr int kAnd = 2;
inline constexpr int kComparison = 3;
inline constexpr int kSum = 4;
inline constexpr int kTerm = 5;
inline constexpr int kPower = 7;

void add_entries(Catalogue& catalogue, const char* group, const std::vector<Entry>& entries);

void add_scalar_operators(Catalogue& catalogue);    // integers, comparisons, logic
void add_sequence_operators(Catalogue& catalogue);  // lists, without functions
void add_function_operators(Catalogue& catalogue);  // map, filter, fold ...

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
int compare(EvalContext& context, Sort sort, const Cell& a, const Cell& b);
template <class T>
int compare_elements(EvalContext& context, Sort sort, const T& a, const T& b) {
  if constexpr (std::is_same_v<T, Cell>)
    return compare(context, sort, a, b);
  else
    return a < b ? -1 : static_cast<int>(a > b);
}

// Elements in all, at every depth: what a copy of the value would hold.
std::size_t weight(Sort sort, const Cell& value);

// Stable merge sort of `data`, scratch space from the arena. Unlike std::sort it tolerates an order
// that changes half-way, which is what compare() does when the fuel runs out.
template <class T, class Less>
void merge_sort(EvalContext& context, T* data, std::size_t n, Less less) {
  constexpr std::size_t kRun = 8;
  for (std::size_t low = 0; low < n; low += kRun) {
    const std::size_t high = low + kRun < n ? low + kRun : n;
    for (std::size_t i = low + 1; i < high; ++i) {
      const T item = data[i];
      std::size_t j = i;
      for (; j > low && less(item, data[j - 1]); --j) data[j] = data[j - 1];
      data[j] = item;
    }
  }
  if (n <= kRun) return;
  const Arena::Mark mark = context.arena.mark();
  T* from = data;
  T* to = allocate<T>(context.arena, n);
  for (std::size_t width = kRun; width < n; width *= 2) {
    for (std::size_t low = 0; low < n; low += 2 * width) {
      const std::size_t middle = low + width < n ? low + width : n;
      const std::size_t high = low + 2 * width < n ? low + 2 * width : n;
      std::size_t a = low;
      std::size_t b = middle;
      for (std::size_t k = low; k < high; ++k) {
        const bool second = a == middle || (b < high && less(from[b], from[a]));
        to[k] = second ? from[b++] : from[a++];
      }
    }
    T* swapped = from;
    from = to;
    to = swapped;
  }
  if (from != data)
    for (std::size_t i = 0; i < n; ++i) data[i] = from[i];
  context.arena.release(mark);
}

}  // namespace inkling::dsl::lists
