#include "tiny.hpp"

#include "suite.hpp"

namespace inkling::nli {
namespace {

Value to_value(const sequences::Sequence& sequence) {
  Value::List items;
  for (const int symbol : sequence) items.emplace_back(symbol);
  return Value(std::move(items));
}

class ShiftCodec : public Codec {
 public:
  const TapeShape& shape() const override { return shape_; }
  std::string symbol_text(int symbol) const override { return std::to_string(symbol); }
  Result<void> write_inputs(std::span<const Value> inputs, std::span<int> tape) const override {
    return write_output(inputs[0], tape);
  }
  Result<void> write_output(const Value& output, std::span<int> tape) const override {
    for (std::size_t i = 0; i < tape.size(); ++i) {
      const auto symbol = static_cast<int>(output.as_list()[i].as_int());
      tape[i] = symbol == sequences::kBlank ? sequences::kDigits : symbol;
    }
    return {};
  }
  const std::vector<bool>& read_places() const override { return read_; }
  Result<Value> read_output(std::span<const int>) const override { return Value(0); }

 private:
  TapeShape shape_{ShiftDomain::kPlaces, sequences::kDigits + 1};
  std::vector<bool> read_ = std::vector<bool>(ShiftDomain::kPlaces, true);
};

}  // namespace

ShiftDomain::ShiftDomain() {
  info_.id = "shifts";
  info_.generator = {
      {"part", ParamType::choice, "train", "which shifts", {}, {}, {"train", "test"}},
      {"examples", ParamType::integer, "4", "of a task", 1, 1000, {}},
      {"queries", ParamType::integer, "1", "of a task", 0, 1000, {}},
      {"padding", ParamType::integer, "0", "blanks at the end", 0, 4, {}}};
}

Result<GeneratedTask> ShiftDomain::generate(const Params& params, Rng& rng) const {
  sequences::TaskOptions options;
  options.length = kPlaces;
  options.part = params.get_text("part") == "test" ? sequences::Part::test : sequences::Part::train;
  options.padding = static_cast<std::size_t>(params.get_int("padding"));
  const auto examples = static_cast<std::size_t>(params.get_int("examples"));
  options.pairs = examples + static_cast<std::size_t>(params.get_int("queries"));
  const sequences::SuiteTask made = sequences::generate(options, rng);
  GeneratedTask generated;
  for (std::size_t i = 0; i < made.inputs.size(); ++i) {
    std::vector<Value> inputs{to_value(made.inputs[i])};
    if (i < examples)
      generated.task.examples.push_back({std::move(inputs), to_value(made.outputs[i])});
    else
      generated.task.queries.push_back({std::move(inputs), to_value(made.outputs[i])});
  }
  return generated;
}

Result<std::shared_ptr<const Codec>> ShiftDomain::codec(const Params&) const {
  return std::shared_ptr<const Codec>(std::make_shared<const ShiftCodec>());
}

}  // namespace inkling::nli
