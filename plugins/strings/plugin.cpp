// The plugin "strings": registers the domain of that name.
#include <inkling/plugin_entry.hpp>

#include "strings_catalogue.hpp"
#include "strings_domain.hpp"
#include "strings_tables.hpp"

namespace inkling::strings {
namespace {

void register_all(Registrar& registrar) {
  registrar.add<Domain>("strings", make_domain);
  registrar.add<Language>("strings",
                          [] { return dsl::make_language(strings_catalogue(), strings_tables()); });
}

}  // namespace
}  // namespace inkling::strings

INKLING_PLUGIN("strings", "0.1.0",
               "strings: text in, text out; spreadsheet, SMT-LIB and RobustFill functions", 0,
               inkling::strings::register_all)
