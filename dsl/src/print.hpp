// Pieces of the printer that explanations and traces need, too.
#pragma once

#include <inkling/dsl/expr.hpp>

namespace inkling::dsl {

std::string variable_name(int level);      // x, y, z, ... of the variable bound at that level
std::string char_text(std::int64_t code);  // a code point as UTF-8
std::string constant_text(const Catalogue& catalogue, const Expr& expr);
// As print(), for a subtree that has `level` variables in scope.
std::string print_at(const Catalogue& catalogue, const Expr& expr, int level);

}  // namespace inkling::dsl
