#include "grid.hpp"

#include <algorithm>

namespace inkling::patterns {
namespace {

std::string shown(const Value& value) {
  const std::string text = to_text(value);
  return text.size() > 24 ? "of " + to_text(type_of(value)) : text;
}

}  // namespace

std::string find_fault(const Value& value) {
  const auto is_side = [](std::size_t side) { return side >= 1 && side <= kMostSide; };
  const std::string limit = "1 to " + std::to_string(kMostSide);
  if (!value.is_list())
    return "it is " + shown(value) + ", and a list of rows is needed, like [[0,1],[0,0]]";
  const Value::List& rows = value.as_list();
  if (!is_side(rows.size()))
    return "it has " + std::to_string(rows.size()) + " rows, and " + limit + " are possible";
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const std::string row = "row " + std::to_string(r + 1);
    if (!rows[r].is_list())
      return row + " is " + shown(rows[r]) + ", and a list of colours is needed";
    const Value::List& cells = rows[r].as_list();
    if (!is_side(cells.size()))
      return row + " has " + std::to_string(cells.size()) + " cells, and " + limit +
             " are possible";
    if (cells.size() != rows[0].as_list().size())
      return row + " has " + std::to_string(cells.size()) + " cells, and row 1 has " +
             std::to_string(rows[0].as_list().size());
    for (const Value& cell : cells)
      if (!cell.is_int() || cell.as_int() < 0 || cell.as_int() >= kColours)
        return row + " holds " + shown(cell) + ", and colours are 0 to " +
               std::to_string(kColours - 1);
  }
  return "";
}

std::optional<Grid> to_grid(const Value& value) {
  if (!find_fault(value).empty()) return std::nullopt;
  Grid grid;
  for (const Value& row : value.as_list()) {
    std::vector<std::int64_t>& cells = grid.emplace_back();
    for (const Value& cell : row.as_list()) cells.push_back(cell.as_int());
  }
  return grid;
}

Value to_value(const Grid& grid) {
  Value::List rows;
  for (const auto& row : grid) {
    Value::List cells;
    for (const std::int64_t cell : row) cells.emplace_back(cell);
    rows.emplace_back(std::move(cells));
  }
  return Value(std::move(rows));
}

std::optional<std::pair<std::size_t, std::size_t>> first_pixel(const Grid& grid) {
  for (std::size_t r = 0; r < grid.size(); ++r)
    for (std::size_t c = 0; c < grid[r].size(); ++c)
      if (grid[r][c] != 0) return std::pair(r, c);
  return std::nullopt;
}

std::optional<Grid> paste(const Grid& grid, const Grid& pattern) {
  const auto corner = first_pixel(grid);
  if (!corner) return std::nullopt;
  Grid out = grid;
  for (std::size_t r = 0; r < pattern.size() && corner->first + r < out.size(); ++r)
    for (std::size_t c = 0;
         c < pattern[r].size() && corner->second + c < out[corner->first + r].size(); ++c)
      out[corner->first + r][corner->second + c] = pattern[r][c];
  return out;
}

std::optional<Grid> find_pattern(const Grid& grid, const Grid& out) {
  const auto corner = first_pixel(grid);
  if (!corner || out.size() != grid.size() || out.front().size() != grid.front().size())
    return std::nullopt;
  std::size_t rows = 1, columns = 1;
  for (std::size_t r = 0; r < out.size(); ++r)
    for (std::size_t c = 0; c < out[r].size(); ++c) {
      if (out[r][c] == grid[r][c]) continue;
      if (r < corner->first || c < corner->second) return std::nullopt;
      rows = std::max(rows, r - corner->first + 1);
      columns = std::max(columns, c - corner->second + 1);
    }
  Grid pattern(rows);
  for (std::size_t r = 0; r < rows; ++r) {
    const auto from = out[corner->first + r].begin() + static_cast<std::ptrdiff_t>(corner->second);
    pattern[r].assign(from, from + static_cast<std::ptrdiff_t>(columns));
  }
  return pattern;
}

}  // namespace inkling::patterns
