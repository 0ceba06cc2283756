#include <inkling/pipeline.hpp>
#include <inkling/plugin_entry.hpp>

#include "engine_model.hpp"

namespace inkling::nli::engine {
namespace {

void register_all(Registrar& registrar) {
  common::add_components(registrar, "nli", load_model, kFormat, evaluation_params());
  common::add_solver(registrar, "nli", "latent", "the neural inductor's own program");
  common::add_solver(registrar, "nli", "latent+prior",
                     "latent programs sampled around the inductor's");
  common::add_solver(registrar, "nli", "latent+gradient",
                     "latent programs found by gradient search");
  common::add_solver(registrar, "nli", "latent+symbolic",
                     "programs of a learned language's tokens, searched as a symbolic language's");
  // Its programs have stages of a model and stages of the domain's language.
  registrar.add_solver({"nli+hybrid",
                        "programs that mix tokens of learned languages with operators of the "
                        "readable one",
                        "latent+hybrid", "nli", "nli" + std::string(kPipe)});
}

}  // namespace
}  // namespace inkling::nli::engine

INKLING_PLUGIN("nli", "0.1.0",
               "neural language interpreters, and solvers that search their programs", 0,
               inkling::nli::engine::register_all)
