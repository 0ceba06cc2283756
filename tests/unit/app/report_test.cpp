// The page about questions.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <inkling/app/render.hpp>
#include <inkling/app/report.hpp>
#include <limits>

#include "support/scratch_folder.hpp"
#include "support/tiny_domain.hpp"

namespace inkling::app {
namespace {

using testing::HasSubstr;
using testing::Not;
using List = Value::List;

TracedProgram steps(std::vector<Value> values, std::string solver = "one") {
  TracedProgram program{std::move(solver), "<1 2>", "in words", {}};
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
  EXPECT_THAT(map, HasSubstr("style=\"--a:0.94\""));              // a nine is dark
  EXPECT_THAT(map, HasSubstr("class=\"c\" style=\"--a:0.00\""));  // the blank, where something was
  EXPECT_THAT(map, HasSubstr("&lt;1 2&gt;"));
  EXPECT_EQ(heat_map(steps({Value(List{1, 2}), Value(List{1})})), "");
  EXPECT_EQ(heat_map(steps({Value(List{10})})), "");
  EXPECT_EQ(heat_map(steps({Value("text")})), "");
  EXPECT_EQ(heat_map(steps({})), "");
}

TEST(Report, ATapeIsShadedByItsCertainty) {
  TracedProgram program = steps({Value("ab"), Value()});
  program.states = {{{"a", "b"}, {1, 1}}, {{"a", "<"}, {0.5, 0.999}}};
  const std::string map = heat_map(program);
  EXPECT_THAT(map, HasSubstr("--a:0.90"));
  EXPECT_THAT(map, HasSubstr("--a:0.23"));  // 0.9 times a half, squared
  EXPECT_THAT(map, HasSubstr("<title>place 1: a, 50.00 %</title>"));
  EXPECT_THAT(map, HasSubstr("50.0 % at place 1"));
  EXPECT_THAT(map, HasSubstr("&lt;"));
  EXPECT_THAT(map, Not(HasSubstr("place 1: b")));
}

TEST(Report, NothingTypedBecomesMarkup) {
  const std::string nasty = "</code><script>alert(1)</script>\"'&\u202e\x1b";
  ReportedQuestion question;
  TracedProgram program = steps({Value(nasty)}, nasty);
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

// A program of several languages has no length in bits: its score is infinite.
TEST(Report, AScoreThatIsNotFiniteIsNoLength) {
  class Endless : public Searcher {
   public:
    const SearcherInfo& info() const override {
      static const SearcherInfo info{"endless", "shift 4, of no length"};
      return info;
    }
    Result<Outcome> search(const Task&, const Toolbox&, const Params&, std::uint64_t, const Budget&,
                           ProgressSink*) const override {
      Outcome outcome;
      outcome.candidates.push_back(
          {test::ShiftLanguage::program(4), std::numeric_limits<double>::infinity()});
      return outcome;
    }
  };
  const auto registry = test::tiny_registry();
  ASSERT_TRUE(registry->add("endless", [](Registrar& registrar) {
    registrar.add<Searcher>("endless", [] { return std::make_unique<Endless>(); });
    registrar.add_solver({"endless", "shift 4", "endless"});
  }));
  Session session(*registry);
  ASSERT_TRUE(session.set_domain("tiny").ok());
  ASSERT_TRUE(session.set_solvers({"endless", "scan"}).ok());
  session.load_task(test::shift_task(4, {Value(List{1, 2, 3})}));
  const std::vector<std::vector<Value>> asked{{Value(List{5})}};
  ASSERT_TRUE(session.predict(asked, {}).ok());
  const ReportedQuestion question = report_question(session, asked);
  std::size_t found = 0;
  for (const ReportedCandidate& it : question.candidates) {
    EXPECT_EQ(it.bits.has_value(), it.solver != "endless") << it.solver << " " << it.program;
    // The same prediction has the same confidence, whoever gives it.
    if (it.predictions == question.answers.answers[0].predictions) {
      EXPECT_EQ(it.confidence, question.answers.answers[0].confidence) << it.solver;
    }
    found += it.solver == "endless" ? 1U : 0U;
  }
  EXPECT_EQ(found, 1U);
  EXPECT_THAT(to_html(question, false), Not(HasSubstr("<td>inf</td>")));
}

TEST(Report, TheTwoWorldsStandSideBySide) {
  ReportedQuestion question;
  question.programs = {steps({Value(1), Value(5), Value(3)}, "net"),
                       steps({Value(1), Value(2), Value(3)}, "readable")};
  question.programs[0].latent = true;
  question.programs[0].states = {{{"1"}, {1}}, {{"5"}, {0.5}}, {{"3"}, {0.999}}};
  const std::string page = to_html(question);
  EXPECT_THAT(page, HasSubstr("Both step by step on"));
  EXPECT_THAT(page, HasSubstr("<tr class=\"both\"><td><code>t2</code></td><td><code>t2</code></td>"
                              "<td><code>3</code></td><td>99.9 %</td></tr>"));
  EXPECT_THAT(page, HasSubstr("<tr><td><code>t1</code></td><td></td><td><code>5</code></td>"
                              "<td>50.0 % at place 1</td></tr>"));
}

TEST(Report, HasCandidatesCurvesAndDictionaries) {
  ReportedQuestion question;
  question.answers.task = test::shift_task(1, {Value(List{1})});
  question.answers.task.queries = {Query{{Value(List{5})}, {}}};
  question.candidates = {{"scan", "shift 1", 5.25, 0.9, 1, {Value(List{6})}},
                         {"net", "<1 0>", {}, {}, 1, {Value(List{7})}}};
  question.curves = {{"scan", {{1, 0}, {9, 0}, {50, 1}}}, {"net", {{7, 1}}}};
  question.dictionaries = {{"net-a", "1 0.998 shift 1\n2 0.996 shift 3\t0.950 most<=4\n"},
                           {"net-b", ""}};
  const std::string page = to_html(question) + summary_html({question});
  EXPECT_THAT(page, HasSubstr("<summary>Candidates of every solver (2)</summary>"));
  EXPECT_THAT(page, HasSubstr("<td><code>[6]</code></td><td>90 %</td><td>5.2</td><td>1/1</td>"));
  EXPECT_THAT(page, HasSubstr("<td><code>[7]</code></td><td>-</td><td>-</td><td>1/1</td>"));
  EXPECT_THAT(page, HasSubstr("How the searches went"));
  EXPECT_THAT(page, HasSubstr("polyline"));
  EXPECT_THAT(page, HasSubstr("<summary>Dictionary of net-a</summary>"));
  EXPECT_THAT(page, HasSubstr("<td><code>shift 1</code></td><td>0.998</td>"));
  EXPECT_THAT(page,
              HasSubstr("<code>shift 3</code> where <code>most&lt;=4</code></td><td>0.996</td>"));
  EXPECT_THAT(page, HasSubstr("inkling models describe net-b --store"));
  // A search that was over at once has no curve.
  question.curves = {{"scan", {{20, 1}, {50, 1}}}};
  EXPECT_THAT(to_html(question), Not(HasSubstr("How the searches went")));
}

TEST(Report, ControlsAndMarksOfDirectionAreSpelledOut) {
  ReportedQuestion question;
  TracedProgram program = steps({Value("a")}, "\x1b]0;title\x07\u202eevil\xff");
  question.programs = {program};
  const std::string page =
      html_page("\u202e", html_heading("\x01\u2066") + to_html(question, false));
  for (const char* obeyed : {"\x1b", "\x07", "\u202e", "\x01", "\u2066", "\xff"})
    EXPECT_THAT(page, Not(HasSubstr(obeyed)));
  EXPECT_THAT(page, HasSubstr("\\u202eevil\\xff"));
  // Letters that are written from right to left are no such marks.
  EXPECT_THAT(html_heading("\u05e9\u05dc\u05d5\u05dd"), HasSubstr("\u05e9\u05dc\u05d5\u05dd"));
  EXPECT_THAT(page, HasSubstr("unicode-bidi:isolate"));
}

TEST(Report, ASearchHasACurveOfItsOwn) {
  CurveSink sink;
  sink.report({-1.0, 10, "p", 1});
  sink.report({-1.0, 20, "q", 2});
  Outcome outcome;
  outcome.evaluations = 30;
  outcome.candidates = {Candidate{test::ShiftLanguage::program(1), 1.0}};
  outcome.candidates[0].fits = 3;
  const SearchCurve curve = sink.take({"scan", outcome, nullptr});
  EXPECT_EQ(curve.points, (std::vector<std::pair<double, double>>{{10, 1}, {20, 2}, {30, 3}}));
  EXPECT_EQ(sink.take({"next", outcome, nullptr}).points.size(), 1U);
}

std::string records_page(const std::string& lines) {
  const test::ScratchFolder scratch;
  const auto file = scratch / "records.jsonl";
  std::ofstream(file) << lines;
  EXPECT_TRUE(holds_records(file.string()));
  const auto body = records_html(file.string(), 20);
  EXPECT_TRUE(body.ok()) << to_text(body.error());
  return body.ok() ? *body : "";
}

TEST(Records, OfSolversAreSummedAndListed) {
  const std::string page = records_page(
      R"({"id":"<b>","solver":"one","status":"solved","program":"sort","predictions":[[1]],)"
      R"("confidence":0.97,"sure":true,"correct":[true],"seconds":0.5,"evaluations":100})"
      "\n\n"
      R"({"id":"<b>","solver":"two","status":"unsolved","program":null,"predictions":[],)"
      R"("confidence":null,"sure":null,"correct":[false],"evaluations":900})"
      "\n"
      R"({"id":"c","solver":"one","status":"solved","program":"x0","predictions":[[2]],)"
      R"("confidence":0.5,"sure":false,"correct":[false],"seconds":0.1,"evaluations":10})"
      "\n");
  EXPECT_THAT(page, HasSubstr("<th scope=\"row\">one</th><td>2 of 2 (100.0 %)</td>"
                              "<td>1 of 2 (50.0 %)</td><td>1 of 1 (100.0 %)</td>"));
  EXPECT_THAT(page, HasSubstr("<th scope=\"row\">two</th><td>0 of 1 (0.0 %)</td>"));
  EXPECT_THAT(page, HasSubstr("<summary>&lt;b&gt;</summary>"));
  EXPECT_THAT(page, HasSubstr("evaluations of a search"));
  EXPECT_THAT(page, HasSubstr("97 %"));
  EXPECT_THAT(page, Not(HasSubstr("<b>")));
}

TEST(Records, OfEvaluationsAndComparisonsAreShown) {
  const std::string page =
      records_page(R"({"rows":[{"solver":"enumerate","accuracy":0.9,"tasks":100}]})"
                   "\n"
                   R"({"task":"t","sides":[],"inputs":10,"agreements":8,)"
                   R"("divergences":[{"inputs":[[1]],"left":2,"right":null}]})"
                   "\n"
                   R"({"solvers":["a","b"],"verdict":"a and b both fit"})"
                   "\n");
  EXPECT_THAT(page, HasSubstr("<th scope=\"col\">accuracy</th>"));
  EXPECT_THAT(page, HasSubstr("<td>0.9</td>"));
  EXPECT_THAT(page, HasSubstr("a and b both fit"));
  EXPECT_THAT(page, HasSubstr("<td>8 of 10</td>"));
}

TEST(Records, ALineThatIsNoneIsNamed) {
  const test::ScratchFolder scratch;
  const auto file = scratch / "records.jsonl";
  std::ofstream(file) << R"({"rows":[]})"
                      << "\n{\"domain\":\"lists\"}\n";
  const auto body = records_html(file.string(), 20);
  ASSERT_FALSE(body.ok());
  EXPECT_THAT(body.error().message, HasSubstr("records.jsonl:2:"));
  std::ofstream(file) << R"({"domain":"lists","examples":[]})" << '\n';
  EXPECT_FALSE(holds_records(file.string()));
  EXPECT_FALSE(records_html((scratch / "none").string(), 20).ok());
}

}  // namespace
}  // namespace inkling::app
