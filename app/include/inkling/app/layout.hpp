// Text on a screen: how wide it is, how it is cut and broken, colours.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace inkling::app {

// Columns that UTF-8 text takes: wide characters count two, combining ones and styles none.
std::size_t display_width(std::string_view text);
// At most `columns` wide, ending in "…" when something was left out. 0 = no limit.
std::string shorten(std::string_view text, std::size_t columns);
// Lines of at most `columns`, broken at blanks; what is broken off goes on under its own line's
// first word, `hang` further right. A word that is longer stays whole. 0 = no limit.
std::string break_lines(std::string_view text, std::size_t columns, std::size_t hang = 0);

// Wraps text in the marks of a style, which a screen::Screen turns into the codes of the terminal,
// or leaves it alone when off.
struct Style {
  bool on = false;
  std::string bold(std::string_view text) const { return wrap("1", text); }
  std::string dim(std::string_view text) const { return wrap("2", text); }
  std::string red(std::string_view text) const { return wrap("31", text); }
  std::string green(std::string_view text) const { return wrap("32", text); }
  std::string yellow(std::string_view text) const { return wrap("33", text); }
  std::string wrap(std::string_view code, std::string_view text) const;
};

}  // namespace inkling::app
