// Breadth-first search over functions from tapes to tapes.
#include "paths.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace inkling::descend {
namespace {

using testing::ElementsAre;

constexpr std::size_t kPlaces = 3;

// 0 adds one modulo ten, 1 rotates to the left, 2 is undefined where a 9 stands in front, 3 is
// never taken.
class Digits : public Movers {
 public:
  explicit Digits(std::vector<double> prices) : prices_(std::move(prices)) {}
  const std::vector<double>& prices() const override { return prices_; }
  std::vector<int> apply(std::span<const int> moves, std::span<const int> tapes) const override {
    std::vector<int> after(tapes.begin(), tapes.end());
    for (std::size_t i = 0; i < moves.size(); ++i) {
      const auto tape = std::span(after).subspan(i * kPlaces, kPlaces);
      if (moves[i] == 0)
        for (int& symbol : tape) symbol = (symbol + 1) % 10;
      if (moves[i] == 1) std::rotate(tape.begin(), tape.begin() + 1, tape.end());
      if (moves[i] == 2 && tape[0] == 9) tape[0] = -1;
    }
    return after;
  }

 private:
  std::vector<double> prices_;
};

constexpr double kNever = std::numeric_limits<double>::infinity();

struct Found {
  Path path;
  std::size_t partly = 0;
  StopReason reason = StopReason::exhausted;
  std::uint64_t evaluations = 0;
  std::size_t states = 0;
};

std::vector<int> moves_of(const Path& path) {
  std::vector<int> moves;
  for (const Step& step : path) moves.push_back(step.move);
  return moves;
}

// `wanted`: how many programs that fit are looked at.
Found find(PathSearch& search, std::uint64_t evaluations = 0, int wanted = 1) {
  Found found;
  BudgetLimits limits;
  limits.evaluations = evaluations;
  found.reason = search.run(
      [&](const Path& path, std::size_t) {
        found.path = path;
        return --wanted == 0;
      },
      [&](const Path&, std::size_t fits) {
        found.partly = fits;
        return false;
      },
      Budget(limits));
  found.evaluations = search.evaluations();
  found.states = search.states();
  return found;
}

Pairs pairs(std::vector<int> x, std::vector<int> y) {
  return {kPlaces, std::move(x), std::move(y), {}};
}

TEST(Paths, FindsTheCheapestProgramThatFitsAllExamples) {
  const Digits digits({1.0, 1.0, kNever, kNever});
  PathSearch search(pairs({1, 2, 3, 4, 4, 8}, {4, 5, 3, 6, 0, 6}), false);
  search.add(digits, 8, 0.0);
  const Found found = find(search);
  EXPECT_EQ(found.reason, StopReason::solved);
  EXPECT_THAT(found.path, testing::SizeIs(3));  // plus two and once around, in any order
}

TEST(Paths, DearMovesComeLater) {
  // Rotating twice to the left is as good as adding ten times and dearer than the limit of steps.
  const Digits digits({0.1, 5.0, kNever, kNever});
  PathSearch search(pairs({1, 1, 1}, {3, 3, 3}), false);
  search.add(digits, 8, 0.0);
  const Found found = find(search);
  EXPECT_THAT(moves_of(found.path), ElementsAre(0, 0));
  EXPECT_LE(found.evaluations, 8U);
}

TEST(Paths, TheSameStatesAreSeenOnce) {
  const Digits digits({1.0, 1.0, kNever, kNever});
  PathSearch search(pairs({1, 2, 3}, {0, 0, 0}), false);  // no program makes that
  search.add(digits, 100, 0.0);
  const Found found = find(search);
  EXPECT_EQ(found.reason, StopReason::exhausted);
  EXPECT_EQ(found.states, 30U);  // ten sums, three rotations
  EXPECT_EQ(found.evaluations, 60U);
}

TEST(Paths, NoProgramIsLongerThanAllowed) {
  const Digits digits({1.0, kNever, kNever, kNever});
  PathSearch search(pairs({0, 0, 0}, {6, 6, 6}), false);
  search.add(digits, 5, 0.0);
  EXPECT_EQ(find(search).reason, StopReason::exhausted);
}

TEST(Paths, UndefinedStatesGoNoFurther) {
  const Digits digits({kNever, kNever, 1.0, kNever});
  PathSearch search(pairs({9, 0, 0}, {9, 0, 1}), false);
  search.add(digits, 5, 0.0);
  const Found found = find(search);
  EXPECT_EQ(found.states, 1U);
  EXPECT_EQ(found.evaluations, 1U);
}

TEST(Paths, MoversMixOnlyWhereTheyMay) {
  const Digits adds({1.0, kNever, kNever, kNever}), turns({kNever, 1.0, kNever, kNever});
  for (const bool mixed : {false, true}) {
    PathSearch search(pairs({1, 2, 3}, {3, 4, 2}), mixed);
    search.add(adds, 20, 1.0);
    search.add(turns, 20, 1.0);
    EXPECT_EQ(find(search).reason, mixed ? StopReason::solved : StopReason::exhausted);
  }
}

TEST(Paths, AProgramThatIsFollowedCountsOnce) {
  const Digits digits({1.0, 1.0, kNever, kNever});
  PathSearch search(pairs({1, 2, 3}, {6, 7, 8}), false);
  search.add(digits, 8, 0.0);
  search.follow(Path(5, Step{0, 0}));
  const Found found = find(search);
  EXPECT_EQ(found.evaluations, 1U);
  EXPECT_THAT(moves_of(found.path), ElementsAre(0, 0, 0, 0, 0));
}

TEST(Paths, GoesOnWhenAProgramIsNotEnough) {
  const Digits digits({1.0, 1.0, kNever, kNever});
  PathSearch search(pairs({1, 2, 3}, {3, 4, 2}), false);
  search.add(digits, 3, 0.0);
  EXPECT_EQ(find(search, 0, 2).reason, StopReason::solved);  // turning last, and turning earlier
}

TEST(Paths, WhatNeedsNoProgramIsSaidFirst) {
  const Digits digits({1.0, 1.0, kNever, kNever});
  PathSearch search(pairs({1, 2, 3}, {1, 2, 3}), false);
  search.add(digits, 3, 0.0);
  const Found found = find(search);
  EXPECT_EQ(found.reason, StopReason::solved);
  EXPECT_TRUE(found.path.empty());
}

TEST(Paths, EvaluationsAreALimitAndPartsAreShown) {
  const Digits digits({1.0, 1.0, kNever, kNever});
  PathSearch search(pairs({1, 2, 3, 0, 0, 0}, {2, 3, 4, 5, 5, 5}), false);
  search.add(digits, 50, 0.0);
  const Found found = find(search, 10);
  EXPECT_EQ(found.reason, StopReason::evaluations);
  EXPECT_EQ(found.evaluations, 10U);
  EXPECT_EQ(found.partly, 1U);
}

TEST(Paths, AMoveThatMayNotBeTakenCostsNothing) {
  // Adds, but not to an even first digit.
  class Odd : public Digits {
   public:
    using Digits::Digits;
    bool takes(int, std::span<const int> state) const override { return state[0] % 2 == 1; }
  };
  const Odd odd({1.0, kNever, kNever, kNever});
  PathSearch search(pairs({1, 2, 3}, {4, 5, 6}), false);
  search.add(odd, 8, 0.0);
  search.kept_elsewhere = [] { return std::size_t{1000000}; };
  const Found found = find(search);
  EXPECT_EQ(found.reason, StopReason::exhausted);
  EXPECT_EQ(found.evaluations, 1U);
  EXPECT_GT(search.bytes(), 1000000U);
}

TEST(Paths, PlacesThatAreNotReadDoNotCount) {
  const Digits digits({1.0, kNever, kNever, kNever});
  Pairs only = pairs({1, 2, 3}, {9, 9, 5});
  only.read = {false, false, true};
  PathSearch search(std::move(only), false);
  search.add(digits, 8, 0.0);
  EXPECT_THAT(moves_of(find(search).path), ElementsAre(0, 0));
}

}  // namespace
}  // namespace inkling::descend
