// Where the characters come from that the operators of the strings language make.
#pragma once

#include <inkling/dsl/renderings.hpp>

namespace inkling::strings {

std::vector<dsl::FollowRow> text_follows();

}  // namespace inkling::strings
