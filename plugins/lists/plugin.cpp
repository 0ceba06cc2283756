#include <inkling/plugin_entry.hpp>

#include "domain.hpp"

namespace inkling::lists {
namespace {

void register_all(Registrar& registrar) {
  registrar.add_domain("lists", make_domain);
}

}  // namespace
}  // namespace inkling::lists

INKLING_PLUGIN("lists", "0.1.0",
               "tasks on lists of integers and booleans, in the DeepCoder tradition", 0,
               inkling::lists::register_all)
