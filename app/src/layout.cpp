#include <fmt/format.h>

#include <algorithm>
#include <inkling/app/layout.hpp>
#include <inkling/base/screen.hpp>

namespace inkling::app {
namespace {

struct CodePoint {
  char32_t value = 0;
  std::size_t bytes = 1;
};

// Lenient: a broken sequence counts as one byte of width one.
CodePoint decode(std::string_view text) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const unsigned lead = byte(0);
  const std::size_t length = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (length == 1 || lead < 0xC0 || length > text.size()) return {lead, 1};
  char32_t value = lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) value = (value << 6U) | (byte(i) & 0x3FU);
  return {value, length};
}

struct Range {
  char32_t first;
  char32_t last;
};
// Blocks of the Unicode standard (15.0, EastAsianWidth.txt and general category Mn), coarsened.
constexpr Range kWide[] = {{0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0xA4CF},
                           {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},
                           {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},   {0x1F300, 0x1F64F},
                           {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD}};
constexpr Range kCombining[] = {
    {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x064B, 0x065F}, {0x1AB0, 0x1AFF},
    {0x1DC0, 0x1DFF}, {0x200B, 0x200F}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}};

template <std::size_t N>
bool in(const Range (&ranges)[N], char32_t c) {
  for (const auto& range : ranges)
    if (c >= range.first && c <= range.last) return true;
  return false;
}

std::size_t width_of(char32_t c) {
  if (c < 0x20 || in(kCombining, c)) return 0;
  return in(kWide, c) ? 2 : 1;
}

}  // namespace

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    if (text.starts_with(screen::kStyleMark)) {  // up to its 'm'
      text.remove_prefix(std::min(text.find('m'), text.size() - 1) + 1);
      continue;
    }
    const auto c = decode(text);
    width += width_of(c.value);
    text.remove_prefix(c.bytes);
  }
  return width;
}

std::string break_lines(std::string_view text, std::size_t columns, std::size_t hang) {
  if (columns == 0) return std::string(text);
  std::string out;
  while (true) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
    const std::string margin(indent + hang, ' ');
    std::string row(line.substr(0, indent));
    std::size_t used = indent;
    line.remove_prefix(indent);
    for (bool first = true; !line.empty(); first = false) {
      // A word with the blanks before it, which are dropped where the line breaks.
      const std::size_t blanks = std::min(line.find_first_not_of(' '), line.size());
      const std::size_t stop = std::min(line.find(' ', blanks), line.size());
      const std::size_t wide = display_width(line.substr(0, stop));
      if (!first && blanks < stop && used + wide > columns) {
        out += row + "\n";
        row = margin + std::string(line.substr(blanks, stop - blanks));
        used = margin.size() + wide - blanks;
      } else {
        row += line.substr(0, stop);
        used += wide;
      }
      line.remove_prefix(stop);
    }
    out += row;
    if (end == text.size()) return out;
    out += '\n';
    text.remove_prefix(end + 1);
  }
}

std::string shorten(std::string_view text, std::size_t columns) {
  if (columns == 0 || (text.size() <= columns) || display_width(text) <= columns)
    return std::string(text);
  std::size_t width = 0;
  std::size_t end = 0;
  while (end < text.size()) {
    const auto c = decode(text.substr(end));
    if (width + width_of(c.value) > columns - 1) break;
    width += width_of(c.value);
    end += c.bytes;
  }
  return std::string(text.substr(0, end)) + "…";
}

std::string Style::wrap(std::string_view code, std::string_view text) const {
  return on ? fmt::format("{0}{1}m{2}{0}0m", screen::kStyleMark, code, text) : std::string(text);
}

}  // namespace inkling::app
