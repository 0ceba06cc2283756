// Functions of pieces: where inputs and outputs fall into as many pieces, what makes one of the
// other is a task of its own.
#pragma once

#include "grow.hpp"

namespace inkling::substring {

// Adds to the bank what maps the pieces of an input to those of the whole output.
void add_loops(Bank& bank, const Mined& mined, const dsl::Catalogue& catalogue, double source);

}  // namespace inkling::substring
