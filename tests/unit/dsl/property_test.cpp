// Properties that hold for every well-typed program.
#include <gtest/gtest.h>

#include <inkling/dsl/random_program.hpp>

#include "test_catalogue.hpp"

namespace inkling::dsl::test {
namespace {

const std::vector<Sort> kTargets{kInt, kBool, kString, kInts, kBools, kStrings, kNested};
const std::vector<std::vector<Sort>> kInputs{
    {kInts}, {kInt, kInts}, {kString}, {kNested}, {kStrings, kInt}, {kBool, kInt, kInts}, {}};

struct Sample {
  ExprPtr expr;
  std::vector<Sort> inputs;
  std::vector<Value> values;
};

// Visits programs of every target sort over every kind of inputs.
template <class Visit>
void for_programs(int rounds, RandomProgramOptions options, const Visit& visit) {
  Rng rng(20'240'607);
  std::size_t n = 0;
  for (int round = 0; round < rounds; ++round) {
    for (const auto& inputs : kInputs) {
      for (Sort target : kTargets) {
        options.lets = round % 2 == 1;
        options.max_nodes = 4 + static_cast<std::size_t>(round % 20);
        const auto expr = random_program(*small_catalogue(), inputs, target, options, rng);
        if (!expr) continue;
        Sample sample{*expr, inputs, {}};
        for (Sort sort : inputs) sample.values.push_back(random_value(sort, 5, options, rng));
        visit(sample);
        ++n;
      }
    }
  }
  EXPECT_GT(n, static_cast<std::size_t>(rounds) * 40);
}

std::string text(const Sample& sample) {
  return print(*small_catalogue(), *sample.expr);
}

Value evaluate(const Expr& expr, const Sample& sample, const Dialect& dialect,
               std::int64_t fuel = 100'000) {
  Arena arena;
  std::vector<Cell> cells(sample.inputs.size());
  for (std::size_t i = 0; i < cells.size(); ++i)
    EXPECT_TRUE(to_cell(sample.values[i], sample.inputs[i], arena, cells[i]));
  EvalContext context{arena, dialect, fuel};
  Cell result;
  if (!dsl::evaluate(expr, cells.data(), context, result)) return Value();
  return to_value(result, expr.sort);
}

TEST(Property, PrintedProgramsParseBack) {
  const auto c = small_catalogue();
  std::size_t with_lambda = 0;
  for_programs(60, {}, [&](const Sample& sample) {
    const Dialect* dialect = nullptr;
    const std::string printed = text(sample);
    with_lambda += printed.find("->") != std::string::npos;
    const auto again = parse(*c, printed, &sample.inputs, &dialect);
    ASSERT_TRUE(again.ok()) << render_error(again.error(), printed);
    ASSERT_TRUE(equal(**again, *sample.expr)) << printed << "\n" << print(*c, **again);
    ASSERT_EQ(print(*c, **again), printed);
  });
  EXPECT_GT(with_lambda, 100u);
}

TEST(Property, EveryProgramEndsWithAValueOfItsSortOrUndefined) {
  std::size_t defined = 0;
  std::size_t undefined = 0;
  for_programs(60, {}, [&](const Sample& sample) {
    for (const Dialect& dialect : small_catalogue()->dialects()) {
      const Value result = evaluate(*sample.expr, sample, dialect);
      if (result.is_undefined()) {
        ++undefined;
        continue;
      }
      ++defined;
      const auto type = unify(type_of(result), to_type(sample.expr->sort));
      ASSERT_TRUE(type.has_value()) << text(sample) << " gave " << to_text(result);
      ASSERT_EQ(evaluate(*sample.expr, sample, dialect), result) << text(sample);
    }
  });
  EXPECT_GT(defined, 1000u);
  EXPECT_GT(undefined, 100u);
}

// The same tree with every map replaced by one that never uses columns.
ExprPtr without_columns(const ExprPtr& expr) {
  auto copy = std::make_shared<Expr>(*expr);
  for (ExprPtr& arg : copy->args) arg = without_columns(arg);
  if (copy->op != nullptr && copy->op->name == "map")
    copy->op = small_catalogue()->find("map_slowly")[0];
  return copy;
}

TEST(Property, ColumnsGiveTheSameAsElementByElement) {
  std::size_t compared = 0;
  for_programs(150, {}, [&](const Sample& sample) {
    const ExprPtr slow = without_columns(sample.expr);
    if (equal(*slow, *sample.expr)) return;
    ++compared;
    for (const Dialect& dialect : small_catalogue()->dialects())
      ASSERT_EQ(evaluate(*sample.expr, sample, dialect, 10'000'000),
                evaluate(*slow, sample, dialect, 10'000'000))
          << text(sample);
  });
  EXPECT_GT(compared, 300u);
}

TEST(Property, RunningOutOfFuelIsUndefinedNotWrong) {
  for_programs(20, {}, [&](const Sample& sample) {
    const Dialect& dialect = small_catalogue()->dialects()[0];
    const Value full = evaluate(*sample.expr, sample, dialect);
    for (std::int64_t fuel = 0; fuel < 40; fuel += 3) {
      const Value result = evaluate(*sample.expr, sample, dialect, fuel);
      ASSERT_TRUE(result.is_undefined() || result == full) << text(sample);
    }
  });
}

TEST(Property, TheSameSeedGivesTheSamePrograms) {
  std::string first;
  std::string second;
  for_programs(5, {}, [&](const Sample& sample) { first += text(sample) + "\n"; });
  for_programs(5, {}, [&](const Sample& sample) { second += text(sample) + "\n"; });
  EXPECT_EQ(first, second);
}

TEST(Property, MangledProgramsAreRefusedOrParse) {
  Rng rng(7);
  const auto c = small_catalogue();
  const std::string alphabet = "()[],+-*/%<>=&|\"\\ x0y1->ifthenelseletin@#.";
  std::size_t refused = 0;
  for_programs(40, {}, [&](const Sample& sample) {
    std::string mangled = text(sample);
    for (int i = 0; i < 3; ++i) {
      const auto at =
          static_cast<std::size_t>(rng.uniform(0, static_cast<std::int64_t>(mangled.size())));
      const char c2 = rng.pick(std::span<const char>(alphabet.data(), alphabet.size()));
      if (rng.bernoulli(0.5) && at < mangled.size())
        mangled.erase(at, 1);
      else
        mangled.insert(at, 1, c2);
    }
    const Dialect* dialect = nullptr;
    const auto expr = parse(*c, mangled, &sample.inputs, &dialect);
    if (expr.ok()) return;
    ++refused;
    ASSERT_TRUE(expr.error().code == ErrorCode::parse || expr.error().code == ErrorCode::type);
    ASSERT_TRUE(expr.error().span.has_value()) << mangled;
    ASSERT_LE(expr.error().span->end, mangled.size()) << mangled;
    ASSERT_FALSE(expr.error().message.empty());
  });
  EXPECT_GT(refused, 500u);
}

}  // namespace
}  // namespace inkling::dsl::test
