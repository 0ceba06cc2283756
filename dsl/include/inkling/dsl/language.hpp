// The kernel's Language over a catalogue.
#pragma once

#include <inkling/dsl/catalogue.hpp>
#include <inkling/language.hpp>
#include <memory>

namespace inkling::dsl {

// Parses, prints, executes, traces, explains, completes. Thread-safe.
INKLING_DSL_API std::unique_ptr<Language> make_language(std::shared_ptr<const Catalogue> catalogue);

}  // namespace inkling::dsl
