#include "lists_tables.hpp"

namespace inkling::lists {

dsl::LanguageTables lists_tables() {
  dsl::LanguageTables tables;
  for (dsl::Renderings& table : dsl::scalar_renderings()) {
    (table.target == "python" ? add_python : table.target == "sql" ? add_sql : add_excel)(table);
    tables.renderings.push_back(std::move(table));
  }
  return tables;
}

}  // namespace inkling::lists
