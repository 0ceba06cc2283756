#include <inkling/dsl/imperative.hpp>
#include <inkling/plugin_entry.hpp>

#include "domain.hpp"
#include "language.hpp"

namespace inkling::karel {
namespace {

void register_all(Registrar& registrar) {
  registrar.add<Domain>("karel", make_domain);
  registrar.add<Language>("karel", [] { return dsl::make_language(karel_language()); });
}

}  // namespace
}  // namespace inkling::karel

INKLING_PLUGIN("karel", "0.1.0", "worlds of walls and markers, and the robot that works in them", 0,
               inkling::karel::register_all)
