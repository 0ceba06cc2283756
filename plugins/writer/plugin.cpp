#include <inkling/plugin_entry.hpp>

#include "lasynth_shape.hpp"
#include "searcher.hpp"
#include "shape.hpp"

namespace inkling::writer {
namespace {

void add(Registrar& registrar, const std::string& id, const char* format, const char* summary,
         std::vector<std::string> domains) {
  // The shelf finds files; what they hold is read by the searcher.
  const auto shelf = std::make_shared<const common::ModelShelf>(
      common::ModelShelf::of_folders({}, format, common::model_folders()));
  registrar.add<Searcher>(id, [=] { return make_searcher(id, summary, format, shelf); });
  SolverPreset preset;
  preset.id = preset.searcher = id;
  preset.summary = summary;
  preset.domains = std::move(domains);
  registrar.add_solver(std::move(preset));
}

void register_all(Registrar& registrar) {
  add(registrar, kRobustFill, kRobustFillFormat,
      "programs that a network writes token by token (RobustFill, Devlin et al. 2017)",
      {"strings", "c", "karel"});
  add(registrar, kLatentProgrammer, kLatentFormat,
      "programs that a network plans in codes of its own, and writes (Latent Programmer, Hong et "
      "al. 2021)",
      {"strings", "c", "karel"});
  add(registrar, kLaSynth, kLaSynthFormat,
      "programs that a network writes and runs as far as they are written (LaSynth, Chen et al. "
      "2021)",
      {"strings", "c", "karel"});
}

}  // namespace
}  // namespace inkling::writer

INKLING_PLUGIN("writer", "0.1.0", "networks that read examples and write a symbolic program", 0,
               inkling::writer::register_all)
