// Run: what is done about one task, by one set of prices after another.
#pragma once

#include <inkling/dsl/verifier.hpp>
#include <inkling/searcher.hpp>
#include <text/description.hpp>

#include "engine.hpp"

namespace inkling::substring {

class Run {
 public:
  // `queries`: whether what is undefined or empty on queries counts. Everything referred to must
  // outlive it; `own`: the language's own prices.
  Run(const dsl::Catalogue& catalogue, const dsl::Verifier& verifier, const Task& task,
      const Advice& own, const EngineOptions& options, bool queries, const Budget& budget);

  // Searches by these prices; false: patience ended, or there was nothing to be found by them, and
  // other prices may do better.
  bool by(const Advice& advice, const search::Patience& patience);
  // What was found, ordered by the language's own prices whatever the search went by.
  Outcome outcome();
  std::uint64_t evaluations() const { return meter_.evaluations(); }

 private:
  Rows rows() const;
  bool take(std::vector<Solution> found, std::optional<std::size_t>& counterexample,
            std::vector<Solution>& failed);
  void keep_partial(const std::vector<Solution>& failed, const Solution& partial);
  void add(const Solution& solution, std::string note);

  const dsl::Catalogue& catalogue_;
  const dsl::Dialect& dialect_;
  const dsl::Verifier& verifier_;
  const Task& task_;
  const Advice& own_;
  const EngineOptions options_;
  const bool queries_;
  Meter meter_;
  text::Description description_;
  mutable dsl::Arena values_;
  dsl::Arena scratch_;
  std::vector<std::size_t> chosen_;  // examples that are worked on
  std::vector<Solution> complete_;   // that fit all examples
  bool own_exhausted_ = false;       // nothing more is to be found by the language's own prices
  Outcome outcome_;
};

}  // namespace inkling::substring
