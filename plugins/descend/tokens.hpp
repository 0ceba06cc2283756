// `latent+symbolic`: the tokens of a learned language, run hard, are functions from tapes to tapes;
// its programs are searched as those of any language are, cheapest first, the same states once.
#pragma once

#include <inkling/searcher.hpp>
#include <memory>

namespace inkling::descend {

std::unique_ptr<Searcher> make_symbolic_searcher();

}  // namespace inkling::descend
