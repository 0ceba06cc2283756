#include <inkling/plugin_entry.hpp>

#include "searcher.hpp"

namespace inkling::enumerate {
namespace {

void register_all(Registrar& registrar) {
  registrar.add<Searcher>("enumerate", [] { return make_searcher(); });
  SolverPreset preset;
  preset.id = "enumerate";
  preset.summary = "symbolic programs, smallest first";
  preset.searcher = "enumerate";
  preset.inductor = "pricer";
  preset.spare = true;
  preset.params = "guide=off";
  registrar.add_solver(std::move(preset));
}

}  // namespace
}  // namespace inkling::enumerate

INKLING_PLUGIN("enumerate", "0.1.0", "bottom-up symbolic search", 0,
               inkling::enumerate::register_all)
