// Tasks of Karel: random programs and worlds, as Bunel et al. draw them (Leveraging Grammar and
// Reinforcement Learning for Neural Program Synthesis, arXiv 1805.04276).
#pragma once

#include <inkling/domain.hpp>
#include <inkling/dsl/imperative.hpp>

#include "world.hpp"

namespace inkling::karel {

ParamSpecs generator_params();
// Errors: bad_param, when no task was found in many tries.
Result<GeneratedTask> generate(const Params& params, Rng& rng);

// Statements inside each other to that depth; every production of the grammar is as likely.
dsl::Block random_program(std::int64_t depth, Rng& rng);

struct WorldShape {
  std::size_t rows = 5;
  std::size_t columns = 5;
  double walls = 0.1;    // share of the cells
  double markers = 0.1;  // of those without a wall
};
World random_world(const WorldShape& shape, Rng& rng);

}  // namespace inkling::karel
