// Inductor: examples in, ranked initial programs out. A forward pass, no search.
#pragma once

#include <inkling/budget.hpp>
#include <inkling/params.hpp>
#include <inkling/program.hpp>
#include <inkling/rng.hpp>
#include <inkling/task.hpp>
#include <string>
#include <vector>

namespace inkling {

class Guide;

struct InductorInfo {
  std::string id;
  std::string summary;
  std::string domain{};  // domain it was made for, or empty for any
  ParamSpecs params{};
};

struct ScoredProgram {
  Program program;
  double log_probability = 0.0;
};

// Thread-safe; may block for one forward pass.
class INKLING_API Inductor {
 public:
  virtual ~Inductor();
  virtual const InductorInfo& info() const = 0;
  // At most `count` programs, best first. Errors: bad_input when the task does not fit the model,
  // unsupported when it only guides.
  virtual Result<std::vector<ScoredProgram>> propose(const Task& task, std::size_t count,
                                                     const Params& params, Rng& rng) const = 0;
  // Whether it can propose or guide at all. Error unsupported, with the cure: a network without
  // weights for its domain. Default: it can.
  virtual Result<void> ready() const;
  // Optional ability: prices for a symbolic search, or null.
  virtual const Guide* guide() const;
};

}  // namespace inkling
