// Polls counted: how often searches look at their budgets, and something that happens at a look.
// For the conformance suite, which stops a search at its n-th look rather than after so many
// milliseconds, so that a busy machine changes nothing.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>

namespace inkling::detail {

// Counts the polls of every Budget of the process from construction to destruction. One at a time.
class BudgetWatch {
 public:
  // `seen` runs inside every poll, before it answers, with its number from 1; on several threads
  // when the search polls on several. It does not throw.
  explicit BudgetWatch(std::function<void(std::uint64_t)> seen);
  ~BudgetWatch();
  BudgetWatch(const BudgetWatch&) = delete;
  BudgetWatch& operator=(const BudgetWatch&) = delete;

  std::uint64_t polls() const { return polls_.load(); }
  void poll();

 private:
  std::function<void(std::uint64_t)> seen_;
  std::atomic<std::uint64_t> polls_{0};
};

// Called by every poll; one relaxed load where nobody watches.
void watched_poll() noexcept;

// Sets the clock of searches (search_clock.hpp) ahead, or back by a negative amount.
void advance_search_clock(std::chrono::nanoseconds by) noexcept;

}  // namespace inkling::detail
