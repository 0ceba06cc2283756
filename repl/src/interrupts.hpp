// Ctrl-C, Ctrl-Z and the signals that end a program: turns SIGINT into a stop request for what
// runs, or a readable descriptor for who waits, and keeps the time of a search from running on
// while the process is stopped.
#pragma once

#include <functional>
#include <stop_token>
#include <thread>

namespace inkling::repl {

// Owns the process's handlers of SIGINT, SIGTSTP and SIGCONT while it lives; at most one at a time.
// The handler of SIGINT only writes a byte to a pipe. A third Ctrl-C that nobody answers ends the
// process in the usual way. Ctrl-Z stops it in the usual way, and the clock of searches with it.
class Interrupts {
 public:
  Interrupts();
  ~Interrupts();
  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;

  // Readable while a Ctrl-C is pending. For poll().
  int wake_fd() const { return pipe_[0]; }
  // Whether Ctrl-C was pressed since the last call.
  bool take();

  // From now on SIGHUP and SIGTERM count as a Ctrl-C that is the last one: what runs stops, and who
  // waits sees ending(). A second one, or nobody's answer within ten seconds, ends the process in
  // the usual way. A signal that was ignored before stays so.
  void take_endings();
  bool ending() const;

  // From now on no number of Ctrl-C ends the process: somebody else can end it.
  void take_any_number();
  // As if Ctrl-C was pressed. From any thread.
  void press();

  // While `here`, Ctrl-Z waits for suspend_if_asked(), as who drives the terminal has to put it in
  // order first; and whoever goes on after a stop finds suspend_fd() readable.
  void take_suspensions(bool here);
  int suspend_fd() const { return suspend_fd_; }
  // What suspend_fd() became readable for. Stops the process if that was Ctrl-Z, after
  // `before_stop`; returns when it goes on.
  void suspend_if_asked(const std::function<void()>& before_stop);

 private:
  int pipe_[2] = {-1, -1};
  int suspend_fd_ = -1;  // eventfd
  bool takes_endings_ = false;
};

// Ends the process as a signal does that take_endings() took, once all is in order; else returns.
void end_as_told();

// For the length of one long-running call: Ctrl-C triggers the token. `interrupts` may be null.
class StopOnInterrupt {
 public:
  explicit StopOnInterrupt(Interrupts* interrupts);
  ~StopOnInterrupt();
  StopOnInterrupt(const StopOnInterrupt&) = delete;
  StopOnInterrupt& operator=(const StopOnInterrupt&) = delete;
  std::stop_token token() const { return source_.get_token(); }
  bool stopped() const { return source_.stop_requested(); }

 private:
  void watch();
  Interrupts* interrupts_;
  std::stop_source source_;
  int done_ = -1;  // eventfd that ends the watcher
  std::thread watcher_;
};

}  // namespace inkling::repl
