// `latent+hybrid`: programs of stages from both worlds, tokens of several models and operators of
// the readable language, searched as one language, cheapest first, the same values once.
#pragma once

#include <inkling/searcher.hpp>
#include <memory>

namespace inkling::descend {

// Its interpreter is a pipeline of a latent interpreter and a language (pipeline.hpp).
std::unique_ptr<Searcher> make_hybrid_searcher();

}  // namespace inkling::descend
