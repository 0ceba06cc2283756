// Random tasks with a hidden DeepCoder program, after ExeDec's generator (Shi et al., 2024).
#pragma once

#include <inkling/domain.hpp>

namespace inkling::lists {

// The parameters of generate().
const ParamSpecs& generator_params();

// Samples inputs, then statement by statement a program that runs on all of them, has no dead code,
// repeats no earlier value and whose outputs are not all the same. Errors: bad_param, when the
// parameters contradict each other or no such program turned up.
Result<GeneratedTask> generate(const Params& params, Rng& rng);

}  // namespace inkling::lists
