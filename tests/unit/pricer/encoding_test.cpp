// What the network reads of an example.
#include "encoding.hpp"

#include <gtest/gtest.h>

#include <array>
#include <limits>
#include <set>

namespace inkling::pricer {
namespace {

Value value(const char* text) {
  return *parse_value(text);
}

std::vector<int> encoded(std::initializer_list<const char*> inputs, const char* output) {
  std::vector<Value> values;
  for (const char* text : inputs) values.push_back(value(text));
  std::vector<int> places(kPlaces, -1);
  encode(values, value(output), places);
  return places;
}

// The symbols of a fact about the first input and the output.
int fact(const std::vector<int>& places, std::size_t number) {
  return places.at((1 + kInputs) * kSlot + number);
}

TEST(Encoding, EveryIntegerHasASymbolAndSmallOnesTheirOwn) {
  std::set<int> seen;
  for (std::int64_t i = -kExact; i <= kExact; ++i) {
    EXPECT_TRUE(seen.insert(symbol_of(i)).second) << i;
    EXPECT_EQ(integer_of(symbol_of(i)), i);
  }
  EXPECT_EQ(symbol_of(128), symbol_of(254));
  EXPECT_NE(symbol_of(254), symbol_of(255));
  EXPECT_NE(symbol_of(254), symbol_of(-254));
  for (const std::int64_t far : {std::int64_t{1} << 40, std::numeric_limits<std::int64_t>::max()}) {
    EXPECT_EQ(symbol_of(far), symbol_of(5000));
    EXPECT_EQ(symbol_of(-far), symbol_of(-5000));
  }
  EXPECT_EQ(symbol_of(std::numeric_limits<std::int64_t>::min()), symbol_of(-5000));
  for (int symbol = 1; symbol < kSymbols; ++symbol)
    EXPECT_EQ(symbol_of(integer_of(symbol)), symbol);
}

TEST(Encoding, WritesTheOutputThenTheInputs) {
  const auto places = encoded({"[3,1,2]", "7"}, "[1,2]");
  EXPECT_EQ(places[1], symbol_of(2));  // its length
  EXPECT_EQ(places[2], symbol_of(1));
  EXPECT_EQ(places[3], symbol_of(2));
  EXPECT_EQ(places[4], 0);  // nothing
  EXPECT_EQ(places[kSlot + 2], symbol_of(3));
  EXPECT_EQ(places[2 * kSlot + 2], symbol_of(7));
  EXPECT_NE(places[kSlot], places[2 * kSlot]);  // a list, an integer
  EXPECT_EQ(places[3 * kSlot], 0);              // there is no third input
}

TEST(Encoding, TellsWhatHoldsBetweenInputAndOutput) {
  const int yes = symbol_of(1), no = symbol_of(0);
  const auto sorted = encoded({"[3,1,2]"}, "[1,2,3]");
  EXPECT_EQ(fact(sorted, 0), symbol_of(0));  // as long
  EXPECT_EQ(fact(sorted, 1), no);            // not equal
  EXPECT_EQ(fact(sorted, 4), yes);           // the same elements
  const auto reversed = encoded({"[3,1,2]"}, "[2,1,3]");
  EXPECT_EQ(fact(reversed, 8), yes);
  const auto prefix = encoded({"[3,1,2]"}, "[3,1]");
  EXPECT_EQ(fact(prefix, 0), symbol_of(-1));
  EXPECT_EQ(fact(prefix, 5), yes);
  EXPECT_EQ(fact(prefix, 6), no);
  const auto shifted = encoded({"[3,1,2]"}, "[8,6,7]");
  EXPECT_EQ(fact(shifted, 10), symbol_of(5));
  const auto scaled = encoded({"[3,1,2]"}, "[-6,-2,-4]");
  EXPECT_EQ(fact(scaled, 11), symbol_of(-2));
  EXPECT_EQ(fact(scaled, 12), yes);
  const auto sums = encoded({"[3,1,2]"}, "[3,4,6]");
  EXPECT_EQ(fact(sums, 13), yes);
  EXPECT_EQ(fact(encoded({"[3,1,2]"}, "3"), 16), symbol_of(1));  // the largest
}

TEST(Encoding, TakesAnyValueAndCutsOffWhatIsTooLong) {
  std::string many = "[0";
  for (int i = 1; i < 3000; ++i) many += "," + std::to_string(i % 7);
  many += "]";
  const char* odd[] = {"[]",
                       "[[1,2],[3]]",
                       "[true,false]",
                       "\"caf\u00e9\"",
                       "true",
                       "[-9223372036854775807,9223372036854775807]",
                       "9223372036854775807",
                       many.c_str()};
  for (const char* a : odd)
    for (const char* b : odd) {
      const auto places = encoded({a, b, a, b, a}, b);  // more inputs than are looked at
      for (const int symbol : places) {
        EXPECT_GE(symbol, 0);
        EXPECT_LT(symbol, kSymbols);
      }
    }
}

std::vector<int> text_encoded(std::initializer_list<const char*> inputs, const char* output) {
  std::vector<Value> values;
  for (const char* text : inputs) values.push_back(value(text));
  std::vector<int> places(kTextPlaces, -1);
  encode(values, value(output), places);
  return places;
}

TEST(TextEncoding, WritesCharactersThenFactsOfEachTextAndOfThePair) {
  const auto places = text_encoded({R"("Ada Byron")"}, R"("Byron")");
  EXPECT_EQ(places[1], symbol_of(5));
  EXPECT_EQ(places[2], symbol_of('B'));
  const std::size_t input = kTextSlot + kTextFacts;
  EXPECT_EQ(places[input + 1], symbol_of(9));
  EXPECT_EQ(places[input + 2], symbol_of('A'));
  EXPECT_EQ(places[input + kTextSlot], symbol_of(2));        // words
  EXPECT_EQ(places[input + kTextSlot + 6], symbol_of(' '));  // the first sign
  const std::size_t pair = input + kTextSlot + kTextFacts;
  EXPECT_EQ(places[pair], symbol_of(-4));     // shorter
  EXPECT_EQ(places[pair + 1], symbol_of(0));  // not equal
  EXPECT_EQ(places[pair + 3], symbol_of(1));  // a part
  EXPECT_EQ(places[pair + 6], symbol_of(0));  // no prefix
  EXPECT_EQ(places[pair + 7], symbol_of(1));  // a suffix
  // There is no second input.
  for (std::size_t at = pair + kTextPairFacts; at < kTextPlaces; ++at) EXPECT_EQ(places[at], 0);
}

std::int64_t pair_fact(std::string_view input, std::string_view output, std::size_t number) {
  std::array<std::int64_t, kTextPairFacts> facts{};
  text_pair_facts(input, output, facts);
  return facts.at(number);
}

TEST(TextFacts, TellWhatWasDoneToAText) {
  EXPECT_EQ(pair_fact("Ada B", "ada b", 8), 1);  // in small letters
  EXPECT_EQ(pair_fact("Ada B", "ADA B", 9), 1);  // in capitals
  EXPECT_EQ(pair_fact("ada BYRON", "Ada Byron", 10), 1);
  EXPECT_EQ(pair_fact("a1-b23", "123", 11), 1);  // the digits
  EXPECT_EQ(pair_fact("a1-b23", "ab", 12), 1);   // the letters
  EXPECT_EQ(pair_fact("a1-b23", "a1b23", 13), 1);
  EXPECT_EQ(pair_fact("a b c", "abc", 14), 1);
  EXPECT_EQ(pair_fact("aBcD", "BD", 15), 1);
  EXPECT_EQ(pair_fact("abcdef", "ace", 16), 1);  // letters left out
  EXPECT_EQ(pair_fact("abcdef", "eca", 16), 0);
  EXPECT_EQ(pair_fact("ada byron", "A.B.", 18), 1);  // first letters of the words
  EXPECT_EQ(pair_fact("ada byron", "A.D.", 18), 0);
  EXPECT_EQ(pair_fact("one-two-three", "two", 20), 2);  // the second word, the second last
  EXPECT_EQ(pair_fact("one-two-three", "two", 21), 2);
  EXPECT_EQ(pair_fact("one-two-three", "two", 23), '-');
  EXPECT_EQ(pair_fact("one-two/three", "two", 24), '/');
  EXPECT_EQ(pair_fact("ab-cd", "x-cdz", 27), 3);  // the longest part of both
  EXPECT_EQ(pair_fact("ab-cd", "cdxab", 35), 2);  // in two parts, with one sign left
  EXPECT_EQ(pair_fact("ab-cd", "cdxab", 36), 1);
  EXPECT_EQ(pair_fact("a-b-c", "a_b_c", 37), 2);  // places that differ
  EXPECT_EQ(pair_fact("a-b-c", "a_b_c", 38), '-');
  EXPECT_EQ(pair_fact("a-b-c", "a_b_c", 39), '_');
  EXPECT_EQ(pair_fact("a-b", "a+b", 40), '-');
  EXPECT_EQ(pair_fact("a-b", "a+b", 41), '+');
  EXPECT_EQ(pair_fact("  ab ", "ab", 42), 1);
  EXPECT_EQ(pair_fact("abc", "cba", 43), 1);
}

TEST(TextFacts, TakeAnyTextAndAnyValue) {
  const std::string many(100'000, 'x'), wild = "\xff\x80\x01\xc3";
  for (const std::string& a : {std::string(), std::string(" "), many, wild, std::string("a.b")})
    for (const std::string& b : {std::string(), std::string(" "), many, wild, std::string("B")}) {
      std::array<std::int64_t, kTextPairFacts> pair{};
      text_pair_facts(a, b, pair);
      std::array<std::int64_t, kTextFacts> own{};
      text_facts(a, own);
      EXPECT_EQ(pair[1], a == b ? 1 : 0);
    }
  for (const char* odd : {"[1,2]", "true", "-7", R"(["a","b"])", R"("")"})
    for (const int symbol : text_encoded({odd, odd, odd}, odd)) {
      EXPECT_GE(symbol, 0);
      EXPECT_LT(symbol, kSymbols);
    }
}

}  // namespace
}  // namespace inkling::pricer
