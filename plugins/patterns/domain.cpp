#include "domain.hpp"

#include <algorithm>
#include <inkling/rows.hpp>

#include "codec.hpp"
#include "grid.hpp"

namespace inkling::patterns {
namespace {

constexpr double kMostTape = 16;

Grid one_pixel(std::size_t rows, std::size_t columns, std::size_t r, std::size_t c) {
  Grid grid(rows, std::vector<std::int64_t>(columns, 0));
  grid[r][c] = 1;
  return grid;
}

std::size_t drawn(Rng& rng, std::size_t last) {
  return static_cast<std::size_t>(rng.uniform(0, static_cast<std::int64_t>(last)));
}

DomainInfo make_info() {
  DomainInfo info;
  info.id = "patterns";
  info.title = "patterns";
  info.summary = "grids of colours with one pixel, where the task's pattern is pasted";
  const Grid pattern{{3, 0}, {7, 2}};
  for (const std::size_t at : {std::size_t{0}, std::size_t{2}}) {
    const Grid grid = one_pixel(4, 4, at, 1);
    info.samples.push_back({{to_value(grid)}, to_value(*paste(grid, pattern))});
  }
  info.generator = {
      {"side",
       ParamType::integer,
       "5",
       "rows and columns of the grids",
       1,
       static_cast<double>(kMostSide),
       {}},
      {"pattern",
       ParamType::integer,
       "2",
       "rows and columns of the pattern",
       1,
       static_cast<double>(kMostSide),
       {}},
      {"part",
       ParamType::choice,
       "train",
       "test: patterns of another density",
       {},
       {},
       {"train", "test"}},
      {"density",
       ParamType::real,
       "0.5",
       "share of the pattern's cells that are not black",
       0,
       1,
       {}},
      {"test_density", ParamType::real, "1", "the same of part test", 0, 1, {}},
      {"examples", ParamType::integer, "4", "input/output examples of a task", 1, 1000, {}},
      {"queries", ParamType::integer, "1", "queries of a task", 0, 1000, {}},
  };
  info.default_solvers = {"enumerate", "lpn+gradient"};
  info.language = "patterns";
  info.tape = {
      {"side", ParamType::integer, "5", "largest grid, in rows and columns", 1, kMostTape, {}}};
  return info;
}

Result<void> check_grid(const Value& value, const std::string& where) {
  const std::string fault = find_fault(value);
  if (fault.empty()) return {};
  return Error{ErrorCode::bad_input, where + " is no grid: " + fault};
}

Result<void> check_row(const std::vector<Value>& inputs, const Value* output,
                       const std::string& row) {
  if (inputs.size() != 1)
    return Error{ErrorCode::bad_input, row + " has " + std::to_string(inputs.size()) +
                                           " inputs, and domain patterns takes exactly one grid"};
  if (auto checked = check_grid(inputs[0], row + ", input"); !checked) return checked;
  if (output != nullptr) return check_grid(*output, row + ", output");
  return {};
}

// Rows and columns that an output has changed, from the pixel on.
std::size_t extent_of(const Grid& input, const Grid& output) {
  const auto corner = first_pixel(input);
  std::size_t extent = 1;
  if (!corner || output.size() != input.size()) return extent;
  for (std::size_t r = 0; r < input.size(); ++r)
    for (std::size_t c = 0; c < input[r].size() && c < output[r].size(); ++c)
      if (output[r][c] != input[r][c] && r >= corner->first && c >= corner->second)
        extent = std::max({extent, r - corner->first + 1, c - corner->second + 1});
  return extent;
}

class PatternsDomain : public Domain {
 public:
  const DomainInfo& info() const override { return info_; }
  Result<void> check(const Task& task) const override { return check_rows(task, check_row); }
  Result<std::shared_ptr<const Codec>> codec(const Params& tape) const override {
    return make_codec(static_cast<std::size_t>(tape.get_int("side")));
  }

  Result<GeneratedTask> generate(const Params& params, Rng& rng) const override {
    const auto side = static_cast<std::size_t>(params.get_int("side"));
    const auto size = static_cast<std::size_t>(params.get_int("pattern"));
    if (size > side)
      return Error{
          ErrorCode::bad_param,
          "pattern=" + std::to_string(size) + " does not fit grids of side=" + std::to_string(side),
          {"ask for a smaller pattern or larger grids"}};
    const bool test = params.get_text("part") == "test";
    const double density = params.get_real(test ? "test_density" : "density");
    Grid pattern(size, std::vector<std::int64_t>(size, 0));
    for (auto& row : pattern)
      for (std::int64_t& cell : row)
        if (rng.uniform_real() < density) cell = rng.uniform(1, kColours - 1);
    GeneratedTask made;
    made.program = "paste(x0, " + to_text(to_value(pattern)) + ")";
    made.task.domain = info_.id;
    made.task.meta = "{\"part\":\"" + params.get_text("part") + "\"}";
    const std::int64_t examples = params.get_int("examples");
    for (std::int64_t i = 0; i < examples + params.get_int("queries"); ++i) {
      const std::size_t r = drawn(rng, side - size), c = drawn(rng, side - size);
      const Grid grid = one_pixel(side, side, r, c);
      Value output = to_value(*paste(grid, pattern));
      if (i < examples)
        made.task.examples.push_back({{to_value(grid)}, std::move(output)});
      else
        made.task.queries.push_back({{to_value(grid)}, std::move(output)});
    }
    return made;
  }

  // A pixel in a grid as large as one that was seen, where what the examples changed has room.
  std::vector<Value> sample_inputs(const Task& like, Rng& rng) const override {
    std::size_t extent = 1;
    for (const Example& example : like.examples) {
      const auto input = to_grid(example.inputs.at(0)), output = to_grid(example.output);
      if (input && output) extent = std::max(extent, extent_of(*input, *output));
    }
    std::vector<Value> seen;
    for (const Example& example : like.examples) seen.push_back(example.inputs.at(0));
    for (const Query& query : like.queries) seen.push_back(query.inputs.at(0));
    const auto grid = seen.empty() ? std::nullopt : to_grid(rng.pick(std::span<const Value>(seen)));
    const std::size_t rows = grid ? grid->size() : 5, columns = grid ? grid->front().size() : 5;
    const std::size_t r = drawn(rng, rows - std::min(rows, extent));
    const std::size_t c = drawn(rng, columns - std::min(columns, extent));
    return {to_value(one_pixel(rows, columns, r, c))};
  }

 private:
  DomainInfo info_ = make_info();
};

}  // namespace

std::unique_ptr<Domain> make_domain() {
  return std::make_unique<PatternsDomain>();
}

}  // namespace inkling::patterns
