// Answers as text, as JSON and as parts of a page.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <inkling/app/render.hpp>
#include <inkling/app/table.hpp>
#include <nlohmann/json.hpp>
#include <sstream>

#include "support/bare_domain.hpp"
#include "support/tiny_domain.hpp"

namespace inkling::app {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using List = Value::List;

SolverAnswer answer(std::string solver, std::string program, Value prediction) {
  SolverAnswer result;
  result.solver = std::move(solver);
  result.status = SolveStatus::solved;
  result.fits = result.examples = 2;
  result.program = std::move(program);
  result.predictions = {std::move(prediction)};
  result.seconds = 0.0125;
  return result;
}

QuestionAnswers question() {
  QuestionAnswers all;
  all.task = Task{"q", "words", {{{"a"}, "A"}, {{"b"}, "B"}}, {{{"c"}}}};
  all.answers = {answer("one", "upper(x0)", "C"), answer("two", "first(x0)", "c")};
  // What another answer says, or one before it has as an alternative, is said once.
  all.answers[0].alternatives = {{{"c"}, "x0"}, {{"d"}, "next(x0)"}};
  all.answers[1].alternatives = {{{"C"}, "upper(x0)"}, {{"d"}, "next(x0)"}};
  all.answers[1].warnings = {"the model is old"};
  all.agreements = {{"one", "two", {10, 7}}};
  return all;
}

TEST(RenderText, SaysWhatThereIs) {
  EXPECT_EQ(to_text(question(), {0, {}, false}),
            "  solver  prediction  program    fits\n"
            "  one     \"C\"         upper(x0)  2/2\n"
            "  two     \"c\"         first(x0)  2/2\n"
            "  one and two agree on 7 of 10 generated inputs\n"
            "  also possible: \"d\"  (:ask finds inputs that tell the programs apart)\n"
            "  note: two: the model is old\n");
}

TEST(RenderText, ProgramsThatDifferOnlyOnWhatWasAskedDoNotSimplyAgree) {
  QuestionAnswers all = question();
  all.agreements = {{"one", "two", {10, 10}}};
  EXPECT_THAT(
      to_text(all, {}),
      HasSubstr("one and two agree on 10 of 10 generated inputs, and not on what was asked\n"));
  all.answers[1].predictions = all.answers[0].predictions;
  EXPECT_THAT(to_text(all, {}), HasSubstr("  agree on 10 of 10 generated inputs"));
}

TEST(RenderText, GridsAreShownAsGrids) {
  const test::BareDomain bare;
  TextStyle style;
  style.domain = &bare;
  QuestionAnswers all = question();
  all.agreements.clear();
  const Value grid(List{List{0, 1, 0}, List{2, 3, 4}}), other(List{List{0, 1}, List{2, 3}});
  all.answers[0].predictions = all.answers[1].predictions = {grid};
  EXPECT_THAT(to_text(all, style), HasSubstr("\n  one, two\n  0 1 0\n  2 3 4\n"));
  EXPECT_THAT(to_text(all, {}), Not(HasSubstr("one, two")));
  all.answers[1].predictions = {other};
  EXPECT_THAT(to_text(all, style), HasSubstr("\n  one     two\n  0 1 0   0 1\n  2 3 4   2 3\n"));
  all.task.queries[0].inputs = {other};
  EXPECT_THAT(to_text(all, style), HasSubstr("\n  x0    one     two\n  0 1   0 1 0   0 1\n"));
  EXPECT_THAT(to_html(all, false, &bare), HasSubstr("aria-label=\"[[0,1,0],[2,3,4]]\""));
  EXPECT_THAT(to_html(all, false), Not(HasSubstr("<svg")));
  for (const Value& none : {Value(List{List{0, 1}, List{2}}), Value(List{List{0, 10}, List{2, 3}}),
                            Value(List{1, 2}), Value(List{List{0, 1}})}) {
    all.answers[0].predictions = {none};
    EXPECT_THAT(to_text(all, style), Not(HasSubstr("\n  one\n")));
    EXPECT_THAT(to_text(all, style), HasSubstr("\n  x0    two\n"));
  }
}

TEST(RenderText, NothingFoundAndErrorsAreNoAnswers) {
  QuestionAnswers all = question();
  all.agreements.clear();
  all.answers.resize(1);
  all.answers[0] = {};
  all.answers[0].reason = StopReason::deadline;
  EXPECT_THAT(to_text(all, {}), HasSubstr("no program within the time budget"));
  all.answers[0].error = Error{ErrorCode::plugin, "it broke", {"mend it"}};
  EXPECT_THAT(to_text(all, {}), HasSubstr("error: it broke"));
  EXPECT_THAT(to_text(all, {}), HasSubstr("mend it"));
}

// The vector of a latent program is cut where a prediction would be.
TEST(RenderText, PredictionsStayWholeBesideVectors) {
  QuestionAnswers all = question();
  all.agreements.clear();
  all.answers.resize(1);
  all.answers[0].alternatives.clear();
  all.answers[0].latent = true;
  all.answers[0].program = "<shift-l:";
  for (int i = 0; i < 32; ++i) all.answers[0].program += " -0.25";
  const std::string prediction(52, 'p');
  all.answers[0].predictions = {prediction};
  const std::string text = to_text(all, {80, {}, false});
  EXPECT_THAT(text, HasSubstr(prediction + "\"  <sh"));
  EXPECT_THAT(text, HasSubstr("…"));
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(display_width(line), 80U) << line;
}

TEST(RenderText, LinesBreakAtWords) {
  QuestionAnswers all = question();
  all.warnings = {"only one example was given, which many programs fit"};
  std::istringstream lines(to_text(all, {40, {true}, false}));
  for (std::string line; std::getline(lines, line);) EXPECT_LE(display_width(line), 40U) << line;
}

TEST(RenderText, WhatFitsNoExampleIsSaidToo) {
  QuestionAnswers all = question();
  all.agreements.clear();
  all.answers[0].status = SolveStatus::partial;
  all.answers[0].fits = 1;
  all.answers[0].fails = {1};
  all.answers[0].reason = StopReason::deadline;
  // Nothing better was found than what stands in for a program.
  all.answers[1].status = SolveStatus::timeout;
  all.answers[1].fits = 0;
  all.answers[1].fails = {0, 1};
  all.answers[1].reason = StopReason::memory;
  const std::string text = to_text(all, {});
  EXPECT_THAT(text,
              HasSubstr("  one does not fit all examples: out of time; wrong on example 2\n"));
  EXPECT_THAT(text, HasSubstr("  two fits none of the examples: out of memory\n"));
}

TEST(RenderJson, BytesThatAreNoTextMakeNoBrokenLine) {
  QuestionAnswers all = question();
  all.answers[0].program = "concat(\"\xff\", \"\n\")";
  const std::string line = to_json(all, all.answers[0]);
  EXPECT_EQ(line.find('\n'), std::string::npos);
  const auto parsed = nlohmann::json::parse(line, nullptr, false);
  ASSERT_TRUE(parsed.is_object()) << line;
  EXPECT_EQ(parsed["alternatives"][0]["program"], "x0");
}

TEST(RenderJson, CrossChecksSayWhereProgramsDiffer) {
  CrossCheckReport report{10, 9};
  report.divergences = {{{List{1}, 2}, Value(true), Value()}};
  EXPECT_EQ(to_json(report, "a", "b\""),
            R"({"left":"a","right":"b\"","inputs":10,"agreements":9,"both_undefined":0,)"
            R"("left_undefined":0,"right_undefined":0,)"
            R"("divergences":[{"inputs":[[1],2],"left":true,"right":null}],)"
            "\"verdict\":\"agree on 9 of 10 generated inputs: 90.0% (59.6 to 98.2)\"}");
}

TEST(RenderHtml, NothingTypedBecomesMarkup) {
  QuestionAnswers all = question();
  const std::string evil = "</code><script>alert('x')</script>&\"";
  all.task.examples[0].inputs = {evil};
  all.task.queries[0].inputs = {evil};
  all.answers[0] = answer(evil, evil, evil);
  all.answers[0].alternatives = {{{evil}, evil}};
  all.answers[0].warnings = {evil};
  all.answers[1].error = Error{ErrorCode::plugin, evil};
  all.answers[1].program.clear();
  all.warnings = {evil};
  all.agreements[0].left = evil;
  const std::string page = html_page(evil, to_html(all));
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(page, Not(HasSubstr("alert('")));
  EXPECT_THAT(page, HasSubstr("&lt;/code&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;"));
}

TEST(RenderHtml, FetchesNothing) {
  const std::string page = html_page("t", to_html(question()));
  for (const char* outside : {"http:", "https:", "src=", "href=", "url(", "@import", "<link"})
    EXPECT_THAT(page, Not(HasSubstr(outside)));
  EXPECT_THAT(page, ::testing::StartsWith("<!DOCTYPE html>"));
  EXPECT_THAT(page, HasSubstr("<code>upper(x0)</code>"));
  EXPECT_THAT(page, HasSubstr("one and two agree on 7 of 10 generated inputs"));
  EXPECT_THAT(page, HasSubstr("also possible"));
  EXPECT_THAT(page, HasSubstr("12 ms"));
  EXPECT_THAT(to_html(question(), false), Not(HasSubstr("12 ms")));
}

// A cell of a notebook stands in somebody else's page: its rules end at its own border.
TEST(RenderHtml, ACellHasNoRuleForWhatStandsBesideIt) {
  const std::string cell = html_cell(answers_only_html(question()));
  EXPECT_THAT(cell, Not(HasSubstr("body{")));
  EXPECT_THAT(cell, Not(HasSubstr(":root")));
  EXPECT_THAT(cell, Not(HasSubstr("class=\"examples\"")));
  EXPECT_THAT(cell, HasSubstr("<code>upper(x0)</code>"));
  const std::size_t begin = cell.find("<style>") + 7;
  std::istringstream lines(cell.substr(begin, cell.find("</style>") - begin));
  std::size_t rules = 0;
  for (std::string line; std::getline(lines, line);) {
    const auto brace = line.find('{');
    if (brace == std::string::npos || line.starts_with("linear-gradient")) continue;
    std::istringstream selectors(line.substr(0, brace));
    for (std::string selector; std::getline(selectors, selector, ',');)
      EXPECT_THAT(selector, HasSubstr("div.inkling")) << line;
    ++rules;
  }
  EXPECT_GT(rules, 20U);
}

TEST(RenderHtml, TablesKeepEveryCellWhole) {
  Table table({{"step", true, true}, {"what", true}});
  table.add({"a<b", std::string(300, 'x')});
  EXPECT_THAT(table.html(), HasSubstr("<td><code>a&lt;b</code></td><td>" + std::string(300, 'x')));
}

// From a session's answers: what both solvers say, and how often they agree.
TEST(CollectAnswers, HasWhatTheScreenShows) {
  const auto registry = test::tiny_registry();
  Session session(*registry);
  ASSERT_TRUE(session.set_domain("tiny").ok());
  ASSERT_TRUE(session.set_solvers({"scan", "narrow"}).ok());
  ASSERT_TRUE(session.add_example({{List{1}}, List{2}}).ok());
  ASSERT_TRUE(session.predict({{List{5}}}, {}).ok());
  const auto all = collect_answers(session, {{List{5}}}, true);
  ASSERT_EQ(all.answers.size(), 2U);
  EXPECT_EQ(all.answers[0].predictions, std::vector<Value>{Value(List{6})});
  ASSERT_EQ(all.agreements.size(), 1U);
  EXPECT_EQ(all.agreements[0].report.agreements, session.settings().check_inputs);
  EXPECT_EQ(all.warnings, warnings_of(session.task()));
  EXPECT_EQ(all.warnings.size(), 1U);
  EXPECT_TRUE(collect_answers(session, {{List{5}}}, false).agreements.empty());
}

}  // namespace
}  // namespace inkling::app
