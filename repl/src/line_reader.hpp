// Where the lines of a session come from: a terminal with editing, or a plain stream.
#pragma once

#include <filesystem>
#include <functional>
#include <inkling/language.hpp>
#include <memory>
#include <string>
#include <vector>

#include "interrupts.hpp"

namespace inkling::repl {

inline constexpr std::size_t kMaxLineBytes = std::size_t{16} << 20;

struct ReadLine {
  enum class Kind {
    line,
    end,          // of the input
    failed,       // to be read: `text` says why
    interrupted,  // Ctrl-C while waiting
    too_long,     // longer than kMaxLineBytes; skipped without being held
  };
  Kind kind = Kind::end;
  std::string text{};  // without the line's end
};

// The words that can replace the word before the cursor, and where that word begins.
struct Completions {
  std::size_t begin = 0;
  std::vector<Completion> words{};
};
using Completer = std::function<Completions(std::string_view line)>;

class LineReader {
 public:
  virtual ~LineReader() = default;
  // Blocks until there is something.
  virtual ReadLine read(const std::string& prompt) = 0;
  // Puts a line into the history that the arrow keys walk through.
  virtual void remember(const std::string& line) = 0;
};

// Reads a descriptor (not owned) without editing. Shows the prompt only when told to.
std::unique_ptr<LineReader> make_plain_reader(int fd, bool show_prompt, Interrupts* interrupts);
// Line editing on the terminal; null where the program was built without libedit or the terminal
// cannot be driven. The history file is read now and written when the reader ends; an empty path
// keeps none.
std::unique_ptr<LineReader> make_edit_reader(std::filesystem::path history, Completer completer,
                                             Interrupts* interrupts);

// $XDG_STATE_HOME/inkling/history and $XDG_CONFIG_HOME/inkling/init.ink, with the usual defaults
// below $HOME; empty without a home.
std::filesystem::path history_file();
std::filesystem::path startup_file();

}  // namespace inkling::repl
