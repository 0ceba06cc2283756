// How programs of HNPS are read.
#pragma once

#include <inkling/dsl/peg.hpp>

#include "program.hpp"

namespace inkling::hnps {

// In the notation of peg.hpp; the words for explanations and completion stand beside it.
std::string_view grammar();

// Errors: parse, with a span.
Result<Program> read(std::string_view text);

}  // namespace inkling::hnps
