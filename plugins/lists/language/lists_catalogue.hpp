// The list language: DeepCoder's operations, free lambdas, and the functions people expect of
// lists.
#pragma once

#include <inkling/dsl/catalogue.hpp>
#include <memory>

namespace inkling::lists {

// Made once, shared.
std::shared_ptr<const dsl::Catalogue> lists_catalogue();

}  // namespace inkling::lists
