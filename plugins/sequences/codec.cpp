#include "codec.hpp"

#include <algorithm>

#include "suite.hpp"

namespace inkling::sequences {
namespace {

constexpr int kBlankSymbol = kDigits;
constexpr int kSymbols = kDigits + 1;

class SequenceCodec : public Codec {
 public:
  explicit SequenceCodec(std::size_t places) : shape_{places, kSymbols}, read_(places, true) {}

  const TapeShape& shape() const override { return shape_; }
  const std::vector<bool>& read_places() const override { return read_; }

  std::string symbol_text(int symbol) const override {
    if (symbol < 0 || symbol >= kSymbols) return "?";
    return symbol == kBlankSymbol ? "_" : std::to_string(symbol);
  }

  Result<void> write_inputs(std::span<const Value> inputs, std::span<int> tape) const override {
    if (inputs.size() != 1)
      return Error{ErrorCode::bad_input,
                   "the tape of sequences takes one input, not " + std::to_string(inputs.size())};
    return write_output(inputs[0], tape);
  }

  Result<void> write_output(const Value& output, std::span<int> tape) const override {
    if (const std::string fault = find_fault(output); !fault.empty())
      return Error{ErrorCode::bad_input, "this is not a sequence: " + fault};
    const Value::List& list = output.as_list();
    for (std::size_t i = 0; i < list.size(); ++i) {
      const int v = static_cast<int>(list[i].as_int());
      if (i < tape.size()) {
        tape[i] = v == kBlank ? kBlankSymbol : v;
      } else if (v != kBlank) {
        return Error{ErrorCode::bad_input, "symbol " + std::to_string(i + 1) + " is " +
                                               std::to_string(v) + ", and the tape takes " +
                                               std::to_string(tape.size()) +
                                               " symbols; blanks, -1, may follow"};
      }
    }
    return {};
  }

  Result<Value> read_output(std::span<const int> tape) const override {
    Value::List list;
    list.reserve(kLength);
    for (const int symbol : tape) {
      if (symbol < 0 || symbol >= kSymbols)
        return Error{ErrorCode::bad_input, "symbol " + std::to_string(symbol) +
                                               " is outside the alphabet 0.." +
                                               std::to_string(kSymbols - 1)};
      list.emplace_back(symbol == kBlankSymbol ? kBlank : symbol);
    }
    list.resize(std::max(list.size(), kLength), Value(std::int64_t{kBlank}));
    return Value(std::move(list));
  }

 private:
  TapeShape shape_;
  std::vector<bool> read_;
};

}  // namespace

std::string find_fault(const Value& value) {
  if (!value.is_list())
    return "it is " + to_text(type_of(value)) + ", and a list of 20 integers is needed";
  const Value::List& list = value.as_list();
  if (list.size() != kLength)
    return "it has " + std::to_string(list.size()) + " symbols, and exactly " +
           std::to_string(kLength) + " are needed; fill the end with -1, the blank";
  for (std::size_t i = 0; i < list.size(); ++i)
    if (!list[i].is_int() || list[i].as_int() < kBlank || list[i].as_int() >= kDigits) {
      std::string symbol = to_text(list[i]);
      if (symbol.size() > 24) symbol = "of " + to_text(type_of(list[i]));
      return "symbol " + std::to_string(i + 1) + " is " + symbol +
             ", and only the digits 0..9 and -1, the blank, are allowed";
    }
  return "";
}

std::shared_ptr<const Codec> make_codec(std::size_t places) {
  return std::make_shared<SequenceCodec>(places);
}

}  // namespace inkling::sequences
