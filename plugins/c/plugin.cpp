#include <inkling/dsl/imperative.hpp>
#include <inkling/plugin_entry.hpp>

#include "domain.hpp"
#include "language.hpp"

namespace inkling::c {
namespace {

void register_all(Registrar& registrar) {
  registrar.add<Domain>("c", make_domain);
  registrar.add<Language>("c", [] { return dsl::make_language(c_language()); });
}

}  // namespace
}  // namespace inkling::c

INKLING_PLUGIN("c", "0.1.0", "restricted C: functions that change an array of integers", 0,
               inkling::c::register_all)
