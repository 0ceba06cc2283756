#include <inkling/plugin_entry.hpp>

#include "domain.hpp"
#include "language.hpp"
#include "sequences_tables.hpp"

namespace inkling::sequences {
namespace {

void register_all(Registrar& registrar) {
  registrar.add<Domain>("sequences", make_domain);
  registrar.add<Language>(
      "sequences", [] { return dsl::make_language(sequences_catalogue(), sequences_tables()); });
}

}  // namespace
}  // namespace inkling::sequences

INKLING_PLUGIN("sequences", "0.1.0", "sequences of 20 digits: the shift and composition suites", 0,
               inkling::sequences::register_all)
