// The list language's operators: what its source files share.
#pragma once

#include <inkling/dsl/cells.hpp>
#include <inkling/dsl/operator_table.hpp>
#include <inkling/dsl/scalar_operators.hpp>

namespace inkling::lists {

using dsl::afford;
using dsl::allocate;
using dsl::Arena;
using dsl::CallSite;
using dsl::Catalogue;
using dsl::Cell;
using dsl::Closure;
using dsl::compare;
using dsl::compare_elements;
using dsl::Dialect;
using dsl::element;
using dsl::EvalContext;
using dsl::give;
using dsl::kMaxWitnesses;
using dsl::kSum;
using dsl::kUndefined;
using dsl::OperatorRow;
using dsl::Role;
using dsl::Sort;
using dsl::View;
using dsl::view;
using dsl::weight;
using dsl::wrap;

void add_part_operators(Catalogue& catalogue);      // parts of lists, lists to numbers
void add_edit_operators(Catalogue& catalogue);      // lists to lists
void add_making_operators(Catalogue& catalogue);    // making lists, lists of lists
void add_function_operators(Catalogue& catalogue);  // map, filter, fold ...

// What people mean as a whole: interleave, run lengths, whether a list is sorted ...
std::vector<dsl::Idiom> list_idioms();

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

}  // namespace inkling::lists
