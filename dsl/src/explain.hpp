// A program in plain words.
#pragma once

#include <inkling/dsl/expr.hpp>

namespace inkling::dsl {

// From the operators' `words` templates. Parameters of functions are called x, y, ...
std::string explain(const Catalogue& catalogue, const Expr& expr);

}  // namespace inkling::dsl
