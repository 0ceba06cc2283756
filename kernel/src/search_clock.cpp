#include <atomic>
#include <cstdint>
#include <inkling/search_clock.hpp>

#include "budget_watch.hpp"

namespace inkling {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::nanoseconds;

// One number, so that nobody sees half a change. Even: twice the nanoseconds that the clock is
// behind the steady one. Odd: it stands still, at half of it.
std::atomic<std::int64_t> g_state{0};
static_assert(std::atomic<std::int64_t>::is_always_lock_free, "used in signal handlers");

std::int64_t steady() noexcept {
  return std::chrono::duration_cast<nanoseconds>(Clock::now().time_since_epoch()).count();
}
Clock::time_point at(std::int64_t count) noexcept {
  return Clock::time_point(std::chrono::duration_cast<Clock::duration>(nanoseconds(count)));
}

}  // namespace

Clock::time_point search_now() noexcept {
  std::int64_t state = g_state.load();
  while (true) {
    if ((state & 1) != 0) return at(state >> 1);
    // A stop between the two would count: then once more.
    const std::int64_t now = steady();
    const std::int64_t again = g_state.load();
    if (again == state) return at(now - (state >> 1));
    state = again;
  }
}

bool hold_search_clock() noexcept {
  std::int64_t state = g_state.load();
  while ((state & 1) == 0) {
    const std::int64_t stands_at = steady() - (state >> 1);
    if (g_state.compare_exchange_weak(state, stands_at * 2 + 1)) return true;
  }
  return false;
}

void release_search_clock() noexcept {
  const std::int64_t state = g_state.load();
  if ((state & 1) != 0) g_state.store((steady() - (state >> 1)) * 2);
}

void detail::advance_search_clock(nanoseconds by) noexcept {
  // Both states hold twice the time, the one that runs as what it is behind.
  std::int64_t state = g_state.load();
  const auto moved = [&] {
    return (state & 1) != 0 ? state + 2 * by.count() : state - 2 * by.count();
  };
  while (!g_state.compare_exchange_weak(state, moved())) {
  }
}

}  // namespace inkling
