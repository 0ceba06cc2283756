#include "strings_tables.hpp"

#include "follows.hpp"

namespace inkling::strings {

dsl::LanguageTables strings_tables() {
  dsl::LanguageTables tables;
  for (dsl::Renderings& table : dsl::scalar_renderings()) {
    (table.target == "python" ? add_python : table.target == "sql" ? add_sql : add_excel)(table);
    tables.renderings.push_back(std::move(table));
  }
  tables.follows = text_follows();
  return tables;
}

}  // namespace inkling::strings
