#include "searcher.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <inkling/interpreter.hpp>

#include "bank.hpp"
#include "domain.hpp"
#include "language.hpp"

namespace inkling::statements {
namespace {

using testing::HasSubstr;

class Search : public testing::Test {
 protected:
  Task task(std::initializer_list<std::pair<const char*, const char*>> rows) const {
    Task made{"t", "karel", {}, {}, {}};
    for (const auto& [before, after] : rows)
      made.examples.push_back(
          {{karel::read_world(before).value()}, karel::read_world(after).value()});
    return made;
  }

  Outcome search(const Task& it, const std::string& params = "", BudgetLimits limits = {}) const {
    const auto searcher = make_searcher();
    Toolbox tools;
    tools.language = language.get();
    tools.interpreter = language.get();
    limits.time = std::chrono::nanoseconds(0);
    if (limits.evaluations == 0) limits.evaluations = 2'000'000;
    return searcher
        ->search(it, tools, Params::parse(searcher->info().params, params).value(), 1,
                 Budget(limits), nullptr)
        .value();
  }

  bool fits(const Task& it, const Program& program) const {
    for (const Example& example : it.examples)
      if (language->run(program, example.inputs).value() != example.output) return false;
    return true;
  }

  std::unique_ptr<Language> language = dsl::make_language(karel::karel_language());
};

TEST_F(Search, FindsTheShortestProgram) {
  const Outcome outcome = search(task({{">..", ".>."}, {"v/.", "./v"}}));
  EXPECT_EQ(outcome.reason, StopReason::solved);
  EXPECT_EQ(outcome.candidates.at(0).program.text(), "DEF run m( move m)");
}

TEST_F(Search, FindsLoopsAndChoices) {
  const Task walk = task({{">...", "...>"}, {">.x.", ".>x."}, {"v/./.", "././v"}});
  EXPECT_EQ(search(walk).candidates.at(0).program.text(),
            "DEF run m( WHILE c( frontIsClear c) w( move w) m)");
}

TEST_F(Search, SweepsMarkers) {
  const Task sweep = task({{">1.1.", "....>"}, {">.1x", "..>x"}, {">11.", "...>"}});
  const Outcome outcome = search(sweep);
  ASSERT_EQ(outcome.reason, StopReason::solved);
  EXPECT_TRUE(fits(sweep, outcome.candidates[0].program)) << outcome.candidates[0].program.text();
  EXPECT_THAT(outcome.candidates[0].program.text(), HasSubstr("WHILE"));
}

TEST_F(Search, AllCandidatesFitWhereOneDoes) {
  const Task turn = task({{">./..", "v./.."}, {"<", "^"}});
  const Outcome outcome = search(turn);
  ASSERT_GT(outcome.candidates.size(), 1U);
  for (std::size_t i = 0; i < outcome.candidates.size(); ++i) {
    EXPECT_TRUE(fits(turn, outcome.candidates[i].program));
    EXPECT_GE(outcome.candidates[i].score, outcome.candidates[i == 0 ? 0 : i - 1].score);
    // Whoever else ranks programs of the language counts as this search does.
    const auto block = dsl::block_of(*language, outcome.candidates[i].program);
    EXPECT_EQ(outcome.candidates[i].score,
              dsl::description_bits(*karel::karel_language(),
                                    dsl::cost(*karel::karel_language(), **block)));
  }
}

TEST_F(Search, WhatNoProgramDoesEndsWithTheBestThereIs) {
  BudgetLimits limits;
  limits.evaluations = 3'000;
  // No program moves a wall.
  const Outcome outcome = search(task({{">x.", ">.x"}, {">.", ".>"}}), "", limits);
  EXPECT_EQ(outcome.reason, StopReason::evaluations);
  EXPECT_GE(outcome.evaluations, 3'000U);
  EXPECT_LE(outcome.evaluations, 3'300U);
  ASSERT_FALSE(outcome.candidates.empty());
  EXPECT_TRUE(fits(task({{">.", ".>"}}), outcome.candidates[0].program));
}

TEST_F(Search, CoversTheWholeSpaceWhenItIsSmall) {
  const Outcome outcome = search(task({{">x.", ">.x"}}), "max_cost=3");
  EXPECT_EQ(outcome.reason, StopReason::exhausted);
}

TEST_F(Search, StopsWhenToldTo) {
  std::stop_source stop;
  stop.request_stop();
  const auto searcher = make_searcher();
  Toolbox tools;
  tools.language = language.get();
  const Outcome outcome =
      searcher
          ->search(task({{">x.", ">.x"}}), tools, Params(searcher->info().params), 1,
                   Budget({}, stop.get_token()), nullptr)
          .value();
  EXPECT_EQ(outcome.reason, StopReason::cancelled);
  EXPECT_FALSE(outcome.candidates.empty());
}

TEST_F(Search, OtherLanguagesAreRefused) {
  const auto searcher = make_searcher();
  const auto outcome = searcher->search(task({{">", ">"}}), Toolbox{},
                                        Params(searcher->info().params), 1, Budget(), nullptr);
  EXPECT_EQ(outcome.error().code, ErrorCode::unsupported);
}

TEST_F(Search, EffectsAreKeptOnce) {
  const Task walk = task({{">.1./..x.", "..1>/..x."}, {"^./..", "^./.."}});
  const auto machine = karel::karel_language();
  const Examples examples = load(*machine, walk).value();
  const Budget budget({std::chrono::nanoseconds(0), 0, 0});
  Meter meter(budget);
  Bank bank(*machine, make_probes(*machine, examples, 24), meter);
  ASSERT_TRUE(bank.make_statements(1));
  EXPECT_EQ(bank.statements(1).size(), 5U);
  ASSERT_TRUE(bank.make_statements(2));
  EXPECT_TRUE(bank.statements(2).empty());
  ASSERT_TRUE(bank.make_blocks(1));
  ASSERT_TRUE(bank.make_statements(3));
  // Seven conditions or so before five actions each, twice; turning four times is nothing.
  EXPECT_GT(bank.statements(3).size(), 20U);
  EXPECT_LT(bank.statements(3).size(), 16U * 5U + 9U * 5U);
}

}  // namespace
}  // namespace inkling::statements
