// Baselines that need no weights and no cleverness: whatever else is measured should beat them, and
// everything around solvers can be tested with them.
#include <inkling/plugin_entry.hpp>

#include "baselines.hpp"

namespace inkling::random {
namespace {

void register_all(Registrar& registrar) {
  registrar.add<Searcher>("random", make_random);
  registrar.add<Searcher>("constant", make_constant);
  registrar.add_solver({"random", "random programs; a baseline", "random", {}, {}, {}, {}});
  registrar.add_solver(
      {"constant", "the most frequent output; a baseline", "constant", {}, {}, {}, {}});
}

}  // namespace
}  // namespace inkling::random

INKLING_PLUGIN("random", "0.1.0", "baselines: random programs, and the most frequent output", 0,
               inkling::random::register_all)
