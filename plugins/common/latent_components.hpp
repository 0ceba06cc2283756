// The inductor and interpreter of the kernel over the latent models that are there for a domain.
#pragma once

#include <inkling/domain.hpp>
#include <inkling/inductor.hpp>
#include <inkling/interpreter.hpp>
#include <inkling/registry.hpp>

#include "model_shelf.hpp"

namespace inkling::common {

// The components of a domain over the models of a shelf that were trained for it. `id` is that of
// the interpreter; the inductor's programs belong to it. `params` are those of evaluations
// (DifferentiableInterpreter::params). The shelf is shared, the domain must outlive them.
std::unique_ptr<Inductor> make_inductor(std::string id, std::shared_ptr<const ModelShelf> shelf,
                                        const Domain& domain);
std::unique_ptr<Interpreter> make_interpreter(std::string id,
                                              std::shared_ptr<const ModelShelf> shelf,
                                              const Domain& domain, ParamSpecs params);

// Registers both as `id`, over the models of model_folders() whose weights are of `format`.
void add_components(Registrar& registrar, const std::string& id, ModelShelf::Loader loader,
                    std::string format, ParamSpecs params);
// A solver of these components with one of the searchers of plugins/descend, which search any
// interpreter that gives gradients: "latent+gradient" makes ID+gradient.
void add_solver(Registrar& registrar, const std::string& id, const std::string& searcher,
                const std::string& summary, const std::string& params = {});

}  // namespace inkling::common
