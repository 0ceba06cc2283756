#include "types.hpp"

#include <algorithm>

namespace inkling::dsl {

Ty Unifier::fresh(int depth) {
  bindings_.push_back({});
  return {static_cast<int>(bindings_.size()) - 1, {}, depth};
}

Ty Unifier::from(Sort sort, std::vector<Ty>* instance) {
  const int depth = sort.depth;
  sort.depth = 0;
  if (sort.base == Sort::Base::any) return fresh(depth);
  if (sort.base != Sort::Base::variable || instance == nullptr) return {-1, sort, depth};
  while (instance->size() <= sort.index) instance->push_back(fresh());
  Ty type = (*instance)[sort.index];
  type.depth += depth;
  return type;
}

Ty Unifier::resolve(Ty type) const {
  while (type.variable >= 0) {
    const Binding& binding = bindings_[static_cast<std::size_t>(type.variable)];
    if (!binding.bound) break;
    type = {binding.type.variable, binding.type.base, binding.type.depth + type.depth};
  }
  return type;
}

bool Unifier::unify(Ty a, Ty b) {
  a = resolve(a);
  b = resolve(b);
  if (a.variable >= 0 && a.variable == b.variable) return a.depth == b.depth;
  // Bind the side with a variable and no more lists than the other.
  if (a.variable < 0 || (b.variable >= 0 && b.depth < a.depth)) std::swap(a, b);
  if (a.variable < 0) return a.base == b.base && a.depth == b.depth;
  if (a.depth > b.depth) return false;
  b.depth -= a.depth;
  bindings_[static_cast<std::size_t>(a.variable)] = {true, b};
  trail_.push_back(a.variable);
  return true;
}

Sort Unifier::to_sort(Ty type) const {
  type = resolve(type);
  Sort sort = type.variable >= 0 ? Sort{Sort::Base::integer} : type.base;
  sort.depth = static_cast<std::uint8_t>(std::min(type.depth, 255));
  return sort;
}

void Unifier::undo(std::size_t mark) {
  for (; trail_.size() > mark; trail_.pop_back())
    bindings_[static_cast<std::size_t>(trail_.back())] = {};
}

}  // namespace inkling::dsl
