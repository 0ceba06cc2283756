#include <inkling/plugin_entry.hpp>

#include "counting.hpp"

namespace inkling::counting {
namespace {

void register_all(Registrar& registrar) {
  registrar.add<Inductor>("counting", make_inductor);
  SolverPreset preset;
  preset.id = "enumerate+counting";
  preset.summary = "symbolic programs, first those of what the generator's programs are made of";
  preset.searcher = "enumerate";
  preset.inductor = "counting";
  preset.params = "guide_after=0,guide_share=1";
  registrar.add_solver(std::move(preset));
}

}  // namespace
}  // namespace inkling::counting

INKLING_PLUGIN("counting", "0.1.0",
               "prices for symbolic search, counted in a domain's generated programs", 0,
               inkling::counting::register_all)
