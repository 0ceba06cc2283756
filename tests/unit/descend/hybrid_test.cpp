// latent+hybrid: tokens whose answers are known, and the operators of a readable language.
#include "hybrid.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <inkling/dsl/language.hpp>
#include <inkling/pipeline.hpp>

#include "language.hpp"
#include "operators.hpp"
#include "states.hpp"
#include "token_world.hpp"

namespace inkling::descend {
namespace {

using testing::HasSubstr;

class HybridSearch : public testing::Test {
 protected:
  Result<Outcome> search(const Task& task, std::uint64_t evaluations = 20000) {
    Toolbox tools;
    tools.domain = &domain_;
    tools.interpreter = &both_;
    tools.language = language_.get();
    BudgetLimits limits;
    limits.time = {};
    limits.evaluations = evaluations;
    const auto searcher = make_hybrid_searcher();
    return searcher->search(task, tools, Params(searcher->info().params), 1, Budget(limits),
                            nullptr);
  }
  static Task task(const Value& input, const Value& output) {
    Task task;
    task.examples.push_back({{input}, output});
    return task;
  }
  test::TapeDomain domain_{"tape"};
  Tokens tokens_{domain_};
  std::unique_ptr<Language> language_ =
      dsl::make_language(sequences::sequences_catalogue(), "tape");
  PipelineInterpreter both_{"tokens|>sequences", "tape", {&tokens_, language_.get()}};
};

TEST_F(HybridSearch, MixesTokensAndOperators) {
  // Plus one, then sorted: neither language has both (three of the tokens add, turn and reverse,
  // and one addition costs less as a token).
  const Value input = list({3, 9, 1, 2, 5});
  const auto outcome = search(task(input, list({0, 2, 3, 4, 6})));
  ASSERT_TRUE(outcome.ok()) << to_text(outcome.error());
  EXPECT_EQ(outcome->reason, StopReason::solved);
  const Program& found = outcome->candidates.at(0).program;
  EXPECT_THAT(found.text(), HasSubstr("<digits: 1>"));
  EXPECT_THAT(found.text(), HasSubstr("sort_ascending(x0)"));
  // It is one program: it prints, parses back and runs.
  const auto again = both_.parse(found.text());
  ASSERT_TRUE(again.ok()) << to_text(again.error());
  EXPECT_EQ(again->text(), found.text());
  EXPECT_EQ(both_.run(*again, std::vector<Value>{input}).value(), list({0, 2, 3, 4, 6}));
}

TEST_F(HybridSearch, TokensAloneAreOneStage) {
  const auto outcome = search(task(list({1, 2, 3, 4, 5}), list({3, 4, 5, 6, 7})));
  EXPECT_EQ(outcome.value().candidates.at(0).program.text(), "<digits: 1 1>");
  EXPECT_EQ(outcome.value().evaluations, 1U);  // the inductor's own
}

TEST_F(HybridSearch, AProgramMayBeLongerThanTheModelsOwn) {
  // Eight additions; a program of this model has six tokens.
  Task long_one = task(list({1, 2, 3, 4, 5}), list({9, 0, 1, 2, 3}));
  const auto outcome = search(long_one);
  ASSERT_TRUE(outcome.ok());
  EXPECT_EQ(outcome->reason, StopReason::solved) << outcome->candidates.at(0).program.text();
}

// Token 3 reverses by itself, and a program that holds it does not.
TEST_F(HybridSearch, AProgramIsRunBeforeItCounts) {
  const auto outcome = search(task(list({1, 2, 3, 4, 6}), list({6, 4, 3, 2, 1})));
  ASSERT_TRUE(outcome.ok());
  EXPECT_EQ(outcome->reason, StopReason::solved);
  EXPECT_THAT(outcome->candidates.at(0).program.text(), testing::Not(HasSubstr("digits: 3")));
  EXPECT_EQ(outcome->candidates.at(0).fits, 1U);
}

// The tape takes five digits: what comes in may be more than that, or another value.
TEST_F(HybridSearch, AModelMayServeOnTheWayOnly) {
  Task six = task(list({1, 2, 3, 4, 5, 6}), list({6, 5, 4, 3, 2, 1}));
  const auto outcome = search(six);
  ASSERT_TRUE(outcome.ok()) << to_text(outcome.error());
  EXPECT_EQ(outcome->candidates.at(0).program.text(), "reverse(x0)");
}

TEST_F(HybridSearch, NothingToDoIsTheInput) {
  const Value same = list({1, 2, 3, 4, 5});
  EXPECT_EQ(search(task(same, same)).value().candidates.at(0).program.text(), "x0");
}

TEST_F(HybridSearch, KeepsToItsEvaluationsAndRepeatsItself) {
  const Task hard = task(list({1, 2, 3, 4, 5}), list({7, 7, 0, 2, 1}));
  const auto once = search(hard, 500), twice = search(hard, 500);
  EXPECT_EQ(once.value().reason, StopReason::evaluations);
  EXPECT_LE(once.value().evaluations, 500U);
  ASSERT_EQ(once->candidates.size(), twice->candidates.size());
  for (std::size_t i = 0; i < once->candidates.size(); ++i)
    EXPECT_EQ(once->candidates[i].program.text(), twice->candidates[i].program.text());
  EXPECT_GT(once->bytes, 0U);
}

TEST_F(HybridSearch, NeedsBothWorlds) {
  const auto searcher = make_hybrid_searcher();
  Toolbox tools;
  tools.interpreter = &tokens_;
  const auto outcome =
      searcher->search({}, tools, Params(searcher->info().params), 1, Budget(), nullptr);
  ASSERT_FALSE(outcome.ok());
  EXPECT_EQ(outcome.error().code, ErrorCode::unsupported);
}

TEST(OperatorMoves, ApplyAnOperatorOnce) {
  const auto language = dsl::make_language(sequences::sequences_catalogue());
  const auto moves = operator_moves(*language, 1);
  const auto bits = [&](const std::string& text) {
    for (const OperatorMove& move : moves)
      if (move.text == text) return move.bits;
    return -1.0;
  };
  // Six of a list alone, six of 19 amounts; that the input is no amount its type says, later.
  EXPECT_EQ(moves.size(), 6U + 6U * 20U);
  EXPECT_NEAR(bits("reverse(x0)"), std::log2(12.0), 1e-9);
  EXPECT_NEAR(bits("take(x0, 7)"), std::log2(12.0 * 20.0), 1e-9);
  EXPECT_EQ(bits("reverse(x1)"), -1.0);
  double sum = 0;
  for (const OperatorMove& move : moves) sum += std::exp2(-move.bits);
  EXPECT_NEAR(sum, 1.0, 1e-9);
}

TEST(OperatorMovers, TakeWhatHasTheirTypes) {
  const auto language = dsl::make_language(sequences::sequences_catalogue());
  States states;
  const OperatorMovers movers(*language, operator_moves(*language, 1), 0.0, 2, states);
  const int one = states.row({list({1, 2})}), other = states.row({list({4, 3})}),
            number = states.row({Value(7)});
  const std::vector<int> lists{one, kNoTape, other, kNoTape}, mixed{one, kNoTape, number, kNoTape},
      none{kNoValue, 1, one, kNoTape};
  const auto move = [&](const std::string& text) {
    int at = 0;
    while (movers.text(at) != text) ++at;
    return at;
  };
  const int reverse = move("reverse(x0)");
  EXPECT_TRUE(movers.takes(reverse, lists));
  EXPECT_FALSE(movers.takes(reverse, mixed));
  EXPECT_FALSE(movers.takes(reverse, none));
  EXPECT_FALSE(movers.takes(move("take(x0, x0)"), lists));
  const std::vector<int> after = movers.apply(std::vector<int>{reverse, reverse}, lists);
  EXPECT_EQ(states.values(after[0]), std::vector<Value>{list({2, 1})});
  EXPECT_EQ(after[0], states.row({list({2, 1})}));
  EXPECT_EQ(states.values(after[2]), std::vector<Value>{list({3, 4})});
}

TEST(States, AreTheSameByWhatTheyHold) {
  States states;
  const int row = states.row({Value(1), Value("a")});
  EXPECT_EQ(states.row({Value(1), Value("a")}), row);
  EXPECT_NE(states.row({Value(1)}), row);
  const std::vector<int> tape{3, 1};
  const int first = states.tape(0, tape);
  EXPECT_EQ(states.tape(0, tape), first);
  EXPECT_NE(states.tape(1, tape), first);
  EXPECT_THAT(states.tape_of(0, first), testing::ElementsAre(3, 1));
  EXPECT_TRUE(states.tape_of(1, first).empty());
  EXPECT_TRUE(states.tape_of(0, kNoTape).empty());
  EXPECT_GT(states.bytes(), 0U);
}

}  // namespace
}  // namespace inkling::descend
