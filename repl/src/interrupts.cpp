#include "interrupts.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <inkling/search_clock.hpp>

namespace inkling::repl {
namespace {

// A signal handler gets no argument, so these are the only process-wide state of the program.
std::atomic<int> wake_pipe{-1};
std::atomic<int> unanswered{0};
std::atomic<int> told_to_end{0};  // by this signal
constexpr int kPatience = 3;
std::atomic<bool> endless_patience{false};
constexpr unsigned kSecondsToEnd = 10;

extern "C" void on_interrupt(int) {
  const int saved = errno;
  if (unanswered.fetch_add(1) + 1 >= kPatience && !endless_patience) {
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

std::atomic<int> suspend_event{-1};
std::atomic<bool> suspensions_taken{false};
std::atomic<bool> suspension_asked{false};

extern "C" void on_suspend(int);

void handle(int signal, void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  ::sigemptyset(&action.sa_mask);
  ::sigaction(signal, &action, nullptr);
}

// As the signal does that nobody handles: the shell sees an ordinary stop, and where there is no
// shell that could let the process go on, the system ignores it.
void stop_here() {
  if (!hold_search_clock()) return;  // another thread is at it
  handle(SIGTSTP, SIG_DFL);
  sigset_t only, before;
  ::sigemptyset(&only);
  ::sigaddset(&only, SIGTSTP);
  ::pthread_sigmask(SIG_UNBLOCK, &only, &before);
  ::raise(SIGTSTP);
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  handle(SIGTSTP, on_suspend);
  release_search_clock();
}

void wake_for_suspension() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(suspend_event.load(), &one, sizeof one);
}

extern "C" void on_suspend(int) {
  const int saved = errno;
  if (suspensions_taken) {
    suspension_asked = true;
    wake_for_suspension();
  } else {
    stop_here();
  }
  errno = saved;
}

extern "C" void on_continue(int) {
  const int saved = errno;
  if (suspensions_taken) wake_for_suspension();
  errno = saved;
}

bool has_usual_meaning(int signal) {
  struct sigaction now {};
  return ::sigaction(signal, nullptr, &now) == 0 && now.sa_handler == SIG_DFL;
}

}  // namespace

Interrupts::Interrupts() {
  if (::pipe2(pipe_, O_CLOEXEC | O_NONBLOCK) != 0) return;  // then Ctrl-C keeps its usual meaning
  wake_pipe = pipe_[1];
  struct sigaction action {};
  action.sa_handler = on_interrupt;
  ::sigemptyset(&action.sa_mask);
  ::sigaction(SIGINT, &action, nullptr);
  suspend_fd_ = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  suspend_event = suspend_fd_;
  if (suspend_fd_ < 0 || !has_usual_meaning(SIGTSTP)) return;  // a shell without jobs ignores it
  handle(SIGTSTP, on_suspend);
  handle(SIGCONT, on_continue);
}

Interrupts::~Interrupts() {
  ::signal(SIGINT, SIG_DFL);
  if (!has_usual_meaning(SIGCONT)) {
    ::signal(SIGTSTP, SIG_DFL);
    ::signal(SIGCONT, SIG_DFL);
  }
  suspend_event = -1;
  if (suspend_fd_ >= 0) ::close(suspend_fd_);
  if (takes_endings_)
    for (const int signal : kEndings) {
      struct sigaction now {};
      if (::sigaction(signal, nullptr, &now) == 0 && now.sa_handler == on_ending)
        ::signal(signal, SIG_DFL);
    }
  wake_pipe = -1;
  endless_patience = false;
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

void Interrupts::take_any_number() {
  endless_patience = true;
}

void Interrupts::press() {
  const char byte = 'c';
  [[maybe_unused]] const auto written = ::write(pipe_[1], &byte, 1);
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

void Interrupts::take_suspensions(bool here) {
  suspensions_taken = here;
  // One that came at the last moment.
  if (!here && suspension_asked.exchange(false)) stop_here();
}

void Interrupts::suspend_if_asked(const std::function<void()>& before_stop) {
  const auto drain = [&] {
    std::uint64_t count = 0;
    [[maybe_unused]] const auto got = ::read(suspend_fd_, &count, sizeof count);
  };
  drain();
  before_stop();
  if (suspension_asked.exchange(false)) stop_here();
  drain();  // what going on has written
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
