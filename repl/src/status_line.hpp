// One line on a terminal that overwrites itself: what runs, and how far it is.
#pragma once

#include <iosfwd>
#include <string_view>

namespace inkling::repl {

class StatusLine {
 public:
  // Off: shows nothing. The stream outlives it.
  StatusLine(std::ostream& out, bool on) : out_(out), on_(on) {}
  ~StatusLine() { clear(); }
  StatusLine(const StatusLine&) = delete;
  StatusLine& operator=(const StatusLine&) = delete;
  bool on() const { return on_; }
  // In place of what it showed before.
  void show(std::string_view text);
  void clear();

 private:
  std::ostream& out_;
  bool on_;
  bool shown_ = false;
};

}  // namespace inkling::repl
