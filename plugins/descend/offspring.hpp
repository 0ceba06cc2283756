// Offspring of the best starts of a descent, in the place of the others.
#pragma once

#include <inkling/gradient.hpp>
#include <inkling/rng.hpp>

#include "starts.hpp"

namespace inkling::descend {

// Indices of the starts: most examples reproduced first, then the smaller loss.
std::vector<std::size_t> best_first(const DescentState& state);

// Begins a new round: every start goes back to its best iterate, and the worse three quarters
// become offspring of the best quarter. Of programs of tokens these are made like those of a
// genetic algorithm over token strings: all positions share the map from vectors to codes, so that
// a vector means the same token at every position and in every start, and a good program has a
// vector replaced, put in, taken out or exchanged with another. Continuous programs are moved.
void renew(DescentState& state, const Starts& starts, Rng rng);

}  // namespace inkling::descend
