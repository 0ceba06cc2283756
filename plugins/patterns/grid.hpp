// Grids of colours, and what is pasted into them. Depends on nothing but inkling/value.hpp.
#pragma once

#include <inkling/value.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace inkling::patterns {

inline constexpr int kColours = 10;           // 0 is black
inline constexpr std::size_t kMostSide = 30;  // rows and columns of a grid, at most

using Grid = std::vector<std::vector<std::int64_t>>;  // rows of equal length

// Values are lists of lists of integers. nullopt: no grid; find_fault says why.
std::optional<Grid> to_grid(const Value& value);
Value to_value(const Grid& grid);
// "it has rows of different length", or "".
std::string find_fault(const Value& value);

// Row and column of the first cell, row by row, that is not black; nullopt in a black grid.
std::optional<std::pair<std::size_t, std::size_t>> first_pixel(const Grid& grid);
// The pattern with its first corner at that pixel: its cells replace those of the grid, black ones
// too, and what stands out falls off. nullopt for a black grid.
std::optional<Grid> paste(const Grid& grid, const Grid& pattern);
// The smallest pattern that makes `out` of the grid, of at least one cell; nullopt where none does.
std::optional<Grid> find_pattern(const Grid& grid, const Grid& out);

}  // namespace inkling::patterns
