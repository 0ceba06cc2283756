// The sequences domain: functions on sequences of 20 digits, in three compositional suites.
#pragma once

#include <inkling/domain.hpp>
#include <memory>

namespace inkling::sequences {

std::unique_ptr<Domain> make_domain();

}  // namespace inkling::sequences
