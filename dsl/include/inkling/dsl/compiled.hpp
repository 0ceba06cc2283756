// The typed tree behind a Program of a catalogue's language.
#pragma once

#include <inkling/dsl/expr.hpp>

namespace inkling::dsl {

// What Program::handle() of such a program points to.
struct CompiledProgram {
  std::shared_ptr<const Catalogue> catalogue;
  ExprPtr expr;
  const Dialect* dialect = nullptr;  // of the catalogue; never null
  // Sorts of x0, x1, ... as far as the program looks at them; `any` where it does not.
  std::vector<Sort> inputs{};
};

// Null when the program does not belong to this catalogue's language or has no tree.
INKLING_DSL_API const CompiledProgram* compiled(const Catalogue& catalogue, const Program& program);
// Sorts of the inputs that occur in the tree, in order of their number; `any` in the gaps.
INKLING_DSL_API std::vector<Sort> input_sorts(const Expr& expr);

}  // namespace inkling::dsl
