// Signals that wait while a file is put in its place.
#pragma once

#include <signal.h>

namespace inkling::files {

// While it lives, signals that end a program wait for this thread, so that nothing is left half
// done; and those that a failed write raises (a limit on file sizes, a pipe without a reader) come
// as errors instead. Made and destroyed by the same thread.
class SignalsHeld {
 public:
  enum class Which { of_writes, all };
  explicit SignalsHeld(Which which);
  ~SignalsHeld();
  SignalsHeld(const SignalsHeld&) = delete;
  SignalsHeld& operator=(const SignalsHeld&) = delete;

 private:
  sigset_t before_{};
  sigset_t ours_{};  // of writes, that nobody had blocked before
};

}  // namespace inkling::files
