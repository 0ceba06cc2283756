// The `enumerate` searcher: bottom-up search over the catalogue of the domain's language.
#pragma once

#include <inkling/searcher.hpp>
#include <memory>

namespace inkling::enumerate {

std::unique_ptr<Searcher> make_searcher();

}  // namespace inkling::enumerate
