#include <gtest/gtest.h>

#include <inkling/dsl/scalar.hpp>

#include "test_catalogue.hpp"

namespace inkling::dsl::test {
namespace {

// The lambda of `map(<text>, x0)`; further inputs: x1 an int, x2 a list.
ExprPtr lambda(const std::string& text, const char* op = "map") {
  const std::vector<Sort> inputs{kInts, kInt, kInts};
  const Dialect* dialect = nullptr;
  const std::string tail = std::string(op) == "zip_with" ? ", x0, x0)" : ", x0)";
  const auto expr = parse(*small_catalogue(), op + ("(" + text) + tail, &inputs, &dialect);
  EXPECT_TRUE(expr.ok()) << text << ": " << (expr.ok() ? "" : to_text(expr.error()));
  return expr.ok() ? (*expr)->args[0] : nullptr;
}

std::vector<std::int64_t> apply(const Expr& function, std::vector<std::int64_t> column,
                                std::int64_t captured = 0) {
  const auto program = compile_scalar(function, 0);
  EXPECT_TRUE(program.has_value());
  if (!program) return {};
  Arena arena;
  EvalContext context{arena, small_catalogue()->dialects()[0]};
  Cell inputs[3];
  inputs[1].i = captured;
  std::vector<std::int64_t> result(column.size());
  const std::int64_t* columns[] = {column.data(), column.data()};
  run_scalar(*program, context, columns, inputs, column.size(), result.data());
  return result;
}

using Ints = std::vector<std::int64_t>;

TEST(Scalar, RunsOnColumns) {
  EXPECT_EQ(apply(*lambda("x -> x * x + 1"), {0, 1, 2, -3}), (Ints{1, 2, 5, 10}));
  EXPECT_EQ(apply(*lambda("x -> x"), {4, 5}), (Ints{4, 5}));
  EXPECT_EQ(apply(*lambda("x -> 7"), {4, 5}), (Ints{7, 7}));
  EXPECT_EQ(apply(*lambda("x -> x > 1 && x < 4"), {1, 2, 4}), (Ints{0, 1, 0}));
  EXPECT_EQ(apply(*lambda("x -> x - x1"), {5, 6}, 2), (Ints{3, 4}));
  EXPECT_EQ(apply(*lambda("x -> let y = x + 1 in y * y"), {1, 2}), (Ints{4, 9}));
  EXPECT_EQ(apply(*lambda("(x, y) -> y", "zip_with"), {4, 5}), (Ints{4, 5}));
  EXPECT_EQ(apply(*lambda("(x, y) -> x", "zip_with"), {4, 5}), (Ints{4, 5}));
}

TEST(Scalar, CarriesUndefinedThroughColumns) {
  EXPECT_EQ(apply(*lambda("x -> 6 / x + 1"), {2, 0, 3}), (Ints{4, kUndefined, 3}));
  EXPECT_EQ(apply(*lambda("x -> if(x == 0, -1, 6 / x)"), {2, 0}), (Ints{3, -1}));
}

TEST(Scalar, HandlesColumnsOfManyChunks) {
  std::vector<std::int64_t> column(5000);
  for (std::size_t i = 0; i < column.size(); ++i) column[i] = static_cast<std::int64_t>(i);
  const auto result = apply(*lambda("x -> x * 2 + x1"), column, 3);
  for (std::size_t i = 0; i < column.size(); ++i) ASSERT_EQ(result[i], column[i] * 2 + 3);
}

TEST(Scalar, RefusesWhatIsNotScalar) {
  EXPECT_FALSE(compile_scalar(*lambda("x -> length(repeat(x, 2))"), 0));
  EXPECT_FALSE(compile_scalar(*lambda("x -> repeat(x, 2)"), 0));
  EXPECT_FALSE(compile_scalar(*lambda("x -> x + head(x2)"), 0));
  // A let that is not looked at still makes the result undefined, which kernels cannot say.
  EXPECT_FALSE(compile_scalar(*lambda("x -> let y = 1 / x in x"), 0));
  // Variables of an outer function.
  const ExprPtr outer = lambda("x -> map(y -> x + y, x0)");
  EXPECT_FALSE(compile_scalar(*outer->args[0]->args[0], 1));
  std::string sum = "x";
  for (int i = 0; i < 40; ++i) sum += " + x * " + std::to_string(i);
  EXPECT_FALSE(compile_scalar(*lambda("x -> " + sum), 0)) << "more than kMaxSteps steps";
}

TEST(Scalar, GivesTemporariesBack) {
  const auto program = compile_scalar(*lambda("x -> x * x + 1"), 0);
  ASSERT_TRUE(program);
  Arena arena;
  EvalContext context{arena, small_catalogue()->dialects()[0]};
  std::vector<std::int64_t> column(100'000, 2);
  std::vector<std::int64_t> result(column.size());
  const std::int64_t* columns[] = {column.data()};
  run_scalar(*program, context, columns, nullptr, column.size(), result.data());
  EXPECT_EQ(result.back(), 5);
  EXPECT_LT(arena.bytes(), 100'000u);
}

}  // namespace
}  // namespace inkling::dsl::test
