// The tape: how a network sees a grid. Its cells row by row, blanks where the grid has none.
#include <algorithm>

#include "components.hpp"
#include "transformations.hpp"

namespace grid {
namespace {

using namespace inkling;

constexpr int kBlank = 10;  // the digits are symbols 0..9

class GridCodec final : public Codec {
 public:
  explicit GridCodec(std::size_t side)
      : side_(side), shape_{side * side, kBlank + 1}, read_(side * side, true) {}

  const TapeShape& shape() const override { return shape_; }
  const std::vector<bool>& read_places() const override { return read_; }
  std::string symbol_text(int symbol) const override {
    return symbol == kBlank ? "_" : std::to_string(symbol);
  }

  Result<void> write_inputs(std::span<const Value> inputs, std::span<int> tape) const override {
    return write_output(inputs[0], tape);  // a grid task has one input
  }

  Result<void> write_output(const Value& output, std::span<int> tape) const override {
    const auto grid = to_grid(output);
    if (!grid || grid->size() > side_ || (!grid->empty() && grid->front().size() > side_))
      return misfit(output,
                    "grids of at most " + std::to_string(side_) + " x " + std::to_string(side_));
    std::fill(tape.begin(), tape.end(), kBlank);
    for (std::size_t r = 0; r < grid->size(); ++r)
      for (std::size_t c = 0; c < (*grid)[r].size(); ++c) {
        const std::int64_t cell = (*grid)[r][c];
        if (cell < 0 || cell >= kBlank) return misfit(output, "digits 0..9");
        tape[r * side_ + c] = static_cast<int>(cell);
      }
    return {};
  }

  Result<Value> read_output(std::span<const int> tape) const override {
    Grid grid;
    for (std::size_t r = 0; r < side_; ++r) {
      std::vector<std::int64_t> row;
      for (std::size_t c = 0; c < side_; ++c) {
        const int symbol = tape[r * side_ + c];
        if (symbol < 0 || symbol > kBlank)
          return Error{ErrorCode::bad_input, std::to_string(symbol) + " is no symbol of a grid"};
        if (symbol != kBlank && row.size() == c) row.push_back(symbol);
      }
      if (!row.empty()) grid.push_back(std::move(row));
    }
    Value value = to_value(grid);
    if (to_grid(value)) return value;
    return Error{ErrorCode::bad_input, "the rows on the tape have different lengths"};
  }

 private:
  static Error misfit(const Value& value, const std::string& limit) {
    return Error{ErrorCode::bad_input,
                 inkling::to_text(value) + " does not fit the tape, which takes " + limit};
  }

  std::size_t side_;
  TapeShape shape_;
  std::vector<bool> read_;
};

}  // namespace

std::shared_ptr<const inkling::Codec> make_codec(std::size_t side) {
  return std::make_shared<GridCodec>(side);
}

}  // namespace grid
