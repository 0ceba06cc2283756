#include <gtest/gtest.h>

#include <limits>

#include "test_catalogue.hpp"

namespace inkling::dsl::test {
namespace {

TEST(Cells, RoundTripValues) {
  Arena arena;
  for (const char* text : {"0", "-9223372036854775807", "true", "\"\"", "\"a\\\"é𝄞\"", "[1,2,3]",
                           "[true,false]", "[\"a\",\"\"]", "[[1],[2,3],[]]", "[[[\"x\"]]]"}) {
    const Value v = value(text);
    Cell cell;
    ASSERT_TRUE(to_cell(v, to_sort(type_of(v)), arena, cell)) << text;
    EXPECT_EQ(to_value(cell, to_sort(type_of(v))), v) << text;
  }
  Cell cell;
  ASSERT_TRUE(to_cell(value("[]"), kStrings, arena, cell));
  EXPECT_EQ(to_value(cell, kStrings), value("[]"));
}

TEST(Cells, CountCodePoints) {
  Arena arena;
  Cell cell;
  ASSERT_TRUE(to_cell(Value("aé𝄞"), kString, arena, cell));
  EXPECT_EQ(cell.size, 7u);
  EXPECT_EQ(cell.chars, 3u);
}

TEST(Cells, RefuseOtherSorts) {
  Arena arena;
  Cell cell;
  EXPECT_FALSE(to_cell(value("1"), kBool, arena, cell));
  EXPECT_FALSE(to_cell(value("true"), kInt, arena, cell));
  EXPECT_FALSE(to_cell(value("1"), kInts, arena, cell));
  EXPECT_FALSE(to_cell(value("[1,\"a\"]"), kInts, arena, cell));
  EXPECT_FALSE(to_cell(value("[1,true]"), kBools, arena, cell));
  EXPECT_FALSE(to_cell(value("\"a\""), kStrings, arena, cell));
  EXPECT_FALSE(to_cell(Value(), kInt, arena, cell));
  EXPECT_FALSE(to_cell(Value(std::numeric_limits<std::int64_t>::min()), kInt, arena, cell));
}

TEST(Within, HoldsForEveryPartOfAValue) {
  const Dialect& tight = *small_catalogue()->dialect("tight");
  Arena arena;
  const auto holds = [&](const char* text) {
    const Value v = value(text);
    Cell cell;
    EXPECT_TRUE(to_cell(v, to_sort(type_of(v)), arena, cell));
    return within(tight, to_sort(type_of(v)), cell);
  };
  EXPECT_TRUE(holds("50"));
  EXPECT_FALSE(holds("51"));
  EXPECT_FALSE(holds("-51"));
  EXPECT_TRUE(holds("[1,2,3,4,5]"));
  EXPECT_FALSE(holds("[1,2,3,4,5,6]"));
  EXPECT_FALSE(holds("[1,99]"));
  EXPECT_FALSE(holds("[[1],[99]]"));
  EXPECT_FALSE(holds("[[1],[1,2,3,4,5,6]]"));
  EXPECT_TRUE(holds("\"12345\""));
  EXPECT_FALSE(holds("\"123456\""));
  EXPECT_FALSE(holds("[\"a\",\"123456\"]"));
  EXPECT_TRUE(holds("[true,false]"));
}

}  // namespace
}  // namespace inkling::dsl::test
