// A domain that is nothing but a tape: lists of digits, -1 the blank, and by request a part of the
// tape that is not read.
#pragma once

#include <algorithm>

#include "bare_domain.hpp"

namespace inkling::test {

// Symbols 0..alphabet-2 are the digits, the last one is the blank. The first `unread` places hold
// the input, of their number, and the others the output.
class TapeCodec final : public Codec {
 public:
  TapeCodec(std::size_t places, std::size_t alphabet, std::size_t unread)
      : shape_{places, alphabet}, unread_(unread), read_(places, true) {
    std::fill_n(read_.begin(), unread, false);
  }
  const TapeShape& shape() const override { return shape_; }
  const std::vector<bool>& read_places() const override { return read_; }
  std::string symbol_text(int symbol) const override { return std::to_string(symbol); }
  Result<void> write_inputs(std::span<const Value> inputs, std::span<int> tape) const override {
    std::fill(tape.begin(), tape.end(), blank());
    if (inputs.size() != 1) return Error{ErrorCode::bad_input, "the tape takes one input"};
    return write(inputs[0], unread_ == 0 ? tape : tape.first(unread_));
  }
  Result<void> write_output(const Value& output, std::span<int> tape) const override {
    std::fill(tape.begin(), tape.end(), blank());
    return write(output, tape.subspan(unread_));
  }
  Result<Value> read_output(std::span<const int> tape) const override {
    Value::List list;
    for (const int symbol : tape.subspan(unread_))
      list.emplace_back(symbol == blank() ? -1 : symbol);
    return Value(std::move(list));
  }

 private:
  int blank() const { return static_cast<int>(shape_.alphabet) - 1; }
  Result<void> write(const Value& value, std::span<int> place) const {
    if (!value.is_list() || value.as_list().size() != place.size())
      return Error{ErrorCode::bad_input, to_text(value) + " does not fit the tape, which takes " +
                                             std::to_string(place.size()) + " digits"};
    std::size_t i = 0;
    for (const Value& item : value.as_list()) {
      if (!item.is_int() || item.as_int() < -1 || item.as_int() >= blank())
        return Error{ErrorCode::bad_input, to_text(item) + " does not fit the tape, whose digits " +
                                               "are -1.." + std::to_string(blank() - 1)};
      place[i++] = item.as_int() == -1 ? blank() : static_cast<int>(item.as_int());
    }
    return {};
  }
  TapeShape shape_;
  std::size_t unread_;
  std::vector<bool> read_;
};

class TapeDomain final : public BareDomain {
 public:
  explicit TapeDomain(std::string id) {
    info_.id = std::move(id);
    info_.title = "Tape";
    info_.summary = "lists of digits on a tape";
    info_.tape = {{"places", ParamType::integer, "5", "places of the tape", 1, 100, {}},
                  {"alphabet", ParamType::integer, "11", "its symbols", 2, 100, {}},
                  {"unread", ParamType::integer, "0", "places of the input", 0, 100, {}}};
  }
  Result<std::shared_ptr<const Codec>> codec(const Params& tape) const override {
    const auto size = [&](const char* name) {
      return static_cast<std::size_t>(tape.get_int(name));
    };
    return std::shared_ptr<const Codec>(
        std::make_shared<TapeCodec>(size("places"), size("alphabet"), size("unread")));
  }
};

}  // namespace inkling::test
