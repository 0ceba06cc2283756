// The `substring` searcher: programs over text, found for all examples at once.
#pragma once

#include <inkling/searcher.hpp>
#include <memory>

namespace inkling::substring {

std::unique_ptr<Searcher> make_searcher();

}  // namespace inkling::substring
