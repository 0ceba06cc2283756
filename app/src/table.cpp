#include <algorithm>
#include <inkling/app/table.hpp>
#include <inkling/base/screen.hpp>
#include <numeric>

#include "html.hpp"

namespace inkling::app {
namespace {

constexpr std::size_t kGap = 2;
constexpr std::size_t kNarrowest = 12;  // a column is not squeezed below this
constexpr std::string_view kCut = "…";

std::size_t total(const std::vector<std::size_t>& widths) {
  return std::accumulate(widths.begin(), widths.end(), std::size_t{0}) + kGap * widths.size();
}

// A cell over lines of that width; a word that is longer is parted, as no column beside it moves.
std::vector<std::string> wrapped(std::string_view cell, std::size_t width) {
  std::vector<std::string> lines;
  const std::string broken = break_lines(cell, width);
  for (std::string_view rest = broken;;) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    while (display_width(line) > width) {
      const std::size_t head = shorten(line, width).size() - kCut.size();
      lines.emplace_back(line.substr(0, head));
      line.remove_prefix(head);
    }
    lines.emplace_back(line);
    if (end == rest.size()) return lines;
    rest.remove_prefix(end + 1);
  }
}

std::string line_of(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::string cell = shorten(cells[i], widths[i]);
    const std::size_t used = display_width(cell);
    line += std::string(kGap, ' ') + cell;
    if (used < widths[i]) line += std::string(widths[i] - used, ' ');
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

}  // namespace

void Table::add(std::vector<std::string> cells) {
  // Written out before the widths are taken.
  for (std::string& cell : cells) cell = screen::printable(cell);
  rows_.push_back(std::move(cells));
}

std::vector<std::size_t> Table::fit(std::size_t width) const {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    std::size_t widest = std::max<std::size_t>(1, display_width(columns_[i].title));
    for (const auto& row : rows_) widest = std::max(widest, display_width(row[i]));
    widths.push_back(widest);
  }
  if (width == 0) return widths;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const std::size_t least = columns_[i].first;
    if (least > 0 && widths[i] > least && total(widths) > width)
      widths[i] -= std::min(widths[i] - least, total(widths) - width);
  }
  while (total(widths) > width) {
    // Take from the widest column that may shrink.
    std::size_t victim = columns_.size();
    for (std::size_t i = 0; i < columns_.size(); ++i)
      if (columns_[i].shrink && widths[i] > kNarrowest &&
          (victim == columns_.size() || widths[i] > widths[victim]))
        victim = i;
    if (victim == columns_.size()) break;
    const std::size_t excess = total(widths) - width;
    widths[victim] -= std::min(widths[victim] - kNarrowest, std::max<std::size_t>(1, excess / 2));
  }
  return widths;
}

std::string Table::render(std::size_t width, const Style& style) const {
  const auto widths = fit(width);
  if (width > 0 && total(widths) > width && columns_.size() > 1) return one_below_the_other(width);
  std::vector<std::string> titles;
  for (const auto& column : columns_) titles.push_back(column.title);
  std::string text = style.dim(line_of(titles, widths)) + "\n";
  for (const auto& row : rows_) {
    std::vector<std::vector<std::string>> cells;
    std::size_t lines = 1;
    for (std::size_t i = 0; i < row.size(); ++i) {
      cells.push_back(columns_[i].wrap ? wrapped(row[i], widths[i]) : std::vector{row[i]});
      lines = std::max(lines, cells.back().size());
    }
    for (std::size_t line = 0; line < lines; ++line) {
      std::vector<std::string> parts;
      for (const auto& cell : cells) parts.push_back(line < cell.size() ? cell[line] : "");
      text += line_of(parts, widths) + "\n";
    }
  }
  return text;
}

// The first cell of a row, and below it the others with their titles; these are not needed where
// there is but one.
std::string Table::one_below_the_other(std::size_t width) const {
  const std::string indent(kGap, ' ');
  std::size_t widest = 0;
  for (std::size_t i = 1; i < columns_.size(); ++i)
    widest = std::max(widest, display_width(columns_[i].title));
  std::string text;
  for (const auto& row : rows_) {
    text += break_lines(indent + row[0], width, kGap) + "\n";
    for (std::size_t i = 1; i < row.size(); ++i) {
      if (row[i].empty()) continue;
      std::string line = indent + indent;
      if (columns_.size() > 2)
        line +=
            columns_[i].title + std::string(widest - display_width(columns_[i].title) + kGap, ' ');
      // The first word stands beside its title, however long it is.
      const std::size_t margin = line.size();
      const std::size_t room = width > margin ? width - margin : 1;
      const bool cut = columns_[i].first > 0;
      for (const char c : cut ? shorten(row[i], room) : break_lines(row[i], room)) {
        line += c;
        if (c == '\n') line.append(margin, ' ');
      }
      text += line + "\n";
    }
  }
  return text;
}

std::string Table::html() const {
  std::vector<std::string> titles;
  for (const auto& column : columns_) titles.push_back(column.title);
  std::string rows;
  for (const auto& row : rows_) {
    rows += "<tr>";
    for (std::size_t i = 0; i < row.size(); ++i)
      rows += "<td>" + (columns_[i].code ? html::code(row[i]) : html::escaped(row[i])) + "</td>";
    rows += "</tr>\n";
  }
  return html::table("", titles, rows);
}

}  // namespace inkling::app
