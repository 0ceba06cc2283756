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

// A signal handler gets no argument, so these are the only process-wide state of the program.
std::atomic<int> wake_pipe{-1};
std::atomic<int> unanswered{0};
std::atomic<int> told_to_end{0};  // by this signal
constexpr int kPatience = 3;
constexpr unsigned kSecondsToEnd = 10;

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

extern "C" void on_ending(int signal) {
  const int saved = errno;
  if (told_to_end.exchange(signal) != 0) {
    ::signal(signal, SIG_DFL);
    ::raise(signal);
  }
  ::alarm(kSecondsToEnd);
  const char byte = 'e';
  [[maybe_unused]] const auto written = ::write(wake_pipe.load(), &byte, 1);
  errno = saved;
}

constexpr int kEndings[] = {SIGHUP, SIGTERM};

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
  if (takes_endings_)
    for (const int signal : kEndings) {
      struct sigaction now {};
      if (::sigaction(signal, nullptr, &now) == 0 && now.sa_handler == on_ending)
        ::signal(signal, SIG_DFL);
    }
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

void Interrupts::take_endings() {
  takes_endings_ = true;
  for (const int signal : kEndings) {
    struct sigaction before {};
    if (::sigaction(signal, nullptr, &before) != 0 || before.sa_handler == SIG_IGN) continue;
    struct sigaction action {};
    action.sa_handler = on_ending;
    ::sigemptyset(&action.sa_mask);
    ::sigaction(signal, &action, nullptr);
  }
}

bool Interrupts::ending() const {
  return told_to_end != 0;
}

void end_as_told() {
  const int signal = told_to_end;
  if (signal == 0) return;
  ::signal(signal, SIG_DFL);
  ::raise(signal);
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
