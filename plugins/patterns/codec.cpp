#include "codec.hpp"

#include <algorithm>

#include "grid.hpp"

namespace inkling::patterns {
namespace {

constexpr int kOutside = kColours;

class GridCodec : public Codec {
 public:
  explicit GridCodec(std::size_t side)
      : side_(side), shape_{side * side, kColours + 1}, read_(side * side, true) {}

  const TapeShape& shape() const override { return shape_; }
  const std::vector<bool>& read_places() const override { return read_; }
  std::string symbol_text(int symbol) const override {
    if (symbol < 0 || symbol > kOutside) return "?";
    return symbol == kOutside ? "_" : std::to_string(symbol);
  }

  Result<void> write_inputs(std::span<const Value> inputs, std::span<int> tape) const override {
    if (inputs.size() != 1)
      return Error{ErrorCode::bad_input,
                   "the tape of patterns takes one grid, not " + std::to_string(inputs.size())};
    return write_output(inputs[0], tape);
  }

  Result<void> write_output(const Value& output, std::span<int> tape) const override {
    const auto grid = to_grid(output);
    if (!grid) return Error{ErrorCode::bad_input, "this is no grid: " + find_fault(output)};
    if (grid->size() > side_ || grid->front().size() > side_)
      return Error{ErrorCode::bad_input, "a grid of " + std::to_string(grid->size()) + " x " +
                                             std::to_string(grid->front().size()) +
                                             " does not fit the tape, which takes " +
                                             std::to_string(side_) + " x " + std::to_string(side_) +
                                             " at most"};
    std::fill(tape.begin(), tape.end(), kOutside);
    for (std::size_t r = 0; r < grid->size(); ++r)
      for (std::size_t c = 0; c < (*grid)[r].size(); ++c)
        tape[r * side_ + c] = static_cast<int>((*grid)[r][c]);
    return {};
  }

  Result<Value> read_output(std::span<const int> tape) const override {
    Grid grid;
    for (std::size_t r = 0; r < side_; ++r) {
      std::vector<std::int64_t> row;
      for (std::size_t c = 0; c < side_; ++c) {
        const int symbol = tape[r * side_ + c];
        if (symbol < 0 || symbol > kOutside)
          return Error{ErrorCode::bad_input, "symbol " + std::to_string(symbol) +
                                                 " is outside the alphabet 0.." +
                                                 std::to_string(kOutside)};
        if (symbol == kOutside) continue;
        if (row.size() != c)
          return Error{ErrorCode::bad_input, "row " + std::to_string(r + 1) + " has a gap"};
        row.push_back(symbol);
      }
      if (row.empty()) continue;
      if (grid.size() != r)
        return Error{ErrorCode::bad_input, "there is no row before row " + std::to_string(r + 1)};
      grid.push_back(std::move(row));
    }
    Value value = to_value(grid);
    if (const std::string fault = find_fault(value); !fault.empty())
      return Error{ErrorCode::bad_input, "what stands on the tape is no grid: " + fault};
    return value;
  }

 private:
  std::size_t side_;
  TapeShape shape_;
  std::vector<bool> read_;
};

}  // namespace

std::shared_ptr<const Codec> make_codec(std::size_t side) {
  return std::make_shared<GridCodec>(side);
}

}  // namespace inkling::patterns
