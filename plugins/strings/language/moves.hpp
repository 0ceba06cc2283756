// What a deductive search may do with text.
#pragma once

#include <inkling/dsl/catalogue.hpp>
#include <vector>

namespace inkling::strings {

// Made once for the catalogue; every text parses in it.
std::vector<dsl::Move> text_moves();

}  // namespace inkling::strings
