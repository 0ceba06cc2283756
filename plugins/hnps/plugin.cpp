#include <inkling/plugin_entry.hpp>

#include "bustle_searcher.hpp"
#include "hnps_language.hpp"

namespace inkling::hnps {
namespace {

void register_all(Registrar& registrar) {
  registrar.add<Language>(kId, make_language);
  registrar.add<Searcher>("bustle", make_bustle_searcher);
  registrar.add_solver({"bustle",
                        "programs of HNPS's language, bottom-up, by BUSTLE's string heuristics",
                        "bustle",
                        {},
                        kId,
                        {},
                        {"strings"}});
}

}  // namespace
}  // namespace inkling::hnps

INKLING_PLUGIN("hnps", "0.1.0", "the language of HNPS for strings, and BUSTLE's search over it", 0,
               inkling::hnps::register_all)
