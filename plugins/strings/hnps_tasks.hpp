// Tasks of HNPS (arXiv 2303.06018): D_short, D_composed and D_long, by the suite.
#pragma once

#include <inkling/domain.hpp>

namespace inkling::strings {

// The program is one of the language hnps; meta says so, and how many tokens it has.
// min_expressions and max_expressions bound its length, 0: as the paper's data have it. Part test
// holds one program in ten of those that the other part does not (dsl::in_part), of composed ones
// by their text; atomic programs of part train alone are composed. Errors: bad_param.
Result<GeneratedTask> generate_hnps_task(const Params& params, Rng& rng);

}  // namespace inkling::strings
