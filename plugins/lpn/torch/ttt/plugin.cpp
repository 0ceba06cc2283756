#include <inkling/plugin_entry.hpp>
#include <inkling/registry.hpp>

#include "latent_components.hpp"
#include "model.hpp"
#include "ttt.hpp"

namespace inkling::lpn {
namespace {

void register_all(Registrar& registrar) {
  const auto shelf = std::make_shared<const common::ModelShelf>(
      common::ModelShelf::of_folders(load_trained, kContextFormat, common::model_folders()));
  registrar.add<Interpreter>("ttt", [shelf](const Domain& domain) {
    return common::make_interpreter("ttt", shelf, domain, {});
  });
  registrar.add<Searcher>("ttt", make_ttt_searcher);
  registrar.add_solver({"ttt",
                        "an in-context network that is trained on the task's own examples",
                        "ttt",
                        "",
                        "ttt",
                        "",
                        {}});
}

}  // namespace
}  // namespace inkling::lpn

INKLING_PLUGIN("ttt", "0.1.0", "test-time training of in-context networks", ::inkling::kPinned,
               inkling::lpn::register_all)
