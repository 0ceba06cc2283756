#include "domain.hpp"

#include <inkling/dsl/statement_tasks.hpp>
#include <inkling/picture.hpp>
#include <inkling/rows.hpp>
#include <optional>

#include "codec.hpp"
#include "generator.hpp"
#include "language.hpp"
#include "world.hpp"

namespace inkling::karel {
namespace {

// Colours of a picture, in the order that grids of numbers have.
constexpr int kMarkerColour = 4;
constexpr int kWallColour = 5;
constexpr int kRobotColour = 3;

Value rows(std::initializer_list<const char*> texts) {
  Value::List list;
  for (const char* text : texts) list.emplace_back(text);
  return Value(std::move(list));
}

DomainInfo make_info() {
  DomainInfo info;
  info.id = "karel";
  info.title = "Karel's worlds";
  info.summary = "a robot in a world of walls and markers, before and after a program";
  info.samples = {{{rows({">..1", "...."})}, rows({"...>(1)", "...."})},
                  {{rows({"x....", ">.1..", "....."})}, rows({"x....", "..1.>", "....."})}};
  info.generator = generator_params();
  info.default_solvers = {"statements"};
  info.language = "karel";
  info.tape = {{"side",
                ParamType::integer,
                "8",
                "largest world, in rows and columns",
                1,
                static_cast<double>(kMostSide),
                {}}};
  return info;
}

// What no program makes of a world, or nullopt.
std::optional<std::string> find_difference(const World& from, const World& to) {
  const auto size = [](const World& it) {
    return std::to_string(it.rows) + " by " + std::to_string(it.columns);
  };
  if (from.rows != to.rows || from.columns != to.columns)
    return "the input is " + size(from) + " cells and the output " + size(to);
  for (std::size_t i = 0; i < from.cells.size(); ++i)
    if ((from.cells[i] == kWall) != (to.cells[i] == kWall))
      return "row " + std::to_string(i / from.columns + 1) + ", column " +
             std::to_string(i % from.columns + 1) + " is a wall in the " +
             (from.cells[i] == kWall ? "input" : "output") + " alone";
  return std::nullopt;
}

Result<void> check_row(const std::vector<Value>& inputs, const Value* output,
                       const std::string& row) {
  const auto check = [](const Value& value) -> Result<void> {
    const Result<World> world = to_world(value);
    return world ? Result<void>() : Result<void>(world.error());
  };
  if (auto checked = dsl::check_row(*karel_language(), "world", check, inputs, output, row);
      !checked || output == nullptr)
    return checked;
  if (auto apart = find_difference(to_world(inputs[0]).value(), to_world(*output).value()); apart)
    return Error{ErrorCode::bad_input,
                 row + ": " + *apart,
                 {"a robot moves, turns, and picks and puts markers; worlds and walls stay"}};
  return {};
}

class KarelDomain final : public Domain, public Pictures {
 public:
  const DomainInfo& info() const override { return info_; }
  Result<void> check(const Task& task) const override { return check_rows(task, check_row); }
  Result<GeneratedTask> generate(const Params& params, Rng& rng) const override {
    return karel::generate(params, rng);
  }
  Result<std::shared_ptr<const Codec>> codec(const Params& tape) const override {
    return make_codec(static_cast<std::size_t>(tape.get_int("side")));
  }

  Result<std::vector<Value>> read_inputs(std::string_view text) const override {
    if (text.find_first_of("[\"") != text.npos) return parse_values(text);
    Result<Value> world = read_world(text);
    if (!world) return std::move(world).error();
    return std::vector<Value>{*std::move(world)};
  }
  Result<Value> read_output(std::string_view text) const override { return read_world(text); }

  std::optional<Picture> picture(const Value& value) const override {
    const Result<World> world = to_world(value);
    if (!world) return std::nullopt;
    Picture made;
    made.columns = world->columns;
    for (std::size_t r = 0; r < world->rows; ++r)
      for (std::size_t c = 0; c < world->columns; ++c) made.cells.push_back(cell(*world, r, c));
    return made;
  }

  // A world as large as one that was seen, with about as many walls and markers.
  std::vector<Value> sample_inputs(const Task& like, Rng& rng) const override {
    std::vector<const Value*> seen;
    for (const Example& example : like.examples) seen.push_back(&example.inputs.at(0));
    for (const Query& query : like.queries) seen.push_back(&query.inputs.at(0));
    if (seen.empty()) return {to_value(random_world({}, rng))};
    const Result<World> world = to_world(*rng.pick(std::span<const Value* const>(seen)));
    if (!world) return {to_value(random_world({}, rng))};
    const auto share = [&](auto&& counts) {
      std::size_t count = 0;
      for (const std::int8_t it : world->cells) count += counts(it) ? 1U : 0U;
      return static_cast<double>(count) / static_cast<double>(world->cells.size());
    };
    WorldShape shape{world->rows, world->columns, 0, 0};
    shape.walls = share([](std::int8_t it) { return it == kWall; });
    shape.markers = share([](std::int8_t it) { return it > 0; });
    return {to_value(random_world(shape, rng))};
  }

 private:
  static PictureCell cell(const World& world, std::size_t r, std::size_t c) {
    const std::int8_t it = world.at(r, c);
    if (it == kWall) return {"x", kWallColour};
    const std::string markers = it > 0 ? std::to_string(it) : "";
    if (r != world.row || c != world.column)
      return {it > 0 ? markers : ".", it > 0 ? kMarkerColour : -1};
    return {std::string(1, kArrows[static_cast<std::size_t>(world.facing)]) + markers,
            kRobotColour};
  }

  DomainInfo info_ = make_info();
};

}  // namespace

std::unique_ptr<Domain> make_domain() {
  return std::make_unique<KarelDomain>();
}

}  // namespace inkling::karel
