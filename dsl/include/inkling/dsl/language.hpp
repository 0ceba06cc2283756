// The kernel's Language over a catalogue.
#pragma once

#include <inkling/dsl/catalogue.hpp>
#include <inkling/language.hpp>
#include <memory>

namespace inkling::dsl {

// Parses, prints, executes, traces, explains, completes. Thread-safe. `domain` is the id of the
// domain that it is made for; empty: that of the catalogue.
INKLING_DSL_API std::unique_ptr<Language> make_language(std::shared_ptr<const Catalogue> catalogue,
                                                        std::string domain = {});
// The catalogue's first dialect, or the plain one when it has none.
INKLING_DSL_API const Dialect& default_dialect(const Catalogue& catalogue);
// The catalogue of a language that was made here, or null.
INKLING_DSL_API const Catalogue* catalogue_of(const Language& language);

}  // namespace inkling::dsl
