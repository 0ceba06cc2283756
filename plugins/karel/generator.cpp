#include "generator.hpp"

#include <inkling/dsl/statement_tasks.hpp>
#include <set>

#include "language.hpp"

namespace inkling::karel {
namespace {

using dsl::Block;
using dsl::Instruction;
using dsl::Statement;
using Kind = Statement::Kind;

constexpr int kTries = 20'000;  // programs, most of which crash or do nothing

Instruction instruction(Word word, int first = 0, int second = 0) {
  Instruction made;
  made.form = static_cast<std::uint8_t>(word);
  made.operands[0] = static_cast<std::int8_t>(first);
  made.operands[1] = static_cast<std::int8_t>(second);
  return made;
}

// Expands the grammar's statement with the same chance for every production, `stmt stmt` among
// them; at the bottom there are actions alone.
class Grower {
 public:
  explicit Grower(Rng& rng) : rng_(rng) {}

  Block block(std::int64_t depth) {
    Block made;
    grow(depth, made);
    return made;
  }

 private:
  void grow(std::int64_t depth, Block& into) {
    const std::int64_t production = depth <= 1 ? 5 : rng_.uniform(0, 5);
    Statement made;
    switch (production) {
      case 0:
        grow(depth - 1, into);
        grow(depth - 1, into);
        return;
      case 1:
        made.kind = Kind::loop;
        made.head = condition();
        made.head = instruction(Word::while_loop, made.head.form, made.head.operands[0]);
        break;
      case 2:
        made.kind = Kind::loop;
        made.head = instruction(Word::repeat_loop, static_cast<int>(rng_.uniform(2, 10)));
        break;
      case 3:
      case 4:
        made.kind = Kind::choice;
        made.head = condition();
        break;
      default:
        made.head = instruction(static_cast<Word>(rng_.uniform(0, 4)));
        into.push_back(std::move(made));
        return;
    }
    made.body = std::make_shared<const Block>(block(depth - 1));
    if (production == 4) made.otherwise = std::make_shared<const Block>(block(depth - 1));
    into.push_back(std::move(made));
  }

  Instruction condition() {
    const std::int64_t which = rng_.uniform(0, 5);
    if (which < 5) return instruction(static_cast<Word>(5 + which));
    return instruction(static_cast<Word>(5 + rng_.uniform(0, 4)), 1);
  }

  Rng& rng_;
};

// Which blocks of a program ran.
class Coverage final : public dsl::Watcher {
 public:
  void ran(Kind, const Instruction&, int, const std::uint8_t*) override {}
  void entered(const Block& block) override { seen_.insert(&block); }
  std::size_t count() const { return seen_.size(); }

 private:
  std::set<const Block*> seen_;
};

std::size_t block_count(const Block& block) {
  std::size_t count = 1;
  for (const Statement& it : block) {
    if (it.body != nullptr) count += block_count(*it.body);
    if (it.otherwise != nullptr) count += block_count(*it.otherwise);
  }
  return count;
}

WorldShape shape_of(const Params& params, Rng& rng) {
  WorldShape shape;
  const std::int64_t side = params.get_int("side");
  shape.rows = static_cast<std::size_t>(side > 0 ? side : rng.uniform(4, 8));
  shape.columns = static_cast<std::size_t>(side > 0 ? side : rng.uniform(4, 8));
  shape.walls = params.get_real("walls");
  shape.markers = params.get_real("markers");
  return shape;
}

// The rows of a task of this program, or nothing: it crashes, does nothing in all of them, or has
// a part that never runs.
std::vector<Example> rows_of(const Block& program, const Params& params, std::size_t count,
                             Rng& rng) {
  const auto language = karel_language();
  std::vector<Example> rows;
  Coverage coverage;
  bool changed = false;
  std::vector<std::uint8_t> state;
  const WorldShape shape = shape_of(params, rng);
  while (rows.size() < count) {
    Value before = to_value(random_world(shape, rng));
    const auto bytes = language->state_bytes(before);
    state.resize(*bytes);
    if (!language->load(before, state.data())) return {};
    dsl::Running running{language->facts().max_steps};
    if (execute(language->facts().forms, program, state.data(), running, &coverage) ==
        dsl::Signal::fault)
      return {};
    Value after = language->value(state.data());
    changed = changed || after != before;
    rows.push_back({{std::move(before)}, std::move(after)});
  }
  if (!changed || coverage.count() < block_count(program)) return {};
  return rows;
}

}  // namespace

ParamSpecs generator_params() {
  return {
      {"depth", ParamType::integer, "3", "statements inside each other, at most", 1, 5, {}},
      {"min_statements", ParamType::integer, "1", "statements of a program, at least", 1, 40, {}},
      {"max_statements", ParamType::integer, "40", "statements of a program, at most", 1, 40, {}},
      {"side",
       ParamType::integer,
       "0",
       "rows and columns of the worlds; 0: four to eight",
       0,
       static_cast<double>(kMostSide),
       {}},
      {"walls", ParamType::real, "0.1", "share of the cells with a wall", 0, 0.9, {}},
      {"markers", ParamType::real, "0.1", "share of the other cells with a marker", 0, 1, {}},
      {"part",
       ParamType::choice,
       "train",
       "test: one program in ten, of which part train has none",
       {},
       {},
       {"train", "test"}},
      {"examples", ParamType::integer, "5", "input/output examples of a task", 1, 1000, {}},
      {"queries", ParamType::integer, "1", "queries of a task", 0, 1000, {}},
  };
}

Block random_program(std::int64_t depth, Rng& rng) {
  return Grower(rng).block(depth);
}

World random_world(const WorldShape& shape, Rng& rng) {
  World world;
  world.rows = shape.rows;
  world.columns = shape.columns;
  world.cells.assign(shape.rows * shape.columns, 0);
  const auto last = static_cast<std::int64_t>(world.cells.size()) - 1;
  const auto robot = static_cast<std::size_t>(rng.uniform(0, last));
  world.row = robot / shape.columns;
  world.column = robot % shape.columns;
  world.facing = static_cast<Facing>(rng.uniform(0, 3));
  for (std::size_t i = 0; i < world.cells.size(); ++i) {
    if (rng.bernoulli(shape.walls) && i != robot)
      world.cells[i] = kWall;
    else
      world.cells[i] = rng.bernoulli(shape.markers) ? 1 : 0;
  }
  return world;
}

Result<GeneratedTask> generate(const Params& params, Rng& rng) {
  const auto language = karel_language();
  const auto examples = static_cast<std::size_t>(params.get_int("examples"));
  const std::size_t count = examples + static_cast<std::size_t>(params.get_int("queries"));
  const bool test = params.get_text("part") == "test";
  const std::int64_t least = params.get_int("min_statements");
  const std::int64_t most = params.get_int("max_statements");
  if (auto lengths = dsl::check_lengths(least, most); !lengths) return lengths.error();
  for (int i = 0; i < kTries; ++i) {
    const Block program = random_program(params.get_int("depth"), rng);
    const auto length = static_cast<std::int64_t>(dsl::statement_count(program));
    if (length < least || length > most) continue;
    std::string text = language->print(program);
    if (!dsl::in_part(text, test)) continue;
    std::vector<Example> rows = rows_of(program, params, count, rng);
    if (rows.empty()) continue;
    return dsl::task_of_rows(*language, std::move(text), std::move(rows), examples,
                             params.get_text("part"));
  }
  return Error{ErrorCode::bad_param,
               "of " + std::to_string(kTries) +
                   " random programs none of that length ran without a crash and changed a world",
               {"ask for fewer walls, larger worlds, fewer examples or another length"}};
}

}  // namespace inkling::karel
