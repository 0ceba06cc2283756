#include <inkling/plugin_entry.hpp>

#include "pricer.hpp"

namespace inkling::pricer {
namespace {

void register_all(Registrar& registrar) {
  // The shelf finds files; what they hold is read by the inductor.
  const auto shelf = std::make_shared<const common::ModelShelf>(
      common::ModelShelf::of_folders({}, kFormat, common::model_folders()));
  registrar.add<Inductor>("pricer",
                          [shelf](const Domain& domain) { return make_inductor(shelf, domain); });
}

}  // namespace
}  // namespace inkling::pricer

INKLING_PLUGIN("pricer", "0.1.0",
               "a network that reads examples and prices what a symbolic search tries", 0,
               inkling::pricer::register_all)
