#include <inkling/plugin_entry.hpp>

#include "domain.hpp"
#include "lists_catalogue.hpp"
#include "lists_tables.hpp"

namespace inkling::lists {
namespace {

void register_all(Registrar& registrar) {
  registrar.add<Domain>("lists", make_domain);
  registrar.add<Language>("lists",
                          [] { return dsl::make_language(lists_catalogue(), lists_tables()); });
}

}  // namespace
}  // namespace inkling::lists

INKLING_PLUGIN("lists", "0.1.0",
               "tasks on lists of integers and booleans, in the DeepCoder tradition", 0,
               inkling::lists::register_all)
