#include <inkling/plugin_entry.hpp>
#include <inkling/registry.hpp>

#include "engine_model.hpp"
#include "searcher.hpp"

namespace inkling::gradient {
namespace {

void add_solver(Registrar& registrar, const std::string& searcher, const std::string& summary) {
  const std::string suffix = searcher.substr(std::string("latent").size());
  registrar.add_solver({"nli" + suffix, summary, searcher, "nli", "nli", {}, {"sequences"}});
}

void register_all(Registrar& registrar) {
  registrar.add<Searcher>("latent", make_latent_searcher);
  registrar.add<Searcher>("latent+prior", make_prior_searcher);
  registrar.add<Searcher>("latent+gradient", make_gradient_searcher);
  const auto shelf = std::make_shared<const common::ModelShelf>(
      common::ModelShelf::of_folder(load_model, data_dir() / "models"));
  registrar.add<Inductor>("nli",
                          [shelf](const Domain&) { return common::make_inductor("nli", shelf); });
  registrar.add<Interpreter>(
      "nli", [shelf](const Domain&) { return common::make_interpreter("nli", shelf); });
  add_solver(registrar, "latent", "the neural inductor's own program");
  add_solver(registrar, "latent+prior", "latent programs sampled around the inductor's");
  add_solver(registrar, "latent+gradient", "latent programs found by gradient search");
}

}  // namespace
}  // namespace inkling::gradient

INKLING_PLUGIN("gradient", "0.1.0",
               "neural language interpreters, and gradient search for their programs", 0,
               inkling::gradient::register_all)
