// Pictures of values, on a screen and on a page. How a value looks its domain says.
#pragma once

#include <inkling/picture.hpp>
#include <optional>
#include <string>
#include <vector>

namespace inkling::app {

// Nullopt: no domain, or the value is shown by its text alone; also for what a plugin throws, or
// what is no picture (rows of other lengths, more than kMaxPictureSide a side).
std::optional<Picture> picture_of(const Domain* domain, const Value& value);

struct TitledPicture {
  std::string title;
  std::optional<Picture> picture{};  // none: the title alone
};

// Side by side below their titles, as many as have room, then further ones below: lines that begin
// with two blanks. `width` is that of the screen; 0: of a usual one.
std::string side_by_side(const std::vector<TitledPicture>& pictures, std::size_t width);

// A square a cell; self-contained, with the value's text for those who hear it read.
std::string to_svg(const Picture& picture, const std::string& text);

}  // namespace inkling::app
