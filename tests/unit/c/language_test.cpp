#include "language.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <inkling/faults.hpp>
#include <limits>

namespace inkling::c {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class C : public testing::Test {
 protected:
  static std::string whole(std::string_view body) {
    return "int *run(int a[]) { " + std::string(body) + " return a; }";
  }
  // "undefined: why" where there is no result.
  std::string run(std::string_view body, std::string_view array) const {
    const auto program = language->parse(whole(body));
    if (!program) return "error: " + program.error().message;
    const std::vector<Value> inputs{parse_value(array).value()};
    const Value result = language->run(*program, inputs).value();
    if (!result.is_undefined()) return to_text(result);
    return "undefined: " + faults_of(*language)->why_undefined(*program, inputs);
  }
  // The body of the program as it is written.
  std::string written(std::string_view body) const {
    const auto program = language->parse(whole(body));
    if (!program) return "error: " + program.error().message;
    const std::string text = program->text();
    return text.substr(20, text.size() - 20 - std::string(" return a; }").size());
  }
  Error error(std::string_view body) const { return language->parse(whole(body)).error(); }

  std::unique_ptr<Language> language = dsl::make_language(c_language());
};

TEST_F(C, StatementsDoWhatTheySay) {
  EXPECT_EQ(run("a[0] = a[1] + 2 - a[2];", "[0,3,1]"), "[4,3,1]");
  EXPECT_EQ(run("a[0]++; --a[1];", "[0,3,1]"), "[1,2,1]");
  EXPECT_EQ(run("int i = 2; a[i] = i; i++; a[0] = i;", "[0,3,1]"), "[3,3,2]");
  EXPECT_EQ(run("for (int i = 1; i <= 2; i++) a[i] = a[0];", "[7,3,1]"), "[7,7,7]");
  EXPECT_EQ(
      run("int i = 4; for (i = 0; i <= 1; i++) { } a[0] = i;", "[7]"),
      "error: expected 'a' or 'break' or 'continue' or 'for' or 'if' or change or name, found "
      "'}'");
  EXPECT_EQ(run("int i = 4; for (i = 0; i <= 1; i++) a[1]++; a[0] = i;", "[7,1]"), "[2,3]");
  EXPECT_EQ(run("if (a[0] < a[1]) a[0] = 4; else a[1] = 4;", "[1,2]"), "[4,2]");
  EXPECT_EQ(run("if (a[0] >= a[1]) a[0] = 4; else a[1] = 4;", "[1,2]"), "[1,4]");
  EXPECT_EQ(run("for (int i = 0; i <= 3; i++) { if (i == 2) { break; } a[i] = 1; }", "[0,0,0,0]"),
            "[1,1,0,0]");
  EXPECT_EQ(run("for (int i = 0; i <= 3; i++) { if (i == 2) continue; a[i] = 1; }", "[0,0,0,0]"),
            "[1,1,0,1]");
  EXPECT_EQ(run("", "[1]"), "[1]");
}

TEST_F(C, WhatCLeavesUndefinedHasNoResultAndAReason) {
  EXPECT_EQ(run("a[4] = 1;", "[1,2]"),
            "undefined: a[4] = 1: an index is outside of the array, at step 1");
  EXPECT_EQ(run("int i = -1; a[i]++;", "[1,2]"),
            "undefined: a[i]++: an index is outside of the array, at step 2");
  EXPECT_EQ(run("int i; a[0] = i;", "[1,2]"),
            "undefined: a[0] = i: a variable is read before it has a value, at step 2");
  EXPECT_EQ(run("a[0]++;", "[2147483647]"),
            "undefined: a[0]++: a result does not fit an int, at step 1");
  // Every sum by itself, from left to right.
  EXPECT_EQ(run("a[0] = a[0] + 1 - 1;", "[2147483647]"),
            "undefined: a[0] = a[0] + 1 - 1: a result does not fit an int, at step 1");
  EXPECT_EQ(run("a[0] = a[0] - 1 + 1;", "[2147483647]"), "[2147483647]");
  EXPECT_EQ(run("for (int i = 0; i <= 1; i++) i = 0;", "[1]"),
            "undefined: it was stopped after 1000 steps");
}

TEST_F(C, TextIsWrittenInOneForm) {
  EXPECT_EQ(written("int x=1;int y = -2 ;a[ x ]=y - -3;if(x!=y)++a[0];else if (x<=1) y--;"),
            "int i = 1; int j = -2; a[i] = j - -3; if (i != j) { ++a[0]; } else { if (i <= 1) { "
            "j--; } }");
  // Variables of loops are gone behind them; an inner one may have the name of an outer one.
  EXPECT_EQ(written("for (int q = 1; q <= 2; q++) { for (int q = 0; q <= 1; q++) a[q]++; } "
                    "for (int p = 1; p <= 2; p++) a[p]--;"),
            "for (int i = 1; i <= 2; i++) { for (int j = 0; j <= 1; j++) { a[j]++; } } "
            "for (int i = 1; i <= 2; i++) { a[i]--; }");
  const auto program = language->parse(whole("int i = 2; for (i = 1; i <= 3; i++) a[i]--;"));
  EXPECT_EQ(language->explain(*program), "i is 2, then for i from 1 to 3 (take 1 from a[i])");
}

TEST_F(C, ErrorsSayWhere) {
  EXPECT_THAT(error("a[0] = a[1] / 2;").message, HasSubstr("found '/'"));
  EXPECT_EQ(error("b = 1;").message, "there is no variable 'b'");
  EXPECT_EQ(error("b = 1;").span, (SourceSpan{20, 21}));
  EXPECT_THAT(error("b = 1;").notes, ElementsAre("declare it first: int b = 0;"));
  EXPECT_THAT(error("a = 1;").message, HasSubstr("'a' is the array"));
  EXPECT_THAT(error("int a = 1;").message, HasSubstr("'a' is the array"));
  EXPECT_THAT(error("int b = 1; int b = 2;").message, HasSubstr("declared twice"));
  EXPECT_THAT(error("int b = 5;").message, HasSubstr("-4 to 4"));
  EXPECT_THAT(error("a[8] = 1;").message, HasSubstr("at most 8 elements"));
  EXPECT_THAT(error("break;").message, HasSubstr("outside of a loop"));
  EXPECT_THAT(error("int i; int j; for (i = 1; j <= 2; i++) a[i]++;").message,
              HasSubstr("the loop counts 'i', and this is 'j'"));
  EXPECT_THAT(error("for (int i = 1; i <= 2; i++) a[i]++; a[i] = 1;").message,
              HasSubstr("there is no variable 'i'"));
  EXPECT_THAT(error("int b; int d; int e; int f; int g; int h;").message,
              HasSubstr("more than 5 variables"));
  EXPECT_THAT(error("a[0] = 1 + 1 + 1 + 1;").message, HasSubstr("expected ';'"));
}

TEST_F(C, ProgramsCountWhatTheyHoldEvenWhatNoSearchTries) {
  const auto cost = [&](std::string_view body) {
    const auto program = language->parse(whole(body));
    return dsl::cost(*c_language(), **dsl::block_of(*language, *program));
  };
  EXPECT_EQ(cost(""), 0u);
  EXPECT_EQ(cost("int i = 2; a[0]++;"), 2u);
  EXPECT_EQ(cost("int i = 2; a[i] = a[0] + a[1] - 1;"), 5u);
  EXPECT_EQ(cost("for (int i = 1; i <= 2; i++) a[i]--;"), 3u);
  EXPECT_EQ(cost("int i; for (i = 1; i <= 2; i++) if (a[0] < i) a[i]--; else break;"), 8u);
}

TEST_F(C, StepsShowTheArrayAndTheVariables) {
  const auto program = language->parse(whole("int i = 1; if (a[i] > 0) a[i]--;"));
  const std::vector<Value> inputs{parse_value("[3,1]").value()};
  std::vector<std::string> labels;
  const auto steps = language->trace(*program, inputs).value();
  for (const TraceStep& it : steps) labels.push_back(it.label);
  EXPECT_THAT(labels, ElementsAre("x0", "int i = 1  (i = 1)", "if (a[i] > 0): yes  (i = 1)",
                                  "a[i]--  (i = 1)"));
  EXPECT_EQ(to_text(steps.back().value), "[3,0]");
}

TEST_F(C, ArraysAreChecked) {
  EXPECT_THAT(check_array(Value(Value::List{})).error().message, HasSubstr("0 elements"));
  EXPECT_THAT(check_array(Value(Value::List(9, Value(1)))).error().message,
              HasSubstr("9 elements"));
  EXPECT_THAT(check_array(parse_value("[1,\"a\"]").value()).error().message,
              HasSubstr("this holds \"a\""));
  EXPECT_THAT(check_array(parse_value("[2147483648]").value()).error().message,
              HasSubstr("2147483648"));
  EXPECT_THAT(check_array(Value(1)).error().message, HasSubstr("this is 1"));
  EXPECT_TRUE(check_array(parse_value("[-2147483648]").value()));
}

}  // namespace
}  // namespace inkling::c
