// The searchers `robustfill` and `latent-programmer`: a network writes programs, and those that
// reproduce the examples come first, the shortest description before the others.
#pragma once

#include <inkling/searcher.hpp>
#include <memory>
#include <model_shelf.hpp>

namespace inkling::writer {

// Over the weights of a shelf of `format`; the shelf is shared.
std::unique_ptr<Searcher> make_searcher(std::string id, std::string summary, std::string format,
                                        std::shared_ptr<const common::ModelShelf> shelf);

}  // namespace inkling::writer
