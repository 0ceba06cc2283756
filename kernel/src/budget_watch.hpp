// Polls counted: how often searches look at their budgets, and something that happens at one of
// the looks. For the conformance suite, which stops a search at its n-th look rather than after so
// many milliseconds, so that a busy machine changes nothing.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>

namespace inkling::detail {

// Counts the polls of every Budget of the process from construction to destruction. One at a time.
class BudgetWatch {
 public:
  // `act` runs once, inside poll number `at` (1 = the first; 0 = never), before it answers.
  explicit BudgetWatch(std::uint64_t at = 0, std::function<void()> act = {});
  ~BudgetWatch();
  BudgetWatch(const BudgetWatch&) = delete;
  BudgetWatch& operator=(const BudgetWatch&) = delete;

  std::uint64_t polls() const { return polls_.load(); }
  void poll();

 private:
  std::uint64_t at_;
  std::function<void()> act_;
  std::atomic<std::uint64_t> polls_{0};
};

// Called by every poll; one relaxed load where nobody watches.
void watched_poll() noexcept;

// Sets the clock of searches (search_clock.hpp) ahead, or back by a negative amount.
void advance_search_clock(std::chrono::nanoseconds by) noexcept;

}  // namespace inkling::detail
