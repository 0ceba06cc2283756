// The baselines that this plugin registers.
#pragma once

#include <inkling/searcher.hpp>
#include <memory>

namespace inkling::random {

std::unique_ptr<Searcher> make_random();
std::unique_ptr<Searcher> make_constant();

}  // namespace inkling::random
