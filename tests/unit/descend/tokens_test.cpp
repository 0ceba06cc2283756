// latent+symbolic, on a language of tokens whose answers are known.
#include "tokens.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "token_world.hpp"

namespace inkling::descend {
namespace {

using testing::HasSubstr;

class SymbolicSearch : public testing::Test {
 protected:
  Result<Outcome> search(const Task& task) {
    Toolbox tools;
    tools.domain = &domain_;
    tools.interpreter = &interpreter_;
    const auto searcher = make_symbolic_searcher();
    return searcher->search(task, tools, Params(searcher->info().params), 1, Budget(), nullptr);
  }
  static Task task(const Value& input, const Value& output) {
    Task task;
    task.examples.push_back({{input}, output});
    return task;
  }
  test::TapeDomain domain_{"tape"};
  Tokens interpreter_{domain_};
};

TEST_F(SymbolicSearch, FindsAProgramOfTokens) {
  const auto outcome = search(task(list({1, 2, 3, 4, 5}), list({5, 6, 7, 3, 4})));
  ASSERT_TRUE(outcome.ok()) << to_text(outcome.error());
  EXPECT_EQ(outcome->reason, StopReason::solved);
  std::vector<int> tokens = outcome->candidates.at(0).program.code().tokens;
  std::sort(tokens.begin(), tokens.end());  // whatever the order: it does the same
  EXPECT_THAT(tokens, testing::ElementsAre(1, 1, 2, 2));
  EXPECT_EQ(outcome->candidates.at(0).fits, 1U);
}

TEST_F(SymbolicSearch, TriesTheInductorsProgramFirst) {
  const auto outcome = search(task(list({1, 2, 3, 4, 5}), list({3, 4, 5, 6, 7})));
  EXPECT_EQ(outcome.value().evaluations, 1U);
}

// What its tokens do one by one is no proof of what a program does as a whole.
TEST_F(SymbolicSearch, AProgramIsRunBeforeItCounts) {
  const auto outcome = search(task(list({1, 2, 3, 4, 5}), list({5, 4, 3, 2, 1})));
  EXPECT_EQ(outcome.value().reason, StopReason::exhausted);
  EXPECT_EQ(outcome.value().candidates.at(0).fits, 0U);
}

TEST_F(SymbolicSearch, WhatDoesNotFitTheTapeIsAnError) {
  const auto outcome = search(task(list({1, 2}), list({1, 2})));
  ASSERT_FALSE(outcome.ok());
  EXPECT_EQ(outcome.error().code, ErrorCode::bad_input);
  EXPECT_THAT(outcome.error().message, HasSubstr("[1,2]"));
}

TEST_F(SymbolicSearch, NeedsAnInterpreterWithTokens) {
  const auto searcher = make_symbolic_searcher();
  const auto outcome =
      searcher->search({}, {}, Params(searcher->info().params), 1, Budget(), nullptr);
  ASSERT_FALSE(outcome.ok());
  EXPECT_EQ(outcome.error().code, ErrorCode::unsupported);
}

}  // namespace
}  // namespace inkling::descend
