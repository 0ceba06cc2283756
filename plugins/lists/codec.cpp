#include "codec.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace inkling::lists {
namespace {

// Symbols: the blank, what a register holds, and the numbers.
enum Symbol : int { kBlank, kInteger, kBoolean, kIntegers, kBooleans, kFirstNumber };
constexpr std::array kNames = {"_", "int", "bool", "ints", "bools"};

Error misfit(std::string what, std::string limit) {
  return Error{ErrorCode::bad_input,
               "the tape of lists does not take " + std::move(what) + ": " + std::move(limit)};
}

// One register holds one value: its kind, the length of a list, and the cells.
class ListsCodec : public Codec {
 public:
  ListsCodec(std::size_t inputs, std::size_t cells, std::int64_t low, std::int64_t high)
      : inputs_(inputs), cells_(cells), low_(low), high_(high) {
    shape_.places = (inputs_ + 1) * size();
    shape_.alphabet = static_cast<std::size_t>(kFirstNumber + high_ - low_ + 1);
    read_.assign(shape_.places, false);
    std::fill(read_.end() - static_cast<std::ptrdiff_t>(size()), read_.end(), true);
  }

  const TapeShape& shape() const override { return shape_; }
  const std::vector<bool>& read_places() const override { return read_; }

  std::string symbol_text(int symbol) const override {
    if (symbol < 0 || static_cast<std::size_t>(symbol) >= shape_.alphabet) return "?";
    if (symbol < kFirstNumber) return kNames[static_cast<std::size_t>(symbol)];
    return std::to_string(symbol - kFirstNumber + low_);
  }

  Result<void> write_inputs(std::span<const Value> inputs, std::span<int> tape) const override {
    std::fill(tape.begin(), tape.end(), kBlank);
    if (inputs.size() > inputs_)
      return misfit(std::to_string(inputs.size()) + " inputs",
                    "it has registers for " + std::to_string(inputs_));
    for (std::size_t i = 0; i < inputs.size(); ++i)
      if (auto ok = write(inputs[i], tape.subspan(i * size(), size())); !ok) return ok;
    return {};
  }

  Result<void> write_output(const Value& output, std::span<int> tape) const override {
    std::fill(tape.begin(), tape.end(), kBlank);
    return write(output, tape.last(size()));
  }

  Result<Value> read_output(std::span<const int> tape) const override {
    const std::span<const int> output = tape.last(size());
    const int kind = output[0];
    const bool logical = kind == kBoolean || kind == kBooleans;
    if (kind == kInteger || kind == kBoolean) return read_cell(output[2], logical);
    if (kind != kIntegers && kind != kBooleans)
      return Error{ErrorCode::bad_input, "the output register begins with '" + symbol_text(kind) +
                                             "', which is no kind of value"};
    const std::int64_t length = number(output[1]);
    if (output[1] < kFirstNumber || length < 0 || static_cast<std::size_t>(length) > cells_)
      return Error{ErrorCode::bad_input,
                   "the output register's length is '" + symbol_text(output[1]) + "'"};
    Value::List list;
    for (std::int64_t i = 0; i < length; ++i) {
      Result<Value> cell = read_cell(output[static_cast<std::size_t>(2 + i)], logical);
      if (!cell) return cell;
      list.push_back(*std::move(cell));
    }
    return Value(std::move(list));
  }

 private:
  std::size_t size() const { return 2 + cells_; }
  std::int64_t number(int symbol) const { return symbol - kFirstNumber + low_; }
  int symbol_of(std::int64_t number) const {
    return static_cast<int>(number - low_) + kFirstNumber;
  }

  Result<void> write_cell(const Value& value, int& cell) const {
    if (value.is_bool()) {
      cell = symbol_of(value.as_bool() ? 1 : 0);
      return {};
    }
    if (!value.is_int()) return misfit(to_text(value), "a cell holds an integer or a boolean");
    if (value.as_int() < low_ || value.as_int() > high_)
      return misfit("the integer " + to_text(value),
                    "its numbers are " + std::to_string(low_) + ".." + std::to_string(high_));
    cell = symbol_of(value.as_int());
    return {};
  }

  Result<void> write(const Value& value, std::span<int> place) const {
    if (!value.is_list()) {
      place[0] = value.is_bool() ? kBoolean : kInteger;
      return write_cell(value, place[2]);
    }
    const Value::List& list = value.as_list();
    if (list.size() > cells_)
      return misfit("a list of " + std::to_string(list.size()) + " elements",
                    "a register has " + std::to_string(cells_) + " cells");
    const bool logical = !list.empty() && list[0].is_bool();
    place[0] = logical ? kBooleans : kIntegers;
    place[1] = symbol_of(static_cast<std::int64_t>(list.size()));
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (list[i].is_bool() != logical)
        return misfit(to_text(value), "a register holds integers or booleans, not both");
      if (auto ok = write_cell(list[i], place[2 + i]); !ok) return ok;
    }
    return {};
  }

  Result<Value> read_cell(int symbol, bool logical) const {
    const std::int64_t value = number(symbol);
    if (symbol < kFirstNumber || static_cast<std::size_t>(symbol) >= shape_.alphabet)
      return Error{ErrorCode::bad_input,
                   "a cell of the output register holds '" + symbol_text(symbol) + "'"};
    if (!logical) return Value(value);
    if (value == 0 || value == 1) return Value(value == 1);
    return Error{ErrorCode::bad_input, "a boolean is written as " + std::to_string(value)};
  }

  std::size_t inputs_, cells_;
  std::int64_t low_, high_;
  TapeShape shape_;
  std::vector<bool> read_;
};

}  // namespace

ParamSpecs tape_specs() {
  return {
      {"inputs", ParamType::integer, "3", "registers for inputs", 1, 8, {}},
      {"cells", ParamType::integer, "10", "elements of a list at most", 1, 32, {}},
      {"low", ParamType::integer, "-50", "smallest integer", -1000, 0, {}},
      {"high",
       ParamType::integer,
       "50",
       "largest integer; at least the number of cells",
       1,
       1000,
       {}},
  };
}

Result<std::shared_ptr<const Codec>> make_codec(const Params& params) {
  const std::int64_t cells = params.get_int("cells"), high = params.get_int("high");
  if (high < cells)
    return Error{ErrorCode::bad_param,
                 "high=" + std::to_string(high) + " is less than cells=" + std::to_string(cells) +
                     ": the length of a list is written as a number",
                 {"raise high or lower cells"}};
  return std::shared_ptr<const Codec>(
      std::make_shared<ListsCodec>(static_cast<std::size_t>(params.get_int("inputs")),
                                   static_cast<std::size_t>(cells), params.get_int("low"), high));
}

}  // namespace inkling::lists
