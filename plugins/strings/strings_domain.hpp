// The domain "strings": tasks on strings, integers, booleans and lists of strings.
#pragma once

#include <inkling/domain.hpp>
#include <memory>

namespace inkling::strings {

std::unique_ptr<Domain> make_domain();

}  // namespace inkling::strings
