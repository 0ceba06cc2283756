// The language of sequences in other languages.
#pragma once

#include <inkling/dsl/renderings.hpp>

namespace inkling::sequences {

dsl::LanguageTables sequences_tables();

}  // namespace inkling::sequences
