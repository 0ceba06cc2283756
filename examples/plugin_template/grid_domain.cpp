// The domain: which values belong to it, and where tasks come from.
#include <inkling/rows.hpp>

#include "components.hpp"
#include "transformations.hpp"

namespace grid {
namespace {

using namespace inkling;

class GridDomain final : public Domain {
 public:
  const DomainInfo& info() const override { return info_; }

  // One input, a grid; the output is a grid too. Called before every search, so say what is wrong
  // with which example.
  Result<void> check(const Task& task) const override {
    return check_rows(task, [](const auto& inputs, const Value* output, const auto& where) {
      if (auto ok = check_inputs(inputs, where); !ok || output == nullptr) return ok;
      return check_grid(*output, where + ", output");
    });
  }

  // A hidden program, and inputs to show what it does. Part train: one to max_steps steps. Part
  // test: one or two more, and no program of max_steps does the same; who learns from short
  // programs is tested there on whether they can be put together.
  Result<GeneratedTask> generate(const Params& params, Rng& rng) const override {
    const std::int64_t most = params.get_int("max_steps");
    const bool longer = params.get_text("part") == "test";
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
      Steps program(static_cast<std::size_t>(longer ? rng.uniform(most + 1, most + 2)
                                                    : rng.uniform(1, most)));
      for (auto& step : program)
        step =
            static_cast<std::size_t>(rng.uniform(0, static_cast<std::int64_t>(steps().size()) - 1));
      std::vector<Grid> inputs;
      for (int i = 0; i < 4; ++i) inputs.push_back(random_grid(rng, params.get_int("side")));
      if (longer && has_short_program(program, static_cast<std::size_t>(most), inputs)) continue;
      return show(program, inputs);
    }
    return Error{ErrorCode::bad_param,
                 "found no program of more than max_steps=" + std::to_string(most) +
                     " steps that needs them all",
                 {"ask for larger grids or fewer steps"}};
  }

  // As large as the input of one of the examples.
  std::vector<Value> sample_inputs(const Task& like, Rng& rng) const override {
    if (like.examples.empty()) return {to_value(random_grid(rng))};
    const auto& example = rng.pick(std::span<const Example>(like.examples));
    const Grid shown = to_grid(example.inputs.at(0)).value_or(Grid());
    return {to_value(filled(shown.size(), shown.empty() ? 0 : shown[0].size(), rng))};
  }

  Result<std::shared_ptr<const Codec>> codec(const Params& tape) const override {
    return make_codec(static_cast<std::size_t>(tape.get_int("side")));
  }

 private:
  static constexpr int kAttempts = 1000;

  // side x side; of 0, any shape.
  static Grid random_grid(Rng& rng, std::int64_t side = 0) {
    const auto length = [&] {
      return static_cast<std::size_t>(side > 0 ? side : rng.uniform(1, 4));
    };
    const std::size_t rows = length();
    return filled(rows, length(), rng);
  }

  static Grid filled(std::size_t rows, std::size_t columns, Rng& rng) {
    Grid grid(rows, std::vector<std::int64_t>(columns));
    for (auto& row : grid)
      for (auto& cell : row) cell = rng.uniform(0, 9);
    return grid;
  }

  // Whether a program of at most `most` steps gives the same on all inputs.
  static bool has_short_program(const Steps& program, std::size_t most,
                                const std::vector<Grid>& inputs) {
    const auto same = [&](const Steps& other) {
      return std::all_of(inputs.begin(), inputs.end(), [&](const Grid& input) {
        return run_steps(other, input) == run_steps(program, input);
      });
    };
    for (Steps other; other.size() <= most; next(other))
      if (same(other)) return true;
    return false;
  }

  // All inputs but the last are examples; the last is asked, with its output for scoring.
  static GeneratedTask show(const Steps& program, const std::vector<Grid>& inputs) {
    GeneratedTask generated{{"grid", "grid", {}, {}}, to_call(program)};
    for (const Grid& input : inputs)
      generated.task.examples.push_back({{to_value(input)}, to_value(run_steps(program, input))});
    const Example asked = generated.task.examples.back();
    generated.task.examples.pop_back();
    generated.task.queries.push_back({asked.inputs, asked.output});
    return generated;
  }

  static Result<void> check_inputs(const std::vector<Value>& inputs, const std::string& where) {
    if (inputs.size() != 1)
      return Error{ErrorCode::bad_input, where + " has " + std::to_string(inputs.size()) +
                                             " inputs; a grid task has exactly one"};
    return check_grid(inputs[0], where + ", input");
  }

  static Result<void> check_grid(const Value& value, const std::string& where) {
    if (to_grid(value)) return {};
    return Error{ErrorCode::bad_input,
                 where + ": " + inkling::to_text(value) +
                     " is no grid; expected rows of equal length, like [[1,2],[3,4]], at most " +
                     std::to_string(kMaxSide) + " x " + std::to_string(kMaxSide)};
  }

  static Example sample() { return {{to_value({{1, 2}, {3, 4}})}, to_value({{3, 4}, {1, 2}})}; }

  DomainInfo info_{
      "grid",
      "grids",
      "small grids of digits: flip, mirror, transpose, count up",
      {sample()},
      {{"max_steps", ParamType::integer, "2", "longest hidden program, in steps", 1.0, 3.0},
       {"side", ParamType::integer, "0", "rows and columns of the grids; 0: one to four", 0.0, 8.0},
       {"part",
        ParamType::choice,
        "train",
        "test: programs of one or two steps more, which no shorter one replaces",
        {},
        {},
        {"train", "test"}}},
      {"enumerate", "grid-table"},
      "grid",
      {{"side", ParamType::integer, "4", "largest grid, in rows and columns", 1.0, 8.0}}};
};

}  // namespace

std::unique_ptr<inkling::Domain> make_domain() {
  return std::make_unique<GridDomain>();
}

}  // namespace grid
