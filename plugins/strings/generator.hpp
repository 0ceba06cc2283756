// Random RobustFill tasks, after ExeDec's and the Latent Programmer's sample_random.py, those of
// the language's moves (move_tasks.hpp) and those of HNPS (hnps_tasks.hpp).
#pragma once

#include <inkling/domain.hpp>
#include <inkling/dsl/catalogue.hpp>
#include <memory>

namespace inkling::strings {

// The parameters of generate_task.
ParamSpecs generator_specs();

// Inputs of random tokens and a random program that is empty on none of them; the program's text is
// in RobustFill form, or of the language hnps where the suite is. The same params and generator
// state give the same task. Errors: bad_param when the numbers of expressions contradict each other
// or the split.
Result<GeneratedTask> generate_task(const std::shared_ptr<const dsl::Catalogue>& catalogue,
                                    const Params& params, Rng& rng);

}  // namespace inkling::strings
