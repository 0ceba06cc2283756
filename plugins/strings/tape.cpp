#include "tape.hpp"

#include <algorithm>

namespace inkling::strings {
namespace {

// Symbols: the blank (no such input), the end of a text, and the printable characters of ASCII.
enum Symbol : int { kBlank, kEnd, kFirstCharacter };
constexpr char kFirst = ' ', kLast = '~';

Error misfit(std::string what, std::string limit) {
  return Error{ErrorCode::bad_input,
               "the tape of strings does not take " + std::move(what) + ": " + std::move(limit)};
}

// The bytes of the UTF-8 character that begins there.
std::string character_at(const std::string& text, std::size_t at) {
  std::size_t end = at + 1;
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) ++end;
  return text.substr(at, end - at);
}

// One register for each input and one for the output; a text is filled up with end marks.
class StringsTape : public Codec {
 public:
  StringsTape(std::size_t inputs, std::size_t length) : inputs_(inputs), length_(length) {
    shape_ = {(inputs + 1) * length,
              static_cast<std::size_t>(kFirstCharacter + kLast - kFirst + 1)};
    read_.assign(shape_.places, false);
    std::fill(read_.end() - static_cast<std::ptrdiff_t>(length_), read_.end(), true);
  }

  const TapeShape& shape() const override { return shape_; }
  const std::vector<bool>& read_places() const override { return read_; }

  std::string symbol_text(int symbol) const override {
    if (symbol == kBlank) return "blank";
    if (symbol == kEnd) return "end";
    if (symbol < 0 || static_cast<std::size_t>(symbol) >= shape_.alphabet) return "?";
    return std::string(1, static_cast<char>(symbol - kFirstCharacter + kFirst));
  }

  Result<void> write_inputs(std::span<const Value> inputs, std::span<int> tape) const override {
    std::fill(tape.begin(), tape.end(), kBlank);
    if (inputs.size() > inputs_)
      return misfit(std::to_string(inputs.size()) + " inputs",
                    "it has registers for " + std::to_string(inputs_));
    for (std::size_t i = 0; i < inputs.size(); ++i)
      if (auto ok = write(inputs[i], tape.subspan(i * length_, length_)); !ok) return ok;
    return {};
  }

  Result<void> write_output(const Value& output, std::span<int> tape) const override {
    std::fill(tape.begin(), tape.end(), kBlank);
    return write(output, tape.last(length_));
  }

  Result<Value> read_output(std::span<const int> tape) const override {
    std::string text;
    for (const int symbol : tape.last(length_)) {
      if (symbol == kEnd) break;
      if (symbol < kFirstCharacter || static_cast<std::size_t>(symbol) >= shape_.alphabet)
        return Error{ErrorCode::bad_input, "the output holds '" + symbol_text(symbol) +
                                               "' where a character or its end is needed"};
      text += static_cast<char>(symbol - kFirstCharacter + kFirst);
    }
    return Value(std::move(text));
  }

 private:
  Result<void> write(const Value& value, std::span<int> place) const {
    if (!value.is_string()) return misfit(to_text(value), "it takes strings only");
    const std::string& text = value.as_string();
    if (text.size() > length_)
      return misfit("a string of " + std::to_string(text.size()) + " characters",
                    "a register has " + std::to_string(length_));
    std::fill(place.begin(), place.end(), kEnd);
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] < kFirst || text[i] > kLast)
        return misfit(to_text(Value(character_at(text, i))) + " in " + to_text(value),
                      "its characters are the printable ones of ASCII");
      place[i] = text[i] - kFirst + kFirstCharacter;
    }
    return {};
  }

  std::size_t inputs_, length_;
  TapeShape shape_;
  std::vector<bool> read_;
};

}  // namespace

ParamSpecs tape_specs() {
  return {
      {"inputs", ParamType::integer, "1", "registers for inputs", 1, 8, {}},
      {"length", ParamType::integer, "64", "characters of a string at most", 1, 256, {}},
  };
}

std::shared_ptr<const Codec> make_tape(const Params& params) {
  return std::make_shared<StringsTape>(static_cast<std::size_t>(params.get_int("inputs")),
                                       static_cast<std::size_t>(params.get_int("length")));
}

}  // namespace inkling::strings
