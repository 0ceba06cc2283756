#include <gmock/gmock.h>

#include <algorithm>

#include "domain.hpp"
#include "language.hpp"
#include "statement_tokens.hpp"

namespace inkling::writer {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::unique_ptr<Domain> kDomain = karel::make_domain();
const std::unique_ptr<Language> kLanguage = dsl::make_language(karel::karel_language());

TEST(KarelTokens, AreTheTextsOfAProgramWhereThereIsAChoice) {
  const auto of = test::tokens_of(*kDomain, *kLanguage);
  const auto shown = [&](const char* program) {
    return test::show(*of, *of->read(*kLanguage->parse(program)));
  };
  EXPECT_EQ(shown("DEF run m( WHILE c( not c( frontIsClear c) c) w( move w) IF c( markersPresent "
                  "c) i( pickMarker turnLeft i) m)"),
            "WHILE not frontIsClear move w) IF markersPresent pickMarker turnLeft i) <end>");
  EXPECT_EQ(shown("DEF run m( REPEAT R=4 r( IFELSE c( leftIsClear c) i( move i) ELSE e( turnRight "
                  "e) r) m)"),
            "REPEAT R=4 IFELSE leftIsClear move i) turnRight e) r) <end>");
  const auto twice = of->read(
      *kLanguage->parse("DEF run m( IF c( not c( not c( leftIsClear c) c) c) i( move i) m)"));
  EXPECT_EQ(twice.error().code, ErrorCode::unsupported);
}

TEST(KarelTokens, EveryProgramOfTheGeneratorComesBack) {
  test::expect_round_trips(
      *kDomain, *kLanguage,
      {"", "part=test", "depth=5,side=5", "max_statements=2", "depth=4,min_statements=8"}, 60);
}

TEST(KarelTokens, WhateverTheMaskAllowsParses) {
  EXPECT_EQ(test::draw_sentences(*kDomain, *kLanguage, 1000),
            (std::map<std::string, int>{{"", 1000}}));
}

TEST(KarelTokens, ExamplesAreTheWorldBeforeAndBehind) {
  const auto of = test::tokens_of(*kDomain, *kLanguage, "side=2");
  EXPECT_EQ(of->specification().places(), 8u);
  std::vector<int> places(8, 99);
  const auto world = [](const char* text) { return *karel::read_world(text); };
  ASSERT_TRUE(of->encode({{world(">x")}, world("x/^")}, places).ok());
  // What lies outside of a world is blank; x is 1, free 2, and the robot's symbols come last.
  EXPECT_THAT(places, ElementsAre(22, 1, kBlank, kBlank, 1, kBlank, 12, kBlank));
  EXPECT_THAT(of->encode({{world(">..")}, world("x/^")}, places).error().message,
              HasSubstr("which takes 2 x 2 at most"));
}

}  // namespace
}  // namespace inkling::writer
