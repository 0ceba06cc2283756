// The language of sequences: what the suites are made of, and the shifts and cuts beside it.
#pragma once

#include <inkling/dsl/catalogue.hpp>
#include <memory>

namespace inkling::sequences {

// Every operator takes a sequence and gives one of the same length. Made once, shared.
std::shared_ptr<const dsl::Catalogue> sequences_catalogue();

}  // namespace inkling::sequences
