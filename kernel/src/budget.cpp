#include <algorithm>
#include <inkling/budget.hpp>
#include <inkling/search_clock.hpp>
#include <limits>

#include "budget_watch.hpp"

namespace inkling {

namespace detail {
namespace {
std::atomic<BudgetWatch*> g_watch{nullptr};
}

BudgetWatch::BudgetWatch(std::function<void(std::uint64_t)> seen) : seen_(std::move(seen)) {
  g_watch.store(this);
}
BudgetWatch::~BudgetWatch() {
  g_watch.store(nullptr);
}

void BudgetWatch::poll() {
  seen_(polls_.fetch_add(1) + 1);
}

void watched_poll() noexcept {
  if (BudgetWatch* watch = g_watch.load(std::memory_order_relaxed)) watch->poll();
}

}  // namespace detail

Budget::Budget(BudgetLimits limits, std::stop_token stop)
    : limits_(limits), stop_(std::move(stop)), start_(search_now()) {}

double Budget::elapsed_seconds() const {
  detail::watched_poll();
  return std::chrono::duration<double>(search_now() - start_).count();
}

double Budget::remaining_seconds() const {
  if (limits_.time.count() <= 0) {
    detail::watched_poll();
    return std::numeric_limits<double>::infinity();
  }
  const double limit = std::chrono::duration<double>(limits_.time).count();
  return std::max(0.0, limit - elapsed_seconds());
}

// Counts come before the clock, so that two runs stopped by their evaluations agree on the reason.
bool Budget::exhausted(std::uint64_t evaluations, std::size_t bytes, StopReason& reason) const {
  const auto stop = [&](StopReason why) {
    reason = why;
    return true;
  };
  detail::watched_poll();
  if (stop_.stop_requested()) return stop(StopReason::cancelled);
  if (limits_.evaluations != 0 && evaluations >= limits_.evaluations)
    return stop(StopReason::evaluations);
  if (limits_.bytes != 0 && bytes > limits_.bytes) return stop(StopReason::memory);
  if (limits_.time.count() > 0 && search_now() - start_ >= limits_.time)
    return stop(StopReason::deadline);
  return false;
}

}  // namespace inkling
