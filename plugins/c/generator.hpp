// Tasks of restricted C: random programs over arrays of small integers, after Chen, Song and Tian,
// Latent Execution for Neural Program Synthesis (arXiv 2107.00101), section 4.1.
#pragma once

#include <inkling/domain.hpp>
#include <inkling/dsl/imperative.hpp>

namespace inkling::c {

ParamSpecs generator_params();
// Errors: bad_param, when no task was found in many tries.
Result<GeneratedTask> generate(const Params& params, Rng& rng);

// At most so many declarations, and so many statements behind them, those inside others apart;
// nothing says that it runs.
dsl::Block random_program(std::int64_t declarations, std::int64_t statements, Rng& rng);
// Elements of -4 to 4.
Value random_array(std::size_t size, Rng& rng);

}  // namespace inkling::c
