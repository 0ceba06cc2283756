#include "searcher.hpp"

#include <gtest/gtest.h>

#include <inkling/dsl/expr.hpp>
#include <inkling/language.hpp>
#include <text/description.hpp>

#include "advice.hpp"
#include "fixed_guide.hpp"
#include "language_domain.hpp"
#include "renamed.hpp"
#include "rows.hpp"
#include "strings_catalogue.hpp"

namespace inkling::substring {
namespace {

using enumerate::LanguageDomain;
using enumerate::task_of;
using Lines = std::initializer_list<std::pair<const char*, const char*>>;

// What is found must not depend on what else the machine does, nor on a sanitizer.
BudgetLimits patient() {
  BudgetLimits limits;
  limits.time = std::chrono::minutes(10);
  return limits;
}

class Substring : public testing::Test {
 protected:
  // Searches; the prediction for each query by the best program, in text form.
  std::vector<std::string> predict(Lines examples, std::initializer_list<const char*> queries,
                                   const std::string& params = "",
                                   BudgetLimits limits = patient()) {
    Task task = task_of(examples);
    for (const char* query : queries) task.queries.push_back({*parse_values(query)});
    search(task, params, limits);
    std::vector<std::string> predictions;
    for (const Query& query : task.queries) {
      const auto value = strings.language()->run(outcome.candidates.front().program, query.inputs);
      predictions.push_back(value ? to_text(*value) : to_text(value.error()));
    }
    return predictions;
  }
  std::string prediction(Lines examples, const char* query) {
    return predict(examples, {query})[0];
  }
  void search(const Task& task, const std::string& params, BudgetLimits limits) {
    const auto parsed = Params::parse(searcher->info().params, params);
    ASSERT_TRUE(parsed.ok());
    Toolbox tools;
    tools.domain = &strings;
    tools.inductor = inductor;
    tools.interpreter = strings.language();
    tools.language = strings.language();
    auto result = searcher->search(task, tools, *parsed, 0, Budget(limits), nullptr);
    ASSERT_TRUE(result.ok()) << to_text(result.error());
    outcome = *std::move(result);
    ASSERT_FALSE(outcome.candidates.empty());
    fits = true;
    for (const Example& example : task.examples) {
      const auto value =
          strings.language()->run(outcome.candidates.front().program, example.inputs);
      fits = fits && value.ok() && *value == example.output;
    }
  }
  std::string best() const { return outcome.candidates.front().program.text(); }

  LanguageDomain strings{strings::strings_catalogue()};
  std::unique_ptr<Searcher> searcher = make_searcher();
  const Inductor* inductor = nullptr;
  Outcome outcome;
  bool fits = false;
};

TEST_F(Substring, EveryMoveOfTheLanguageIsRead) {
  const auto catalogue = strings::strings_catalogue();
  EXPECT_EQ(steps_of(*catalogue).size(), catalogue->moves().size());
}

TEST_F(Substring, PutsPartsAndConstantsTogether) {
  EXPECT_EQ(prediction({{R"("Nora Quist")", R"("Quist, N.")"}, {R"("Ben Arlo")", R"("Arlo, B.")"}},
                       R"("Mia Tollen")"),
            R"("Tollen, M.")");
  EXPECT_TRUE(fits);
  EXPECT_EQ(outcome.reason, StopReason::solved);
}

TEST_F(Substring, CopiesWhatTheInputHasRatherThanRememberIt) {
  EXPECT_EQ(
      prediction({{R"("lot K7 north")", R"("K7/north")"}, {R"("lot B9 north")", R"("B9/north")"}},
                 R"("lot C4 south")"),
      R"("C4/south")");
}

// Letters that words of the input begin with were copied too, and not remembered.
TEST_F(Substring, InitialsOfOneExampleAreCopied) {
  EXPECT_EQ(prediction({{R"("mia stone")", R"("M.S.")"}}, R"("alan turing")"), R"("A.T.")");
}

TEST_F(Substring, CountsFromEitherEnd) {
  EXPECT_EQ(prediction({{R"("a.b.cc")", R"("cc")"}, {R"("dd.e")", R"("e")"}}, R"("f.g.h.ii")"),
            R"("ii")");
  EXPECT_EQ(prediction({{R"("71234567")", R"("4567")"}, {R"("5550001111")", R"("1111")"}},
                       R"("98765432109")"),
            R"("2109")");
}

TEST_F(Substring, ADateInAnotherFormIsNotTheEndOfItsWeekOrMonth) {
  EXPECT_EQ(prediction({{R"("31.12.2021")", R"("2021-12-31")"}}, R"("05.03.2022")"),
            R"("2022-03-05")");
  EXPECT_EQ(prediction({{R"("25/04/2021")", R"("2021-04-25")"}}, R"("14/06/2022")"),
            R"("2022-06-14")");
}

TEST_F(Substring, UsesNoColumnThatItDoesNotNeed) {
  EXPECT_EQ(prediction({{R"("Nora Quist","n1")", R"("Nora")"}, {R"("Ben Arlo","b22")", R"("Ben")"}},
                       R"("Mia","x")"),
            R"("Mia")");
}

TEST_F(Substring, TakesTheSamePartOfEveryPiece) {
  EXPECT_EQ(prediction({{R"("tree_top_3")", R"("treeTop3")"}, {R"("old_house")", R"("oldHouse")"}},
                       R"("far_away_hill_side")"),
            R"("farAwayHillSide")");
  EXPECT_EQ(prediction({{R"("abc de")", R"("cba ed")"}, {R"("xyz")", R"("zyx")"}}, R"("on to up")"),
            R"("no ot pu")");
}

TEST_F(Substring, AFunctionOfPiecesMayBeATaskOfItsOwn) {
  EXPECT_EQ(prediction({{R"("ab-12;cd-3")", R"("12=ab;3=cd")"}, {R"("x-7")", R"("7=x")"}},
                       R"("p-1;q-2;r-3")"),
            R"("1=p;2=q;3=r")");
}

TEST_F(Substring, TellsCasesApart) {
  EXPECT_EQ(predict({{"\"12 (spare)\"", R"("spare")"},
                     {R"("7")", R"("none")"},
                     {"\"9 (used)\"", R"("used")"}},
                    {"\"5 (lost)\"", R"("8")"}),
            (std::vector<std::string>{R"("lost")", R"("none")"}));
  EXPECT_EQ(predict({{R"("31")", R"("old")"},
                     {R"("12")", R"("young")"},
                     {R"("20")", R"("old")"},
                     {R"("19")", R"("young")"}},
                    {R"("100")", R"("2")"}),
            (std::vector<std::string>{R"("old")", R"("young")"}));
}

TEST_F(Substring, QueriesCountThoughTheirOutputsAreUnknown) {
  const Lines examples = {{R"("Nora Quist")", R"("Nora")"}, {R"("Ben Arlo")", R"("Ben")"}};
  predict(examples, {R"("Cher")"});
  EXPECT_NE(strings.language()
                ->run(outcome.candidates.front().program, std::vector<Value>{Value("Cher")})
                ->as_string(),
            "");
}

TEST_F(Substring, CalculatesWithNumbersAndWritesThem) {
  EXPECT_EQ(prediction({{R"("1000","1035")", R"("2035")"}, {R"("20","300")", R"("320")"}},
                       R"("512","9")"),
            R"("521")");
  EXPECT_EQ(prediction({{R"("2345.5")", R"("€2,345.50")"},
                        {R"("7")", R"("€7.00")"},
                        {R"("99.999")", R"("€100.00")"}},
                       R"("1234567.1")"),
            R"("€1,234,567.10")");
  EXPECT_EQ(prediction({{R"("7")", R"("0007")"}, {R"("123")", R"("0123")"}}, R"("45")"),
            R"("0045")");
  EXPECT_EQ(prediction({{R"("0009")", R"("9")"}, {R"("0120")", R"("120")"}, {R"("45")", R"("45")"}},
                       R"("007")"),
            R"("7")");
  EXPECT_EQ(prediction({{R"("23")", R"("20-29")"}, {R"("71")", R"("70-79")"}}, R"("5")"),
            R"("0-9")");
}

TEST_F(Substring, ReadsDatesAndTimesInTheirOrderAndWritesThemInOneForm) {
  EXPECT_EQ(
      prediction({{R"("7/2/2023")", R"("2023-07-02")"}, {R"("11/30/2022")", R"("2022-11-30")"}},
                 R"("1/15/2021")"),
      R"("2021-01-15")");
  EXPECT_NE(best().find("\"yyyy-mm-dd\""), std::string::npos) << best();
  EXPECT_EQ(prediction({{R"("2023-07-02")", R"("Sunday")"}, {R"("2023-07-04")", R"("Tuesday")"}},
                       R"("2023-07-07")"),
            R"("Friday")");
  EXPECT_EQ(
      prediction({{R"("2:10 PM")", R"("14:10")"}, {R"("8:45 AM")", R"("08:45")"}}, R"("12:07 AM")"),
      R"("00:07")");
  EXPECT_EQ(prediction({{R"("09:59")", R"("09:45")"},
                        {R"("14:07")", R"("14:00")"},
                        {R"("23:31")", R"("23:30")"}},
                       R"("10:44")"),
            R"("10:30")");
}

TEST_F(Substring, AnswersWithIntegersAndBooleans) {
  EXPECT_EQ(prediction({{R"("a,b,c")", "2"}, {R"("x,y")", "1"}}, R"("1,2,3,4")"), "3");
  EXPECT_EQ(prediction({{R"("room 12")", "12"}, {R"("hall 7")", "7"}}, R"("attic 305")"), "305");
  EXPECT_EQ(predict({{R"("big red ball","red")", "true"},
                     {R"("big blue ball","red")", "false"},
                     {R"("reddish","red")", "true"}},
                    {R"("a green tree","green")", R"("a tree","green")"}),
            (std::vector<std::string>{"true", "false"}));
}

TEST_F(Substring, TakesPositionsFromInputsThatAreNumbers) {
  EXPECT_EQ(
      prediction({{R"("on one fine day",3)", R"("fine")"}, {R"("to be or not",1)", R"("to")"}},
                 R"("up and away",2)"),
      R"("and")");
}

TEST_F(Substring, KeepsSeveralReadings) {
  predict({{R"("Nora Quist")", R"("Nora")"}}, {R"("Mia Ann Tollen")"});
  EXPECT_GT(outcome.candidates.size(), 1U);
  for (std::size_t i = 1; i < outcome.candidates.size(); ++i)
    EXPECT_LE(outcome.candidates[i - 1].score, outcome.candidates[i].score);
}

// A text that every row has, queries too, equally often is what the rows are written with.
TEST_F(Substring, CutsWhereAllRowsHaveTheSameMark) {
  EXPECT_EQ(predict({{R"("size: 12")", R"("12")"}, {R"("tone: red")", R"("red")"}},
                    {R"("kind: very dark")", R"("part of: 1/2")"})[0],
            R"("very dark")");
  EXPECT_EQ(best(), R"x(after(x0, ": "))x");
}

// Words are found with the signs that stand beside them wherever they occur.
TEST_F(Substring, TakesAWordWithItsSigns) {
  EXPECT_EQ(predict({{R"("All of [FIRM] is here.", "Acme")", R"("All of Acme is here.")"},
                     {R"("[FIRM] people like [FIRM]'s tea.", "Brix")",
                      R"("Brix people like Brix's tea.")"}},
                    {R"("[FIRM]", "Oda")", R"("to:[FIRM].org", "Oda")"}),
            (std::vector<std::string>{R"("Oda")", R"("to:Oda.org")"}));
}

// What both branches have in common is described once.
TEST_F(Substring, BranchesThatDifferInAConstantAreNearEachOther) {
  EXPECT_EQ(predict({{R"("9:00", "early")", R"("9 AM")"},
                     {R"("11:00", "early")", R"("11 AM")"},
                     {R"("4:00", "tea time")", R"("4 PM")"},
                     {R"("9:00", "late")", R"("9 PM")"}},
                    {R"("12:00", "early")", R"("10:00", "late")"}),
            (std::vector<std::string>{R"("12 AM")", R"("10 PM")"}));
}

TEST_F(Substring, KeepsWhatStandsBetweenTheFirstAndTheLastMark) {
  EXPECT_EQ(predict({{R"("nora ann quist")", R"("ann")"}, {R"("ben arlo")", R"("")"}},
                    {R"("mia v. de tollen")"})[0],
            R"("v. de")");
}

TEST_F(Substring, PicksThePieceThatHasASign) {
  const auto said = predict({{R"("write to nora@quist.org")", R"("nora@quist.org")"},
                             {R"("ask help@arlo.net for all of it")", R"("help@arlo.net")"}},
                            {R"("it is a@b.de or so")", R"("then mia@tollen.com")"});
  EXPECT_EQ(said, (std::vector<std::string>{R"("a@b.de")", R"("mia@tollen.com")"}));
}

// Of one example: the number of the piece was in the other column.
TEST_F(Substring, TakesANumberFromItsColumn) {
  EXPECT_EQ(
      prediction({{R"("red,green,blue,grey", 2)", R"("green")"}}, R"("red,green,blue,grey", 3)"),
      R"("blue")");
}

// A constant that occurs again is only named, which letters of the input are not cheaper than.
TEST_F(Substring, SpellsAConstantOnce) {
  prediction({{R"("Mia Tolln", "1 Lane", "Town")", R"("Mia Tolln/n1 Lane/nTown")"}},
             R"("Ben Arlo", "2 Court", "City")");
  EXPECT_EQ(best(), R"(x0 ++ "/n" ++ x1 ++ "/n" ++ x2)");
}

TEST_F(Substring, KnowsNoOperatorByItsName) {
  // A language without moves cannot be searched, and says so.
  const LanguageDomain other{enumerate::renamed(*strings::strings_catalogue())};
  Toolbox tools;
  tools.domain = &other;
  tools.interpreter = tools.language = other.language();
  const auto result =
      searcher->search(task_of({{R"("a")", R"("b")"}}), tools,
                       *Params::parse(searcher->info().params, ""), 0, Budget(), nullptr);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, ErrorCode::unsupported);
}

TEST_F(Substring, ComesBackWithSomethingWhenTheBudgetIsSpent) {
  BudgetLimits limits = patient();
  limits.evaluations = 50;
  predict({{R"("Nora Quist")", R"("Quist, N.")"}, {R"("Ben Arlo")", R"("Arlo, B.")"}}, {}, "",
          limits);
  EXPECT_EQ(outcome.reason, StopReason::evaluations);
  EXPECT_FALSE(outcome.candidates.empty());
}

// What is known early is not lost with the budget.
TEST_F(Substring, GivesWhatItKnowsWhenTheBudgetIsSpent) {
  BudgetLimits limits;
  limits.evaluations = 6000;
  const std::string places = "; MUC (Munich, Germany) -> JFK (New York, USA); 01:00 PM -> 05:00 PM";
  const std::string first = "\"LH789" + places + "\"";
  const std::string second = "\"CZ3" + places + " (+1 day)\"";
  EXPECT_EQ(predict({{first.c_str(), R"("LH789")"}, {second.c_str(), R"("CZ3")"}},
                    {R"("QF12; SYD -> AKL; 07:00 AM")"}, "", limits)[0],
            R"("QF12")");
  EXPECT_TRUE(fits);
}

TEST_F(Substring, ExamplesBeyondTheFirstBringThemselvesIn) {
  Task task;
  task.id = "t";
  task.domain = "test";
  for (int i = 0; i < 60; ++i) {
    const std::string n = std::to_string(i);
    task.examples.push_back({{Value("k" + n + (i < 40 ? "" : "/deep"))}, Value("k" + n)});
  }
  search(task, "", patient());
  EXPECT_TRUE(fits) << best();
}

TEST_F(Substring, LeavesOutLettersOfAKind) {
  EXPECT_EQ(
      prediction(
          {{R"("window")", R"("wndw")"}, {R"("mirror")", R"("mrrr")"}, {R"("table")", R"("tbl")"}},
          R"("curtain")"),
      R"("crtn")");
  EXPECT_EQ(prediction({{R"("kettle")", R"("kele")"}, {R"("teapot")", R"("eapo")"}}, R"("trust")"),
            R"("rus")");
}

TEST_F(Substring, MovesLettersOnInTheAlphabet) {
  EXPECT_EQ(
      prediction({{R"("a")", R"("b")"}, {R"("m")", R"("n")"}, {R"("c")", R"("d")"}}, R"("x")"),
      R"("y")");
  EXPECT_EQ(prediction({{R"("abc")", R"("bcd")"}, {R"("zoo")", R"("app")"}}, R"("Hat")"),
            R"("Ibu")");
}

TEST_F(Substring, ReadsClockTimesAndDates) {
  EXPECT_EQ(prediction({{R"("1:30")", R"("90")"}, {R"("2:05")", R"("125")"}}, R"("3:10")"),
            R"("190")");
  EXPECT_EQ(prediction({{R"("1:30")", R"("1.5")"}, {R"("2:15")", R"("2.25")"}}, R"("4:45")"),
            R"("4.75")");
  EXPECT_EQ(
      prediction({{R"("2024-03-15")", R"("2024-03-31")"}, {R"("2024-02-01")", R"("2024-02-29")"}},
                 R"("2023-06-09")"),
      R"("2023-06-30")");
  EXPECT_EQ(
      prediction({{R"("2024-03-15")", R"("2024-03-22")"}, {R"("2024-02-26")", R"("2024-03-04")"}},
                 R"("2022-12-31")"),
      R"("2023-01-07")");
  EXPECT_EQ(prediction({{R"("2024-03-15", "2024-03-10")", R"("5")"},
                        {R"("2024-03-01", "2024-01-31")", R"("30")"},
                        {R"("2023-06-09", "2023-05-30")", R"("10")"}},
                       R"("2024-01-01", "2023-12-25")"),
            R"("7")");
}

TEST_F(Substring, CalculatesInTwoSteps) {
  EXPECT_EQ(prediction(
                {{R"("100")", R"("119.00")"}, {R"("50")", R"("59.50")"}, {R"("20")", R"("23.80")"}},
                R"("7.5")"),
            R"("8.93")");
  EXPECT_EQ(prediction({{R"("0")", R"("32")"}, {R"("100")", R"("212")"}, {R"("37")", R"("98.6")"}},
                       R"("20")"),
            R"("68")");
  EXPECT_EQ(prediction({{R"("1", "4")", R"("25%")"}, {R"("1", "2")", R"("50%")"}}, R"("3", "4")"),
            R"("75%")");
  EXPECT_EQ(prediction({{R"("1,2,3")", R"("6")"}, {R"("10,20")", R"("30")"}, {R"("7")", R"("7")"}},
                       R"("4,5,1")"),
            R"("10")");
}

// The answer of a program in compact form to each of the inputs.
std::vector<std::string> answers(const Language& language, const char* text,
                                 const std::vector<const char*>& inputs) {
  const std::vector<Type> types{{Type::Base::string, 0}};
  const auto program = language.parse_typed(text, types);
  EXPECT_TRUE(program.ok()) << text;
  std::vector<std::string> found;
  if (!program.ok()) return found;
  for (const char* input : inputs) {
    const std::vector<Value> given{Value(std::string(input))};
    const auto value = language.run(*program, given);
    EXPECT_TRUE(value.ok()) << text << " of " << input;
    found.push_back(value.ok() ? value->as_string() : std::string());
  }
  return found;
}

// Parts between two places of any kind, every change of a part, and changes of changes: all of them
// in programs that are too long for the moves.
TEST_F(Substring, FindsWhatTheCompactFormSays) {
  const std::vector<const char*> inputs{"(Pq7.Lm&42#rSt5", "&ab3:Cde(98%XyZ21", "#Kl65&mNo.81(tUv9",
                                        "%Gh(412.Wx&7yZa30"};
  for (const char* text :
       {"GetSpan(WORD, 2, END, NUMBER, -1, START) | ConstStr(\"/\") | SubStr(3, 9) | "
        "GetUpto(DIGIT) | "
        "GetFirst(CHAR, 4)",
        "Compose(SubstituteAll(DIGIT, \"x\"), SubStr(2, 11)) | ConstStr(\"x\") | "
        "GetToken(PROP_CASE, 2) | "
        "GetSpan(CHAR, 3, END, CHAR, -4, START)",
        "Compose(Remove(CHAR, 2), GetFrom(WORD)) | Compose(ToCase(ALL_CAPS), GetSpan(CHAR, 2, "
        "START, "
        "NUMBER, 2, START)) | ConstStr(\"k\") | ConstStr(\"?\") | GetToken(NUMBER, -2)",
        "Compose(GetFirst(WORD, 2), Substitute(CHAR, 4, \".\")) | ConstStr(\"-\") | "
        "Compose(RemoveAll(DIGIT), Remove(WORD, 1)) | SubStr(4, -3)"}) {
    SCOPED_TRACE(text);
    const auto outputs = answers(*strings.language(), text, inputs);
    ASSERT_EQ(outputs.size(), inputs.size());
    Task task;
    for (std::size_t i = 0; i < inputs.size(); ++i)
      task.examples.push_back({{Value(std::string(inputs[i]))}, Value(outputs[i])});
    // One program for all examples.
    search(task, "conditions=0", patient());
    EXPECT_TRUE(fits) << best();
  }
}

// A text whose parts only the compact form names, so that the search is long.
Task long_task() {
  return task_of({{R"("ab;cD12 Ef.gh")", R"("cD12Ef;;x")"},
                  {R"("q;rST7 Uv.w")", R"("rST7Uv;;x")"},
                  {R"("mn;oP345 Qr.st")", R"("oP345Qr;;x")"}});
}

OperatorPrior prior_of(std::initializer_list<const char*> likely, double others) {
  const auto catalogue = strings::strings_catalogue();
  OperatorPrior prior = enumerate::even_prior(*catalogue, others);
  for (const char* name : likely)
    for (const dsl::Operator* op : catalogue->find(name))
      prior.operators[static_cast<std::size_t>(op->id)] = 0.1;
  return prior;
}

TEST_F(Substring, WhatIsFoundSoonIsFoundAsWithoutAGuide) {
  const Task task =
      task_of({{R"("Nora Quist")", R"("Quist, N.")"}, {R"("Ben Arlo")", R"("Arlo, B.")"}});
  search(task, "", patient());
  const std::string plain = best();
  const double score = outcome.candidates.front().score;
  const std::uint64_t evaluations = outcome.evaluations;
  const enumerate::FixedGuide guide(prior_of({"reverse"}, 20));
  inductor = &guide;
  search(task, "guide=auto,guide_after=2000000", patient());
  EXPECT_EQ(best(), plain);
  EXPECT_EQ(outcome.candidates.front().score, score);
  EXPECT_EQ(outcome.evaluations, evaluations);
  EXPECT_EQ(guide.calls, 0);  // it was not even asked
}

TEST_F(Substring, TheGuideHasItsTurnAndPricesAreTheLanguages) {
  const Task task = long_task();
  search(task, "", patient());
  ASSERT_TRUE(fits);
  const std::uint64_t plain = outcome.evaluations;
  const enumerate::FixedGuide wise(prior_of({"get_token", "remove", "word", "part", "after"}, 9));
  inductor = &wise;
  search(task, "guide_after=0", patient());
  EXPECT_EQ(wise.calls, 1);
  EXPECT_TRUE(fits);
  EXPECT_LT(outcome.evaluations, plain);
  text::Description description(*strings::strings_catalogue(),
                                strings::strings_catalogue()->dialects().front(), task);
  for (const Candidate& candidate : outcome.candidates) {
    const auto expr =
        dsl::parse(*strings::strings_catalogue(), candidate.program.text(), nullptr, nullptr);
    ASSERT_TRUE(expr.ok()) << candidate.program.text();
    EXPECT_NEAR(candidate.score, description.bits(**expr), 1e-9) << candidate.program.text();
  }
  // The same whatever is counted beside it, and for every number of threads.
  const std::string found = best();
  const std::uint64_t evaluations = outcome.evaluations;
  BudgetLimits limits = patient();
  limits.threads = 3;
  search(task, "guide_after=0", limits);
  EXPECT_EQ(best(), found);
  EXPECT_EQ(outcome.evaluations, evaluations);
}

TEST_F(Substring, WhereTheGuideFindsNothingTheOwnPricesHaveTheRest) {
  const Task task = long_task();
  search(task, "", patient());
  const std::string plain = best();
  const enumerate::FixedGuide wrong(prior_of({"roman"}, 40));
  inductor = &wrong;
  BudgetLimits limits = patient();
  limits.evaluations = 20'000'000;
  search(task, "guide_after=300,guide_share=0.00001", limits);
  EXPECT_EQ(wrong.calls, 1);
  EXPECT_TRUE(fits);
  EXPECT_EQ(best(), plain);
}

TEST_F(Substring, AGuideThatIsNamedAndNotThereIsRefused) {
  const auto refused = [&](const Inductor* asked) {
    Toolbox tools;
    tools.domain = &strings;
    tools.inductor = asked;
    tools.interpreter = strings.language();
    tools.language = strings.language();
    const auto params = Params::parse(searcher->info().params, "guide=x");
    const auto result =
        searcher->search(long_task(), tools, *params, 0, Budget(patient()), nullptr);
    return result.ok() ? std::string() : result.error().message;
  };
  EXPECT_EQ(refused(nullptr), "substring: there is no guide here, and 'x' was asked for");
  const enumerate::FixedGuide none(Error{ErrorCode::not_found, "there is no model 'x'", {}});
  EXPECT_EQ(refused(&none), "substring: inductor 'fixed': there is no model 'x'");
}

TEST(Advice, LikelyMovesCostLessAndRareOnesMore) {
  const auto catalogue = strings::strings_catalogue();
  const Advice own = own_advice(steps_of(*catalogue));
  const Advice guided = guided_advice(own, *catalogue, prior_of({"lower"}, 30));
  ASSERT_EQ(own.steps.size(), guided.steps.size());
  for (std::size_t s = 0; s < own.steps.size(); ++s) {
    const Step &before = own.steps[s], &after = guided.steps[s];
    if (before.text == "(x) -> lower(x)") {
      EXPECT_LT(after.bits, before.bits);
    } else if (before.text == "(x) -> upper(x)" || before.text == "(x, d, i) -> part(x, d, i)") {
      EXPECT_EQ(after.bits, before.bits + kRare);
    } else if (before.kind == Kind::append || before.kind == Kind::choose) {
      EXPECT_EQ(after.bits, before.bits) << before.text;
    }
    EXPECT_GE(after.bits, 0) << before.text;
  }
  // Both operators are used: the rarer one counts.
  const auto at = [&](const Advice& advice, std::string_view text) {
    for (const Step& step : advice.steps)
      if (step.text == text) return step.bits;
    return -1.0;
  };
  constexpr const char* kBoth = "(x, y) -> contains(lower(x), lower(y))";
  EXPECT_EQ(at(guided, kBoth), at(own, kBoth) + kRare);
}

}  // namespace
}  // namespace inkling::substring
