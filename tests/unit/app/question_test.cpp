#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <inkling/app/question.hpp>

#include "support/tiny_domain.hpp"

namespace inkling::app {
namespace {

using testing::HasSubstr;
using List = Value::List;

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

TEST(QuestionText, SaysWhereItIsNoJson) {
  for (const auto& [text, said] :
       {std::pair("", "the request is empty"), std::pair("  \n", "the request is empty"),
        std::pair("{\"a\": 1,\n \"b\" 2}", "is no JSON at line 2, column 6"),
        std::pair("[1]", "is no JSON object: it is of the kind array"),
        std::pair("{\"a\":1e999}", "is no JSON"), std::pair("{\"a\":\"\xff\"}", "at line 1")}) {
    const Error error = no_json_object("the request", text, "{\"task\":..}");
    EXPECT_THAT(error.message, HasSubstr(said)) << text;
    ASSERT_EQ(error.notes.size(), 1U);
    EXPECT_EQ(error.notes[0], "expected a JSON object such as {\"task\":..}");
  }
}

TEST(QuestionExamples, ThatContradictEachOtherAreNamed) {
  Task task{"t", "tiny", {{{Value(1)}, Value(2)}, {{Value(3)}, Value(4)}}, {}};
  EXPECT_TRUE(check_examples(task).ok());
  task.examples.push_back({{Value(1)}, Value(5)});
  const auto refused = check_examples(task);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().message,
            "example 3 contradicts example 1: the same inputs 1 give 5 here and 2 there");
  // Before anything is searched, and whatever the budget.
  const auto log = std::make_shared<test::TinyLog>();
  const auto registry = test::tiny_registry(log);
  Session session(*registry);
  Task lists{"t", "tiny", {{{List{1}}, List{2}}, {{List{1}}, List{3}}}, {{{List{4}}}}};
  QuestionOptions options;
  options.settings.budget.time = {};
  const auto answers = answer_question(session, lists, options, {});
  ASSERT_FALSE(answers.ok());
  EXPECT_THAT(answers.error().message, HasSubstr("example 2 contradicts example 1"));
  EXPECT_EQ(log->searches.load(), 0);
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
