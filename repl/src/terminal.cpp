#include "terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <string_view>

namespace inkling::repl {

bool is_terminal(int fd) {
  return ::isatty(fd) == 1;
}

bool colors_wanted(ColorChoice choice, bool is_terminal) {
  if (choice != ColorChoice::automatic) return choice == ColorChoice::always;
  const char* no_color = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  return is_terminal && !(no_color && *no_color) && term && std::string_view(term) != "dumb";
}

std::size_t terminal_columns(int fd) {
  winsize size{};
  if (!is_terminal(fd)) return 0;
  return ::ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

}  // namespace inkling::repl
