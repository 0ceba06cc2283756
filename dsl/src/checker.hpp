// The type checker: from the untyped tree to Expr.
#pragma once

#include "syntax.hpp"

namespace inkling::dsl {

// Errors type (or parse, for unknown names), with a span. `inputs` null: the sorts of x0, x1, ...
// are inferred; what remains open becomes an integer.
Result<ExprPtr> check(const Catalogue& catalogue, const syntax::Program& program,
                      const std::vector<Sort>* inputs);
// A program that is a function of parameters of these sorts and looks at no input.
Result<ExprPtr> check_function(const Catalogue& catalogue, const syntax::Program& program,
                               const std::vector<Sort>& params);

}  // namespace inkling::dsl
