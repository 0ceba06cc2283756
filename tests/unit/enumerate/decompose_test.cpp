// Programs in steps: how near values are, how programs are joined, and the search as a whole.
#include "decompose.hpp"

#include <gtest/gtest.h>

#include <inkling/language.hpp>

#include "fixed_guide.hpp"
#include "guided_search.hpp"
#include "language_domain.hpp"
#include "lists_catalogue.hpp"
#include "nearness.hpp"
#include "searcher.hpp"

namespace inkling::enumerate {
namespace {

constexpr dsl::Sort kInteger{dsl::Sort::Base::integer}, kList{dsl::Sort::Base::integer, 1};

double distance_of(std::initializer_list<std::pair<const char*, const char*>> rows) {
  dsl::Arena arena;
  std::vector<dsl::Cell> values, targets;
  dsl::Sort sort{}, wanted{};
  for (const auto& [value, target] : rows) {
    const Value a = *parse_value(value), b = *parse_value(target);
    sort = a.is_list() ? kList : kInteger;
    wanted = b.is_list() ? kList : kInteger;
    EXPECT_TRUE(dsl::to_cell(a, sort, arena, values.emplace_back()));
    EXPECT_TRUE(dsl::to_cell(b, wanted, arena, targets.emplace_back()));
  }
  return distance(sort, values.data(), wanted, targets.data(), values.size());
}

TEST(Nearness, WhatLooksLikeOneStepIsNearerThanWhatDoesNot) {
  const double strange = distance_of({{"[7,8]", "[1,2,3]"}, {"[9]", "[4,9]"}});
  // The same elements; each doubled; the even ones; added up; a part.
  const double near[] = {
      distance_of({{"[3,1,2]", "[1,2,3]"}, {"[9,4]", "[4,9]"}}),
      distance_of({{"[3,1,3]", "[6,2,6]"}, {"[1,4]", "[2,8]"}}),
      distance_of({{"[3,4,6]", "[4,6]"}, {"[3,6,4,5]", "[6,4]"}, {"[4,5,2]", "[4,2]"}}),
      distance_of({{"[3,1,1]", "[3,4,5]"}, {"[2,1,3]", "[2,3,6]"}, {"[3,1]", "[3,4]"}}),
      distance_of({{"[3,1,2]", "[1,2]"}, {"[9,4]", "[4]"}})};
  for (const double it : near) EXPECT_LT(it, strange - 3);
  // A rule that one row contradicts is none.
  EXPECT_GT(distance_of({{"[3,1,3]", "[6,2,7]"}, {"[1,4]", "[2,8]"}}), near[1]);
  EXPECT_LT(distance_of({{"[3,1,2]", "3"}, {"[9,4]", "9"}}),
            distance_of({{"[3,1,2]", "50"}, {"[9,4]", "70"}}));
  EXPECT_LT(distance_of({{"2", "[5,5]"}, {"1", "[8]"}}),
            distance_of({{"7", "[5,5]"}, {"7", "[8]"}}));
  EXPECT_LT(distance_of({{"2", "4"}, {"2", "4"}, {"2", "4"}}),
            distance_of({{"2", "4"}, {"2", "5"}, {"2", "4"}}));
  EXPECT_FALSE(has_distance({dsl::Sort::Base::string}));
  EXPECT_FALSE(has_distance({dsl::Sort::Base::integer, 2}));
}

TEST(Joined, AProgramInsideAFunctionKeepsItsOwnVariables) {
  const auto catalogue = lists::lists_catalogue();
  const std::vector<dsl::Sort> inputs{kList}, more{kList, kInteger};
  const auto parsed = [&](const char* text, const std::vector<dsl::Sort>& sorts) {
    return *dsl::parse(*catalogue, text, &sorts, nullptr);
  };
  const dsl::ExprPtr value = parsed("maximum(map(x -> x * 2, x0))", inputs);
  const dsl::ExprPtr outer = parsed("map(x -> x + x1, x0)", more);
  EXPECT_EQ(dsl::print(*catalogue, *joined(outer, {dsl::make_input(0, kList), value})),
            "map(x -> x + maximum(map(y -> y * 2, x0)), x0)");
}

Result<Outcome> search(const Task& task, const std::string& params, std::uint64_t evaluations,
                       const Inductor* inductor = nullptr, unsigned threads = 1) {
  const LanguageDomain domain(lists::lists_catalogue());
  return search(domain, task, inductor, evaluations, params, threads);
}

// scanl1((x, y) -> x + y, sort(map(x -> x * 3, filter(x -> x % 2 == 1, x0))))
Task long_task() {
  return task_of(
      {{"[3,1,2,5]", "[3,12,27]"}, {"[9,4,7]", "[21,48]"}, {"[8,5,1,11,2]", "[3,18,51]"}});
}

// Programs so short that the task needs several of them.
const std::string kShort = "patience=0,goals=off,compose=off,max_lambda_cost=0,max_cost=4";

TEST(Decomposition, FindsInStepsWhatFitsAllExamples) {
  const Task task = long_task();
  const auto plain = search(task, kShort, 400'000);
  ASSERT_TRUE(plain.ok());
  EXPECT_NE(plain->reason, StopReason::solved);
  const std::string params = kShort + ",decompose=on,guide_after=0";
  const auto outcome = search(task, params, 400'000);
  ASSERT_TRUE(outcome.ok());
  EXPECT_EQ(outcome->reason, StopReason::solved);
  const LanguageDomain domain(lists::lists_catalogue());
  for (const Example& example : task.examples)
    EXPECT_EQ(*domain.language()->run(outcome->candidates.front().program, example.inputs),
              example.output)
        << outcome->candidates.front().program.text();
  const auto again = search(task, params, 400'000, nullptr, 3);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->candidates.front().program.text(), outcome->candidates.front().program.text());
  EXPECT_EQ(again->evaluations, outcome->evaluations);
}

TEST(Decomposition, KeepsToItsShareAndLeavesTheRestToTheUsualSearch) {
  // No program gives these.
  const Task task = task_of({{"[3,1]", "[977,-40,3]"}, {"[2,5]", "[12]"}, {"[8]", "[901,7,7,5]"}});
  const auto outcome =
      search(task, "compose=off,decompose=on,guide_after=1000,decompose_width=4", 60'000);
  ASSERT_TRUE(outcome.ok());
  EXPECT_EQ(outcome->reason, StopReason::evaluations);
  EXPECT_LT(outcome->evaluations, 90'000u);
}

TEST(Decomposition, WhatIsFoundSoonIsFoundAsWithout) {
  const Task task = task_of({{"[3,1,2]", "[1,2,3]"}, {"[9,4]", "[4,9]"}});
  const auto plain = search(task, "", 1'000'000);
  const auto steps = search(task, "decompose=on", 1'000'000);
  ASSERT_TRUE(plain.ok() && steps.ok());
  EXPECT_EQ(plain->evaluations, steps->evaluations);
  EXPECT_EQ(plain->candidates.front().program.text(), steps->candidates.front().program.text());
}

TEST(Decomposition, AsksAGuideHowFarValuesAre) {
  const FixedGuide guide(even_prior(*lists::lists_catalogue(), 5.0));
  const auto outcome = search(long_task(), kShort + ",decompose=on,guide_after=0", 400'000, &guide);
  ASSERT_TRUE(outcome.ok());
  EXPECT_GT(guide.calls, 1);
}

}  // namespace
}  // namespace inkling::enumerate
