#include <inkling/plugin_entry.hpp>

#include "searcher.hpp"

namespace inkling::statements {
namespace {

void register_all(Registrar& registrar) {
  registrar.add<Searcher>("statements", make_searcher);
  registrar.add_solver({"statements",
                        "the shortest program of statements that fits the examples",
                        "statements",
                        {},
                        {},
                        {},
                        {"karel", "c"}});
}

}  // namespace
}  // namespace inkling::statements

INKLING_PLUGIN("statements", "0.1.0",
               "the shortest program of statements, by enumeration over the states that programs "
               "reach",
               0, inkling::statements::register_all)
