#include "codec.hpp"

#include <algorithm>

namespace inkling::c {
namespace {

constexpr int kEnd = 0;

class ArrayCodec final : public Codec {
 public:
  ArrayCodec(std::size_t cells, std::int64_t low, std::int64_t high)
      : low_(low),
        high_(high),
        shape_{cells, static_cast<std::size_t>(high - low) + 2},
        read_(cells, true) {}

  const TapeShape& shape() const override { return shape_; }
  const std::vector<bool>& read_places() const override { return read_; }

  std::string symbol_text(int symbol) const override {
    if (symbol < 0 || static_cast<std::size_t>(symbol) >= shape_.alphabet) return "?";
    return symbol == kEnd ? "_" : std::to_string(low_ + symbol - 1);
  }

  Result<void> write_inputs(std::span<const Value> inputs, std::span<int> tape) const override {
    if (inputs.size() != 1)
      return Error{ErrorCode::bad_input,
                   "the tape of c takes one array, not " + std::to_string(inputs.size())};
    return write_output(inputs[0], tape);
  }

  Result<void> write_output(const Value& output, std::span<int> tape) const override {
    const std::string limit = std::to_string(shape_.places) + " integers from " +
                              std::to_string(low_) + " to " + std::to_string(high_) + " at most";
    if (!output.is_list() || output.as_list().size() > shape_.places)
      return Error{ErrorCode::bad_input,
                   to_text(output) + " does not fit the tape, which takes " + limit};
    std::fill(tape.begin(), tape.end(), kEnd);
    for (std::size_t i = 0; i < output.as_list().size(); ++i) {
      const Value& it = output.as_list()[i];
      if (!it.is_int() || it.as_int() < low_ || it.as_int() > high_)
        return Error{ErrorCode::bad_input,
                     to_text(it) + " does not fit the tape, which takes " + limit};
      tape[i] = static_cast<int>(it.as_int() - low_) + 1;
    }
    return {};
  }

  Result<Value> read_output(std::span<const int> tape) const override {
    Value::List list;
    for (std::size_t i = 0; i < shape_.places; ++i) {
      const int symbol = tape[i];
      if (symbol < 0 || static_cast<std::size_t>(symbol) >= shape_.alphabet)
        return Error{ErrorCode::bad_input, "symbol " + std::to_string(symbol) +
                                               " is outside the alphabet 0.." +
                                               std::to_string(shape_.alphabet - 1)};
      if (symbol == kEnd) continue;
      if (list.size() != i)
        return Error{ErrorCode::bad_input,
                     "there is nothing before place " + std::to_string(i + 1)};
      list.emplace_back(low_ + symbol - 1);
    }
    return Value(std::move(list));
  }

 private:
  std::int64_t low_;
  std::int64_t high_;
  TapeShape shape_;
  std::vector<bool> read_;
};

}  // namespace

std::shared_ptr<const Codec> make_codec(std::size_t cells, std::int64_t low, std::int64_t high) {
  return std::make_shared<ArrayCodec>(cells, low, high);
}

}  // namespace inkling::c
