// Statements and blocks by cost, each effect once: of those that do the same to all probes only the
// cheapest is kept.
#pragma once

#include <algorithm>
#include <inkling/budget.hpp>
#include <inkling/dsl/imperative.hpp>
#include <limits>
#include <unordered_set>
#include <vector>

#include "states.hpp"

namespace inkling::statements {

// What a search has used, and whether it must end.
class Meter {
 public:
  explicit Meter(const Budget& budget) : budget_(budget) {}
  // Counts a program that ran; false: the budget is spent. Looks at the clock now and then.
  bool spend() {
    if (++evaluations_ % kEvery == 0 || evaluations_ == 1) look();
    return !over_ && evaluations_ < end_;
  }
  // From here on so many more at most; the first call counts.
  void end_after(std::uint64_t more) { end_ = std::min(end_, evaluations_ + more); }
  void look() { over_ = over_ || budget_.exhausted(evaluations_, bytes, reason_); }
  bool over() const { return over_; }
  StopReason reason() const { return reason_; }
  std::uint64_t evaluations() const { return evaluations_; }
  std::size_t bytes = 0;  // held by the search

 private:
  static constexpr std::uint64_t kEvery = 256;
  const Budget& budget_;
  std::uint64_t evaluations_ = 0;
  std::uint64_t end_ = std::numeric_limits<std::uint64_t>::max();
  bool over_ = false;
  StopReason reason_ = StopReason::exhausted;
};

class Bank {
 public:
  // Machine and meter must outlive it.
  Bank(const dsl::Imperative& machine, States probes, Meter& meter);

  // Costs are asked for in rising order, from 1 on. False: the budget is spent, and what there is
  // of this cost is not all. Opening statements are in none of them.
  bool make_statements(std::size_t cost);
  bool make_blocks(std::size_t cost);
  const std::vector<dsl::Statement>& statements(std::size_t cost) const {
    return statements_.at(cost);
  }

 private:
  bool add_inside(const dsl::Choice& choice, std::size_t cost);
  bool add_branches(const dsl::Choice& choice, std::size_t cost);
  // Keeps what does something that nothing before it does.
  bool keep_statement(dsl::Statement statement, std::size_t cost);
  bool is_new(const dsl::Block& block);

  const dsl::Imperative& machine_;
  States probes_;
  States scratch_;
  Meter& meter_;
  std::vector<std::vector<dsl::Statement>> statements_{{}};  // by cost
  std::vector<std::vector<dsl::BlockPtr>> blocks_{{}};
  std::unordered_set<Fingerprint, FingerprintHash> seen_;
};

}  // namespace inkling::statements
