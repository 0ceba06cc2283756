// The baselines, through the registry as everybody uses them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <inkling/domain.hpp>
#include <inkling/registry.hpp>

#include "support/built_plugins.hpp"

namespace inkling {
namespace {

using test::built_plugins;

BudgetLimits evaluations(std::uint64_t count, unsigned threads = 1) {
  BudgetLimits limits;
  limits.evaluations = count;
  limits.threads = threads;
  return limits;
}

class Baselines : public testing::Test {
 protected:
  Result<Outcome> solve(std::string_view solver, const Task& task, std::uint64_t seed,
                        const BudgetLimits& limits) {
    const Result<const Domain*> domain = registry_.domain("lists");
    if (!domain) return domain.error();
    const Result<Solver> made = Solver::make(registry_, solver, **domain);
    if (!made) return made.error();
    return made->solve(task, seed, Budget(limits));
  }

  static Task task(std::vector<Example> examples) {
    return {"t", "lists", std::move(examples), {{{Value(Value::List{9, 4})}}}, {}};
  }

  static Example example(Value::List input, Value output) {
    return {{Value(std::move(input))}, std::move(output)};
  }

  Registry registry_{built_plugins()};
};

std::vector<std::string> texts(const Outcome& outcome) {
  std::vector<std::string> texts;
  for (const Candidate& candidate : outcome.candidates) texts.push_back(candidate.program.text());
  return texts;
}

TEST_F(Baselines, ConstantPutsTheMostFrequentOutputFirst) {
  const auto outcome = solve("constant", task({example({1}, 5), example({2}, 7), example({3}, 7)}),
                             0, evaluations(100));
  ASSERT_TRUE(outcome) << to_text(outcome.error());
  EXPECT_THAT(texts(*outcome), testing::ElementsAre("7", "5"));
  EXPECT_EQ(outcome->candidates[0].fits, 2U);
  EXPECT_EQ(outcome->candidates[0].predictions, std::vector<Value>{7});
  EXPECT_EQ(outcome->reason, StopReason::exhausted);
}

TEST_F(Baselines, ConstantSolvesAConstantTask) {
  const Value empty = Value::List{};
  const auto outcome =
      solve("constant", task({example({1}, empty), example({2}, empty)}), 0, evaluations(100));
  ASSERT_TRUE(outcome) << to_text(outcome.error());
  EXPECT_THAT(texts(*outcome), testing::ElementsAre("[]"));
  EXPECT_EQ(outcome->reason, StopReason::solved);
}

TEST_F(Baselines, RandomFindsASmallProgram) {
  const auto outcome =
      solve("random", task({example({3, 1, 2}, 3), example({5}, 1), example({}, 0)}), 1,
            evaluations(200'000));
  ASSERT_TRUE(outcome) << to_text(outcome.error());
  ASSERT_FALSE(outcome->candidates.empty());
  EXPECT_EQ(outcome->reason, StopReason::solved);
  EXPECT_EQ(outcome->candidates[0].fits, 3U) << texts(*outcome)[0];
}

TEST_F(Baselines, RandomDependsOnTheSeedOnly) {
  const Task hard = task({example({3, 1, 2}, 77), example({5}, -13), example({2, 8}, 1001)});
  const auto first = solve("random", hard, 1, evaluations(500));
  const auto again = solve("random", hard, 1, evaluations(500, 4));
  const auto other = solve("random", hard, 2, evaluations(500));
  ASSERT_TRUE(first && again && other);
  EXPECT_EQ(first->evaluations, 500U);
  EXPECT_EQ(texts(*first), texts(*again));
  EXPECT_NE(texts(*first), texts(*other));
}

TEST_F(Baselines, RandomKeepsAsManyAsAsked) {
  const Task hard = task({example({3, 1, 2}, 77), example({5}, -13)});
  const auto outcome = solve("random(keep=3)", hard, 1, evaluations(2000));
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->candidates.size(), 3U);
}

// Straight to the searcher: the domain would refuse such a task before.
TEST_F(Baselines, ListsOfMixedTypesAreRefused) {
  Task mixed = task({example({1, "a"}, 1), example({2, "b"}, 2)});
  mixed.queries.clear();
  Toolbox tools{*registry_.domain("lists")};
  tools.language = *registry_.language("lists");
  for (const char* id : {"random", "constant"}) {
    const Searcher* searcher = *registry_.searcher(id);
    const Params params(searcher->info().params);
    const auto outcome =
        searcher->search(mixed, tools, params, 1, Budget(evaluations(100)), nullptr);
    ASSERT_FALSE(outcome) << id;
    EXPECT_EQ(outcome.error().code, ErrorCode::bad_input);
    EXPECT_THAT(outcome.error().message, testing::HasSubstr("mixed types"));
  }
}

}  // namespace
}  // namespace inkling
