// The domain: which values belong to it, and where tasks come from.
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
    for (std::size_t i = 0; i < task.examples.size(); ++i) {
      const auto where = "example " + std::to_string(i + 1);
      if (auto ok = check_inputs(task.examples[i].inputs, where); !ok) return ok;
      if (auto ok = check_grid(task.examples[i].output, where + ", output"); !ok) return ok;
    }
    for (std::size_t i = 0; i < task.queries.size(); ++i)
      if (auto ok = check_inputs(task.queries[i].inputs, "query " + std::to_string(i + 1)); !ok)
        return ok;
    return {};
  }

  // A hidden program of one to max_steps steps, and inputs to show what it does.
  Result<GeneratedTask> generate(const Params& params, Rng& rng) const override {
    Steps program(static_cast<std::size_t>(rng.uniform(1, params.get_int("max_steps"))));
    for (auto& step : program)
      step =
          static_cast<std::size_t>(rng.uniform(0, static_cast<std::int64_t>(steps().size()) - 1));
    GeneratedTask generated{{"grid", "grid", {}, {}}, to_call(program)};
    const auto show = [&] {
      Grid input = random_grid(rng);
      Value output = to_value(run_steps(program, input));
      return Example{{to_value(input)}, std::move(output)};
    };
    for (int i = 0; i < 3; ++i) generated.task.examples.push_back(show());
    const Example asked = show();
    generated.task.queries.push_back({asked.inputs, asked.output});
    return generated;
  }

  std::vector<Value> sample_inputs(const Task&, Rng& rng) const override {
    return {to_value(random_grid(rng))};
  }

  Result<std::shared_ptr<const Codec>> codec(const Params& tape) const override {
    return make_codec(static_cast<std::size_t>(tape.get_int("side")));
  }

 private:
  static Grid random_grid(Rng& rng) {
    Grid grid(static_cast<std::size_t>(rng.uniform(1, 4)));
    const auto columns = static_cast<std::size_t>(rng.uniform(1, 4));
    for (auto& row : grid)
      for (std::size_t c = 0; c < columns; ++c) row.push_back(rng.uniform(0, 9));
    return grid;
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
      {{"max_steps", ParamType::integer, "2", "longest hidden program, in steps", 1.0, 3.0}},
      {"enumerate", "grid-table"},
      "grid",
      {{"side", ParamType::integer, "4", "largest grid, in rows and columns", 1.0, 8.0}}};
};

}  // namespace

std::unique_ptr<inkling::Domain> make_domain() {
  return std::make_unique<GridDomain>();
}

}  // namespace grid
