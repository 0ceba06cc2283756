// Operators on integers and booleans that any language may take into its catalogue.
#pragma once

#include <inkling/dsl/catalogue.hpp>

namespace inkling::dsl {

// Binding of the infix forms, weakest first.
inline constexpr int kOr = 1;
inline constexpr int kAnd = 2;
inline constexpr int kComparison = 3;
inline constexpr int kSum = 4;
inline constexpr int kTerm = 5;
inline constexpr int kPower = 7;

// Adds integers, comparisons and logic, each under the heading of that name. Equality and the
// choice between two values work on every sort.
INKLING_DSL_API void add_scalar_operators(Catalogue& catalogue);

}  // namespace inkling::dsl
