// The interpreter: runs a program, shows its steps, reads it back from text.
#include "components.hpp"
#include "transformations.hpp"

namespace grid {
namespace {

using namespace inkling;

class GridInterpreter final : public Interpreter {
 public:
  const InterpreterInfo& info() const override { return info_; }

  Result<Value> run(const Program& program, std::span<const Value> inputs) const override {
    const auto steps = parse_owned(program);
    if (!steps) return steps.error();
    const auto grid = inputs.size() == 1 ? to_grid(inputs[0]) : std::nullopt;
    if (!grid) return not_a_grid();
    return to_value(run_steps(*steps, *grid));
  }

  Result<std::vector<TraceStep>> trace(const Program& program,
                                       std::span<const Value> inputs) const override {
    const auto program_steps = parse_owned(program);
    if (!program_steps) return program_steps.error();
    auto grid = inputs.size() == 1 ? to_grid(inputs[0]) : std::nullopt;
    if (!grid) return not_a_grid();
    std::vector<TraceStep> shown{{"x0", inputs[0]}};
    for (const std::size_t step : *program_steps) {
      grid = steps()[step].apply(*grid);
      shown.push_back({std::string(steps()[step].name), to_value(*grid)});
    }
    return shown;
  }

  Result<Program> parse(std::string_view text) const override {
    const auto program = grid::parse(text);
    if (!program)
      return Error{ErrorCode::parse, "'" + std::string(text) +
                                         "' is no grid program; expected steps like "
                                         "'transpose | add_one'"};
    return Program::symbolic(info_.id, to_text(*program), program->size() + 1, nullptr);
  }

  std::string explain(const Program& program) const override {
    const auto program_steps = grid::parse(program.text());
    std::string words;
    for (const std::size_t step : program_steps.value_or(Steps{})) {
      if (!words.empty()) words += ", then ";
      words += steps()[step].help;
    }
    return words.empty() ? "the grid as it is" : words;
  }

 private:
  // A small language may parse at every run; a large one keeps its tree in Program::handle().
  Result<Steps> parse_owned(const Program& program) const {
    if (auto steps = grid::parse(program.text()); steps && program.owner() == info_.id)
      return *steps;
    return Error{ErrorCode::type, "'" + program.text() + "' is no program of " + info_.id};
  }
  static Error not_a_grid() { return {ErrorCode::type, "the input is no grid"}; }

  InterpreterInfo info_{"grid-steps", "one step after the other on a grid", "grid"};
};

}  // namespace

std::unique_ptr<inkling::Interpreter> make_interpreter(const inkling::Domain&) {
  return std::make_unique<GridInterpreter>();
}

}  // namespace grid
