#include "generator.hpp"

#include <algorithm>
#include <inkling/dsl/statement_tasks.hpp>

#include "language.hpp"

namespace inkling::c {
namespace {

using dsl::Block;
using dsl::Statement;
using Kind = Statement::Kind;

constexpr int kTries = 20'000;         // programs, most of which leave the range
constexpr std::uint32_t kSteps = 200;  // executed statements of a program
constexpr std::int64_t kRange = 4;     // inputs and outputs are -4 to 4
constexpr std::size_t kElements = 5;
constexpr int kDepth = 2;  // loops and choices inside each other

constexpr double kAssign = 0.45, kChange = 0.2, kFor = 0.2;  // the others are choices
constexpr double kJump = 0.15;  // of a break or continue at the end of a choice in a loop
constexpr double kIndex = 0.5;  // of a variable that begins as an index
constexpr double kElse = 0.5;

class Grower {
 public:
  explicit Grower(Rng& rng) : rng_(rng) {}

  Block program(std::int64_t declarations, std::int64_t statements) {
    Block made;
    variables_ = static_cast<int>(rng_.uniform(1, declarations));
    for (int i = 0; i < variables_; ++i) {
      const std::int64_t low = rng_.bernoulli(kIndex) ? 0 : -kRange;
      made.push_back(
          {Kind::action,
           instruction(Word::declare, {i, constant(static_cast<int>(rng_.uniform(low, kRange)))}),
           {},
           {}});
    }
    add(statements, 0, made);
    return made;
  }

 private:
  void add(std::int64_t count, int depth, Block& into) {
    for (std::int64_t i = 0; i < count; ++i) into.push_back(statement(depth));
  }

  dsl::BlockPtr block(int depth) {
    auto made = std::make_shared<Block>();
    add(rng_.uniform(1, 2), depth, *made);
    return made;
  }

  Statement statement(int depth) {
    const double which = rng_.uniform_real();
    if (which < kAssign || depth >= kDepth) {
      if (depth < kDepth || rng_.bernoulli(kAssign / (kAssign + kChange)))
        return {Kind::action, assign(), {}, {}};
      return {Kind::action, change(), {}, {}};
    }
    if (which < kAssign + kChange) return {Kind::action, change(), {}, {}};
    return which < kAssign + kChange + kFor ? loop(depth) : choice(depth);
  }

  Statement loop(int depth) {
    std::vector<int> free;
    for (int i = 0; i < variables_; ++i)
      if (std::find(counters_.begin(), counters_.end(), i) == counters_.end()) free.push_back(i);
    if (free.empty()) return {Kind::action, change(), {}, {}};
    const int counter = rng_.pick(std::span<const int>(free));
    const auto from = static_cast<int>(rng_.uniform(1, kRange));
    const auto to = static_cast<int>(rng_.uniform(from, kRange));
    Statement made;
    made.kind = Kind::loop;
    made.head = instruction(Word::count, {counter, from, to, 0});
    counters_.push_back(counter);
    made.body = block(depth + 1);
    counters_.pop_back();
    return made;
  }

  Statement choice(int depth) {
    Statement made;
    made.kind = Kind::choice;
    const std::int8_t left = term();
    made.head = instruction(Word::compare, {left, static_cast<int>(rng_.uniform(0, 5)), term()});
    auto body = std::make_shared<Block>();
    add(rng_.uniform(1, 2), depth + 1, *body);
    if (!counters_.empty() && rng_.bernoulli(kJump))
      body->push_back({rng_.bernoulli(0.5) ? Kind::leave : Kind::next, {}, {}, {}});
    made.body = std::move(body);
    if (rng_.bernoulli(kElse)) made.otherwise = block(depth + 1);
    return made;
  }

  int any_variable() { return static_cast<int>(rng_.uniform(0, variables_ - 1)); }

  std::int8_t any_element() {
    if (rng_.bernoulli(0.5)) return element_at(any_variable());
    return element(static_cast<int>(rng_.uniform(0, kElements - 1)));
  }

  std::int8_t place() { return rng_.bernoulli(0.7) ? any_element() : variable(any_variable()); }

  std::int8_t term() {
    switch (rng_.uniform(0, 2)) {
      case 0:
        return any_element();
      case 1:
        return variable(any_variable());
      default:
        return constant(static_cast<int>(rng_.uniform(-kRange, kRange)));
    }
  }

  dsl::Instruction assign() {
    const auto terms = static_cast<std::size_t>(rng_.uniform(1, kMostTerms));
    dsl::Instruction made = instruction(Word::assign, {place(), static_cast<int>(terms)});
    for (std::size_t i = 0; i < terms; ++i) {
      made.operands.at(2 * i + 2) = term();
      if (i > 0)
        made.operands.at(2 * i + 1) =
            static_cast<std::int8_t>(rng_.bernoulli(0.5) ? Sign::plus : Sign::minus);
    }
    return made;
  }

  dsl::Instruction change() {
    const Word word = rng_.bernoulli(0.5) ? Word::increase : Word::decrease;
    const std::int8_t where = place();
    return instruction(word, {where, rng_.bernoulli(0.5) ? 1 : 0});
  }

  Rng& rng_;
  int variables_ = 1;
  std::vector<int> counters_;  // of the loops around
};

bool has_loop(const Block& block) {
  return std::any_of(block.begin(), block.end(), [](const Statement& it) {
    return it.kind == Kind::loop || (it.body != nullptr && has_loop(*it.body)) ||
           (it.otherwise != nullptr && has_loop(*it.otherwise));
  });
}

bool in_range(const Value& array) {
  return std::all_of(array.as_list().begin(), array.as_list().end(), [](const Value& it) {
    return it.as_int() >= -kRange && it.as_int() <= kRange;
  });
}

// The rows of a task of this program, or nothing: it faults, leaves the range, gives the same for
// all of them, or changes none.
std::vector<Example> rows_of(const Block& program, std::size_t count, Rng& rng) {
  const auto language = c_language();
  std::vector<Example> rows;
  std::vector<std::uint64_t> state;
  while (rows.size() < count) {
    Value before = random_array(kElements, rng);
    state.assign((*language->state_bytes(before) + 7) / 8, 0);
    auto* bytes = reinterpret_cast<std::uint8_t*>(state.data());
    if (!language->load(before, bytes)) return {};
    dsl::Running running{kSteps};
    if (execute(language->facts().forms, program, bytes, running) == dsl::Signal::fault) return {};
    Value after = language->value(bytes);
    if (!in_range(after)) return {};
    rows.push_back({{std::move(before)}, std::move(after)});
  }
  const bool constant = std::all_of(rows.begin(), rows.end(),
                                    [&](const Example& it) { return it.output == rows[0].output; });
  const bool identity = std::all_of(rows.begin(), rows.end(),
                                    [](const Example& it) { return it.output == it.inputs[0]; });
  if ((constant && count > 1) || identity) return {};
  return rows;
}

}  // namespace

ParamSpecs generator_params() {
  return {
      {"declarations", ParamType::integer, "3", "variables of a program, at most", 1, 3, {}},
      {"min_statements", ParamType::integer, "1", "statements of a program, at least", 1, 4, {}},
      {"max_statements",
       ParamType::integer,
       "4",
       "the same, at most; not those inside others",
       1,
       4,
       {}},
      {"loops", ParamType::real, "0.5", "share of the programs that must have a loop", 0, 1, {}},
      {"part",
       ParamType::choice,
       "train",
       "test: one program in ten, of which part train has none",
       {},
       {},
       {"train", "test"}},
      {"examples", ParamType::integer, "5", "input/output examples of a task", 1, 1000, {}},
      {"queries", ParamType::integer, "5", "queries of a task", 0, 1000, {}},
  };
}

Value random_array(std::size_t size, Rng& rng) {
  Value::List list;
  for (std::size_t i = 0; i < size; ++i) list.emplace_back(rng.uniform(-kRange, kRange));
  return Value(std::move(list));
}

Block random_program(std::int64_t declarations, std::int64_t statements, Rng& rng) {
  return Grower(rng).program(declarations, statements);
}

Result<GeneratedTask> generate(const Params& params, Rng& rng) {
  const auto language = c_language();
  const auto examples = static_cast<std::size_t>(params.get_int("examples"));
  const std::size_t count = examples + static_cast<std::size_t>(params.get_int("queries"));
  const bool test = params.get_text("part") == "test";
  const std::int64_t least = params.get_int("min_statements");
  const std::int64_t most = params.get_int("max_statements");
  if (auto lengths = dsl::check_lengths(least, most); !lengths) return lengths.error();
  const bool loop = rng.bernoulli(params.get_real("loops"));
  for (int i = 0; i < kTries; ++i) {
    const Block program =
        random_program(params.get_int("declarations"), rng.uniform(least, most), rng);
    if (loop && !has_loop(program)) continue;
    std::string text = language->print(program);
    if (!dsl::in_part(text, test)) continue;
    std::vector<Example> rows = rows_of(program, count, rng);
    if (rows.empty()) continue;
    return dsl::task_of_rows(*language, std::move(text), std::move(rows), examples,
                             params.get_text("part"));
  }
  return Error{
      ErrorCode::bad_param,
      "of " + std::to_string(kTries) + " random programs none stayed within -4 to 4 on all inputs",
      {"ask for fewer examples and queries, or for fewer loops"}};
}

}  // namespace inkling::c
