#include <gtest/gtest.h>

#include "derive.hpp"
#include "space.hpp"

namespace inkling::sygus {
namespace {

// The problem of one function whose grammar this is.
Problem problem_of(const std::string& grammar, const std::string& rest = "") {
  auto problem = read_problem("(synth-fun f ((x String) (n Int)) String " + grammar + ")" + rest);
  EXPECT_TRUE(problem.ok()) << to_text(problem.error());
  return *std::move(problem);
}

const std::string kGrammar =
    "((Start String (S))"
    " (S String (x \" \" (str.++ S S) (str.at S I) (int.to.str I)))"
    " (I Int (n 0 -1 (+ I I) (str.indexof S \" \" I))))";

bool derives(const Problem& problem, const std::string& term, bool loose = false) {
  const SynthFun& f = problem.functions[0];
  return Derivation(*f.grammar, f.params)
      .derive("Start", dsl::read_sexprs(term)->front(), {}, loose)
      .has_value();
}

TEST(Derivation, TakesWhatTheGrammarWrites) {
  const Problem problem = problem_of(kGrammar);
  for (const char* term : {"x", "\" \"", "(str.++ x (str.at x (- 1)))", "(int.to.str (+ n -1))",
                           "(str.at x (str.indexof x \" \" 0))"})
    EXPECT_TRUE(derives(problem, term)) << term;
  for (const char* term : {"n", "\"\"", "(str.++ x x x)", "(str.from_int n)", "(str.at x 1)",
                           "(str.indexof x \" \" 0)", "(str.at x (str.indexof x x 0))"})
    EXPECT_FALSE(derives(problem, term)) << term;
  EXPECT_TRUE(derives(problem, "(str.from_int n)", true));
}

TEST(Derivation, NonterminalsThatRenameEachOtherComeToAnEnd) {
  const Problem problem = problem_of("((Start String (A)) (A String (Start B)) (B String (A x)))");
  EXPECT_TRUE(derives(problem, "x"));
  EXPECT_FALSE(derives(problem, "\"a\""));
}

TEST(Derivation, WhatIsNoTermOfTheGrammarIsLookedAtOnce) {
  // Three rules begin alike: each once more at every level would be 3^40 looks.
  const Problem problem = problem_of(
      "((Start String (x (str.++ Start Start) (str.++ Start A) (str.++ Start B)))"
      " (A String (\" \")) (B String (\"-\")))");
  std::string term = "\"?\"";
  for (int level = 0; level < 40; ++level) term = "(str.++ " + term + " x)";
  EXPECT_FALSE(derives(problem, term));
  term.replace(term.find("\"?\""), 3, "x");
  EXPECT_TRUE(derives(problem, term));
}

TEST(Derivation, KnowsWhatGeneratesNothing) {
  const Problem problem =
      problem_of("((Start String ((str.++ Start Start) A)) (A String ((str.at A 0))))");
  const SynthFun& f = problem.functions[0];
  EXPECT_FALSE(Derivation(*f.grammar, f.params).productive("Start"));
  const Problem other = problem_of("((Start String ((str.++ A A) x)) (A String ((str.at A 0))))");
  const SynthFun& g = other.functions[0];
  EXPECT_EQ(dsl::to_text(Derivation(*g.grammar, g.params).smallest("Start")), "x");
}

TEST(Space, HasTheRulesAndNothingElse) {
  const Problem problem = problem_of(kGrammar, "(constraint (= (f \"a b\" 1) \"b\"))");
  const SynthFun& f = problem.functions[0];
  const auto space = Space::make(f, *f.grammar, problem.scope);
  ASSERT_TRUE(space.ok()) << to_text(space.error());
  EXPECT_FALSE((*space)->any_constant());
  EXPECT_EQ((*space)->task().examples[0].inputs, (std::vector<Value>{"a b", 1}));
  std::vector<std::string> rules;
  const dsl::Catalogue& catalogue = *dsl::catalogue_of((*space)->language());
  for (const dsl::Operator& op : catalogue.operators()) rules.push_back(op.name);
  EXPECT_EQ(rules, (std::vector<std::string>{"(str.++ ?0 ?1)", "(str.at ?0 ?1)", "(int.to.str ?0)",
                                             "(+ ?0 ?1)", "(str.indexof ?0 \" \" ?1)"}));
  EXPECT_EQ(catalogue.search_constants(), (std::vector<Value>{-1, 0, " "}));
}

TEST(Space, TermsWithoutHolesAreInputs) {
  const Problem problem =
      problem_of("((Start String ((str.at x 0) (str.at x n) (str.++ Start Start))))",
                 "(constraint (= (f \"abc\" 2) \"ca\"))");
  const SynthFun& f = problem.functions[0];
  const auto space = Space::make(f, *f.grammar, problem.scope);
  ASSERT_TRUE(space.ok());
  EXPECT_EQ((*space)->task().examples[0].inputs, (std::vector<Value>{"a", "c"}));
}

}  // namespace
}  // namespace inkling::sygus
