#include "concat.hpp"

#include <gtest/gtest.h>

#include "support.hpp"

namespace inkling::substring {
namespace {

std::string text_of(const World& world, const Reading& reading) {
  std::string text;
  for (const Piece& piece : reading.pieces)
    text +=
        piece.item >= 0
            ? "[" + dsl::print(*strings::strings_catalogue(), *world.bank.expr(piece.item)) + "]"
            : piece.literal;
  return text;
}

TEST(Concat, FindsThePathForAllExamplesAtOnce) {
  World world(rows_of({{"ab cd", "cd-ab"}, {"ef gh", "gh-ef"}}));
  const int word = world.step("-> word(x, i)");
  for (const int i : {1, 2}) world.bank.add(word, {0, ~world.literals.integer(i)}, 5, 99);
  const auto readings = concatenate(world.bank, world.meter, world.rows.shown(), 0, 4, 99);
  ASSERT_FALSE(readings.empty());
  EXPECT_EQ(text_of(world, readings.front()), "[word(x0, 2)]-[word(x0, 1)]");
}

TEST(Concat, OneExampleHasMoreReadings) {
  World world(rows_of({{"ab cd", "cd-ab"}, {"ef gh", "ef-gh"}}));
  const int word = world.step("-> word(x, i)");
  for (const int i : {1, 2}) world.bank.add(word, {0, ~world.literals.integer(i)}, 5, 99);
  EXPECT_TRUE(concatenate(world.bank, world.meter, world.rows.shown(), 0, 4, 99).empty());
  const auto readings = concatenate(world.bank, world.meter, bit(1), 0, 4, 99);
  ASSERT_FALSE(readings.empty());
  EXPECT_EQ(text_of(world, readings.front()), "[word(x0, 1)]-[word(x0, 2)]");
}

TEST(Concat, WhatIsUndefinedOnAQueryCostsMore) {
  World world(rows_of({{"ab cd", "ab"}, {"ef gh", "ef"}}, {"ijk"}));
  world.bank.add(world.step("-> before(x, d)"), {0, ~world.literals.text(" ")}, 5, 99);
  world.bank.add(world.step("-> word(x, i)"), {0, ~world.literals.integer(1)}, 6, 99);
  const auto blind = concatenate(world.bank, world.meter, world.rows.shown(), 0, 4, 99);
  const auto aware =
      concatenate(world.bank, world.meter, world.rows.shown(), world.rows.asked(), 4, 99);
  ASSERT_FALSE(blind.empty());
  ASSERT_FALSE(aware.empty());
  EXPECT_EQ(text_of(world, blind.front()), "[before(x0, \" \")]");
  EXPECT_EQ(text_of(world, aware.front()), "[word(x0, 1)]");
}

TEST(Concat, AnEmptyOutputIsAnEmptyConcatenation) {
  World world(rows_of({{"ab", ""}, {"cd", ""}}));
  const auto readings = concatenate(world.bank, world.meter, world.rows.shown(), 0, 4, 99);
  ASSERT_EQ(readings.size(), 1U);
  EXPECT_TRUE(readings.front().pieces.empty());
}

}  // namespace
}  // namespace inkling::substring
