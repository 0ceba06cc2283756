// The clock that the time of a search is counted on. It stands still while the process is stopped
// (Ctrl-Z): a search that goes on afterwards has the time left that it had before.
#pragma once

#include <chrono>
#include <inkling/export.hpp>

namespace inkling {

// Steady, and the same for all threads.
INKLING_API std::chrono::steady_clock::time_point search_now() noexcept;

// For who stops the process: between the two the clock stands still, for other threads too. Both
// are safe in a signal handler. False, and nothing happens, when the clock is held already.
INKLING_API bool hold_search_clock() noexcept;
INKLING_API void release_search_clock() noexcept;

}  // namespace inkling
