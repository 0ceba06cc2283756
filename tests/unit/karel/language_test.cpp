#include "language.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <inkling/faults.hpp>

namespace inkling::karel {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Value world(std::string_view text) {
  return read_world(text).value();
}

class Karel : public testing::Test {
 protected:
  // "undefined: why" where there is no result.
  std::string run(std::string_view body, std::string_view before) const {
    const auto program = language->parse("DEF run m( " + std::string(body) + " m)");
    if (!program) return "error: " + program.error().message;
    const std::vector<Value> inputs{world(before)};
    const Value after = language->run(*program, inputs).value();
    if (after.is_undefined())
      return "undefined: " + faults_of(*language)->why_undefined(*program, inputs);
    std::string text;
    for (const Value& row : after.as_list()) text += (text.empty() ? "" : "/") + row.as_string();
    return text;
  }
  std::unique_ptr<Language> language = dsl::make_language(karel_language());
};

TEST_F(Karel, ActionsDoWhatTheySay) {
  EXPECT_EQ(run("move", ">../..."), ".>./...");
  EXPECT_EQ(run("turnLeft", ">../..."), "^../...");
  EXPECT_EQ(run("turnRight", ">../..."), "v../...");
  EXPECT_EQ(run("turnLeft turnLeft turnLeft turnLeft", "<"), "<");
  EXPECT_EQ(run("move", "../^."), "^./..");
  EXPECT_EQ(run("move", "v./.."), "../v.");
  EXPECT_EQ(run("move", ".</.."), "<./..");
  EXPECT_EQ(run("pickMarker", ">(1)."), ">.");
  EXPECT_EQ(run("putMarker move", ">(8)."), "9>");
}

TEST_F(Karel, CrashesAreNamed) {
  EXPECT_EQ(run("turnLeft move", ">."), "undefined: move: a wall is in front, at step 2");
  EXPECT_EQ(run("move", ">x"), "undefined: move: a wall is in front, at step 1");
  EXPECT_EQ(run("pickMarker", ">1"),
            "undefined: pickMarker: there is no marker to pick up, at step 1");
  EXPECT_EQ(run("putMarker", ">(9)"),
            "undefined: putMarker: there are nine markers already, at step 1");
}

TEST_F(Karel, EndlessLoopsAreStoppedAndCounted) {
  EXPECT_EQ(run("WHILE c( frontIsClear c) w( turnLeft turnRight w)", ">./.."),
            "undefined: it was stopped after 1000 steps");
  EXPECT_EQ(run("REPEAT R=19 r( REPEAT R=19 r( REPEAT R=19 r( turnLeft r) r) r)", ">"),
            "undefined: it was stopped after 1000 steps");
}

TEST_F(Karel, LoopsAndChoices) {
  EXPECT_EQ(run("WHILE c( frontIsClear c) w( move w)", ">...x"), "...>x");
  EXPECT_EQ(run("REPEAT R=2 r( move r)", ">..."), "..>.");
  EXPECT_EQ(run("REPEAT R=0 r( move r)", ">"), ">");
  EXPECT_EQ(run("IF c( markersPresent c) i( pickMarker i)", ">(2)."), ">(1).");
  EXPECT_EQ(run("IF c( markersPresent c) i( pickMarker i)", ">."), ">.");
  const std::string turn = "IFELSE c( not c( leftIsClear c) c) i( turnRight i) ELSE e( turnLeft e)";
  EXPECT_EQ(run(turn, ">./.."), "v./..");
  EXPECT_EQ(run(turn, "../>."), "../^.");
  EXPECT_EQ(run("IF c( rightIsClear c) i( turnRight i)", ">./.."), "v./..");
  EXPECT_EQ(run("IF c( noMarkersPresent c) i( putMarker i)", ">"), ">(1)");
}

TEST_F(Karel, TextIsReadAndWrittenInOneForm) {
  const auto program = language->parse(
      "DEF run m(\n  WHILE c( not c( not c( frontIsClear c) c) c) w( move w) putMarker\nm)");
  ASSERT_TRUE(program);
  EXPECT_EQ(program->text(),
            "DEF run m( WHILE c( not c( not c( frontIsClear c) c) c) w( move w) putMarker m)");
  EXPECT_EQ(program->size(), 3U);
  EXPECT_EQ(language->explain(*program),
            "as long as the front is clear (move), then put down a marker");
}

TEST_F(Karel, ErrorsSayWhere) {
  const auto error = [&](std::string_view text) { return language->parse(text).error(); };
  EXPECT_EQ(error("DEF run m( moev m)").message,
            "expected 'IF' or 'IFELSE' or 'REPEAT' or 'WHILE' or action, found 'moev'");
  EXPECT_THAT(error("DEF run m( moev m)").notes, ElementsAre("did you mean 'move'?"));
  EXPECT_EQ(error("DEF run m( moev m)").span, (SourceSpan{11, 15}));
  EXPECT_THAT(error("DEF run m( REPEAT R=20 r( move r) m)").message, HasSubstr("R=0 to R=19"));
  EXPECT_THAT(error("DEF run m( REPEAT R=99999999999 r( move r) m)").message,
              HasSubstr("R=0 to R=19"));
  EXPECT_THAT(error("DEF run m( IF c( frontIsClear c) i( i) m)").message, HasSubstr("found 'i'"));
  EXPECT_TRUE(error("\xff").span.has_value());
  const Type text{Type::Base::string, 0};
  EXPECT_THAT(language->parse_typed("DEF run m( move m)", std::vector<Type>{text}).error().message,
              HasSubstr("take one list of string"));
}

TEST_F(Karel, StepsAreWorlds) {
  const auto program = language->parse("DEF run m( REPEAT R=1 r( move r) pickMarker m)");
  const std::vector<Value> inputs{world(">1.")};
  const auto steps = language->trace(*program, inputs).value();
  std::vector<std::string> labels;
  for (const TraceStep& it : steps) labels.push_back(it.label);
  EXPECT_THAT(labels,
              ElementsAre("x0", "REPEAT R=1: once more", "move", "REPEAT R=1: done", "pickMarker"));
  EXPECT_EQ(steps.back().value, world(".>."));
  const std::vector<Value> blocked{world(">x")};
  const auto crashed = language->trace(*program, blocked).value();
  EXPECT_EQ(crashed.back().label, "move: a wall is in front, at step 2");
  EXPECT_TRUE(crashed.back().value.is_undefined());
  EXPECT_FALSE(language->run(*program, std::vector<Value>{Value(1)}));
}

TEST_F(Karel, CompletesWords) {
  std::vector<std::string> words;
  for (const Completion& it : language->complete("DEF run m( p")) words.push_back(it.text);
  EXPECT_THAT(words, ElementsAre("pickMarker", "putMarker"));
}

}  // namespace
}  // namespace inkling::karel
