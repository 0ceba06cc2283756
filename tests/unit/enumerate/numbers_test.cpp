#include "numbers.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "language_domain.hpp"

namespace inkling::enumerate {
namespace {

using Numbers = std::vector<std::int64_t>;

bool points_at(const Task& task, std::int64_t number) {
  const Numbers found = numbers_pointed_at(task);
  return std::find(found.begin(), found.end(), number) != found.end();
}

TEST(Numbers, TheRoundestOfAnInterval) {
  EXPECT_EQ(roundest(8, 11), 10);
  EXPECT_EQ(roundest(4, 9), 5);
  EXPECT_EQ(roundest(83, 127), 100);
  EXPECT_EQ(roundest(57, 64), 60);
  EXPECT_EQ(roundest(23, 28), 25);
  EXPECT_EQ(roundest(-12, -8), -10);
  EXPECT_EQ(roundest(-3, 7), 0);
  EXPECT_EQ(roundest(17, 17), 17);
  EXPECT_EQ(roundest(1'000'000'007, 1'000'000'007), 1'000'000'007);
}

TEST(Numbers, ARemainderPointsAtItsDivisor) {
  EXPECT_TRUE(points_at(task_of({{"[82,130,48]", "[22,10,48]"}, {"[180,154]", "[0,34]"}}), 60));
  // Every example has twice as much taken away: 7 is the least that is large enough for it.
  EXPECT_TRUE(points_at(task_of({{"16", "2"}, {"33", "5"}, {"3", "3"}}), 7));
}

TEST(Numbers, AQuotientPointsAtADivisor) {
  EXPECT_TRUE(points_at(task_of({{"[55,82,177]", "[0,1,2]"}, {"[28,129,60]", "[0,2,1]"}}), 60));
}

TEST(Numbers, BoundsOfElements) {
  EXPECT_TRUE(points_at(task_of({{"[3,97,41]", "[3,41,41]"}, {"[12,50]", "[12,41]"}}), 41));
  EXPECT_TRUE(points_at(task_of({{"[3,97]", "[23,97]"}, {"[12,50]", "[23,50]"}}), 23));
}

TEST(Numbers, ThresholdsOfWhatIsKeptCountedAndTold) {
  EXPECT_TRUE(points_at(task_of({{"[5,28,44]", "[28,44]"}, {"[19,90,2]", "[90]"}}), 20));
  EXPECT_TRUE(points_at(task_of({{"[5,28,44]", "[5]"}, {"[19,90,2]", "[19,2]"}}), 20));
  EXPECT_TRUE(points_at(task_of({{"[5,28,44]", "2"}, {"[19,90,2]", "1"}}), 20));
  EXPECT_TRUE(points_at(task_of({{"17", "false"}, {"23", "true"}, {"90", "true"}}), 20));
}

TEST(Numbers, NothingIsPointedAt) {
  EXPECT_EQ(numbers_pointed_at(task_of({{"[1,2]", "[2,1]"}, {"[3,9]", "[9,3]"}})), Numbers());
  EXPECT_EQ(numbers_pointed_at(task_of({{R"("a")", R"("b")"}})), Numbers());
  EXPECT_EQ(numbers_pointed_at(task_of({{"[]", "[]"}, {"[]", "[]"}})), Numbers());
  EXPECT_EQ(numbers_pointed_at(task_of({})), Numbers());
}

TEST(Numbers, WhatIsTooLargeIsNotLookedAt) {
  EXPECT_EQ(numbers_pointed_at(task_of(
                {{"[9223372036854775807,1]", "[7,1]"}, {"[-9223372036854775807,2]", "[0,2]"}})),
            Numbers());
}

TEST(Numbers, OfManyElementsNoneTwice) {
  Task task = task_of({{"1", "1"}});
  task.examples.clear();
  for (std::int64_t n = 0; n < 2000; ++n) task.examples.push_back({{Value(n)}, Value(n % 60)});
  Numbers found = numbers_pointed_at(task);
  EXPECT_TRUE(points_at(task, 60));
  std::sort(found.begin(), found.end());
  EXPECT_EQ(std::adjacent_find(found.begin(), found.end()), found.end());
}

}  // namespace
}  // namespace inkling::enumerate
