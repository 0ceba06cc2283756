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
};

enum class SolveStatus { solved, partial, unsolved, timeout, error };
INKLING_API std::string_view to_text(SolveStatus status);

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

// One line of `--json` output. `correct` is empty when the query has no known output.
struct ResultRecord {
  std::string id;
  std::string solver;
  SolveStatus status = SolveStatus::unsolved;
  std::size_t fits = 0;
  std::size_t examples = 0;
  std::string program;
  std::size_t program_size = 0;
  std::vector<Value> predictions;
  std::vector<std::optional<bool>> correct;
  double seconds = 0.0;
  std::uint64_t evaluations = 0;
  std::optional<Error> error;
};
INKLING_API ResultRecord make_record(const Task& task, std::string solver,
                                     const Result<Outcome>& outcome);
INKLING_API std::string to_json(const ResultRecord& record, bool with_time = true);

}  // namespace inkling
