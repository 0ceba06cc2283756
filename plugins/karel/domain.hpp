// The domain of Karel: worlds before and after.
#pragma once

#include <inkling/domain.hpp>

namespace inkling::karel {

std::unique_ptr<Domain> make_domain();

}  // namespace inkling::karel
