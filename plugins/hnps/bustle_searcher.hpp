// The `bustle` searcher.
#pragma once

#include <inkling/searcher.hpp>
#include <memory>

namespace inkling::hnps {

std::unique_ptr<Searcher> make_bustle_searcher();

}  // namespace inkling::hnps
