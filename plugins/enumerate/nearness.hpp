// Nearness: how few steps there seem to be from a value to the output, by what holds between them
// in all rows at once: every element comes from the one in its place, elements were left out by
// what they are, the same ones in another order .. (property signatures over all examples).
#pragma once

#include <inkling/dsl/expr.hpp>

namespace inkling::enumerate {

// Of integers and of lists of integers.
bool has_distance(dsl::Sort sort);

// Smaller is nearer; about 2 for what looks like one step, about 9 where nothing is shared.
// Precondition: has_distance() of both sorts; cells by row, one at least.
double distance(dsl::Sort sort, const dsl::Cell* value, dsl::Sort wanted, const dsl::Cell* target,
                std::size_t rows);

}  // namespace inkling::enumerate
