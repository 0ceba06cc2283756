// A process that does units of work, one after the other, and may die of one.
#pragma once

#include <sys/types.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace inkling::ranks {

class Worker {
 public:
  // Program and arguments. Starts with the first unit, and again after it died.
  explicit Worker(std::vector<std::string> command) : command_(std::move(command)) {}
  ~Worker() { stop(); }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  bool busy() const { return busy_; }
  // Precondition: not busy.
  void begin(std::string_view request);
  enum class State { busy, done, failed };
  // Waits for so long at most. `text` is the reply, or what became of the process.
  State look(int milliseconds, std::string& text);
  // Whatever it does. It starts again with the next unit.
  void stop();

 private:
  bool start();
  State died(std::string& text);

  std::vector<std::string> command_;
  pid_t process_ = -1;
  int socket_ = -1;
  bool busy_ = false;
  std::string received_{};
};

// Whether this is such a process. Then do_units() is all that it does: it answers requests until
// there are no more, and is gone with the process that started it.
bool is_worker();
void do_units(const std::function<std::string(const std::string&)>& work);

}  // namespace inkling::ranks
