// The domain of restricted C: arrays of integers before and after a function.
#pragma once

#include <inkling/domain.hpp>

namespace inkling::c {

std::unique_ptr<Domain> make_domain();

}  // namespace inkling::c
