// The lists domain: integers, booleans and lists of them.
#pragma once

#include <inkling/domain.hpp>
#include <memory>

namespace inkling::lists {

std::unique_ptr<Domain> make_domain();

}  // namespace inkling::lists
