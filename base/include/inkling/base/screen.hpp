// What may reach a screen: text from outside (names of files and tasks, metadata of models,
// manifests, texts of exceptions, values) must be shown, and never obeyed, by the terminal.
#pragma once

#include <ostream>
#include <streambuf>
#include <string>
#include <string_view>

namespace inkling::screen {

// Whether a terminal would act on a character rather than show it: controls, also those above 0x7F
// (U+009B begins a command as ESC [ does), marks and overrides of the direction of writing,
// separators of lines. Line feed and tab are none.
bool is_control(char32_t c);
// The bytes of such a character that the text begins with; 0 when it begins with another one.
std::size_t control_bytes(std::string_view text);

// The same text with every such character written as \u001b, as in a string's text form, and bytes
// that are no UTF-8 as \x9b.
std::string printable(std::string_view text);

// What stands for a colour in text that goes to a Screen: kStyleMark, the numbers of an SGR
// sequence, 'm'. The mark is a character that Unicode gives to nobody.
constexpr std::string_view kStyleMark = "\xEF\xB7\x90";  // U+FDD0

// Stands between a program and its terminal while it lives: what is written to `out` arrives as
// printable() makes it, with styles as the terminal's own codes. Everything that writes to the
// stream goes through it, whoever wrote the code.
class Screen final : public std::streambuf {
 public:
  explicit Screen(std::ostream& out);
  ~Screen() override;
  Screen(const Screen&) = delete;
  Screen& operator=(const Screen&) = delete;

 protected:
  int_type overflow(int_type c) override;
  std::streamsize xsputn(const char* text, std::streamsize size) override;
  int sync() override;

 private:
  friend void write_raw(std::ostream& out, std::string_view bytes);
  void finish();
  std::ostream& stream_;
  std::streambuf* target_;
  std::string pending_;  // what the next piece decides on: the beginning of a character or style
};

// Past the Screen, if there is one: a program's own commands to the terminal, and data that must
// arrive byte by byte in a file or pipe.
void write_raw(std::ostream& out, std::string_view bytes);

}  // namespace inkling::screen
