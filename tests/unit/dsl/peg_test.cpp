#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <inkling/dsl/peg.hpp>

namespace inkling::dsl {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Peg made(std::string_view grammar) {
  Result<Peg> peg = Peg::make(grammar);
  EXPECT_TRUE(peg) << to_text(peg.error());
  return *std::move(peg);
}

// "sum(term(NUMBER) term(NUMBER))"
std::string shape(const Peg& peg, const ParseNode& node) {
  std::string text = peg.name(node.rule);
  if (node.children.empty()) return text;
  text += "(";
  for (std::size_t i = 0; i < node.children.size(); ++i)
    text += (i == 0 ? "" : " ") + shape(peg, node.children[i]);
  return text + ")";
}

constexpr std::string_view kSums = R"(
  sum    <- term (('+' / '-') term)*   # left to right
  term   <- NUMBER / '(' sum ')' / call
  call   <- 'min' '(' sum (',' sum)* ')'
  NUMBER <- '-'? [0-9]+
)";

TEST(Peg, ReadsTextIntoATreeOfRules) {
  const Peg peg = made(kSums);
  const std::string_view text = " 1 + min( 2,-3 )\n - (4)";
  const ParseNode root = peg.parse(text).value();
  EXPECT_EQ(shape(peg, root),
            "sum(term(NUMBER) term(call(sum(term(NUMBER)) sum(term(NUMBER)))) "
            "term(sum(term(NUMBER))))");
  EXPECT_EQ(root.children[0].in(text), "1");
  EXPECT_EQ(root.children[1].in(text), "min( 2,-3 )");
}

TEST(Peg, ErrorsSayWhereAndWhatWasExpected) {
  const Peg peg = made(kSums);
  const Error open = peg.parse("1 + (2").error();
  EXPECT_EQ(open.message, "expected ')' or '+' or '-', found the end");
  EXPECT_EQ(open.span, (SourceSpan{6, 6}));
  const Error word = peg.parse("mni(1)").error();
  EXPECT_EQ(word.message, "expected '(' or 'min' or number, found 'mni'");
  EXPECT_THAT(word.notes, ElementsAre("did you mean 'min'?"));
  EXPECT_EQ(word.span, (SourceSpan{0, 3}));
  EXPECT_THAT(peg.parse("1 é").error().message, HasSubstr("found 'é'"));
}

TEST(Peg, AWordEndsWhereItsLettersEnd) {
  const Peg peg = made("all <- 'go' NAME?\nNAME <- [a-z]+");
  EXPECT_TRUE(peg.parse("go on"));
  EXPECT_FALSE(peg.parse("goon"));
}

TEST(Peg, LooksAhead) {
  const Peg peg = made("all <- (!END WORD)+ END\nEND <- 'end'\nWORD <- [a-z]+");
  EXPECT_EQ(shape(peg, peg.parse("a ending end").value()), "all(WORD WORD END)");
  EXPECT_FALSE(peg.parse("a b"));
  EXPECT_TRUE(made("all <- &'a' WORD\nWORD <- [a-z]+").parse("a"));
}

TEST(Peg, ListsItsWordsOnce) {
  EXPECT_THAT(made(kSums).words(), ElementsAre("+", "-", "(", ")", "min", ","));
}

TEST(Peg, GrammarsThatAreNoneAreRefused) {
  EXPECT_THAT(Peg::make("a <- b").error().message, HasSubstr("'b' is not defined"));
  EXPECT_THAT(Peg::make("a <- 'x'\na <- 'y'").error().message, HasSubstr("defined twice"));
  EXPECT_THAT(Peg::make("a <- ('x'").error().message, HasSubstr("notation"));
  EXPECT_THAT(Peg::make("").error().message, HasSubstr("notation"));
  EXPECT_THAT(Peg::make("a <- 'x'? b\nb <- a 'y'").error().message,
              HasSubstr("begins with itself"));
}

TEST(Peg, RulesInsteadTakeThePlaceOfOthers) {
  const auto peg = Peg::make("all <- NAME more?\nmore <- ',' NAME\nNAME <- [a-z]+",
                             "NAME <- 'i' / 'j'\nend <- ';'\nmore <- ',' NAME end");
  ASSERT_TRUE(peg.ok());
  EXPECT_EQ(shape(*peg, peg->parse("i, j;").value()), "all(NAME more(NAME end))");
  EXPECT_FALSE(peg->parse("k"));
  ASSERT_EQ(peg->rules().size(), 4u);
  EXPECT_EQ(peg->rules()[2].name, "NAME");
  EXPECT_TRUE(peg->rules()[2].token);
  EXPECT_EQ(peg->rules()[2].body.children[1].text, "j");
  EXPECT_THAT(Peg::make("a <- 'x'", "a <- 'y'\na <- 'z'").error().message,
              HasSubstr("defined twice"));
}

TEST(Peg, DeepAndLongTextsEnd) {
  const Peg peg = made(kSums);
  const std::string deep(100'000, '(');
  EXPECT_THAT(peg.parse(deep).error().message, HasSubstr("nested too deep"));
  EXPECT_THAT(peg.parse(std::string(kMaxPegText + 1, ' ')).error().message, HasSubstr("at most"));
  // Two ways for every bracket: without a limit this would take 2^60 steps.
  const Peg slow = made("a <- b '!' / b\nb <- '(' a ')' / 'x'");
  const std::string twice = std::string(60, '(') + "x" + std::string(60, ')');
  EXPECT_THAT(slow.parse(twice).error().message, HasSubstr("too long to read"));
}

TEST(Peg, ARepetitionOfNothingEnds) {
  EXPECT_TRUE(made("all <- ('+'?)* 'y'").parse("++y"));
}

}  // namespace
}  // namespace inkling::dsl
