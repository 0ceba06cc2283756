// Prior: what programs are made of, counted, and what experience says of it. A language without
// moves is described by the costs of its operators; a fitted prior (Catalogue::set_prior) adds bits
// for everything that turned out to be meant less often, or more often, than its cost says.
#pragma once

#include <cstddef>
#include <inkling/dsl/catalogue.hpp>
#include <inkling/dsl/expr.hpp>

namespace inkling::dsl {

// How often each thing occurs in a program of so many inputs: "map" (an operator, in whatever way
// it is written), "function", "input", "constant 3 to 5", "unused input", and once "bool: lt", the
// operator at the root by the sort that it gives ("bool: " where there is none).
INKLING_DSL_API Features features(const Catalogue& catalogue, const Expr& expr, std::size_t inputs);

// Bits that a prior says of what a program is made of; what it does not name adds nothing.
INKLING_DSL_API double bits(const Features& prior, const Features& of);

}  // namespace inkling::dsl
