#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <inkling/faults.hpp>

#include "hnps_language.hpp"
#include "syntax.hpp"

namespace inkling::hnps {
namespace {

using testing::HasSubstr;

class Hnps : public testing::Test {
 protected:
  // "undefined: why" where there is no result.
  std::string run(std::string_view body, std::string_view input, bool single = false) const {
    const auto program =
        language->parse((single ? "@single Concat c( " : "Concat c( ") + std::string(body) + " c)");
    if (!program) return "error: " + program.error().message;
    const std::vector<Value> inputs{Value(std::string(input))};
    const Value value = language->run(*program, inputs).value();
    if (value.is_undefined())
      return "undefined: " + faults_of(*language)->why_undefined(*program, inputs);
    return value.as_string();
  }
  // The text from a position to the end of the input but the last character.
  std::string from(std::string_view position, std::string_view input, bool single = false) const {
    return run("SubStr s( " + std::string(position) + " ConstPos p( -1 p) s)", input, single);
  }
  std::unique_ptr<Language> language = make_language();
};

TEST_F(Hnps, PartsAreCutAsPythonSlices) {
  EXPECT_EQ(run("SubStr s( ConstPos p( 1 p) ConstPos p( 3 p) s)", "abcde"), "bc");
  EXPECT_EQ(run("SubStr s( ConstPos p( -3 p) ConstPos p( -1 p) s)", "abcde"), "cd");
  EXPECT_EQ(run("SubStr s( ConstPos p( 3 p) ConstPos p( 20 p) s)", "abcde"), "de");
  EXPECT_EQ(run("SubStr s( ConstPos p( -20 p) ConstPos p( 2 p) s)", "abcde"), "ab");
  EXPECT_EQ(run("SubStr s( ConstPos p( 3 p) ConstPos p( 3 p) s)", "abcde"),
            "undefined: expression 1: there is nothing from position 3 up to position 3");
  EXPECT_EQ(run("SubStr s( ConstPos p( -1 p) ConstPos p( 0 p) s)", "abcde"),
            "undefined: expression 1: there is nothing from position -1 up to position 0");
}

TEST_F(Hnps, TheEndOfAMatchIsItsLastCharacter) {
  const std::string_view text = "ab, 12 Cde.";
  EXPECT_EQ(from("Regex r( Num 0 Start r)", text), "12 Cde");
  EXPECT_EQ(from("Regex r( Num 0 End r)", text), "2 Cde");
  EXPECT_EQ(from("Regex r( \",\" 0 Start r)", text), from("Regex r( \",\" 0 End r)", text));
  EXPECT_EQ(run("SubStr s( Regex r( Word 0 Start r) Regex r( Word 0 End r) s)", text), "a");
}

TEST_F(Hnps, TypesMatchRunsOfTheirLength) {
  const std::string_view text = "x 7 AB cd Efg 12 Q9!";
  EXPECT_EQ(from("Regex r( Word 0 Start r)", text), "AB cd Efg 12 Q9");
  EXPECT_EQ(from("Regex r( Num 0 Start r)", text), "12 Q9");
  EXPECT_EQ(from("Regex r( Alphanum -1 Start r)", text), "Q9");
  EXPECT_EQ(from("Regex r( Allcaps 0 Start r)", text), "AB cd Efg 12 Q9");
  EXPECT_EQ(from("Regex r( Propcase 0 Start r)", text), "Efg 12 Q9");
  EXPECT_EQ(from("Regex r( Lower 1 Start r)", text), "fg 12 Q9");
  EXPECT_EQ(from("Regex r( Digit 0 Start r)", text), "7 AB cd Efg 12 Q9");
  EXPECT_EQ(from("Regex r( Char 0 Start r)", text), "x 7 AB cd Efg 12 Q9");
  EXPECT_EQ(from("Regex r( Allcaps 1 Start r)", text),
            "undefined: expression 1: there is no Allcaps 2");
  EXPECT_EQ(from("Regex r( Num -3 Start r)", text),
            "undefined: expression 1: there is no Num 3 from the end");
}

TEST_F(Hnps, ADialectTakesSingleCharacters) {
  const std::string_view text = "x 7 AB.";
  EXPECT_EQ(from("Regex r( Num 0 Start r)", text, true), "7 AB");
  EXPECT_EQ(from("Regex r( Lower 0 Start r)", text, true), "x 7 AB");
  EXPECT_EQ(from("Regex r( Alphanum 1 Start r)", text, true), "7 AB");
  EXPECT_EQ(from("Regex r( Word 0 Start r)", text, true), "AB");
}

TEST_F(Hnps, ConstantsAndPartsStandInARow) {
  EXPECT_EQ(run("ConstStr k( \"(\" k) SubStr s( ConstPos p( 0 p) ConstPos p( 2 p) s) "
                "ConstStr k( \" \" k)",
                "abc"),
            "(ab ");
}

TEST_F(Hnps, TextBeyondAsciiIsCutAtCodePoints) {
  EXPECT_EQ(run("SubStr s( ConstPos p( 1 p) ConstPos p( 3 p) s)", "äöüß"), "öü");
  EXPECT_EQ(run("SubStr s( Regex r( Word 0 Start r) ConstPos p( -1 p) s)", "éabé"), "ab");
}

TEST_F(Hnps, ErrorsSayWhere) {
  const auto fault = [&](std::string_view text) {
    const auto program = language->parse(text);
    if (program) return std::string("none");
    const SourceSpan span = program.error().span.value_or(SourceSpan{99, 99});
    return std::to_string(span.begin) + ": " + program.error().message;
  };
  EXPECT_EQ(fault("Concat c( SubStr s( ConstPos p( 21 p) ConstPos p( 1 p) s) c)"),
            "32: a constant position is 21: expected -20 to 20");
  EXPECT_EQ(fault("Concat c( SubStr s( Regex r( Num 4 Start r) ConstPos p( 1 p) s) c)"),
            "33: the index of a match is 4: expected -3 to 3");
  EXPECT_THAT(fault("Concat c( c)"), HasSubstr("10: "));
  EXPECT_THAT(fault("Concat c( ConstStr k( \"x\" k) c)"), HasSubstr("22: "));
  EXPECT_THAT(fault(""), HasSubstr("0: "));
  std::string many = "Concat c(";
  for (int i = 0; i < 65; ++i) many += " ConstStr k( \",\" k)";
  EXPECT_THAT(fault(many + " c)"), HasSubstr("65 expressions: expected at most 64"));
}

TEST_F(Hnps, OtherInputsAreRefused) {
  const auto program = language->parse("Concat c( ConstStr k( \",\" k) c)");
  EXPECT_EQ(language->run(*program, std::vector<Value>{3}).error().message,
            "programs of hnps take one string, not int");
  EXPECT_EQ(language->run(*program, {}).error().message,
            "programs of hnps take one string, 0 inputs were given");
  const std::vector<Type> types{Type{Type::Base::integer, 0}};
  EXPECT_EQ(language->parse_typed("Concat c( ConstStr k( \",\" k) c)", types).error().code,
            ErrorCode::type);
}

TEST_F(Hnps, StepsAndWordsFollowTheExpressions) {
  const auto program = language->parse(
      "Concat c( SubStr s( Regex r( Propcase 0 Start r) Regex r( \" \" 0 Start r) s) ConstStr k( "
      "\".\" k) c)");
  const auto steps = language->trace(*program, std::vector<Value>{"Ada L"});
  ASSERT_EQ(steps->size(), 3U);
  EXPECT_EQ(steps->at(1).value, Value("Ada"));
  EXPECT_EQ(steps->at(2).value, Value("Ada."));
  EXPECT_EQ(language->explain(*program),
            "the text from the first character of Propcase 1 up to, not including, the first "
            "character of \" \" 1, then the character \".\"");
}

// Names of types, characters and brackets stand in the grammar, and are looked up in tables.
TEST_F(Hnps, TheGrammarAndTheTablesAgree) {
  for (const std::string_view type : kTypes) {
    const auto program = read("Concat c( SubStr s( Regex r( " + std::string(type) +
                              " 0 End r) ConstPos p( -1 p) s) c)");
    ASSERT_TRUE(program) << type;
    EXPECT_EQ(kTypes[program->expressions[0].from.pattern.number], type);
  }
  for (const char c : kCharacters)
    EXPECT_EQ(run(std::string("ConstStr k( \"") + c + "\" k)", ""), std::string(1, c));
}

TEST_F(Hnps, BitsArePricedByTheTableOfTheSampler) {
  const auto price = [](std::string_view text) { return bits(*read(text)); };
  const double constant = price("Concat c( ConstStr k( \",\" k) c)");
  EXPECT_NEAR(constant, 1.152 + 2.170 + 4.322, 1e-3);
  EXPECT_LT(
      price("Concat c( SubStr s( ConstPos p( 1 p) ConstPos p( 2 p) s) c)"),
      price("Concat c( SubStr s( ConstPos p( 1 p) ConstPos p( 2 p) s) ConstStr k( \",\" k) c)"));
  EXPECT_LT(price("Concat c( SubStr s( Regex r( Num 0 End r) ConstPos p( 2 p) s) c)"),
            price("Concat c( SubStr s( Regex r( \",\" 0 End r) ConstPos p( 2 p) s) c)"));
}

}  // namespace
}  // namespace inkling::hnps
