// The registration: the only file that knows it is in a plugin.
#include <inkling/plugin_entry.hpp>

#include "components.hpp"

namespace grid {
namespace {

void register_all(inkling::Registrar& registrar) {
  registrar.add<inkling::Domain>("grid", make_domain);
  registrar.add<inkling::Language>("grid", make_language);
  registrar.add<inkling::Interpreter>("grid-steps", make_interpreter);
  registrar.add<inkling::Searcher>("grid-table", make_searcher);
  inkling::SolverPreset preset;
  preset.id = "grid-table";
  preset.summary = "every chain of steps, short ones first";
  preset.searcher = "grid-table";
  preset.interpreter = "grid-steps";
  preset.domains = {"grid"};
  registrar.add_solver(preset);
}

}  // namespace
}  // namespace grid

INKLING_PLUGIN("grid", "0.1.0", "small integer grids and a solver for them", 0, grid::register_all)
