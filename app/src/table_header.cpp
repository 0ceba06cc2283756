#include <fmt/format.h>

#include <algorithm>
#include <inkling/app/table_header.hpp>
#include <inkling/app/text.hpp>

namespace inkling::app {
namespace {

constexpr std::size_t kLookedAt = 1000;  // rows

enum class Kind { nothing, number, date, address, text };

bool digit(char c) {
  return c >= '0' && c <= '9';
}

// "12.03.2021" and not "1.234.567": groups of digits between points, not all those behind a point
// of three.
bool groups_of_a_date(std::string_view cell) {
  std::size_t points = 0, length = 0;
  bool thousands = true;
  for (const char c : cell) {
    if (c == '.') {
      thousands = thousands && (points == 0 || length == 3);
      ++points;
      length = 0;
    } else if (digit(c)) {
      ++length;
    } else {
      return false;
    }
  }
  return points == 2 && !(thousands && length == 3);
}

// Digits with what else numbers, dates and times are written with: "1.234,50", "-3", "12/05/2024
// 10:30". Two or more groups joined by / : or by - are a date or time.
Kind kind_of_digits(std::string_view cell) {
  if (groups_of_a_date(cell)) return Kind::date;
  bool parts = false;
  bool digits = false;
  for (std::size_t i = 0; i < cell.size(); ++i) {
    const char c = cell[i];
    digits = digits || digit(c);
    if (digit(c) || c == '.' || c == ',' || c == '+' || c == ' ' || c == '\'') continue;
    if (c != '-' && c != '/' && c != ':') return Kind::text;
    parts = parts || (digits && i + 1 < cell.size());
  }
  if (!digits) return Kind::text;
  return parts ? Kind::date : Kind::number;
}

Kind kind_of(std::string_view cell, const BlankCells& blanks) {
  constexpr std::string_view kSigns[] = {"$", "€", "£", "¥", "%"};
  if (blanks.count(cell)) return Kind::nothing;
  cell = bare(cell);
  if (cell.find(' ') == std::string_view::npos &&
      (cell.find('@') != std::string_view::npos || cell.find("://") != std::string_view::npos))
    return Kind::address;
  for (const std::string_view sign : kSigns) {
    if (cell.starts_with(sign)) cell.remove_prefix(sign.size());
    if (cell.ends_with(sign)) cell.remove_suffix(sign.size());
    cell = bare(cell);
  }
  return kind_of_digits(cell);
}

std::string_view name_of(Kind kind) {
  return kind == Kind::number ? "numbers" : kind == Kind::date ? "dates or times" : "addresses";
}

// The one kind of all cells below the first; text when they differ, nothing where there are too few
// to tell.
Kind kind_below(const std::vector<CsvRow>& rows, std::size_t column, const BlankCells& blanks) {
  Kind kind = Kind::nothing;
  std::size_t cells = 0;
  for (std::size_t i = 1; i < std::min(rows.size(), kLookedAt); ++i) {
    if (column >= rows[i].size()) continue;
    const Kind here = kind_of(rows[i][column], blanks);
    if (here == Kind::nothing) continue;
    if (kind != Kind::nothing && here != kind) return Kind::text;
    kind = here;
    ++cells;
  }
  return cells < 2 ? Kind::nothing : kind;
}

bool again_below(const std::vector<CsvRow>& rows, std::size_t column, const BlankCells& blanks) {
  const std::string_view first = bare(rows.front()[column]);
  return !blanks.count(first) &&
         std::any_of(
             rows.begin() + 1,
             rows.begin() + static_cast<std::ptrdiff_t>(std::min(rows.size(), kLookedAt)),
             [&](const CsvRow& row) { return column < row.size() && bare(row[column]) == first; });
}

}  // namespace

std::string_view bare(std::string_view cell) {
  constexpr std::string_view kNoBreakSpace = "\xC2\xA0";
  while (true) {
    const auto before = cell.size();
    cell = trim(cell);
    if (cell.starts_with(kNoBreakSpace)) cell.remove_prefix(kNoBreakSpace.size());
    if (cell.ends_with(kNoBreakSpace)) cell.remove_suffix(kNoBreakSpace.size());
    if (cell.size() == before) return cell;
  }
}

bool BlankCells::count(std::string_view cell) const {
  cell = bare(cell);
  return cell.empty() || std::find(texts.begin(), texts.end(), cell) != texts.end();
}

HeaderGuess guess_header(const std::vector<CsvRow>& rows, const BlankCells& blanks) {
  HeaderGuess header;
  HeaderGuess data;
  if (rows.size() < 2) return {};
  for (std::size_t column = 0; column < rows.front().size(); ++column) {
    const std::string& cell = rows.front()[column];
    const Kind first = kind_of(cell, blanks);
    const Kind below = kind_below(rows, column, blanks);
    if (again_below(rows, column, blanks)) {
      if (data.why.empty())
        data = {FirstRow::data, fmt::format("'{}' stands below it as well", cell)};
    } else if (first == Kind::nothing || below == Kind::nothing || below == Kind::text) {
      continue;
    } else if (first == Kind::text) {
      if (header.why.empty())
        header = {FirstRow::header,
                  fmt::format("column '{}' holds {} below it", bare(cell), name_of(below))};
    } else if (data.why.empty()) {
      data = {FirstRow::data,
              fmt::format("column {} holds {} from the first row on", column + 1, name_of(below))};
    }
  }
  if (!header.why.empty() && !data.why.empty()) return {};
  return header.why.empty() ? data : header;
}

}  // namespace inkling::app
