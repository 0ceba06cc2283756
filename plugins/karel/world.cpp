#include "world.hpp"

#include <algorithm>

namespace inkling::karel {
namespace {

Error bad(std::string message) {
  return Error{ErrorCode::bad_input,
               std::move(message),
               {"a row has one character a cell: . free, x a wall, 1 to 9 markers, ^ > v < the "
                "robot, >(2) the robot on two markers"}};
}

std::string shown(std::string_view text) {
  return text.size() > 24 ? "'" + std::string(text.substr(0, 20)) + "..'"
                          : "'" + std::string(text) + "'";
}

// A character of UTF-8, whole.
std::string_view character_at(std::string_view text, std::size_t at) {
  std::size_t end = at + 1;
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) ++end;
  return text.substr(at, end - at);
}

// "(2)" behind the robot, or nothing.
std::size_t markers_below(std::string_view rest, std::int8_t& markers) {
  if (rest.size() < 3 || rest[0] != '(' || rest[1] < '1' || rest[1] > '9' || rest[2] != ')')
    return 0;
  markers = static_cast<std::int8_t>(rest[1] - '0');
  return 3;
}

struct Reading {
  World world{};
  std::size_t robots = 0;
};

Result<void> read_row(std::string_view text, std::size_t row, Reading& reading) {
  World& world = reading.world;
  std::size_t columns = 0;
  for (std::size_t i = 0; i < text.size(); ++columns) {
    const char c = text[i];
    const auto arrow = std::find(kArrows.begin(), kArrows.end(), c);
    std::int8_t cell = 0;
    std::size_t length = 1;
    if (arrow != kArrows.end()) {
      ++reading.robots;
      world.row = row;
      world.column = columns;
      world.facing = static_cast<Facing>(arrow - kArrows.begin());
      length += markers_below(text.substr(i + 1), cell);
    } else if (c == 'x') {
      cell = kWall;
    } else if (c >= '1' && c <= '9') {
      cell = static_cast<std::int8_t>(c - '0');
    } else if (c != '.') {
      return bad("row " + std::to_string(row + 1) + " of the world has " +
                 shown(character_at(text, i)) + " in " + shown(text));
    }
    world.cells.push_back(cell);
    i += length;
    if (i < text.size() && columns + 1 == kMostSide)
      return bad("row " + std::to_string(row + 1) + " of the world has more than " +
                 std::to_string(kMostSide) + " cells: " + shown(text));
  }
  if (columns == 0) return bad("row " + std::to_string(row + 1) + " of the world is empty");
  if (row == 0) world.columns = columns;
  if (columns == world.columns) return {};
  return bad("row " + std::to_string(row + 1) + " of the world has " + std::to_string(columns) +
             " cells, and row 1 has " + std::to_string(world.columns));
}

}  // namespace

Result<World> to_world(const Value& value) {
  if (!value.is_list())
    return bad("a world is a list of rows, like [\">..\",\"..1\"], and not " +
               shown(to_text(value)));
  const Value::List& rows = value.as_list();
  if (rows.empty() || rows.size() > kMostSide)
    return bad("the world has " + std::to_string(rows.size()) + " rows, and 1 to " +
               std::to_string(kMostSide) + " are possible");
  Reading reading;
  reading.world.cells.clear();
  reading.world.rows = rows.size();
  for (std::size_t r = 0; r < rows.size(); ++r) {
    if (!rows[r].is_string())
      return bad("row " + std::to_string(r + 1) + " of the world is " + shown(to_text(rows[r])) +
                 ", and a text is needed, like \">..\"");
    if (auto read = read_row(rows[r].as_string(), r, reading); !read) return read.error();
  }
  if (reading.robots == 1) return std::move(reading.world);
  return bad(reading.robots == 0 ? "there is no robot in the world, and exactly one is needed"
                                 : "there are " + std::to_string(reading.robots) +
                                       " robots in the world, and exactly one is needed");
}

Value to_value(const World& world) {
  Value::List rows;
  for (std::size_t r = 0; r < world.rows; ++r) {
    std::string text;
    for (std::size_t c = 0; c < world.columns; ++c) {
      const std::int8_t cell = world.at(r, c);
      if (r == world.row && c == world.column) {
        text += kArrows[static_cast<std::size_t>(world.facing)];
        if (cell > 0) text += "(" + std::to_string(cell) + ")";
      } else {
        text += cell == kWall ? 'x' : cell == 0 ? '.' : static_cast<char>('0' + cell);
      }
    }
    rows.emplace_back(std::move(text));
  }
  return Value(std::move(rows));
}

Result<Value> read_world(std::string_view text) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  if (text.starts_with('[') || text.starts_with('"')) return parse_value(text);
  if (text.empty()) return bad("a world was expected, like >../..1");
  Value::List rows;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('/', begin), text.size());
    rows.emplace_back(std::string(text.substr(begin, end - begin)));
    begin = end + 1;
  }
  Value value(std::move(rows));
  // What cannot be a world is no other value either.
  if (auto world = to_world(value); !world) return world.error();
  return value;
}

}  // namespace inkling::karel
