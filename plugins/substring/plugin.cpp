#include <inkling/plugin_entry.hpp>

#include "searcher.hpp"

namespace inkling::substring {
namespace {

void register_all(Registrar& registrar) {
  registrar.add<Searcher>("substring", [] { return make_searcher(); });
  SolverPreset preset;
  preset.id = "substring";
  preset.summary = "texts put together from parts of the inputs, shortest description first";
  preset.searcher = "substring";
  preset.domains = {"strings"};
  preset.inductor = "pricer";
  preset.spare = true;
  preset.params = "guide=off";
  registrar.add_solver(std::move(preset));
}

}  // namespace
}  // namespace inkling::substring

INKLING_PLUGIN("substring", "0.1.0", "version spaces of text: the shortest description that fits",
               0, inkling::substring::register_all)
