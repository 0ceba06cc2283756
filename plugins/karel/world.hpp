// Worlds of Karel: walls, markers, and the robot. Depends on nothing but inkling/value.hpp.
#pragma once

#include <array>
#include <cstdint>
#include <inkling/result.hpp>
#include <inkling/value.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace inkling::karel {

inline constexpr std::size_t kMostSide = 16;  // rows and columns; around them there are walls
inline constexpr int kMostMarkers = 9;        // on one cell
inline constexpr std::int8_t kWall = -1;

enum class Facing : std::uint8_t { north, east, south, west };
inline constexpr std::array<char, 4> kArrows{'^', '>', 'v', '<'};

// The first row is the one in the north.
struct World {
  std::size_t rows = 1;
  std::size_t columns = 1;
  std::vector<std::int8_t> cells{0};  // row by row: markers, or kWall
  std::size_t row = 0;                // of the robot, which stands on no wall
  std::size_t column = 0;
  Facing facing = Facing::east;

  std::int8_t& at(std::size_t r, std::size_t c) { return cells[r * columns + c]; }
  std::int8_t at(std::size_t r, std::size_t c) const { return cells[r * columns + c]; }
  friend bool operator==(const World&, const World&) = default;
};

// A world as a value is a list of rows, each a text with one character a cell: . free, x a wall, 1
// to 9 so many markers, ^ > v < the robot. Where it stands on markers their number follows in
// brackets: [">(2).x","..1"]. Errors: bad_input, naming the row and what is wrong with it.
Result<World> to_world(const Value& value);
Value to_value(const World& world);
// As a person may type it: the same, or rows with slashes between, >(2).x/..1
Result<Value> read_world(std::string_view text);

}  // namespace inkling::karel
