#include <inkling/dsl/language.hpp>
#include <inkling/plugin_entry.hpp>

#include "domain.hpp"
#include "language.hpp"

namespace inkling::patterns {
namespace {

void register_all(Registrar& registrar) {
  registrar.add<Domain>("patterns", make_domain);
  registrar.add<Language>(
      "patterns", [] { return dsl::make_language(patterns_catalogue(), patterns_tables()); });
}

}  // namespace
}  // namespace inkling::patterns

INKLING_PLUGIN("patterns", "0.1.0", "grids with one pixel, where a pattern is pasted", 0,
               inkling::patterns::register_all)
