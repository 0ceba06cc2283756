#include <gtest/gtest.h>

#include "support.hpp"

namespace inkling::substring {
namespace {

TEST(Bank, KeepsTheShortestDescriptionOfWhatIsTheSameEverywhere) {
  World world(rows_of({{"ab cd", "ab"}, {"ef gh", "ef"}}));
  const int word = world.step("-> word(x, i)");
  const int left = world.step("-> left(x, n)");
  ASSERT_GE(word, 0);
  ASSERT_GE(left, 0);
  const int one = ~world.literals.integer(1);
  const int two = ~world.literals.integer(2);
  const int first = world.bank.add(left, {0, two}, 9, 99);
  ASSERT_GE(first, 0);
  EXPECT_EQ(world.bank.add(left, {0, two}, 9, 99), -1) << "nothing new";
  EXPECT_EQ(world.bank.add(word, {0, one}, 5, 99), first) << "the same, but shorter";
  EXPECT_EQ(dsl::print(*strings::strings_catalogue(), *world.bank.expr(first)), "word(x0, 1)");
}

TEST(Bank, QueriesTellDescriptionsApart) {
  World world(rows_of({{"ab cd", "ab"}, {"ef gh", "ef"}}, {"xyz uvw"}));
  const int word =
      world.bank.add(world.step("-> word(x, i)"), {0, ~world.literals.integer(1)}, 5, 99);
  const int left =
      world.bank.add(world.step("-> left(x, n)"), {0, ~world.literals.integer(2)}, 9, 99);
  EXPECT_GE(word, 0);
  EXPECT_GE(left, 0);
  EXPECT_NE(word, left);
  EXPECT_EQ(world.bank.text(word, 2), "xyz");
}

TEST(Bank, KnowsWhereATextIsPartOfTheOutput) {
  World world(rows_of({{"ab cd", "cd!"}, {"ef gh", "ef?"}}));
  const int word =
      world.bank.add(world.step("-> word(x, i)"), {0, ~world.literals.integer(1)}, 5, 99);
  ASSERT_GE(word, 0);
  EXPECT_EQ(world.bank[word].within, bit(1));
  const int absent = world.step("-> before(x, d)");
  EXPECT_EQ(world.bank.add(absent, {0, ~world.literals.text("#")}, 5, 99), -1)
      << "undefined in every example";
}

TEST(Meter, SaysWhenTheEvaluationsAreSpent) {
  BudgetLimits limits;
  limits.evaluations = 10;
  const Budget budget(limits);
  Meter meter(budget);
  EXPECT_FALSE(meter.over());
  meter.count(10);
  EXPECT_TRUE(meter.over());
  EXPECT_EQ(meter.reason(), StopReason::evaluations);
}

}  // namespace
}  // namespace inkling::substring
