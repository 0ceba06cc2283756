#include "space.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <inkling/rng.hpp>

#include "language_domain.hpp"
#include "lists_catalogue.hpp"

namespace inkling::enumerate {
namespace {

bool mined(const Task& task, const Value& value) {
  const auto constants = mine_constants(task, 24);
  return std::find(constants.begin(), constants.end(), value) != constants.end();
}

TEST(Constants, WhatTheInputsDoNotExplainIsMined) {
  const Task task = task_of({{R"("ada")", R"("Dr. ada!")"}, {R"("alan")", R"("Dr. alan!")"}});
  EXPECT_TRUE(mined(task, "Dr. "));
  EXPECT_TRUE(mined(task, "!"));
}

TEST(Constants, AFewDistinctOutputsAreAnswers) {
  const Task task =
      task_of({{"1", R"("odd")"}, {"2", R"("even")"}, {"3", R"("odd")"}, {"4", R"("even")"}});
  EXPECT_TRUE(mined(task, "odd"));
  EXPECT_TRUE(mined(task, "even"));
}

TEST(Constants, SeparatorsOfTheInputs) {
  const Task task = task_of({{R"("a#b")", R"("b")"}, {R"("cc#d")", R"("d")"}});
  EXPECT_TRUE(mined(task, "#"));
}

TEST(Constants, NoMoreThanAskedFor) {
  const Task task = task_of({{R"("a#b;c,d.e")", R"("?!x")"}, {R"("f#g;h,i.j")", R"("?!y")"}});
  EXPECT_LE(mine_constants(task, 3).size(), 3U);
}

TEST(Constants, CodePointsAreNotSplit) {
  const Task task = task_of({{R"("aé")", R"("éé")"}, {R"("bé")", R"("éü")"}});
  for (const Value& value : mine_constants(task, 50))
    if (value.is_string()) {
      EXPECT_FALSE(find_invalid_utf8(value.as_string()));
    }
}

// Texts of `bytes` letters each that share "; " at their beginning, and an output that is
// elsewhere.
Task long_task(std::size_t bytes) {
  Task task = task_of({});
  Rng rng(3);
  for (int row = 0; row < 3; ++row) {
    std::string text = "id; ";
    while (text.size() < bytes) text += static_cast<char>('a' + rng.uniform(0, 25));
    task.examples.push_back({{Value(text)}, Value(text.substr(bytes / 2))});
  }
  return task;
}

// Every part against every text would be some 10^12 steps here.
TEST(Constants, LongTextsAreLookedAtInPart) {
  EXPECT_TRUE(mined(long_task(200'000), "id; "));
}

TEST(Constants, TheBudgetIsAskedAfterEveryText) {
  const Task task = long_task(2000);
  std::size_t asked = 0;
  mine_constants(task, 24, [&] { return ++asked == 0; });
  EXPECT_GE(asked, 7U);  // three outputs, and all but the shortest of two columns of three
  asked = 0;
  const auto stopped = mine_constants(task, 24, [&] { return ++asked > 0; });
  EXPECT_LE(asked, 3U);
  EXPECT_EQ(std::find(stopped.begin(), stopped.end(), Value("id; ")), stopped.end());
}

TEST(Space, HasEveryOperatorOnTheSortsInPlay) {
  const auto catalogue = lists::lists_catalogue();
  const SearchSpace space =
      make_space(*catalogue, catalogue_prices(*catalogue), task_of({{"[1,2],[3]", "[4]"}}));
  for (const char* name : {"map", "filter", "zip_with", "scanl1", "sort", "take", "count"})
    EXPECT_TRUE(std::any_of(space.sites.begin(), space.sites.end(), [&](const Site& site) {
      return site.call.op->name == name;
    })) << name;
}

// The grid below another: what the result has beyond the first.
std::size_t below(dsl::EvalContext&, const dsl::CallSite&, std::size_t, const dsl::Cell* args,
                  const dsl::Cell& result, dsl::Cell* values) {
  if (result.size < args[0].size) return 0;
  values[0] = result;
  values[0].c = result.c + args[0].size;
  values[0].size = result.size - args[0].size;
  return 1;
}

// Nothing else would make a nested list; where the examples do not agree on one there is none.
TEST(Space, NestedListsThatAWitnessNamesForAllExamplesAreConstants) {
  auto catalogue = std::make_shared<dsl::Catalogue>("one", "a language of one operator");
  dsl::Operator& op =
      catalogue->add("stack", "(xs: list list int, ys: list list int) -> list list int");
  op.witness = below;
  op.witnessed = 2;
  const auto nested = [&](const char* second, bool mine = true) {
    const Task task = task_of({{"[[1,2]]", "[[1,2],[7,8]]"}, {"[[3,4]]", second}});
    const SearchSpace space =
        make_space(*catalogue, catalogue_prices(*catalogue), task, 1000, {}, mine);
    std::vector<Value> found;
    for (const Leaf& leaf : space.leaves)
      if (leaf.input < 0 && leaf.sort.depth == 2) found.push_back(leaf.value);
    return found;
  };
  EXPECT_EQ(nested("[[3,4],[7,8]]"), std::vector<Value>{*parse_value("[[7,8]]")});
  EXPECT_TRUE(nested("[[3,4],[7,9]]").empty());
  EXPECT_TRUE(nested("[[3,4],[7,8]]", false).empty());
}

TEST(Space, DearOperatorsCanBeLeftOut) {
  const auto catalogue = lists::lists_catalogue();
  const SearchSpace space =
      make_space(*catalogue, catalogue_prices(*catalogue), task_of({{"[1,2]", "[4]"}}), 1);
  ASSERT_FALSE(space.sites.empty());
  for (const Site& site : space.sites) EXPECT_EQ(site.cost, 1) << site.call.op->name;
}

}  // namespace
}  // namespace inkling::enumerate
