// The `statements` searcher.
#pragma once

#include <inkling/searcher.hpp>
#include <memory>

namespace inkling::statements {

std::unique_ptr<Searcher> make_searcher();

}  // namespace inkling::statements
