#include "status_line.hpp"

#include <inkling/base/screen.hpp>
#include <ostream>

namespace inkling::repl {
namespace {

constexpr std::string_view kEraseLine = "\r\x1b[K";

}  // namespace

void StatusLine::show(std::string_view text) {
  if (!on_) return;
  screen::write_raw(out_, kEraseLine);
  out_ << text << std::flush;
  shown_ = true;
}

void StatusLine::clear() {
  if (!shown_) return;
  screen::write_raw(out_, kEraseLine);
  out_ << std::flush;
  shown_ = false;
}

}  // namespace inkling::repl
