// Guide: task and language in, a price in bits for everything that a symbolic search may put into a
// program. What a network, or counting, tells a search.
#pragma once

#include <inkling/language.hpp>
#include <inkling/result.hpp>
#include <inkling/task.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace inkling {

// Bits: -log2 of a probability. Parallel to the three lists of the language's catalogue; a guide
// that knows nothing of constants or functions leaves that list empty.
struct OperatorPrior {
  std::vector<double> operators{};
  std::vector<double> constants{};
  std::vector<double> functions{};
  std::string note{};  // what is to be told beside an answer; empty: nothing
};

// Whether the prices fit the catalogue. Error bad_input: a price is missing, negative or not
// finite; the message names whose it is.
INKLING_API Result<void> check_prior(const OperatorPrior& prior, const Catalogue& catalogue);

// Thread-safe; may block for one forward pass. Reached by Inductor::guide().
class INKLING_API Guide {
 public:
  virtual ~Guide();
  // `task` has no query outputs. `model`: by which of several models; empty: the guide's choice.
  // Errors: bad_input (the task does not fit), unsupported (there is nothing to weigh by for this
  // language), not_found (no such model).
  virtual Result<OperatorPrior> weigh(const Task& task, const Language& language,
                                      std::string_view model) const = 0;
};

}  // namespace inkling
