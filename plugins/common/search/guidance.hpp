// Guidance: by whose prices a symbolic search goes, and for how long. First by the language's own,
// then the guide has its turn, and what is left is the language's again (docs/guide.md).
#pragma once

#include <functional>
#include <inkling/budget.hpp>
#include <inkling/guide.hpp>
#include <inkling/params.hpp>
#include <inkling/searcher.hpp>
#include <limits>
#include <optional>
#include <string>

namespace inkling::search {

// How far a search goes before it has found anything; once it has, the budget alone counts.
struct Patience {
  std::uint64_t evaluations = std::numeric_limits<std::uint64_t>::max();
  double seconds = std::numeric_limits<double>::infinity();  // by the budget's clock
};

class Guidance {
 public:
  // What a searcher with a guide is asked for: guide, guide_after, guide_share. `after`: the
  // default of guide_after.
  static ParamSpecs params(const std::string& after);

  // Reads these, and asks at once a guide that is named, or whose turn is the first: a slip shows.
  // Everything referred to must outlive it. Errors, which name the searcher and the inductor:
  // not_found (no guide, no such model), unsupported (the inductor does not guide, or a named
  // model not this language), bad_input (prices that are not those of the catalogue, or the task
  // does not fit).
  static Result<Guidance> make(std::string searcher, const Task& task, const Toolbox& tools,
                               const Catalogue& catalogue, const Params& params);

  // Searches once, by these prices or, where they are null, by the language's own; false: it ended
  // by patience, or may go on by other prices.
  using Turn = std::function<bool(const OperatorPrior*, const Patience&)>;
  // Turn by turn, until one is the last. `evaluations`: how many were spent so far. Errors: as
  // above, from a guide that is asked late.
  Result<void> run(const Budget& budget, const std::function<std::uint64_t()>& evaluations,
                   const Turn& turn);

  // The share of what is left that the second turn has, whoever has it.
  Patience share(const Budget& budget, std::uint64_t evaluations) const;
  std::uint64_t after() const { return after_; }
  // How many operators, constants and functions a program for another task would use, by the
  // guide's word: the sum of their probabilities. Nothing: there is no guide, or it has no say.
  std::optional<double> parts_of(const Task& task) const;
  bool guided() const { return guided_; }

  // To be told beside the answer; empty: nothing.
  std::string note() const { return prior_ ? prior_->note : std::string(); }

 private:
  Guidance(std::string searcher, const Task& task, const Toolbox& tools, const Catalogue& catalogue,
           const Params& params);
  Result<void> ask();

  std::string searcher_;
  const Task& task_;
  const Toolbox& tools_;
  const Catalogue& catalogue_;
  std::string wanted_;
  std::uint64_t after_;
  double share_;
  bool guided_ = false, asked_ = false;
  std::optional<OperatorPrior> prior_;
};

}  // namespace inkling::search
