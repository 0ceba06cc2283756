#include "codec.hpp"

#include <algorithm>

#include "world.hpp"

namespace inkling::karel {
namespace {

constexpr int kOutsideSymbol = 0;
constexpr int kWallSymbol = 1;
constexpr int kFreeSymbol = 2;                                // and so many markers more
constexpr int kRobotSymbol = kFreeSymbol + kMostMarkers + 1;  // direction x markers
constexpr int kSymbols = kRobotSymbol + 4 * (kMostMarkers + 1);

int symbol_of(const World& world, std::size_t r, std::size_t c) {
  const std::int8_t cell = world.at(r, c);
  if (cell == kWall) return kWallSymbol;
  if (r == world.row && c == world.column)
    return kRobotSymbol + static_cast<int>(world.facing) * (kMostMarkers + 1) + cell;
  return kFreeSymbol + cell;
}

class WorldCodec final : public Codec {
 public:
  explicit WorldCodec(std::size_t side)
      : side_(side), shape_{side * side, kSymbols}, read_(side * side, true) {}

  const TapeShape& shape() const override { return shape_; }
  const std::vector<bool>& read_places() const override { return read_; }

  std::string symbol_text(int symbol) const override {
    if (symbol < 0 || symbol >= kSymbols) return "?";
    if (symbol == kOutsideSymbol) return "_";
    if (symbol == kWallSymbol) return "x";
    if (symbol < kRobotSymbol)
      return symbol == kFreeSymbol ? "." : std::to_string(symbol - kFreeSymbol);
    const int robot = symbol - kRobotSymbol;
    std::string text(1, kArrows[static_cast<std::size_t>(robot / (kMostMarkers + 1))]);
    const int markers = robot % (kMostMarkers + 1);
    return markers == 0 ? text : text + "(" + std::to_string(markers) + ")";
  }

  Result<void> write_inputs(std::span<const Value> inputs, std::span<int> tape) const override {
    if (inputs.size() != 1)
      return Error{ErrorCode::bad_input,
                   "the tape of karel takes one world, not " + std::to_string(inputs.size())};
    return write_output(inputs[0], tape);
  }

  Result<void> write_output(const Value& output, std::span<int> tape) const override {
    const Result<World> world = to_world(output);
    if (!world) return world.error();
    if (world->rows > side_ || world->columns > side_)
      return Error{ErrorCode::bad_input,
                   "a world of " + std::to_string(world->rows) + " x " +
                       std::to_string(world->columns) + " does not fit the tape, which takes " +
                       std::to_string(side_) + " x " + std::to_string(side_) + " at most"};
    std::fill(tape.begin(), tape.end(), kOutsideSymbol);
    for (std::size_t r = 0; r < world->rows; ++r)
      for (std::size_t c = 0; c < world->columns; ++c)
        tape[r * side_ + c] = symbol_of(*world, r, c);
    return {};
  }

  Result<Value> read_output(std::span<const int> tape) const override {
    Value::List rows;
    for (std::size_t r = 0; r < side_; ++r) {
      std::string row;
      bool ended = false;
      for (std::size_t c = 0; c < side_; ++c) {
        const int symbol = tape[r * side_ + c];
        if (symbol < 0 || symbol >= kSymbols)
          return Error{ErrorCode::bad_input, "symbol " + std::to_string(symbol) +
                                                 " is outside the alphabet 0.." +
                                                 std::to_string(kSymbols - 1)};
        if (symbol != kOutsideSymbol && ended)
          return Error{ErrorCode::bad_input, "row " + std::to_string(r + 1) + " has a gap"};
        ended = symbol == kOutsideSymbol;
        if (!ended) row += symbol_text(symbol);
      }
      if (row.empty()) continue;
      if (rows.size() != r)
        return Error{ErrorCode::bad_input, "there is no row before row " + std::to_string(r + 1)};
      rows.emplace_back(std::move(row));
    }
    Value value(std::move(rows));
    if (const Result<World> world = to_world(value); !world) return world.error();
    return value;
  }

 private:
  std::size_t side_;
  TapeShape shape_;
  std::vector<bool> read_;
};

}  // namespace

std::shared_ptr<const Codec> make_codec(std::size_t side) {
  return std::make_shared<WorldCodec>(side);
}

}  // namespace inkling::karel
