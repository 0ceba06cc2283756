// The language of patterns, and how its programs are written in Python.
#pragma once

#include <inkling/dsl/catalogue.hpp>
#include <inkling/dsl/renderings.hpp>
#include <memory>

namespace inkling::patterns {

// Made once, shared.
std::shared_ptr<const dsl::Catalogue> patterns_catalogue();
dsl::LanguageTables patterns_tables();

}  // namespace inkling::patterns
