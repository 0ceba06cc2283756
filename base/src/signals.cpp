#include "signals.hpp"

#include <ctime>
#include <initializer_list>

namespace inkling::files {

SignalsHeld::SignalsHeld(Which which) {
  sigset_t held{};
  sigset_t pending{};
  ::sigemptyset(&held);
  ::sigemptyset(&ours_);
  for (const int signal : {SIGXFSZ, SIGPIPE}) ::sigaddset(&held, signal);
  if (which == Which::all)
    for (const int signal : {SIGHUP, SIGINT, SIGTERM, SIGQUIT}) ::sigaddset(&held, signal);
  ::sigpending(&pending);
  ::pthread_sigmask(SIG_BLOCK, &held, &before_);
  for (const int signal : {SIGXFSZ, SIGPIPE})
    if (::sigismember(&before_, signal) == 0 && ::sigismember(&pending, signal) == 0)
      ::sigaddset(&ours_, signal);
}

SignalsHeld::~SignalsHeld() {
  const timespec now{};
  // What a write raised was reported as its error.
  while (::sigtimedwait(&ours_, nullptr, &now) > 0) {
  }
  ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

}  // namespace inkling::files
