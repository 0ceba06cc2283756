#include <algorithm>
#include <cstring>
#include <inkling/dsl/cells.hpp>

namespace inkling::dsl {

int compare(EvalContext& context, Sort sort, const Cell& a, const Cell& b) {
  if (sort.depth == 0) {
    if (sort.base != Sort::Base::string) return a.i < b.i ? -1 : static_cast<int>(a.i > b.i);
    const std::size_t common = std::min(a.size, b.size);
    if (!context.spend(common)) return 0;
    const int order = common == 0 ? 0 : std::memcmp(a.s, b.s, common);
    if (order != 0) return order;
    return a.size < b.size ? -1 : static_cast<int>(a.size > b.size);
  }
  const std::size_t common = std::min(a.size, b.size);
  if (!context.spend(common)) return 0;
  for (std::size_t i = 0; i < common; ++i) {
    const int order = sort.integers() ? (a.v[i] < b.v[i] ? -1 : static_cast<int>(a.v[i] > b.v[i]))
                                      : compare(context, sort.element(), a.c[i], b.c[i]);
    if (order != 0) return order;
  }
  return a.size < b.size ? -1 : static_cast<int>(a.size > b.size);
}

std::size_t weight(Sort sort, const Cell& value) {
  if (sort.depth == 0) return sort.base == Sort::Base::string ? value.size : 0;
  std::size_t total = value.size;
  if (!sort.integers())
    for (std::size_t i = 0; i < value.size; ++i) total += weight(sort.element(), value.c[i]);
  return total;
}

}  // namespace inkling::dsl
