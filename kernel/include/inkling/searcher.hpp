// Searcher: task + inductor + interpreter + budget -> outcome. Never empty-handed on a timeout.
#pragma once

#include <inkling/budget.hpp>
#include <inkling/params.hpp>
#include <inkling/program.hpp>
#include <inkling/progress.hpp>
#include <inkling/task.hpp>
#include <string>
#include <vector>

namespace inkling {

class Domain;
class Inductor;
class Interpreter;
class Language;

// What a search works with; whatever the solver's preset does not name is null.
struct Toolbox {
  const Domain* domain = nullptr;
  const Inductor* inductor = nullptr;
  const Interpreter* interpreter = nullptr;  // default: the domain's language
  const Language* language = nullptr;        // that of the interpreter, or the domain's default
};

struct SearcherInfo {
  std::string id;
  std::string summary;
  ParamSpecs params{};
  bool needs_language = false;  // works on a domain with a language catalogue only
  bool needs_gradient = false;  // works on an interpreter with gradient() only
};

struct Candidate {
  Program program;
  double score = 0.0;  // the searcher's own rank: smaller is better
  std::string note{};  // a warning to show beside it ("repeats the outputs")
  // Filled by the kernel after the search, by running the interpreter:
  std::size_t fits = 0;              // examples reproduced
  std::vector<Value> outputs{};      // per example
  std::vector<Value> predictions{};  // per query
};

struct Outcome {
  std::vector<Candidate> candidates;  // best first: more fits, then smaller score
  StopReason reason = StopReason::exhausted;
  std::uint64_t evaluations = 0;  // candidate programs run on the examples
  std::size_t bytes = 0;          // peak memory of the search's own stores
  double seconds = 0.0;
  std::vector<std::string> warnings{};
};

// Long-running, cancellable. Same task, params, seed and evaluation budget => same outcome,
// whatever budget.limits().threads says.
class INKLING_API Searcher {
 public:
  virtual ~Searcher();
  virtual const SearcherInfo& info() const = 0;
  // `task` has no query outputs. Errors: bad_input, unsupported (a tool is missing).
  virtual Result<Outcome> search(const Task& task, const Toolbox& tools, const Params& params,
                                 std::uint64_t seed, const Budget& budget,
                                 ProgressSink* progress) const = 0;
};

}  // namespace inkling
