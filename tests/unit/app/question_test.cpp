#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <inkling/app/question.hpp>

namespace inkling::app {
namespace {

using testing::HasSubstr;

TEST(QuestionOptions, AreReadAndWhatIsNotNamedStays) {
  QuestionOptions before;
  before.sure = 0.5;
  const auto read = read_question_options(
      R"({"solvers":["enumerate"],"budget":"2s","evaluations":7,"threads":1024,"seed":3})", before);
  ASSERT_TRUE(read) << to_text(read.error());
  EXPECT_EQ(read->solvers, std::vector<std::string>{"enumerate"});
  EXPECT_EQ(read->settings.budget.time, std::chrono::seconds(2));
  EXPECT_EQ(read->settings.budget.evaluations, 7U);
  EXPECT_EQ(read->settings.budget.threads, 1024U);
  EXPECT_EQ(read->settings.seed, 3U);
  EXPECT_EQ(read->sure, 0.5);
}

TEST(QuestionOptions, WhatIsWrongIsNamedAndNothingIsCutDown) {
  for (const auto& [json, named] :
       {std::pair(R"({"threads":1025})", "'threads': expected a whole number from 1 to 1024"),
        std::pair(R"({"threads":0})", "'threads'"), std::pair(R"({"sure":1.5})", "'sure'"),
        std::pair(R"({"budget":2})", "'budget'"), std::pair(R"({"budget":"soon"})", "soon"),
        std::pair(R"({"solvers":"enumerate"})", "'solvers'"),
        std::pair(R"({"evaluations":-1})", "'evaluations'"),
        std::pair(R"({"speed":1})", "no option 'speed'"), std::pair("[]", "JSON object")}) {
    const auto read = read_question_options(json);
    ASSERT_FALSE(read) << json;
    EXPECT_THAT(read.error().message, HasSubstr(named)) << json;
  }
}

TEST(QuestionRows, AreRowsOfInputs) {
  const auto rows = read_input_rows(R"([["a b",1],[[2,3],true]])");
  ASSERT_TRUE(rows) << to_text(rows.error());
  EXPECT_EQ(rows->size(), 2U);
  EXPECT_EQ((*rows)[1][0], Value(Value::List{2, 3}));
  EXPECT_FALSE(read_input_rows(R"({"a":1})"));
  EXPECT_FALSE(read_input_rows(R"(["a b"])"));
}

}  // namespace
}  // namespace inkling::app
