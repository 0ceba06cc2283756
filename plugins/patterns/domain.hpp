// The domain of patterns: a grid with one pixel, and a pattern that is pasted at it (LPN's Pattern
// task, arXiv 2411.08706).
#pragma once

#include <inkling/domain.hpp>

namespace inkling::patterns {

std::unique_ptr<Domain> make_domain();

}  // namespace inkling::patterns
