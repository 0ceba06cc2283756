#include "answer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <support/built_plugins.hpp>

namespace inkling::sygus {
namespace {

using testing::HasSubstr;

class Answers : public testing::Test {
 protected:
  Answer solve(const std::string& text, bool free = false) {
    const auto problem = read_problem(text);
    EXPECT_TRUE(problem.ok()) << to_text(problem.error());
    AnswerOptions options;
    options.limits.time = {};
    options.limits.evaluations = 300'000;
    options.free_grammar = free;
    auto found = answer(registry_, *problem, options, {});
    EXPECT_TRUE(found.ok()) << to_text(found.error());
    return *std::move(found);
  }
  Registry registry_{test::built_plugins()};
};

const std::string kTrack =
    "((Start String (S))"
    " (S String (x \" \" \"-\" \"\" (str.++ S S) (str.replace S S S) (str.at S I) (int.to.str I)"
    "            (ite B S S) (str.substr S I I)))"
    " (I Int (0 1 2 (+ I I) (- I I) (str.len S) (str.to.int S) (str.indexof S S I)))"
    " (B Bool (true false (= I I) (str.prefixof S S) (str.suffixof S S) (str.contains S S))))";
const std::string kFun = "(set-logic SLIA)(synth-fun f ((x String)) String " + kTrack + ")";

TEST_F(Answers, InTheGrammarsOwnFunctions) {
  const Answer found =
      solve(kFun +
            "(constraint (= (f \"ab 7\") \"ab\"))(constraint (= (f \"c 12\") \"c\"))"
            "(check-synth)");
  EXPECT_EQ(found.verdict, Verdict::solved);
  EXPECT_EQ(found.text,
            "(\n(define-fun f ((x String)) String (str.substr x 0 (str.indexof x \" \" 0)))\n)\n");
}

TEST_F(Answers, WithConditions) {
  const Answer found =
      solve(kFun +
            "(constraint (= (f \"a-b\") \"-\"))(constraint (= (f \"cd-e\") \"-\"))"
            "(constraint (= (f \"xy\") \" \"))(constraint (= (f \"zz www\") \" \"))"
            "(constraint (= (f \"\") \" \"))(constraint (= (f \"mop-nn\") \"-\"))");
  EXPECT_EQ(found.verdict, Verdict::solved) << found.reason;
  EXPECT_THAT(found.text, HasSubstr("(ite "));
}

TEST_F(Answers, TextsOfInputsWhereOutputsAreNone) {
  // Without a grammar any text may stand there; the outputs say nothing of which.
  const Answer ends = solve(
      "(set-logic SLIA)(synth-fun f ((x String)) Bool)"
      "(constraint (= (f \"banana\") true))(constraint (= (f \"ant\") false))"
      "(constraint (= (f \"pizza\") true))(constraint (= (f \"aab\") false))"
      "(constraint (= (f \"cola\") true))(constraint (= (f \"\") false))(check-synth)");
  EXPECT_EQ(ends.verdict, Verdict::solved) << ends.reason;
  EXPECT_THAT(ends.text, HasSubstr("(str.suffixof \"a\" x)"));
  const Answer begins = solve(
      "(set-logic SLIA)(synth-fun f ((x String)) Bool)"
      "(constraint (= (f \"http://a\") true))(constraint (= (f \"ftp://h\") false))"
      "(constraint (= (f \"http:x\") true))(constraint (= (f \"://http\") false))"
      "(constraint (= (f \"htt\") false))(check-synth)");
  EXPECT_EQ(begins.verdict, Verdict::solved) << begins.reason;
  const Answer counts = solve(
      "(set-logic SLIA)(synth-fun f ((x String)) Int)"
      "(constraint (= (f \"ab;c\") 2))(constraint (= (f \"x;yz\") 1))"
      "(constraint (= (f \"defg;\") 4))(check-synth)");
  EXPECT_EQ(counts.verdict, Verdict::solved) << counts.reason;
  EXPECT_THAT(counts.text, HasSubstr("(str.indexof x \";\" "));
}

TEST_F(Answers, WithoutTheGrammar) {
  // The grammar has no way to say it.
  const std::string text =
      "(synth-fun f ((x String)) String ((S String (x \"a\" (str.++ S S)))))"
      "(constraint (= (f \"x-y\") \"x\"))(constraint (= (f \"zz-t\") \"zz\"))";
  EXPECT_EQ(solve(text).verdict, Verdict::fail);
  EXPECT_EQ(solve(text).text, "fail\n");
  EXPECT_EQ(solve(text, true).verdict, Verdict::solved);
}

TEST_F(Answers, WithSeveralNonterminalsOfOneSort) {
  // Only what A stands for may be doubled, and x is none of it.
  const Answer found = solve(
      "(synth-fun f ((x String)) String ((Start String ((str.++ A \"!\") (str.++ x A)))"
      " (A String (\"-\" (str.++ A \"+\")))))"
      "(constraint (= (f \"a\") \"a-+\"))(constraint (= (f \"b\") \"b-+\"))");
  EXPECT_EQ(found.text,
            "(\n(define-fun f ((x String)) String (str.++ x (str.++ \"-\" \"+\")))\n)\n")
      << found.reason;
}

TEST_F(Answers, IntegersAndTruthValues) {
  EXPECT_EQ(solve("(set-logic LIA)(synth-fun f ((a Int) (b Int)) Int)"
                  "(constraint (= (f 1 2) 2))(constraint (= (f 5 3) 5))(constraint (= (f 4 9) 9))"
                  "(constraint (= (f 7 0) 7))(constraint (= (f (- 3) (- 8)) (- 3)))")
                .verdict,
            Verdict::solved);
  EXPECT_EQ(solve("(set-logic SLIA)(synth-fun f ((s String)) Bool)"
                  "(constraint (f \"a1\"))(constraint (not (f \"1a\")))(constraint (f \"ab\"))"
                  "(constraint (not (f \"ba\")))")
                .verdict,
            Verdict::solved);
}

TEST_F(Answers, SeveralFunctionsAndNoExamples) {
  const Answer found = solve(
      "(synth-fun f ((x Int)) Int ((I Int (x 1 (+ I I)))))(synth-fun g () Int ((I Int (7))))"
      "(constraint (= (f 1) 2))(constraint (= (f 5) 6))");
  EXPECT_EQ(found.text, "(\n(define-fun f ((x Int)) Int (+ x 1))\n(define-fun g () Int 7)\n)\n");
}

TEST_F(Answers, NothingIsSaidToBeInfeasible) {
  const Answer contradiction =
      solve(kFun + "(constraint (= (f \"a\") \"b\"))(constraint (= (f \"a\") \"c\"))");
  EXPECT_EQ(contradiction.verdict, Verdict::infeasible);
  EXPECT_EQ(contradiction.text, "infeasible\n");
  const Answer nothing = solve(
      "(synth-fun f ((x String)) String ((S String ((str.++ S S)))))(constraint (= (f \"a\") "
      "\"b\"))");
  EXPECT_EQ(nothing.verdict, Verdict::infeasible);
  EXPECT_THAT(nothing.reason, HasSubstr("generates nothing"));
}

TEST_F(Answers, NothingIsInfeasibleUnderAnAssumption) {
  // If it is false, every function is an answer.
  for (const char* assumed : {"(assume (= 1 2))", "(assume (= (f \"a\") \"c\"))"}) {
    const Answer found = solve(kFun + "(constraint (= (f \"a\") \"b\"))" + assumed);
    EXPECT_EQ(found.verdict, Verdict::fail) << assumed;
  }
  EXPECT_EQ(solve(kFun + "(constraint (= (f \"ab\") \"a\"))(assume (= (f \"cd\") \"c\"))").verdict,
            Verdict::solved);
}

TEST_F(Answers, ConstantsThatTheGrammarNamesOrComputes) {
  const std::string start =
      "(define-fun sep () String \"-\")(synth-fun f ((x String)) String ((Start String (x ";
  const std::string rest =
      " (str.++ Start Start)))))(constraint (= (f \"q\") \"q-\"))(constraint (= (f \"rs\") "
      "\"rs-\"))";
  const auto body = [&](const std::string& constants) {
    const Answer found = solve(start + constants + rest);
    EXPECT_EQ(found.verdict, Verdict::solved) << constants << ": " << found.reason;
    return found.text;
  };
  EXPECT_THAT(body("sep"), HasSubstr("(str.++ x sep)"));
  EXPECT_THAT(body("(str.at \"a-b\" 1)"), HasSubstr("(str.++ x (str.at \"a-b\" 1))"));
  EXPECT_THAT(body("sep \"-\""), HasSubstr("(str.++ x \"-\")"));
}

TEST_F(Answers, AreHeldAgainstEveryConstraint) {
  const auto problem = read_problem(kFun + "(constraint (= (f \"ab\") \"a\"))");
  const auto body = [](const char* text) { return dsl::read_sexprs(text)->front(); };
  EXPECT_TRUE(meets(*problem, {{"f", body("(str.at x 0)")}}));
  EXPECT_FALSE(meets(*problem, {{"f", body("(str.at x 1)")}}));
  EXPECT_FALSE(meets(*problem, {{"f", body("(str.len x)")}}));
  EXPECT_FALSE(meets(*problem, {}));
}

TEST_F(Answers, TheSameAgain) {
  const std::string text = kFun +
                           "(constraint (= (f \"ab 7\") \"7-ab\"))"
                           "(constraint (= (f \"c 12\") \"12-c\"))";
  EXPECT_EQ(solve(text).text, solve(text).text);
}

}  // namespace
}  // namespace inkling::sygus
