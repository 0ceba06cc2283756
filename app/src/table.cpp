#include <algorithm>
#include <inkling/app/table.hpp>
#include <inkling/base/screen.hpp>
#include <numeric>

#include "html.hpp"

namespace inkling::app {
namespace {

constexpr std::size_t kGap = 2;
constexpr std::size_t kNarrowest = 12;  // a column is not squeezed below this

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
  const auto total = [&] {
    return std::accumulate(widths.begin(), widths.end(), std::size_t{0}) + kGap * widths.size();
  };
  while (width > 0 && total() > width) {
    // Take from the widest column that may shrink.
    std::size_t victim = columns_.size();
    for (std::size_t i = 0; i < columns_.size(); ++i)
      if (columns_[i].shrink && widths[i] > kNarrowest &&
          (victim == columns_.size() || widths[i] > widths[victim]))
        victim = i;
    if (victim == columns_.size()) break;
    const std::size_t excess = total() - width;
    widths[victim] -= std::min(widths[victim] - kNarrowest, std::max<std::size_t>(1, excess / 2));
  }
  return widths;
}

std::string Table::render(std::size_t width, const Style& style) const {
  const auto widths = fit(width);
  std::vector<std::string> titles;
  for (const auto& column : columns_) titles.push_back(column.title);
  std::string text = style.dim(line_of(titles, widths)) + "\n";
  for (const auto& row : rows_) text += line_of(row, widths) + "\n";
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
