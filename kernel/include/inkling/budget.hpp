// Budget: the one thing every search polls. Deadline, evaluations, memory, stop token.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <inkling/export.hpp>
#include <stop_token>

namespace inkling {

enum class StopReason {
  solved,       // found what it was looking for
  exhausted,    // the whole search space was covered
  deadline,     // out of time
  evaluations,  // out of evaluations
  memory,       // out of memory allowance
  cancelled,    // the stop token was triggered
};

struct BudgetLimits {
  std::chrono::nanoseconds time{std::chrono::seconds(10)};  // 0 = no limit
  std::uint64_t evaluations = 0;                            // 0 = no limit
  std::size_t bytes = std::size_t{4} << 30;                 // 0 = no limit
  unsigned threads = 1;                                     // worker threads a search may use
};

// Starts counting time at construction. Copyable; all calls are const and thread-safe. A search
// polls `stop_reason` every few thousand evaluations: it reads the clock once.
class INKLING_API Budget {
 public:
  explicit Budget(BudgetLimits limits = {}, std::stop_token stop = {});
  const BudgetLimits& limits() const { return limits_; }
  const std::stop_token& stop_token() const { return stop_; }
  double elapsed_seconds() const;
  double remaining_seconds() const;  // infinity without a deadline, never negative
  // Whether to stop now, given what was used so far; true sets `reason`.
  bool exhausted(std::uint64_t evaluations, std::size_t bytes, StopReason& reason) const;
  bool cancelled() const { return stop_.stop_requested(); }

 private:
  BudgetLimits limits_;
  std::stop_token stop_;
  std::chrono::steady_clock::time_point start_;
};

}  // namespace inkling
