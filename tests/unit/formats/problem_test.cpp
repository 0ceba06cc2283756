#include "problem.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace inkling::sygus {
namespace {

using testing::HasSubstr;

const std::string kFun = "(synth-fun f ((x String) (n Int)) String)";

std::string error_of(const std::string& text) {
  const auto problem = read_problem(text);
  return problem ? "" : to_text(problem.error());
}

TEST(Problem, PointsInAllTheirForms) {
  const auto problem = read_problem(
      "(set-logic SLIA) (set-info :source |a b|) (set-option :seed 1)"
      "(synth-fun f ((x String) (n Int)) String) (synth-fun g ((n Int)) Bool)"
      "(define-fun twice ((s String)) String (str.++ s s))"
      "(declare-var s String) (declare-var k Int)"
      "(constraint (= (f \"a\" 1) \"b\"))"
      "(constraint (= (twice \"c\") (f \"b\" (+ 1 1))))"
      "(constraint (and (g 1) (not (g 2)) (= (g 3) true) (not (= (g 4) true))))"
      "(constraint (=> (and (= s \"q\") (= 7 k)) (= (f s k) (str.++ s \"!\"))))"
      "(constraint (=> (= 1 2) (g 9)))"
      "(constraint (= 1 1)) (constraint (= (f \"a\" 1) \"b\")) (check-synth)");
  ASSERT_TRUE(problem.ok()) << to_text(problem.error());
  EXPECT_TRUE(problem->check);
  EXPECT_EQ(problem->impossible, "");
  const auto& f = problem->functions[0].points;
  ASSERT_EQ(f.size(), 3U);
  EXPECT_EQ(f[0].arguments, (std::vector<Value>{"a", 1}));
  EXPECT_EQ(f[1].arguments, (std::vector<Value>{"b", 2}));
  EXPECT_EQ(f[1].output, Value("cc"));
  EXPECT_EQ(f[2].arguments, (std::vector<Value>{"q", 7}));
  EXPECT_EQ(f[2].output, Value("q!"));
  const auto& g = problem->functions[1].points;
  ASSERT_EQ(g.size(), 4U);
  const bool outputs[] = {true, false, true, false};
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(g[i].output, Value(outputs[i])) << i;
  EXPECT_EQ(problem->constraints.size(), 7U);
}

TEST(Problem, Grammars) {
  const std::string groups =
      "((Start String (x (str.++ Start Start) (! \"a\" :cost 4) (Constant String)))"
      " (N Int (n (Variable Int) -1)))";
  for (const std::string& declared : {std::string(), std::string("((Start String) (N Int))")}) {
    const auto problem = read_problem(
        "(declare-weight cost)(synth-fun f ((x String) (n Int)) String " + declared + groups + ")");
    ASSERT_TRUE(problem.ok()) << to_text(problem.error());
    const Grammar& grammar = *problem->functions[0].grammar;
    ASSERT_EQ(grammar.nonterminals.size(), 2U);
    EXPECT_EQ(grammar.nonterminals[0].rules.size(), 4U);
    EXPECT_EQ(grammar.nonterminals[0].rules[2].weight, 4);
    EXPECT_EQ(grammar.nonterminals[0].rules[3].kind, Rule::Kind::constant);
    EXPECT_EQ(grammar.nonterminals[1].rules[1].kind, Rule::Kind::variable);
  }
}

TEST(Problem, ContradictionsAreSeen) {
  EXPECT_EQ(
      read_problem(kFun + "(constraint (= (f \"a\" 1) \"b\"))(constraint (= (f \"a\" 1) \"c\"))")
          ->impossible,
      "constraints 1 and 2 give 'f' two values for the same arguments");
  EXPECT_EQ(read_problem(kFun + "(constraint (= 1 2))")->impossible,
            "constraint 1 is false whatever the functions are");
}

TEST(Problem, WhatIsOutsideIsRefusedByName) {
  struct Case {
    const char* text;
    const char* message;
  };
  const Case cases[] = {
      {"(constraint (= (f x 1) \"a\"))", "nothing declares 'x'"},
      {"(declare-var x String)(constraint (= (f x 1) x))",
       "constraint 1 is about every value of a variable"},
      {"(constraint (= (f \"a\" 1) (f \"b\" 1)))", "constraint 1 is no example"},
      {"(constraint (or (= (f \"a\" 1) \"b\") (= (f \"a\" 1) \"c\")))",
       "constraint 1 is no example"},
      {"(constraint (not (= (f \"a\" 1) \"b\")))", "constraint 1 is no example"},
      {"(constraint (= (f (f \"a\" 1) 1) \"b\"))", "constraint 1 uses a function's value"},
      {"(constraint (= (f \"a\") \"b\"))", "'f' has 2 parameters, and constraint 1 gives it 1"},
      {"(constraint (= (f 1 1) \"b\"))", "argument 1 of 'f' is Int, expected String"},
      {"(constraint (= (f \"a\" 1) 3))", "'f' is String, and constraint 1 makes it Int"},
      {"(constraint (= (f \"a\" (div 1 0)) \"b\"))", "(div 1 0) has no value here"},
      {"(constraint \"a\")", "constraint 1 is no truth value"},
      {"(inv-constraint a b c d)", "the command 'inv-constraint' is outside what is read"},
      {"(oracle-constraint-io f prog)", "the command 'oracle-constraint-io' is outside"},
      {"(optimize-synth ())", "the command 'optimize-synth' is outside what is read"},
      {"(chek-synth)", "there is no command 'chek-synth' (did you mean 'check-synth'?)"},
      {"(synth-fun f () Int)", "'f' is declared twice"},
      {"(synth-fun str.len () Int)", "'str.len' is a function of the theory already"},
      {"(synth-fun g ((x (_ BitVec 8))) Int)", "the sort (_ BitVec 8) is not supported"},
      {"(synth-fun g ((x Int) (x Int)) Int)", "the parameter 'x' is there twice"},
      {"(synth-fun g () Int ((S String (\"a\"))))", "begins with the String 'S'"},
      {"(synth-fun g () Int ((S Int (T))))", "nothing declares 'T'"},
      {"(synth-fun g () Int ((S Int (\"a\"))))", "\"a\" is String, and the nonterminal 'S' is Int"},
      {"(synth-fun g () Int ((S Int (1)) (S Int (2))))", "the nonterminal 'S' has two groups"},
      {"(synth-fun g () Int ((T Int)) ((S Int (1))))", "expected the nonterminals of the grammar"},
      {"(synth-fun g () Int ((S Int ((! 1 :price 2)))))", "expected a weight that is declared"},
      {"(synth-fun g () Int ((S Int ((let ((y 1)) y)))))", "'let' in a grammar is not supported"},
      {"(define-fun h ((a Int)) String a)", "'h' is declared String, and its body is Int"},
      {"(set-logic BV)", "the logic BV has bit-vectors"},
      {"check-synth", "expected a command such as (check-synth)"},
  };
  for (const Case& one : cases)
    EXPECT_THAT(error_of(kFun + one.text), HasSubstr(one.message)) << one.text;
  EXPECT_THAT(error_of("(check-synth)"), HasSubstr("declares no function to be found"));
  ReadLimits limits;
  limits.max_examples = 1;
  EXPECT_FALSE(read_problem(kFun + "(constraint true)(constraint true)", limits).ok());
}

TEST(Problem, DefinitionsDoNotGrowWithoutBound) {
  std::string text = "(define-fun f0 ((x Int)) Int (+ x x))";
  for (int i = 1; i < 2000; ++i)
    text += "(define-fun f" + std::to_string(i) + " ((x Int)) Int (f" + std::to_string(i - 1) +
            " (f" + std::to_string(i - 1) + " x)))";
  EXPECT_THAT(error_of(text), HasSubstr("nests deeper than 1000 levels"));
}

TEST(Problem, AsATask) {
  const auto problem = read_problem(kFun + "(constraint (= (f \"a\" 1) \"b\"))");
  const Task task = to_task(problem->functions[0], "t:f");
  EXPECT_EQ(task.id, "t:f");
  EXPECT_EQ(task.examples, (std::vector<Example>{{{"a", 1}, "b"}}));
}

}  // namespace
}  // namespace inkling::sygus
