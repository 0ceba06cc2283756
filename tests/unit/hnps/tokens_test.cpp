#include "tokens.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "sampler.hpp"
#include "syntax.hpp"

namespace inkling::hnps {
namespace {

using testing::HasSubstr;

Program random_program(Rng& rng) {
  Program program;
  for (auto left = rng.uniform(1, 4); left > 0; --left)
    program.expressions.push_back(random_expression(rng.bernoulli(0.3), 0.5, rng));
  return program;
}

TEST(HnpsTokens, EveryTokenHasATextOfItsOwn) {
  std::set<std::string> texts;
  for (std::size_t token = 0; token < kVocabulary; ++token) {
    texts.insert(token_text(static_cast<int>(token)));
    EXPECT_EQ(token_of(token_text(static_cast<int>(token))), static_cast<int>(token));
  }
  EXPECT_EQ(texts.size(), kVocabulary);
  EXPECT_EQ(token_of("Sub"), -1);
}

TEST(HnpsTokens, ProgramsAndTokensGoBackAndForth) {
  Rng rng(1);
  for (int i = 0; i < 500; ++i) {
    const Program program = random_program(rng);
    std::vector<int> tokens = to_tokens(program);
    EXPECT_EQ(tokens.size(), token_count(program));
    std::string text;
    for (const int token : tokens) text += (text.empty() ? "" : " ") + token_text(token);
    EXPECT_EQ(text, to_text(program));
    tokens.resize(tokens.size() + 3, kEnd);
    const auto again = from_tokens(tokens);
    ASSERT_TRUE(again) << to_text(again.error());
    EXPECT_EQ(*again, program);
  }
}

TEST(HnpsTokens, LengthsAreThoseOfThePaper) {
  const auto count = [](std::string_view text) { return token_count(*read(text)); };
  const std::string part = " SubStr s( Regex r( Num 0 Start r) Regex r( Num 1 End r) s)";
  EXPECT_EQ(count("Concat c(" + part + " c)"), 18U);
  EXPECT_EQ(count("Concat c(" + part + part + part + part + " c)"), 63U);
  EXPECT_EQ(count("Concat c( ConstStr k( \",\" k) c)"), 7U);
}

// Whatever is drawn from what is allowed is a program, and never longer than was said.
TEST(HnpsTokens, AnyWalkThroughTheMaskIsAProgram) {
  Rng rng(2);
  for (int i = 0; i < 300; ++i) {
    Automaton automaton(4);
    std::vector<int> tokens;
    while (!automaton.complete()) {
      std::vector<int> allowed;
      for (std::size_t token = 0; token < kVocabulary; ++token)
        if (automaton.allowed().test(token)) allowed.push_back(static_cast<int>(token));
      ASSERT_FALSE(allowed.empty());
      // The shortest way out takes one token at a time.
      std::size_t least = 100;
      for (const int token : allowed) {
        Automaton next = automaton;
        ASSERT_TRUE(next.push(token));
        least = std::min(least, next.least_left());
      }
      EXPECT_EQ(automaton.least_left(), least + 1);
      tokens.push_back(rng.pick(std::span<const int>(allowed)));
      ASSERT_TRUE(automaton.push(tokens.back()));
      ASSERT_LE(tokens.size(), 63U);
    }
    EXPECT_EQ(automaton.least_left(), 0U);
    const auto program = from_tokens(tokens);
    ASSERT_TRUE(program) << to_text(program.error());
    EXPECT_LE(program->expressions.size(), 4U);
    EXPECT_EQ(to_tokens(*program), tokens);
  }
}

TEST(HnpsTokens, WhatIsNoProgramIsRefusedByItsPlace) {
  const auto fault = [](std::vector<int> tokens) { return from_tokens(tokens).error().message; };
  EXPECT_EQ(fault({}), "the program ends after 0 tokens and is not complete");
  EXPECT_EQ(fault({token_of("Concat"), token_of("s(")}), "token 2 is s(: expected c(");
  EXPECT_EQ(fault({token_of("Concat"), 400}), "token 2 is 400: expected c(");
  EXPECT_THAT(fault({token_of("Concat"), token_of("c("), token_of("c)")}),
              HasSubstr("expected SubStr, ConstStr"));
  Automaton automaton;
  EXPECT_FALSE(automaton.push(-1));
  EXPECT_FALSE(automaton.push(kEnd));
  EXPECT_TRUE(automaton.push(token_of("Concat")));
}

}  // namespace
}  // namespace inkling::hnps
