// What a search has used, and whether it must end.
#pragma once

#include <algorithm>
#include <inkling/budget.hpp>
#include <limits>

namespace inkling::search {

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

}  // namespace inkling::search
