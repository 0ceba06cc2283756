// Tasks whose hidden programs are put together from the language's moves, over rows such as tables
// have: what people do with the columns of a spreadsheet, as far as it can be drawn at random.
#pragma once

#include <inkling/domain.hpp>

namespace inkling::strings {

// One or two columns, and a program of min_expressions to max_expressions pieces (0: one to three)
// and constants between them; now and then a condition chooses between two. It is empty on no row,
// and its outputs are neither all the same nor an input. Part test holds one program in ten
// (dsl::in_part). Errors: bad_param, when the parameters contradict each other.
Result<GeneratedTask> generate_move_task(const Params& params, Rng& rng);

}  // namespace inkling::strings
