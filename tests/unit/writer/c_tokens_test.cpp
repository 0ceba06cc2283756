#include <gmock/gmock.h>

#include "domain.hpp"
#include "language.hpp"
#include "sentences.hpp"
#include "statement_tokens.hpp"

namespace inkling::writer {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::unique_ptr<Domain> kDomain = c::make_domain();
const std::unique_ptr<Language> kLanguage = dsl::make_language(c::c_language());

std::string shown(const std::string& program) {
  const auto of = test::tokens_of(*kDomain, *kLanguage);
  const auto sentence = of->read(*kLanguage->parse(program));
  return sentence.ok() ? test::show(*of, *sentence) : to_text(sentence.error());
}

TEST(CTokens, AreTheTextsOfAProgramWhereThereIsAChoice) {
  EXPECT_EQ(shown("int *run(int a[]) { return a; }"), "<end>");
  EXPECT_EQ(
      shown("int *run(int a[]) { int i = 2; int j; for (int k = 1; k <= 4; k++) { if (a[k] < i) "
            "{ a[0]++; } else { break; } } --j; i = a[7] - -4 + j; return a; }"),
      "int = 2 int ; for int k 1 4 if a k < i a 0 ++ } else break } } -- j i = a 7 - -4 + j "
      "<end>");
  // As it is printed: braces, and the names that there are.
  EXPECT_EQ(shown("int *run(int a[]) { int x = 1; for (x = 1; x <= 2; x++) a[x]--; return a; }"),
            "int = 1 for i 1 2 a i -- } <end>");
}

TEST(CTokens, EveryProgramOfTheGeneratorComesBack) {
  test::expect_round_trips(
      *kDomain, *kLanguage,
      {"", "part=test", "loops=1", "max_statements=1,loops=0", "min_statements=4"}, 60);
}

TEST(CTokens, WhatTheMaskAllowsParsesButForVariablesThatAreNotThere) {
  const auto found = test::draw_sentences(*kDomain, *kLanguage, 1000);
  EXPECT_GT(found.at(""), 50);
  for (const auto& [message, count] : found)
    EXPECT_TRUE(message.empty() || message.find("there is no variable") == 0 ||
                message.find("there are more than 5 variables") == 0)
        << message;
}

TEST(CTokens, OthersAreRefused) {
  const auto of = test::tokens_of(*kDomain, *kLanguage);
  const auto sentence = *of->read(*kLanguage->parse("int *run(int a[]) { a[1] = 2; return a; }"));
  EXPECT_THAT(test::refusal(*of, {sentence[0], sentence[1]}),
              HasSubstr("2 tokens is not complete"));
  EXPECT_THAT(test::refusal(*of, {sentence[1]}), HasSubstr("token 1, 1, may not stand there"));
  EXPECT_THAT(test::refusal(*of, {-7}), HasSubstr("number -7"));
  EXPECT_THAT(test::refusal(*of, {kEnd, sentence[0]}), HasSubstr("token 2, a, stands behind"));
}

TEST(CTokens, ExamplesAreTheArrayBeforeAndBehind) {
  const auto of = test::tokens_of(*kDomain, *kLanguage, "cells=4,low=-2,high=3");
  EXPECT_EQ(of->specification().inputs, 4u);
  EXPECT_EQ(of->specification().outputs, 4u);
  EXPECT_EQ(of->specification().symbols, 7u);
  std::vector<int> places(8, 99);
  const auto array = [](std::initializer_list<int> items) {
    Value::List list;
    for (const int it : items) list.emplace_back(it);
    return Value(std::move(list));
  };
  ASSERT_TRUE(of->encode({{array({-2, 0})}, array({3, 1, 2})}, places).ok());
  EXPECT_THAT(places, ElementsAre(1, 3, kBlank, kBlank, 6, 4, 5, kBlank));
  const auto error = [&](const Example& example) {
    return of->encode(example, places).error().message;
  };
  EXPECT_THAT(error({{array({4})}, array({1})}),
              HasSubstr("4 does not fit the tape, which takes 4 integers from -2 to 3"));
  EXPECT_THAT(error({{array({1})}, array({1, 1, 1, 1, 1})}), HasSubstr("4 integers"));
  EXPECT_THAT(error({{array({1}), array({1})}, array({1})}), HasSubstr("one array, not 2"));
}

TEST(Sentences, GrammarsThatAreNoneAreRefused) {
  const auto error = [](const char* grammar) {
    const auto made = Sentences::make(*dsl::Peg::make(grammar));
    return made.ok() ? std::string("none") : made.error().message;
  };
  EXPECT_EQ(error("program <- 'do' step* 'end'\nstep <- 'go' / 'run' 'far'?"), "none");
  EXPECT_THAT(error("program <- 'do' NUMBER 'end'\nNUMBER <- [0-9]+"),
              HasSubstr("no list of texts"));
  EXPECT_THAT(error("program <- 'do' !'be' 'end'"), HasSubstr("looks ahead"));
  EXPECT_THAT(error("program <- 'do' 'end'"), HasSubstr("one program"));
  // Which of the two a choice is shows at no bounded distance.
  EXPECT_THAT(error("program <- one 'x' / one 'y'\none <- 'a' one 'b' / 'c'"),
              HasSubstr("too many places"));
}

}  // namespace
}  // namespace inkling::writer
