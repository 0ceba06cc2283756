#include <inkling/plugin_entry.hpp>

#include "engine_model.hpp"
#include "latent_components.hpp"

namespace inkling::lpn {
namespace {

// A vector is near the encoder's or nowhere: starts far around it, which find programs of words,
// only cost time (docs/results.md, "Time of a question").
constexpr const char* kVectorSearch = "starts=4,screen=1,rounds=1,spread=0.5,learning_rate=0.1";

void add(Registrar& registrar, const std::string& id, const char* format, ParamSpecs params) {
  const auto load = [format](const std::filesystem::path& path) {
    return load_model(path, format);
  };
  common::add_components(registrar, id, load, format, std::move(params));
}

void register_all(Registrar& registrar) {
  add(registrar, "lpn", kWeightsFormat, {});
  common::add_solver(registrar, "lpn", "latent",
                     "a latent program network's own program, one vector (Macfarlane, Bonnet 2024, "
                     "arXiv 2411.08706)");
  common::add_solver(registrar, "lpn", "latent+gradient",
                     "latent program networks' vectors found by gradient search (arXiv 2411.08706)",
                     kVectorSearch);
  add(registrar, "d-lpn", kCodesFormat, code_params());
  common::add_solver(registrar, "d-lpn", "latent",
                     "a latent program network's own program of tokens, decoded in one step");
  common::add_solver(registrar, "d-lpn", "latent+gradient",
                     "programs of tokens, decoded in one step, found by gradient search");
  add(registrar, "in-context", kContextFormat, {});
  common::add_solver(registrar, "in-context", "latent",
                     "a transformer that sees the examples beside the query; no program");
}

}  // namespace
}  // namespace inkling::lpn

INKLING_PLUGIN("lpn", "0.1.0",
               "latent program networks (arXiv 2411.08706): a program is one vector, or tokens "
               "decoded at once; and networks that see the examples",
               0, inkling::lpn::register_all)
