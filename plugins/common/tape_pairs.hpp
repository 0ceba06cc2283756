// A task's examples on a tape.
#pragma once

#include <inkling/codec.hpp>
#include <inkling/task.hpp>

#include "latent_model.hpp"

namespace inkling::common {

// Examples that a network looks at: the work of a proposal and of a step grows with each of them,
// and what 32 do not tell, running the program on all of them does.
inline constexpr std::size_t kMostPairs = 32;

// Which of a task's examples those are: all, or kMostPairs spread evenly.
std::vector<std::size_t> kept_examples(std::size_t count);

// Those of kept_examples(). Error bad_input: one of the examples, kept or
// not, does not fit the tape, and the message names it; or there are none.
Result<Pairs> read_pairs(const Task& task, const Codec& codec);

}  // namespace inkling::common
