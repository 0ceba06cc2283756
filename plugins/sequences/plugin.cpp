#include <inkling/plugin_entry.hpp>

#include "domain.hpp"

namespace inkling::sequences {
namespace {

void register_all(Registrar& registrar) {
  registrar.add_domain("sequences", make_domain);
}

}  // namespace
}  // namespace inkling::sequences

INKLING_PLUGIN("sequences", "0.1.0", "sequences of 20 digits: the shift and composition suites", 0,
               inkling::sequences::register_all)
