#include <gtest/gtest.h>

#include "test_catalogue.hpp"

namespace inkling::dsl::test {
namespace {

struct Row {
  const char* program;
  std::vector<const char*> inputs;
  const char* expected;  // "undefined" for undefined
};

class Evaluates : public ::testing::TestWithParam<Row> {};

TEST_P(Evaluates, ToTheExpectedValue) {
  const Row& row = GetParam();
  std::vector<Value> inputs;
  for (const char* text : row.inputs) inputs.push_back(value(text));
  EXPECT_EQ(to_text(run(row.program, inputs)), row.expected) << row.program;
}

const Row kRows[] = {
    {"x0 * 2 + 1", {"20"}, "41"},
    {"2 ** 3 ** 2", {}, "512"},
    {"10 - 3 - 2", {}, "5"},
    {"-x0 ** 2", {"3"}, "9"},
    {"square(x0)", {"5"}, "25"},
    {"-7 / 2", {}, "-4"},
    {"@truncating -7 / 2", {}, "-3"},
    {"-7 % 2 == 1", {}, "true"},
    {"1 / 0", {}, "undefined"},
    {"9223372036854775807 + 1", {}, "undefined"},
    {"sort(map((*(-1)), x0))", {"[3,1,2]"}, "[-3,-2,-1]"},
    {"head(x0)", {"[]"}, "undefined"},
    {"head(x0)", {"[[1],[2]]"}, "[1]"},
    {"head(x0)", {"[\"ab\",\"c\"]"}, "\"ab\""},
    {"map(length, x0)", {"[[1],[],[2,3]]"}, "[1,0,2]"},
    {"map(xs -> map(x -> x + length(xs), xs), x0)", {"[[1],[2,3]]"}, "[[2],[4,5]]"},
    {"map(x -> repeat(x, x), x0)", {"[1,2]"}, "[[1],[2,2]]"},
    {"map((++ \"!\"), x0)", {"[\"a\",\"\"]"}, "[\"a!\",\"!\"]"},
    {"map(x -> 1 / x, x0)", {"[1,0]"}, "undefined"},
    {"map(x -> 1 / x, x0)", {"[]"}, "[]"},
    {"filter((%2==0), x0)", {"[1,2,3,4]"}, "[2,4]"},
    {"filter(xs -> length(xs) > 1, x0)", {"[[1],[2,3]]"}, "[[2,3]]"},
    {"map((>0), x0)", {"[1,-1]"}, "[true,false]"},
    {"zip_with((-), x0, x1)", {"[5,6]", "[1,2,3]"}, "[4,4]"},
    {"zip_with((s, n) -> s ++ head(repeat(s, n)), x0, x1)", {"[\"a\"]", "[1]"}, "[\"aa\"]"},
    {"scanl1(min, x0)", {"[3,5,2,4]"}, "[3,3,2,2]"},
    {"take(2, [[1],[2],[3]])", {}, "[[1],[2]]"},
    {"x0 ++ x1", {"\"aé\"", "\"b\""}, "\"aéb\""},
    {"GetToken(LETTERS, 2) | ConstStr(\"-\") | GetToken(DIGITS, 1)", {"\"ab 12 cd\""}, "\"cd-12\""},
    {"Compose(Upper, GetToken(\" \", 1))", {"\"ab 12 cd\""}, "\"AB\""},
    {"GetToken(DIGITS, 1)", {"\"ab\""}, "undefined"},
    // laziness
    {"if(x0 == 0, 0, 10 / x0)", {"0"}, "0"},
    {"if(x0 == 0, 0, 10 / x0)", {"5"}, "2"},
    {"map(x -> if(x == 0, 0, 10 / x), x0)", {"[0,5]"}, "[0,2]"},
    {"if(length(x0) > 0, head(x0), -1)", {"[]"}, "-1"},
    {"x0 > 0 && 10 / x0 > 1", {"0"}, "false"},
    {"10 / x0 > 1 && true", {"0"}, "undefined"},
    // lets
    {"let y = sort(x0) in zip_with((-), y, y)", {"[2,1]"}, "[0,0]"},
    {"let y = head(x0) in 1", {"[]"}, "undefined"},
    {"map(x -> let y = x * x in y + y, x0)", {"[1,2,3]"}, "[2,8,18]"},
    {"let a = 1 in let b = a + 1 in map(x -> x * 100 + a * 10 + b, x0)", {"[3]"}, "[312]"},
    {"x0 = INPUT | x1 = Sort x0 | x2 = ZipWith (+) x1 x1 | x3 = Take 2 x2", {"[3,1,2]"}, "[2,4]"},
    // bounds of dialects
    {"@tight x0 + 1", {"49"}, "50"},
    {"@tight x0 + 1", {"50"}, "undefined"},
    {"@tight map((*2), x0)", {"[25,26]"}, "undefined"},
    {"@tight map(x -> x * 10 / 10, x0)", {"[25]"}, "[25]"},
    {"@tight x0 * 10 / 10", {"25"}, "undefined"},
    {"@tight repeat(1, x0)", {"6"}, "undefined"},
    {"@tight repeat(1, x0)", {"5"}, "[1,1,1,1,1]"},
    {"@tight x0 ++ x0", {"\"abc\""}, "undefined"},
    {"@tight filter(x -> length(repeat(x, 9)) > 0, x0)", {"[1]"}, "undefined"},
};

INSTANTIATE_TEST_SUITE_P(Table, Evaluates, ::testing::ValuesIn(kRows));

TEST(Fuel, EndsLongRuns) {
  const std::string program = "map(x -> length(map(y -> length(repeat(y, 1000)), x0)), x0)";
  Value::List list;
  for (int i = 0; i < 100; ++i) list.emplace_back(i);
  EXPECT_TRUE(run(program, {Value(list)}, 1000).is_undefined());
  EXPECT_TRUE(run("map((+1), x0)", {Value(list)}, 150).is_undefined());
  EXPECT_FALSE(run("map((+1), x0)", {Value(list)}, 1000).is_undefined());
}

TEST(Fuel, LetsRunOnce) {
  // Each level uses the one before twice: two to the fortieth power without sharing.
  std::string program = "x0 = INPUT";
  for (int i = 1; i <= 40; ++i) {
    const std::string before = "x" + std::to_string(i - 1);
    program += " | x" + std::to_string(i) + " = ZipWith (min) " + before + " " + before;
  }
  EXPECT_EQ(run(program, {value("[4,5]")}, 2000), value("[4,5]"));
}

TEST(Depth, TreesBuiltByHandAreBounded) {
  const Operator& sort = *small_catalogue()->find("sort")[0];
  ExprPtr expr = make_input(0, kInts);
  for (int i = 0; i < 5000; ++i) expr = make_call(sort, {expr}, kInts);
  Arena arena;
  EvalContext context{arena, small_catalogue()->dialects()[0]};
  Cell input;
  ASSERT_TRUE(to_cell(value("[1]"), kInts, arena, input));
  Cell result;
  EXPECT_FALSE(evaluate(*expr, &input, context, result));
}

TEST(Memory, ScalarResultsOfLambdasGiveTheirTemporariesBack) {
  const auto c = small_catalogue();
  const std::vector<Sort> inputs{kInts};
  const Dialect* dialect = nullptr;
  const auto expr = parse(*c, "filter(x -> length(repeat(x, 1000)) > 0, x0)", &inputs, &dialect);
  ASSERT_TRUE(expr.ok());
  Value::List list(10'000, Value(1));
  Arena arena;
  Cell input;
  ASSERT_TRUE(to_cell(Value(list), kInts, arena, input));
  EvalContext context{arena, *dialect};
  Cell result;
  ASSERT_TRUE(evaluate(**expr, &input, context, result));
  EXPECT_EQ(result.size, 10'000u);
  EXPECT_LT(arena.bytes(), 4u << 20);  // 80 MB if every repeat stayed
}

}  // namespace
}  // namespace inkling::dsl::test
