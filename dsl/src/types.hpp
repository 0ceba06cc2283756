// Types under inference: sorts with variables that are bound by unification.
#pragma once

#include <inkling/dsl/catalogue.hpp>
#include <vector>

namespace inkling::dsl {

// A base or a variable in `depth` lists.
struct Ty {
  int variable = -1;  // number of the variable, or -1
  Sort base{};        // depth 0
  int depth = 0;
};

// Every type is a chain of lists that ends in one base or variable, so that a variable is bound to
// at most one chain and unification needs no recursion.
class Unifier {
 public:
  Ty fresh(int depth = 0);
  // `any` becomes a fresh variable; a variable of a signature the one that `instance` holds for it.
  Ty from(Sort sort, std::vector<Ty>* instance = nullptr);
  Ty resolve(Ty type) const;
  bool unify(Ty a, Ty b);
  // Open variables become integers. Depth is cut at 255; see kMaxValueDepth.
  Sort to_sort(Ty type) const;

  std::size_t mark() const { return trail_.size(); }
  void undo(std::size_t mark);  // takes back every binding since mark()

 private:
  struct Binding {
    bool bound = false;
    Ty type{};
  };
  std::vector<Binding> bindings_;
  std::vector<int> trail_;
};

}  // namespace inkling::dsl
