// Run: what is done about one task, by one set of prices after another: passes over growing rows
// until programs fit every example.
#pragma once

#include <vector>

#include "decompose.hpp"
#include "search.hpp"

namespace inkling::enumerate {

class Run {
 public:
  // Everything referred to must outlive it.
  Run(const dsl::Catalogue& catalogue, const dsl::Dialect& dialect, const dsl::Verifier& verifier,
      const Task& task, const Prices& usual, const Options& options, const Budget& budget,
      ProgressSink* progress);

  // Programs that map what makes an element of the output of an element of an input, where elements
  // are structured; before the search.
  void map_elements() { map_elements(true); }
  // Searches by these prices; false when patience ended before anything was found.
  bool by(const Prices& prices, const Patience& patience);
  // Searches in steps by the usual prices (decompose.hpp); false when patience ended before
  // anything was found, or no further steps were left.
  bool by_steps(const StepOptions& steps, const Decomposition::Ask& ask, const Patience& patience);
  // The same for numbers, whose functions are enumerated but for conditionals: behind the search,
  // where it has found nothing simple.
  void map_numbers();
  // What was found, scored by the usual prices whatever the search went by.
  Outcome outcome();

  std::uint64_t evaluations() const { return outcome_.evaluations; }

 private:
  void map_elements(bool structured);
  void keep(const Search& pass, std::vector<Solution> complete);

  const dsl::Catalogue& catalogue_;
  const dsl::Dialect& dialect_;
  const dsl::Verifier& verifier_;
  const Task& task_;
  const Prices& usual_;
  const Options& options_;
  const Budget& budget_;
  ProgressSink* progress_;
  std::vector<Solution> mapped_;
  std::vector<Solution> kept_;
  bool complete_ = false;  // all that is kept fits
  Outcome outcome_;
};

}  // namespace inkling::enumerate
