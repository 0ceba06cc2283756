#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <exception>
#include <inkling/app/layout.hpp>
#include <inkling/app/picture.hpp>

#include "html.hpp"

namespace inkling::app {
namespace {

constexpr std::size_t kUsualWidth = 80;
constexpr std::size_t kMargin = 2;
constexpr std::size_t kGap = 3;
constexpr int kSquare = 16;  // of a page, in pixels

// Ground and writing of the colours 0..9.
struct Colour {
  const char* ground;
  const char* ink;
};
constexpr std::array<Colour, 10> kColours{{{"#111111", "#ffffff"},
                                           {"#1e6fd0", "#ffffff"},
                                           {"#d33a2c", "#ffffff"},
                                           {"#2f9e44", "#ffffff"},
                                           {"#f2c91b", "#111111"},
                                           {"#8a8a8a", "#ffffff"},
                                           {"#c2339c", "#ffffff"},
                                           {"#ef7f1a", "#111111"},
                                           {"#7cc8f0", "#111111"},
                                           {"#7a2a2a", "#ffffff"}}};

bool is_sound(const Picture& picture) {
  return picture.columns > 0 && picture.columns <= kMaxPictureSide && !picture.cells.empty() &&
         picture.cells.size() % picture.columns == 0 && picture.rows() <= kMaxPictureSide;
}

std::string padded(const std::string& text, std::size_t columns) {
  const std::size_t width = display_width(text);
  return width < columns ? text + std::string(columns - width, ' ') : text;
}

// The title, then a line a row.
std::vector<std::string> lines_of(const TitledPicture& it) {
  std::vector<std::string> lines{it.title};
  if (!it.picture) return lines;
  std::size_t cell = 1;
  for (const PictureCell& one : it.picture->cells) cell = std::max(cell, display_width(one.text));
  for (std::size_t r = 0; r < it.picture->rows(); ++r) {
    std::string line;
    for (std::size_t c = 0; c < it.picture->columns; ++c)
      line +=
          (c == 0 ? "" : " ") + padded(it.picture->cells[r * it.picture->columns + c].text, cell);
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace

std::optional<Picture> picture_of(const Domain* domain, const Value& value) {
  if (domain == nullptr) return std::nullopt;
  try {
    auto picture = inkling::picture_of(*domain, value);
    if (picture && is_sound(*picture)) return picture;
  } catch (const std::exception&) {  // a plugin's; the text says it all
  }
  return std::nullopt;
}

std::string side_by_side(const std::vector<TitledPicture>& pictures, std::size_t width) {
  const std::size_t room = std::max(width == 0 ? kUsualWidth : width, kMargin + 1) - kMargin;
  std::string text;
  for (std::size_t begin = 0; begin < pictures.size();) {
    std::vector<std::vector<std::string>> blocks;
    std::vector<std::size_t> widths;
    std::size_t used = 0, height = 0, end = begin;
    for (; end < pictures.size(); ++end) {
      auto lines = lines_of(pictures[end]);
      std::size_t columns = 0;
      for (std::string& line : lines) {
        line = shorten(line, room);
        columns = std::max(columns, display_width(line));
      }
      if (end > begin && used + kGap + columns > room) break;
      used += (end > begin ? kGap : 0) + columns;
      height = std::max(height, lines.size());
      blocks.push_back(std::move(lines));
      widths.push_back(columns);
    }
    for (std::size_t row = 0; row < height; ++row) {
      std::string line(kMargin, ' ');
      for (std::size_t b = 0; b < blocks.size(); ++b)
        line += (b == 0 ? "" : std::string(kGap, ' ')) +
                padded(row < blocks[b].size() ? blocks[b][row] : "", widths[b]);
      line.erase(line.find_last_not_of(' ') + 1);
      text += line + "\n";
    }
    begin = end;
  }
  return text;
}

std::string to_svg(const Picture& picture, const std::string& text) {
  const int width = static_cast<int>(picture.columns) * kSquare;
  const int height = static_cast<int>(picture.rows()) * kSquare;
  std::string svg = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" "
      "viewBox=\"0 0 {0} {1}\" role=\"img\" aria-label=\"{2}\" font-family=\"monospace\" "
      "font-size=\"11\" text-anchor=\"middle\">",
      width, height, html::escaped(text));
  for (std::size_t i = 0; i < picture.cells.size(); ++i) {
    const PictureCell& cell = picture.cells[i];
    const int x = static_cast<int>(i % picture.columns) * kSquare;
    const int y = static_cast<int>(i / picture.columns) * kSquare;
    const bool coloured = cell.colour >= 0 && cell.colour < static_cast<int>(kColours.size());
    const Colour colour =
        coloured ? kColours[static_cast<std::size_t>(cell.colour)] : Colour{"none", "currentColor"};
    svg += fmt::format(
        "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{}\" stroke=\"#777777\" "
        "stroke-width=\"0.5\"/>",
        x, y, kSquare, kSquare, colour.ground);
    if (!cell.text.empty())
      svg += fmt::format("<text x=\"{}\" y=\"{}\" fill=\"{}\">{}</text>", x + kSquare / 2,
                         y + kSquare * 3 / 4, colour.ink, html::escaped(cell.text));
  }
  return svg + "</svg>";
}

}  // namespace inkling::app
