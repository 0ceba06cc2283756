// Where a prediction comes from, as text and as a record; code in records.
#include <gtest/gtest.h>

#include <inkling/app/code.hpp>

namespace inkling::app {
namespace {

using Kind = TextPiece::Kind;

Origins sample() {
  return {{Value("ada b"), Value(7)},
          Value("A.7!"),
          "p",
          {{0, 1, Kind::copied, {{0, 0, 1}}},
           {1, 2, Kind::constant, {}},
           {2, 3, Kind::computed, {{0, 4, 5}, {1, 0, 1}}},
           {3, 4, Kind::constant, {}}}};
}

TEST(OriginsText, HasMarksBelowAndSaysWhatTheyMean) {
  EXPECT_EQ(to_text(sample(), {}),
            "  x0      ada b\n"
            "          1   2\n"
            "  x1      7\n"
            "          2\n"
            "  output  A.7!\n"
            "          1.2.\n"
            "  1  \"A\" from \"a\" of x0\n"
            "  2  \"7\" is computed from \"b\" of x0, \"7\" of x1\n"
            "  .  from the program itself\n");
}

TEST(OriginsText, ColoursWhatIsMarked) {
  const std::string text = to_text(sample(), {true});
  EXPECT_NE(text.find(Style{true}.wrap("32", "a") + "da "), std::string::npos) << text;
}

TEST(OriginsText, GoesOnBelowWhereALineIsFull) {
  Origins origins = sample();
  origins.inputs = {Value("abcdefghijkl"), Value("日本語")};
  origins.output = Value("k");
  origins.pieces = {{0, 1, Kind::copied, {{0, 10, 11}}}};
  EXPECT_EQ(to_text(origins, {}, 20),
            "  x0      abcdefghij\n"
            "\n"
            "          kl\n"
            "          1\n"
            "  x1      日本語\n"
            "\n"
            "  output  k\n"
            "          1\n"
            "  1  \"k\" from \"k\" of x0\n");
}

TEST(OriginsText, SaysThatNothingComesFromTheUndefined) {
  Origins origins = sample();
  origins.output = Value();
  EXPECT_NE(to_text(origins, {}).find("p is undefined there"), std::string::npos);
}

TEST(OriginsRecord, HasThePiecesInCharacters) {
  Origins origins = sample();
  origins.pieces.resize(2);
  EXPECT_EQ(to_json(origins),
            R"({"inputs":["ada b",7],"output":"A.7!","program":"p","pieces":[)"
            R"({"begin":0,"end":1,"kind":"copied","sources":[{"input":0,"begin":0,"end":1}]},)"
            R"({"begin":1,"end":2,"kind":"constant","sources":[]}]})");
}

TEST(ColumnLetters, GoOnBehindZ) {
  EXPECT_EQ(column_letters(0), "A");
  EXPECT_EQ(column_letters(25), "Z");
  EXPECT_EQ(column_letters(26), "AA");
  EXPECT_EQ(column_letters(701), "ZZ");
  EXPECT_EQ(column_letters(702), "AAA");
}

}  // namespace
}  // namespace inkling::app
