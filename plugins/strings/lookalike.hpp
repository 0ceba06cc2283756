// Fresh inputs in the image of given ones.
#pragma once

#include <inkling/rng.hpp>
#include <inkling/task.hpp>

namespace inkling::strings {

// A row like those of the task's examples and queries: one of them is taken, runs of digits become
// other digits, words other words or names of the same case, everything between stays; now and then
// a piece is left out or repeated. What occurs in several arguments changes alike, and what all
// rows share mostly stays. Precondition: the task has an example or a query.
std::vector<Value> sample_row_like(const Task& like, Rng& rng);

}  // namespace inkling::strings
