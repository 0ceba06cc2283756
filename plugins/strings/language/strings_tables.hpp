// The strings language in other languages: a table for each, which adds to the rows of the shared
// operators.
#pragma once

#include <inkling/dsl/renderings.hpp>

namespace inkling::strings {

// All of them, and where the characters of texts come from.
dsl::LanguageTables strings_tables();

void add_python(dsl::Renderings& renderings);
void add_sql(dsl::Renderings& renderings);
void add_excel(dsl::Renderings& renderings);

}  // namespace inkling::strings
