#include <inkling/plugin_entry.hpp>
#include <inkling/registry.hpp>

#include "engine_model.hpp"

namespace inkling::nli::engine {
namespace {

// The searchers are those of plugins/descend, which search any interpreter that gives gradients.
void add_solver(Registrar& registrar, const std::string& searcher, const std::string& summary) {
  const std::string suffix = searcher.substr(std::string("latent").size());
  registrar.add_solver({"nli" + suffix, summary, searcher, "nli", "nli", {}, {}});
}

void register_all(Registrar& registrar) {
  const auto shelf = std::make_shared<const common::ModelShelf>(
      common::ModelShelf::of_folders(load_model, kFormat, common::model_folders()));
  registrar.add<Inductor>(
      "nli", [shelf](const Domain& domain) { return common::make_inductor("nli", shelf, domain); });
  registrar.add<Interpreter>("nli", [shelf](const Domain& domain) {
    return common::make_interpreter("nli", shelf, domain, evaluation_params());
  });
  add_solver(registrar, "latent", "the neural inductor's own program");
  add_solver(registrar, "latent+prior", "latent programs sampled around the inductor's");
  add_solver(registrar, "latent+gradient", "latent programs found by gradient search");
}

}  // namespace
}  // namespace inkling::nli::engine

INKLING_PLUGIN("nli", "0.1.0",
               "neural language interpreters, and solvers that search their programs", 0,
               inkling::nli::engine::register_all)
