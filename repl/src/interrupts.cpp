#include "interrupts.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>

namespace inkling::repl {
namespace {

// A signal handler gets no argument, so these two are the only process-wide state of the program.
std::atomic<int> wake_pipe{-1};
std::atomic<int> unanswered{0};
constexpr int kPatience = 3;

extern "C" void on_interrupt(int) {
  const int saved = errno;
  if (unanswered.fetch_add(1) + 1 >= kPatience) {
    ::signal(SIGINT, SIG_DFL);
    ::raise(SIGINT);
  }
  const char byte = 'c';
  [[maybe_unused]] const auto written = ::write(wake_pipe.load(), &byte, 1);
  errno = saved;
}

}  // namespace

Interrupts::Interrupts() {
  if (::pipe2(pipe_, O_CLOEXEC | O_NONBLOCK) != 0) return;  // then Ctrl-C keeps its usual meaning
  wake_pipe = pipe_[1];
  struct sigaction action {};
  action.sa_handler = on_interrupt;
  ::sigemptyset(&action.sa_mask);
  ::sigaction(SIGINT, &action, nullptr);
}

Interrupts::~Interrupts() {
  ::signal(SIGINT, SIG_DFL);
  wake_pipe = -1;
  for (const int fd : pipe_)
    if (fd >= 0) ::close(fd);
}

bool Interrupts::take() {
  char bytes[16];
  bool any = false;
  while (pipe_[0] >= 0 && ::read(pipe_[0], bytes, sizeof bytes) > 0) any = true;
  unanswered = 0;
  return any;
}

StopOnInterrupt::StopOnInterrupt(Interrupts* interrupts) : interrupts_(interrupts) {
  if (!interrupts_) return;
  done_ = ::eventfd(0, EFD_CLOEXEC);
  if (done_ >= 0) watcher_ = std::thread([this] { watch(); });
}

void StopOnInterrupt::watch() {
  pollfd fds[] = {{interrupts_->wake_fd(), POLLIN, 0}, {done_, POLLIN, 0}};
  while (::poll(fds, 2, -1) < 0 && errno == EINTR) {
  }
  if (fds[0].revents & POLLIN) source_.request_stop();
}

StopOnInterrupt::~StopOnInterrupt() {
  if (!watcher_.joinable()) return;
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(done_, &one, sizeof one);
  watcher_.join();
  ::close(done_);
  if (stopped()) interrupts_->take();
}

}  // namespace inkling::repl
