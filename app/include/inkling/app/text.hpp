// Small text helpers of the prompt: trimming, finding the arrow of an example, and telling whether
// a line is complete.
#pragma once

#include <cstddef>
#include <inkling/value.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace inkling::app {

std::string_view trim(std::string_view text);
// Byte offset of `part` in `whole`. Precondition: part is a view into whole.
std::size_t offset_in(std::string_view whole, std::string_view part);
// The first blank-separated word, and the trimmed rest.
struct FirstWord {
  std::string_view word;
  std::string_view rest;
};
FirstWord split_first(std::string_view text);
std::vector<std::string_view> split_blanks(std::string_view text);

// Follows brackets and double-quoted strings through text that comes in pieces. Linear in the text.
class BracketScanner {
 public:
  void feed(std::string_view text);
  // Nothing is open: no bracket and no quote.
  bool balanced() const { return depth_ <= 0 && !quoted_; }
  bool top_level() const { return balanced(); }

 private:
  void step(char c);
  long depth_ = 0;
  bool quoted_ = false;
  bool escaped_ = false;
};

// Offsets of every "->" of the text that could part an example: first those outside brackets and
// quotes with blanks around them, then the other outside ones, then all others.
std::vector<std::size_t> arrows(std::string_view text, bool inside_brackets_too);
// Offsets of the blanks outside brackets and quotes, one per run of blanks; with `commas` of these,
// too.
std::vector<std::size_t> top_level_blanks(std::string_view text, bool commas = false);

// The cells of a row that was copied from a spreadsheet: what stands between tabs outside brackets
// and quotes, trimmed. One element where there is no such tab.
std::vector<std::string_view> tab_cells(std::string_view text);
// An input of several lines as one that means the same: line ends within quotes are escaped, others
// are blanks.
std::string one_line(std::string_view input);

// What is wrong with the bytes of a line: NUL or invalid UTF-8, with its position; or nothing.
std::optional<Error> bad_bytes(std::string_view line);
// "1 example", "3 examples".
std::string counted(std::size_t n, std::string_view noun);

}  // namespace inkling::app
