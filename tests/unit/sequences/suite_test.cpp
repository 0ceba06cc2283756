#include "suite.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

namespace inkling::sequences {
namespace {

using Op = Step::Op;
using testing::ElementsAre;

TEST(Execute, ShiftLeftDropsTheFirstAndFillsWithBlanks) {
  EXPECT_THAT(execute(Step{Op::shift_left, 2}, {4, 5, 6, 7}), ElementsAre(6, 7, kBlank, kBlank));
  EXPECT_THAT(execute(Step{Op::shift_left, 1}, {4, 5, kBlank}), ElementsAre(5, kBlank, kBlank));
  EXPECT_THAT(execute(Step{Op::shift_left, 9}, {4, 5}), ElementsAre(kBlank, kBlank));
}

TEST(Execute, RotateLeftKeepsEverySymbol) {
  EXPECT_THAT(execute(Step{Op::rotate_left, 1}, {4, 5, 6, 7}), ElementsAre(5, 6, 7, 4));
  EXPECT_THAT(execute(Step{Op::rotate_left, 6}, {4, 5, 6, 7}), ElementsAre(6, 7, 4, 5));
}

TEST(Execute, ReordersAndMapsDigits) {
  EXPECT_THAT(execute(Step{Op::reverse}, {4, 0, 9}), ElementsAre(9, 0, 4));
  EXPECT_THAT(execute(Step{Op::sort_ascending}, {4, 0, 9, 4}), ElementsAre(0, 4, 4, 9));
  EXPECT_THAT(execute(Step{Op::sort_descending}, {4, 0, 9, 4}), ElementsAre(9, 4, 4, 0));
  EXPECT_THAT(execute(Step{Op::increment}, {4, 0, 9}), ElementsAre(5, 1, 0));
  EXPECT_THAT(execute(Step{Op::decrement}, {4, 0, 9}), ElementsAre(3, 9, 8));
  EXPECT_THAT(execute(Step{Op::negate}, {4, 0, 9}), ElementsAre(5, 9, 0));
  EXPECT_THAT(execute(Step{Op::negate}, {4, kBlank}), ElementsAre(5, kBlank));
}

TEST(Execute, RunsStepsInOrder) {
  EXPECT_THAT(execute(Steps{{Op::sort_ascending}, {Op::negate}}, {4, 0, 9}), ElementsAre(9, 5, 0));
  EXPECT_THAT(execute(Steps{{Op::negate}, {Op::sort_ascending}}, {4, 0, 9}), ElementsAre(0, 5, 9));
}

TEST(Text, TheLastStepIsTheOutermostCall) {
  EXPECT_EQ(to_text(Steps{{Op::shift_left, 7}}), "shift_left(x0, 7)");
  EXPECT_EQ(to_text(Steps{{Op::negate}, {Op::reverse}}), "reverse(negate(x0))");
  EXPECT_EQ(to_text(Steps{{Op::negate}, {Op::rotate_left, 2}}), "rotate_left(negate(x0), 2)");
  EXPECT_EQ(to_text(Steps{}), "x0");
}

std::vector<int> amounts(Suite suite, Part part) {
  std::vector<int> all;
  for (const Steps& steps : programs(suite, part, Variant::zero_fill, Compositions::all))
    all.push_back(steps.at(0).amount);
  return all;
}

TEST(Programs, TheShiftSuitesSwapTheirParts) {
  EXPECT_THAT(amounts(Suite::shift_l, Part::train), ElementsAre(1, 2, 3, 4, 5));
  EXPECT_THAT(amounts(Suite::shift_l, Part::test), ElementsAre(6, 7, 8, 9, 10));
  EXPECT_EQ(amounts(Suite::shift_p, Part::train), amounts(Suite::shift_l, Part::test));
  EXPECT_EQ(amounts(Suite::shift_p, Part::test), amounts(Suite::shift_l, Part::train));
}

TEST(Programs, VariantsDifferInTheOperation) {
  const auto op = [](Variant variant) {
    return programs(Suite::shift_l, Part::train, variant, Compositions::all).at(0).at(0).op;
  };
  EXPECT_EQ(op(Variant::zero_fill), Op::shift_left);
  EXPECT_EQ(op(Variant::circular), Op::rotate_left);
}

TEST(Programs, CompositionsArePairsOfDifferentPrimitives) {
  const auto all = programs(Suite::comp_i, Part::test, Variant::zero_fill, Compositions::all);
  EXPECT_EQ(all.size(), 56U);
  std::set<std::string> texts;
  for (const Steps& steps : all) {
    ASSERT_EQ(steps.size(), 2U);
    EXPECT_FALSE(steps[0] == steps[1]);
    texts.insert(to_text(steps));
  }
  EXPECT_EQ(texts.size(), 56U);
  EXPECT_EQ(programs(Suite::comp_i, Part::train, Variant::zero_fill, Compositions::all).size(), 8U);
}

// Ten pairs equal a primitive: a sort after a reordering (8), reverse after a sort (2). Two are the
// identity: increment and decrement in either order.
TEST(Programs, NovelCompositionsEqualNoPrimitiveAndNoIdentity) {
  const auto novel = programs(Suite::comp_i, Part::test, Variant::zero_fill, Compositions::novel);
  EXPECT_EQ(novel.size(), 44U);
  for (const Steps& steps : novel) EXPECT_FALSE(equals_primitive(steps)) << to_text(steps);
  EXPECT_TRUE(equals_primitive({{Op::sort_ascending}, {Op::reverse}}));
  EXPECT_TRUE(equals_primitive({{Op::rotate_left, 1}, {Op::sort_descending}}));
  EXPECT_TRUE(equals_primitive({{Op::increment}, {Op::decrement}}));
  EXPECT_FALSE(equals_primitive({{Op::reverse}, {Op::rotate_left, 1}}));
}

TEST(Programs, DevelopmentIsOutOfDistributionAndNotTheTest) {
  EXPECT_THAT(amounts(Suite::shift_l, Part::development), ElementsAre(11, 12, 13, 14, 15));
  EXPECT_THAT(amounts(Suite::shift_p, Part::development), ElementsAre(11, 12, 13, 14, 15));
  const auto of = [](Part part) {
    return programs(Suite::comp_i, part, Variant::zero_fill, Compositions::all);
  };
  const auto development = of(Part::development);
  EXPECT_GT(development.size(), 100U);
  Rng rng(9);
  std::vector<Sequence> inputs;
  for (int i = 0; i < 40; ++i) inputs.push_back(random_sequence(kLength, 0, rng));
  const auto same = [&](const Steps& a, const Steps& b) {
    return std::all_of(inputs.begin(), inputs.end(),
                       [&](const Sequence& x) { return execute(a, x) == execute(b, x); });
  };
  auto shorter = of(Part::test);
  for (const Steps& single : of(Part::train)) shorter.push_back(single);
  for (const Steps& steps : development) {
    ASSERT_EQ(steps.size(), 3U);
    for (const Steps& other : shorter)
      EXPECT_FALSE(same(steps, other)) << to_text(steps) << " is " << to_text(other);
  }
}

class Generated : public testing::TestWithParam<std::tuple<Suite, Part, Variant>> {};

TEST_P(Generated, TasksFollowTheirProgramAndKeepToTheirPart) {
  const auto [suite, part, variant] = GetParam();
  TaskOptions options;
  options.suite = suite;
  options.part = part;
  options.variant = variant;
  const auto allowed = programs(suite, part, variant, Compositions::all);
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Rng rng(seed);
    const SuiteTask task = generate(options, rng);
    ASSERT_EQ(task.inputs.size(), options.pairs);
    ASSERT_EQ(task.outputs.size(), options.pairs);
    EXPECT_EQ(part_of(task.inputs[0]), part == Part::test ? Part::test : Part::train);
    EXPECT_TRUE(std::find(allowed.begin(), allowed.end(), task.program) != allowed.end());
    for (std::size_t i = 0; i < task.inputs.size(); ++i) {
      EXPECT_EQ(task.inputs[i].size(), kLength);
      EXPECT_EQ(std::count(task.inputs[i].begin(), task.inputs[i].end(), kBlank), 0);
      EXPECT_EQ(task.outputs[i], execute(task.program, task.inputs[i]));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    Suites, Generated,
    testing::Combine(testing::Values(Suite::shift_l, Suite::shift_p, Suite::comp_i),
                     testing::Values(Part::train, Part::development, Part::test),
                     testing::Values(Variant::zero_fill, Variant::circular)));

TEST(Rules, TasksAreThreeToFiveRulesOnDigitsBelowFive) {
  TaskOptions options;
  options.suite = Suite::rules;
  std::set<std::size_t> counts;
  std::set<std::string> texts;
  int changed = 0;
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    Rng rng(seed);
    options.part = seed % 2 == 0 ? Part::train : Part::test;
    const SuiteTask task = generate(options, rng);
    EXPECT_EQ(part_of(task.inputs[0]), options.part);
    counts.insert(task.program.size());
    texts.insert(to_text(task.program));
    for (std::size_t i = 0; i < task.inputs.size(); ++i) {
      for (const Sequence& x : {task.inputs[i], task.outputs[i]})
        EXPECT_TRUE(std::all_of(x.begin(), x.end(), [](int v) { return v >= 0 && v < 5; }));
      changed += task.inputs[i] != task.outputs[i] ? 1 : 0;
    }
  }
  EXPECT_EQ(counts, (std::set<std::size_t>{3, 4, 5}));
  EXPECT_GT(texts.size(), 495U);
  EXPECT_GT(changed, 2300);  // of 2500: few programs change nothing
  options.depth = 2;
  Rng rng(1);
  EXPECT_EQ(generate(options, rng).program.size(), 2U);
}

// Every kind of rule as likely, whatever the number of its parameters.
TEST(Rules, KindsAreEquallyLikely) {
  TaskOptions options;
  options.suite = Suite::rules;
  options.pairs = 1;
  std::map<int, int> kinds;
  int all = 0;
  Rng rng(2);
  for (int i = 0; i < 2000; ++i)
    for (const Step& step : generate(options, rng).program) {
      ASSERT_EQ(step.op, Op::rule);
      ++kinds[std::min(4, static_cast<int>(step.rule))];
      ++all;
    }
  ASSERT_EQ(kinds.size(), 5U);
  for (const auto& [kind, count] : kinds) EXPECT_NEAR(count, all / 5, 200) << kind;
}

TEST(Generate, PaddingEndsInputsWithUpToThatManyBlanks) {
  TaskOptions options;
  options.padding = 6;
  std::set<std::ptrdiff_t> seen;
  Rng rng(3);
  for (int i = 0; i < 100; ++i)
    for (const Sequence& x : generate(options, rng).inputs) {
      const auto digits = std::find(x.begin(), x.end(), kBlank) - x.begin();
      EXPECT_TRUE(std::all_of(x.begin() + digits, x.end(), [](int v) { return v == kBlank; }));
      seen.insert(static_cast<std::ptrdiff_t>(x.size()) - digits);
    }
  EXPECT_THAT(seen, ElementsAre(0, 1, 2, 3, 4, 5, 6));
}

TEST(Generate, ShorterInputsEndInBlanksBehindTheirPadding) {
  TaskOptions options;
  options.part = Part::test;
  options.digits = 12;
  Rng rng(3);
  for (int i = 0; i < 20; ++i)
    for (const Sequence& x : generate(options, rng).inputs) {
      EXPECT_EQ(x.size(), kLength);
      EXPECT_EQ(std::find(x.begin(), x.end(), kBlank) - x.begin(), 12);
    }
  options.part = Part::train;
  options.padding = 11;
  std::set<std::ptrdiff_t> digits;
  for (int i = 0; i < 200; ++i)
    for (const Sequence& x : generate(options, rng).inputs)
      digits.insert(std::find(x.begin(), x.end(), kBlank) - x.begin());
  EXPECT_EQ(*digits.begin(), 1);
  EXPECT_EQ(*digits.rbegin(), 12);
}

TEST(Generate, EveryProgramOfAPartComesUp) {
  TaskOptions options;
  options.suite = Suite::comp_i;
  options.part = Part::test;
  options.pairs = 1;
  std::set<std::string> seen;
  Rng rng(1);
  for (int i = 0; i < 2000; ++i) seen.insert(to_text(generate(options, rng).program));
  EXPECT_EQ(seen.size(), 56U);
}

TEST(PartOf, SplitsTheInputsInTwoHalves) {
  Rng rng(5);
  int train = 0;
  for (int i = 0; i < 4000; ++i)
    train += part_of(random_sequence(kLength, 0, rng)) == Part::train ? 1 : 0;
  EXPECT_NEAR(train, 2000, 160);  // five standard deviations
}

}  // namespace
}  // namespace inkling::sequences
