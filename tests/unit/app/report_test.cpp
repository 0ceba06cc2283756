// The page about questions.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <inkling/app/render.hpp>
#include <inkling/app/report.hpp>

#include "support/tiny_domain.hpp"

namespace inkling::app {
namespace {

using testing::HasSubstr;
using testing::Not;
using List = Value::List;

StepsOf steps(std::vector<Value> values, std::string solver = "one") {
  StepsOf program{std::move(solver), "<1 2>", "in words", {}};
  for (Value& value : values)
    program.steps.push_back({"t" + std::to_string(program.steps.size()), std::move(value)});
  return program;
}

TEST(Report, ValuesOfTwoProgramsAreMatched) {
  ReportedQuestion question;
  question.programs = {steps({Value(List{1, 2}), Value(List{2, 1}), Value(7)}),
                       steps({Value(List{1, 2}), Value(7)}, "two")};
  const std::string page = to_html(question);
  // Both begin at 1 and end at 2; what lies between is the first one's alone.
  EXPECT_THAT(page, HasSubstr("<td><code>[1,2]</code></td><td><span class=\"mark\">1</span></td>"));
  EXPECT_THAT(page, HasSubstr("<td><code>7</code></td><td><span class=\"mark\">2</span></td>"));
  EXPECT_THAT(page, HasSubstr("<td><code>[2,1]</code></td><td></td>"));
}

TEST(Report, ListsOfDigitsAreAMap) {
  const std::string map = heat_map(steps({Value(List{1, -1, 9}), Value(List{1, 9, -1})}));
  EXPECT_THAT(map, HasSubstr("role=\"img\""));
  EXPECT_THAT(map, HasSubstr("class=\"v9\""));
  EXPECT_THAT(map, HasSubstr("class=\"vb c\""));  // the blank, where something else was
  EXPECT_THAT(map, HasSubstr("&lt;1 2&gt;"));
  EXPECT_EQ(heat_map(steps({Value(List{1, 2}), Value(List{1})})), "");
  EXPECT_EQ(heat_map(steps({Value(List{10})})), "");
  EXPECT_EQ(heat_map(steps({Value("text")})), "");
  EXPECT_EQ(heat_map(steps({})), "");
}

TEST(Report, NothingTypedBecomesMarkup) {
  const std::string nasty = "</code><script>alert(1)</script>\"'&\u202e\x1b";
  ReportedQuestion question;
  StepsOf program = steps({Value(nasty)}, nasty);
  program.program = program.words = nasty;
  program.steps[0].label = nasty;
  question.programs = {program};
  question.traced = {Value(nasty)};
  const std::string page = html_page(nasty, html_heading(nasty) + to_html(question));
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(page, HasSubstr("&lt;script&gt;"));
}

TEST(Report, IsOfTheSessionsAnswers) {
  const auto registry = test::tiny_registry();
  Session session(*registry);
  ASSERT_TRUE(session.set_domain("tiny").ok());
  ASSERT_TRUE(session.set_solvers({"scan", "tiny+gradient"}).ok());
  session.load_task(test::shift_task(4, {Value(List{1, 2, 3})}));
  const std::vector<std::vector<Value>> asked{{Value(List{5})}};
  ASSERT_TRUE(session.predict(asked, {}).ok());
  const ReportedQuestion question = report_question(session, asked);
  ASSERT_EQ(question.programs.size(), 2U);
  EXPECT_EQ(question.traced, asked[0]);
  EXPECT_FALSE(question.programs[1].steps.empty());
  const std::string page = to_html(question, false);
  EXPECT_THAT(page, HasSubstr("agree on"));
  EXPECT_THAT(page, HasSubstr("<details>"));
  EXPECT_THAT(page, Not(HasSubstr("http://www.w3.org/1999")));
}

}  // namespace
}  // namespace inkling::app
