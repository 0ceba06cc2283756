// The strings language: spreadsheet and SMT-LIB style functions, and the RobustFill operators.
#pragma once

#include <inkling/dsl/catalogue.hpp>
#include <memory>

namespace inkling::strings {

// Made once, shared.
std::shared_ptr<const dsl::Catalogue> strings_catalogue();

}  // namespace inkling::strings
