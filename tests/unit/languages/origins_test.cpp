// Where the characters of a result come from.
#include <gtest/gtest.h>

#include <inkling/dsl/language.hpp>
#include <inkling/dsl/random_program.hpp>
#include <inkling/translator.hpp>

#include "strings_catalogue.hpp"
#include "strings_tables.hpp"
#include "text.hpp"

namespace inkling::dsl {
namespace {

using Kind = TextPiece::Kind;

std::unique_ptr<Language> language() {
  return make_language(strings::strings_catalogue(), strings::strings_tables());
}

std::vector<TextPiece> pieces(const std::string& program, const std::vector<Value>& inputs) {
  const auto made = language();
  const auto parsed = made->parse(program);
  EXPECT_TRUE(parsed.ok()) << program;
  const auto origins = provenance_of(*made)->origins(*parsed, inputs);
  EXPECT_TRUE(origins.ok()) << to_text(origins.error());
  return origins.ok() ? *origins : std::vector<TextPiece>();
}

TEST(Origins, AreExactForWhatIsCutOut) {
  // "bb" stands twice: only the program says which one is meant.
  EXPECT_EQ(pieces("after_last(x0, \" \")", {Value("bb bb")}),
            (std::vector<TextPiece>{{0, 2, Kind::copied, {{0, 3, 5}}}}));
  EXPECT_EQ(pieces("word(x1, 2)", {Value("a"), Value("é bc d")}),
            (std::vector<TextPiece>{{0, 2, Kind::copied, {{1, 2, 4}}}}));
}

TEST(Origins, TellConstantsFromWhatLooksLikeThem) {
  EXPECT_EQ(
      pieces("upper(left(x0, 1)) ++ \".\"", {Value("ada.")}),
      (std::vector<TextPiece>{{0, 1, Kind::copied, {{0, 0, 1}}}, {1, 2, Kind::constant, {}}}));
  EXPECT_EQ(
      pieces("pad_left(x0, 4, \"0\")", {Value("07")}),
      (std::vector<TextPiece>{{0, 2, Kind::constant, {}}, {2, 4, Kind::copied, {{0, 0, 2}}}}));
  EXPECT_EQ(pieces("replace_all(x0, \"-\", \"/\")", {Value("a-b-c")}),
            (std::vector<TextPiece>{{0, 1, Kind::copied, {{0, 0, 1}}},
                                    {1, 2, Kind::constant, {}},
                                    {2, 3, Kind::copied, {{0, 2, 3}}},
                                    {3, 4, Kind::constant, {}},
                                    {4, 5, Kind::copied, {{0, 4, 5}}}}));
}

TEST(Origins, GoThroughListsAndFunctions) {
  EXPECT_EQ(pieces("join(map(x -> left(x, 1), split(x0, \" \")), \".\")", {Value("ada b")}),
            (std::vector<TextPiece>{{0, 1, Kind::copied, {{0, 0, 1}}},
                                    {1, 2, Kind::constant, {}},
                                    {2, 3, Kind::copied, {{0, 4, 5}}}}));
  EXPECT_EQ(pieces("if contains(x0, \"b\") then x1 else x0", {Value("b"), Value("xy")}),
            (std::vector<TextPiece>{{0, 2, Kind::copied, {{1, 0, 2}}}}))
      << "what a condition looks at is no part of the result";
}

TEST(Origins, SayWhichPartNewCharactersWereComputedFrom) {
  EXPECT_EQ(
      pieces("date(x0, \"dmy\", \"yyyy\") ++ \"!\"", {Value("due 05/03/2024, paid")}),
      (std::vector<TextPiece>{{0, 4, Kind::computed, {{0, 4, 14}}}, {4, 5, Kind::constant, {}}}));
  EXPECT_EQ(pieces("plus(x0, x1)", {Value("1"), Value("2.50")}),
            (std::vector<TextPiece>{{0, 4, Kind::computed, {{0, 0, 1}, {1, 0, 4}}}}));
  EXPECT_EQ(pieces("int_to_string(len(x0))", {Value("abc")}),
            (std::vector<TextPiece>{{0, 1, Kind::computed, {{0, 0, 3}}}}));
  EXPECT_EQ(pieces("len(x0)", {Value("abc")}),
            (std::vector<TextPiece>{{0, 1, Kind::computed, {{0, 0, 3}}}}));
  EXPECT_EQ(pieces("number(x0)", {Value("x-y -1,234")}),
            (std::vector<TextPiece>{{0, 2, Kind::copied, {{0, 4, 6}}},
                                    {2, 5, Kind::copied, {{0, 7, 10}}}}));
}

// Characters that an operator adds to a constant are the program's own as well.
TEST(Origins, WhatIsComputedFromConstantsAloneIsConstant) {
  EXPECT_EQ(
      pieces("ordinal(\"4\") ++ x0", {Value("!")}),
      (std::vector<TextPiece>{{0, 3, Kind::constant, {}}, {3, 4, Kind::copied, {{0, 0, 1}}}}));
}

TEST(Origins, UndefinedComesFromNowhereAndListsAreRefused) {
  EXPECT_TRUE(pieces("before(x0, \"-\")", {Value("abc")}).empty());
  const auto made = language();
  const std::vector<Value> inputs{Value("a b")};
  const auto list = provenance_of(*made)->origins(*made->parse("words(x0)"), inputs);
  ASSERT_FALSE(list.ok());
  EXPECT_EQ(list.error().code, ErrorCode::unsupported);
}

// Random programs: pieces cover the result, and a copied character is the one that it came from,
// but for its case.
TEST(Origins, CoverEveryResultOfRandomPrograms) {
  const auto made = language();
  const auto catalogue = strings::strings_catalogue();
  constexpr Sort kText{Sort::Base::string, 0, 0};
  RandomProgramOptions options;
  options.strings = {"",        " ",    ",", "Ab", "é", "x-y", "ada lovelace", "5 March 2023",
                     "1,234.5", "a b c"};
  Rng rng(5);
  std::size_t defined = 0;
  std::size_t copied = 0;
  for (int round = 0; round < 6000; ++round) {
    options.max_nodes = static_cast<std::size_t>(rng.uniform(2, 12));
    options.lets = round % 4 == 0;
    const auto expr = random_program(*catalogue, {kText, kText}, kText, options, rng);
    ASSERT_TRUE(expr.has_value());
    const Program program = make_program(catalogue, *expr, catalogue->dialects().front());
    const std::span<const std::string> pool(options.strings);
    const std::vector<Value> inputs{Value(rng.pick(pool) + rng.pick(pool)), Value(rng.pick(pool))};
    const auto result = made->run(program, inputs);
    ASSERT_TRUE(result.ok());
    const auto origins = provenance_of(*made)->origins(program, inputs);
    ASSERT_TRUE(origins.ok()) << program.text();
    if (result->is_undefined()) {
      EXPECT_TRUE(origins->empty()) << program.text();
      continue;
    }
    ++defined;
    const auto decoded = [](const Value& value) {
      std::u32string out;
      const std::string& text = value.as_string();
      for (const char *p = text.data(), *end = p + text.size(); p < end;)
        out += strings::text::decode(p);
      return out;
    };
    const std::u32string output = decoded(*result);
    std::size_t at = 0;
    for (const TextPiece& piece : *origins) {
      ASSERT_EQ(piece.begin, at) << program.text();
      ASSERT_LT(piece.begin, piece.end) << program.text();
      at = piece.end;
      EXPECT_EQ(piece.kind == Kind::constant, piece.sources.empty()) << program.text();
      for (const Stretch& source : piece.sources) {
        ASSERT_LT(source.input, inputs.size()) << program.text();
        ASSERT_LE(source.end, decoded(inputs[source.input]).size()) << program.text();
      }
      if (piece.kind != Kind::copied) continue;
      ++copied;
      const Stretch& source = piece.sources[0];
      ASSERT_EQ(source.end - source.begin, piece.end - piece.begin) << program.text();
      const std::u32string input = decoded(inputs[source.input]);
      for (std::size_t k = 0; k < piece.end - piece.begin; ++k)
        EXPECT_EQ(strings::text::to_lower(output[piece.begin + k]),
                  strings::text::to_lower(input[source.begin + k]))
            << program.text() << " of " << to_text(inputs[0]) << ", " << to_text(inputs[1]);
    }
    EXPECT_EQ(at, output.size()) << program.text();
  }
  EXPECT_GT(defined, 2000u);
  EXPECT_GT(copied, 1000u);
}

}  // namespace
}  // namespace inkling::dsl
