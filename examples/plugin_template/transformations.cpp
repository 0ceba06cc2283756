#include "transformations.hpp"

#include <algorithm>
#include <array>

namespace grid {
namespace {

Grid flip(const Grid& grid) {
  return {grid.rbegin(), grid.rend()};
}

Grid mirror(const Grid& grid) {
  Grid result = grid;
  for (auto& row : result) std::reverse(row.begin(), row.end());
  return result;
}

Grid transpose(const Grid& grid) {
  if (grid.empty()) return grid;
  Grid result(grid[0].size(), std::vector<std::int64_t>(grid.size()));
  for (std::size_t r = 0; r < grid.size(); ++r)
    for (std::size_t c = 0; c < grid[r].size(); ++c) result[c][r] = grid[r][c];
  return result;
}

// Cells count modulo 10, so that no chain of steps overflows.
template <class F>
Grid map_cells(const Grid& grid, F change) {
  Grid result = grid;
  for (auto& row : result)
    for (auto& cell : row) cell = ((change(cell) % 10) + 10) % 10;
  return result;
}

Grid add_one(const Grid& grid) {
  return map_cells(grid, [](std::int64_t cell) { return cell % 10 + 1; });
}

Grid double_cells(const Grid& grid) {
  return map_cells(grid, [](std::int64_t cell) { return cell % 10 * 2; });
}

Grid drop_first_row(const Grid& grid) {
  return grid.empty() ? grid : Grid(grid.begin() + 1, grid.end());
}

constexpr std::array kSteps = {
    Step{"flip", "the rows in reverse order", flip},
    Step{"mirror", "every row in reverse order", mirror},
    Step{"transpose", "rows become columns", transpose},
    Step{"add_one", "1 more in every cell, modulo 10", add_one},
    Step{"double", "every cell times 2, modulo 10", double_cells},
    Step{"drop_first_row", "all rows but the first", drop_first_row},
};

std::string_view trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

}  // namespace

std::span<const Step> steps() {
  return kSteps;
}

std::string to_text(const Steps& program) {
  std::string text;
  for (const std::size_t step : program) {
    if (!text.empty()) text += " | ";
    text += kSteps[step].name;
  }
  return text.empty() ? "nothing" : text;
}

std::string to_call(const Steps& program) {
  std::string text = "x0";
  for (const std::size_t step : program) text = std::string(kSteps[step].name) + "(" + text + ")";
  return text;
}

std::optional<Steps> parse(std::string_view text) {
  if (trim(text) == "nothing") return Steps{};
  Steps program;
  while (true) {
    const auto bar = text.find('|');
    const auto found = std::find_if(kSteps.begin(), kSteps.end(), [&](const Step& step) {
      return step.name == trim(text.substr(0, bar));
    });
    if (found == kSteps.end()) return std::nullopt;
    program.push_back(static_cast<std::size_t>(found - kSteps.begin()));
    if (bar == std::string_view::npos) return program;
    text.remove_prefix(bar + 1);
  }
}

void next(Steps& program) {
  for (auto& step : program) {
    if (++step < kSteps.size()) return;
    step = 0;
  }
  program.push_back(0);
}

Grid run_steps(const Steps& program, Grid grid) {
  for (const std::size_t step : program) grid = kSteps[step].apply(grid);
  return grid;
}

std::optional<Grid> to_grid(const inkling::Value& value) {
  if (!value.is_list() || value.as_list().size() > kMaxSide) return std::nullopt;
  Grid grid;
  for (const auto& row : value.as_list()) {
    if (!row.is_list() || row.as_list().size() > kMaxSide) return std::nullopt;
    auto& cells = grid.emplace_back();
    for (const auto& cell : row.as_list()) {
      if (!cell.is_int()) return std::nullopt;
      cells.push_back(cell.as_int());
    }
    if (cells.size() != grid[0].size()) return std::nullopt;
  }
  return grid;
}

inkling::Value to_value(const Grid& grid) {
  inkling::Value::List rows;
  for (const auto& row : grid) rows.emplace_back(inkling::Value::List(row.begin(), row.end()));
  return rows;
}

}  // namespace grid
