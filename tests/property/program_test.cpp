// Laws of the two languages, over random well-typed programs and random values.
#include <inkling/dsl/compiled.hpp>
#include <inkling/dsl/language.hpp>
#include <inkling/dsl/random_program.hpp>
#include <set>

#include "generators.hpp"
#include "lists_catalogue.hpp"
#include "strings_catalogue.hpp"

namespace inkling {
namespace {

using dsl::Sort;

struct World {
  std::shared_ptr<const dsl::Catalogue> catalogue;
  std::unique_ptr<Language> language;
  std::vector<Sort> sorts;  // of inputs and results
};

World make_world(std::shared_ptr<const dsl::Catalogue> catalogue, std::vector<Sort> sorts) {
  std::unique_ptr<Language> language = dsl::make_language(catalogue);
  return {std::move(catalogue), std::move(language), std::move(sorts)};
}

constexpr Sort kInt{Sort::Base::integer, 0, 0};
constexpr Sort kBool{Sort::Base::boolean, 0, 0};
constexpr Sort kText{Sort::Base::string, 0, 0};
constexpr Sort list_of(Sort sort) {
  ++sort.depth;
  return sort;
}

const World& lists() {
  static const World world = make_world(
      lists::lists_catalogue(),
      {kInt, kBool, list_of(kInt), list_of(kInt), list_of(kBool), list_of(list_of(kInt))});
  return world;
}

const World& strings() {
  static const World world =
      make_world(strings::strings_catalogue(), {kText, kText, kInt, kBool, list_of(kText)});
  return world;
}

// A program with what it works on. rapidcheck draws the seed; the size grows with its size.
struct Made {
  std::vector<Sort> inputs;
  Sort target{};
  dsl::ExprPtr expr;
  std::vector<std::vector<Value>> rows;

  std::vector<Type> types() const {
    std::vector<Type> types;
    for (Sort sort : inputs) types.push_back(dsl::to_type(sort));
    return types;
  }
};

Made make(const World& world, bool lets) {
  constexpr int kRows = 4;
  Rng rng(*rc::gen::arbitrary<std::uint64_t>());
  Made made;
  const std::int64_t arity = rng.uniform(1, 3);
  const std::span<const Sort> sorts(world.sorts);
  for (std::int64_t i = 0; i < arity; ++i) made.inputs.push_back(rng.pick(sorts));
  made.target = rng.pick(sorts);
  dsl::RandomProgramOptions options;
  options.max_nodes = static_cast<std::size_t>(*rc::gen::inRange(1, 40));
  options.lets = lets;
  const auto expr = dsl::random_program(*world.catalogue, made.inputs, made.target, options, rng);
  RC_ASSERT(expr.has_value());
  made.expr = *expr;
  options.min_literal = -1000;
  options.max_literal = 1000;
  for (int row = 0; row < kRows; ++row) {
    std::vector<Value> values;
    for (Sort sort : made.inputs)
      values.push_back(dsl::random_value(sort, static_cast<std::size_t>(row) * 3, options, rng));
    made.rows.push_back(std::move(values));
  }
  return made;
}

void print_parses_back(const World& world, bool lets) {
  const Made made = make(world, lets);
  const std::string text = dsl::print(*world.catalogue, *made.expr);
  RC_LOG() << text << "\n";
  const dsl::Dialect* dialect = nullptr;
  const auto again = dsl::parse(*world.catalogue, text, &made.inputs, &dialect);
  if (!again) RC_FAIL(to_text(again.error()));
  RC_ASSERT(dsl::equal(**again, *made.expr));
  RC_ASSERT(dsl::print(*world.catalogue, **again) == text);
}

// Well-typed programs do not go wrong: a value of the stated sort, or undefined.
void results_have_the_stated_sort(const World& world) {
  const Made made = make(world, true);
  const dsl::Dialect& dialect = world.catalogue->dialects().front();
  const Program program = dsl::make_program(world.catalogue, made.expr, dialect);
  RC_LOG() << program.text() << "\n";
  for (const std::vector<Value>& row : made.rows) {
    const Result<Value> result = world.language->run(program, row);
    if (!result) RC_FAIL(to_text(result.error()));
    if (result->is_undefined()) continue;
    RC_ASSERT(unify(type_of(*result), dsl::to_type(made.target)) == dsl::to_type(made.target));
  }
}

// The program as a tree, and its text parsed again, mean the same; twice, in a batch, in a trace.
void one_meaning(const World& world) {
  const Made made = make(world, true);
  const dsl::Dialect& dialect = world.catalogue->dialects().front();
  const Program program = dsl::make_program(world.catalogue, made.expr, dialect);
  RC_LOG() << program.text() << "\n";
  const auto parsed = world.language->parse_typed(program.text(), made.types());
  if (!parsed) RC_FAIL(to_text(parsed.error()));
  const auto batch = world.language->run_batch(*parsed, made.rows);
  RC_ASSERT(batch.ok());
  for (std::size_t i = 0; i < made.rows.size(); ++i) {
    const Result<Value> once = world.language->run(program, made.rows[i]);
    RC_ASSERT(once.ok());
    RC_ASSERT(*once == (*batch)[i]);
    RC_ASSERT(*once == *world.language->run(program, made.rows[i]));
    const auto trace = world.language->trace(program, made.rows[i]);
    RC_ASSERT(trace.ok());
    RC_ASSERT(!trace->empty());
    RC_ASSERT(trace->back().value == *once);
  }
}

// In a bounded dialect no result lies outside its bounds.
void results_keep_the_dialects_bounds(const World& world) {
  const Made made = make(world, false);
  for (const dsl::Dialect& dialect : world.catalogue->dialects()) {
    const Program program = dsl::make_program(world.catalogue, made.expr, dialect);
    RC_LOG() << program.text() << "\n";
    if (made.expr->kind != dsl::Expr::Kind::call) continue;
    for (const std::vector<Value>& row : made.rows) {
      const Result<Value> result = world.language->run(program, row);
      if (!result || result->is_undefined()) continue;
      dsl::Arena arena;
      dsl::Cell cell;
      RC_ASSERT(dsl::to_cell(*result, made.target, arena, cell));
      RC_ASSERT(dsl::within(dialect, made.target, cell));
    }
  }
}

void cells_hold_values(const World& world) {
  Rng rng(*rc::gen::arbitrary<std::uint64_t>());
  for (Sort sort : world.sorts) {
    const Value value = dsl::random_value(sort, 8, {}, rng);
    dsl::Arena arena;
    dsl::Cell cell;
    RC_ASSERT(dsl::to_cell(value, sort, arena, cell));
    RC_ASSERT(dsl::to_value(cell, sort) == value);
  }
}

// Damage to a program's text is accepted or explained, with the place.
void damaged_text_is_explained(const World& world) {
  const Made made = make(world, true);
  std::string text = dsl::print(*world.catalogue, *made.expr);
  const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
  text.replace(at, *rc::gen::inRange<std::size_t>(0, 3), *rc::gen::scale(0.1, test::text()));
  RC_LOG() << text << "\n";
  const auto program = world.language->parse_typed(text, made.types());
  if (program) return;
  RC_ASSERT(!program.error().message.empty());
  RC_ASSERT(program.error().span.has_value());
  RC_ASSERT(program.error().span->begin <= program.error().span->end);
  RC_ASSERT(program.error().span->end <= text.size());
}

void collect(const dsl::Expr& expr, std::set<int>& ids) {
  if (expr.op != nullptr) ids.insert(expr.op->id);
  for (const dsl::ExprPtr& arg : expr.args) collect(*arg, ids);
}

// The laws above say little of operators that no random program uses.
void most_operators_occur(const World& world) {
  constexpr int kPrograms = 5000;
  std::set<int> ids;
  Rng rng(3);
  const std::span<const Sort> sorts(world.sorts);
  for (int i = 0; i < kPrograms; ++i) {
    const std::vector<Sort> inputs{rng.pick(sorts), rng.pick(sorts)};
    const auto expr = dsl::random_program(*world.catalogue, inputs, rng.pick(sorts), {}, rng);
    ASSERT_TRUE(expr.has_value());
    collect(**expr, ids);
  }
  std::string missing;
  for (const dsl::Operator& op : world.catalogue->operators())
    if (ids.count(op.id) == 0) missing += " " + op.name;
  EXPECT_GE(ids.size() * 20, world.catalogue->operators().size() * 19) << "missing:" << missing;
}

TEST(ListsCoverage, MostOperatorsOccur) {
  most_operators_occur(lists());
}
TEST(StringsCoverage, MostOperatorsOccur) {
  most_operators_occur(strings());
}

RC_GTEST_PROP(ListsLaws, PrintParsesBack, ()) {
  print_parses_back(lists(), false);
}
RC_GTEST_PROP(ListsLaws, PrintWithLetsParsesBack, ()) {
  print_parses_back(lists(), true);
}
RC_GTEST_PROP(ListsLaws, ResultsHaveTheStatedSort, ()) {
  results_have_the_stated_sort(lists());
}
RC_GTEST_PROP(ListsLaws, OneMeaning, ()) {
  one_meaning(lists());
}
RC_GTEST_PROP(ListsLaws, ResultsKeepTheDialectsBounds, ()) {
  results_keep_the_dialects_bounds(lists());
}
RC_GTEST_PROP(ListsLaws, CellsHoldValues, ()) {
  cells_hold_values(lists());
}
RC_GTEST_PROP(ListsLaws, DamagedTextIsExplained, ()) {
  damaged_text_is_explained(lists());
}

RC_GTEST_PROP(StringsLaws, PrintParsesBack, ()) {
  print_parses_back(strings(), false);
}
RC_GTEST_PROP(StringsLaws, PrintWithLetsParsesBack, ()) {
  print_parses_back(strings(), true);
}
RC_GTEST_PROP(StringsLaws, ResultsHaveTheStatedSort, ()) {
  results_have_the_stated_sort(strings());
}
RC_GTEST_PROP(StringsLaws, OneMeaning, ()) {
  one_meaning(strings());
}
RC_GTEST_PROP(StringsLaws, ResultsKeepTheDialectsBounds, ()) {
  results_keep_the_dialects_bounds(strings());
}
RC_GTEST_PROP(StringsLaws, CellsHoldValues, ()) {
  cells_hold_values(strings());
}
RC_GTEST_PROP(StringsLaws, DamagedTextIsExplained, ()) {
  damaged_text_is_explained(strings());
}

}  // namespace
}  // namespace inkling
