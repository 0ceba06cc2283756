// The lists language in other languages: a table for each, which adds to the rows of the shared
// operators.
#pragma once

#include <inkling/dsl/renderings.hpp>

namespace inkling::lists {

// All of them.
dsl::LanguageTables lists_tables();

void add_python(dsl::Renderings& renderings);
void add_sql(dsl::Renderings& renderings);
void add_excel(dsl::Renderings& renderings);

}  // namespace inkling::lists
