// What can be told from the ids of solvers: `ARCH` and `ARCH+METHOD` run models of an architecture,
// `ARCH-torch` and `ARCH-torch+METHOD` are the same by the reference that trains it.
#pragma once

#include <inkling/registry.hpp>
#include <string>
#include <vector>

namespace inkling::app {

// The id of the reference's solver, or of the other one; the id itself where it is that already.
std::string sibling(const std::string& id, bool reference);
// Architectures that a solver runs models of: interpreters that are no language and no reference.
std::vector<std::string> architectures(const Registry& registry);
// Those, and of networks that write programs of a language: searchers that have a model and give a
// solver its name. Loads what provides them.
std::vector<std::string> solver_architectures(Registry& registry);
// Solvers of the domain that an inductor of this architecture can guide, with the parameter that
// takes its weights: "substring(guide=FILE)".
std::vector<std::string> guided_by(Registry& registry, const std::string& architecture,
                                   const Domain& domain, const std::string& file);
// Solvers of an architecture, without those of its reference; sorted.
std::vector<std::string> solvers_of(const Registry& registry, const std::string& architecture);
// Solvers with more to set come later: the last one is the strongest search. Errors: those of the
// registry.
Result<std::vector<std::string>> strongest_last(Registry& registry,
                                                const std::vector<std::string>& ids);
// `id`, or its sibling where only that one is there.
std::string available_solver(const Registry& registry, const std::string& id);
// The reference's sibling of a solver with its parameters, or "".
std::string reference_solver(const Registry& registry, const std::string& text);
// Errors: not_found with the nearest match, for the first text whose solver is not there.
Result<void> check_names(const Registry& registry, const std::vector<std::string>& solvers);
// The same, and texts whose parameters are wrong whatever the domain: loads the domains until one
// takes them. Errors: bad_param too.
Result<void> check_texts(Registry& registry, const std::vector<std::string>& solvers);

}  // namespace inkling::app
