// Solver: a named combination of searcher, inductor and interpreter with default parameters.
#pragma once

#include <inkling/searcher.hpp>
#include <memory>
#include <string>
#include <vector>

namespace inkling {

class Registry;

// A preset as a plugin registers it: `nli+gradient` = searcher + inductor + interpreter + defaults.
struct SolverPreset {
  std::string id;
  std::string summary;
  std::string searcher;
  std::string inductor{};              // empty: none
  std::string interpreter{};           // empty: the domain's language
  std::string params{};                // defaults of the preset, "a=1,b=2"
  std::vector<std::string> domains{};  // empty: every domain it can work on
  bool spare = false;                  // it does without its inductor where that is not there
};

// A preset bound to components and parameters. Cheap to copy; keeps nothing but pointers into the
// registry, which must outlive it.
class INKLING_API Solver {
 public:
  // "enumerate(max_cost=9)". Loads what it names. Errors: not_found with the nearest match,
  // bad_param, plugin, unsupported (this solver does not work on that domain).
  static Result<Solver> make(Registry& registry, std::string_view text, const Domain& domain);

  const SolverPreset& preset() const { return preset_; }
  const Params& params() const { return params_; }
  std::string text() const;  // "enumerate(max_cost=9)": parses back
  const Interpreter& interpreter() const { return *tools_.interpreter; }

  // Strips query outputs, checks the task, searches, then runs every candidate on examples and
  // queries through the interpreter and ranks them. Exceptions of a plugin come back as Error.
  Result<Outcome> solve(const Task& task, std::uint64_t seed, const Budget& budget,
                        ProgressSink* progress = nullptr) const;

 private:
  SolverPreset preset_;
  Params params_;
  Toolbox tools_;
  const Searcher* searcher_ = nullptr;
  std::string plugin_;
};

}  // namespace inkling
