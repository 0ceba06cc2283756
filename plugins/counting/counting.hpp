// counting: how often operators, constants and functions occur in the programs that a domain's
// generator hides in its tasks.
#pragma once

#include <inkling/domain.hpp>
#include <inkling/inductor.hpp>
#include <memory>

namespace inkling::counting {

// Keeps the reference. Not ready (unsupported) on a domain that names no language or whose
// generator gives no programs.
std::unique_ptr<Inductor> make_inductor(const Domain& domain);

}  // namespace inkling::counting
