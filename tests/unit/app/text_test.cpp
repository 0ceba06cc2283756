#include <gmock/gmock.h>

#include <inkling/app/layout.hpp>
#include <inkling/app/table.hpp>
#include <inkling/app/text.hpp>

namespace inkling::app {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Text, TrimsBlanksOnly) {
  EXPECT_EQ(trim("  a b\t\r\n"), "a b");
  EXPECT_EQ(trim(" \t "), "");
}

TEST(Text, SplitsTheFirstWord) {
  const auto split = split_first("  set   budget 2s ");
  EXPECT_EQ(split.word, "set");
  EXPECT_EQ(split.rest, "budget 2s");
  EXPECT_EQ(split_first("").word, "");
}

TEST(Brackets, KnowsWhatIsOpenOverSeveralPieces) {
  BracketScanner scanner;
  scanner.feed("[1, (2");
  EXPECT_FALSE(scanner.balanced());
  scanner.feed(")]");
  EXPECT_TRUE(scanner.balanced());
}

TEST(Brackets, IgnoresBracketsInQuotesAndEscapedQuotes) {
  BracketScanner scanner;
  scanner.feed(R"("a[\"(")");
  EXPECT_TRUE(scanner.balanced());
  scanner.feed("\"");
  EXPECT_FALSE(scanner.balanced());
}

TEST(Brackets, AStrayClosingBracketIsLeftToTheParser) {
  BracketScanner scanner;
  scanner.feed(")) [");
  EXPECT_FALSE(scanner.balanced());
  scanner.feed("]");
  EXPECT_TRUE(scanner.balanced());
}

TEST(Arrows, PrefersThoseWithBlanksOutsideBrackets) {
  EXPECT_THAT(arrows("a->b -> c", false), ElementsAre(5, 1));
  EXPECT_THAT(arrows("map(x -> 2*x, x0)", false), IsEmpty());
  EXPECT_THAT(arrows("map(x -> 2*x, x0)", true), ElementsAre(6));
  EXPECT_THAT(arrows(R"("a -> b" -> 1)", false), ElementsAre(9));
}

TEST(Blanks, AreFoundOutsideBracketsOncePerRun) {
  EXPECT_THAT(top_level_blanks("sort(x0)   f(a, b) 'c"), ElementsAre(8, 18));
  // A latent program has blanks of its own, and stages on both sides of a pipe are one program.
  EXPECT_THAT(top_level_blanks("<a: 1 2> b"), ElementsAre(8));
  EXPECT_THAT(top_level_blanks("<a: 1> |> b(x0) |> <a: 2 3> [1,2]"), ElementsAre(27));
  EXPECT_THAT(top_level_blanks("x0 < 3 y"), ElementsAre(2, 4, 6));
  EXPECT_THAT(top_level_blanks("f(a, b), \",\" c", true), ElementsAre(7, 8, 12));
  EXPECT_THAT(top_level_blanks("f(a, b),c"), ElementsAre());
}

TEST(BadBytes, NamesNulAndInvalidUtf8WithTheirPlace) {
  EXPECT_FALSE(bad_bytes("naïve → ok").has_value());
  const auto nul = bad_bytes(std::string_view("a\0b", 3));
  ASSERT_TRUE(nul.has_value());
  EXPECT_THAT(nul->message, ::testing::HasSubstr("byte 2 of the line is NUL"));
  const auto invalid = bad_bytes("ab\xff");
  ASSERT_TRUE(invalid.has_value());
  EXPECT_THAT(invalid->message, ::testing::HasSubstr("byte 3 of the line (0xff)"));
}

TEST(Counted, SpeaksEnglish) {
  EXPECT_EQ(counted(1, "query"), "1 query");
  EXPECT_EQ(counted(2, "query"), "2 queries");
  EXPECT_EQ(counted(0, "task"), "0 tasks");
}

TEST(Width, CountsColumnsNotBytes) {
  EXPECT_EQ(display_width("abc"), 3U);
  EXPECT_EQ(display_width("naïve"), 5U);
  EXPECT_EQ(display_width("日本"), 4U);
  EXPECT_EQ(display_width("e\xCC\x81"), 1U);  // e and a combining accent
}

TEST(Width, ShortensAtCharacterBoundaries) {
  EXPECT_EQ(shorten("sort(x0)", 0), "sort(x0)");
  EXPECT_EQ(shorten("sort(x0)", 8), "sort(x0)");
  EXPECT_EQ(shorten("sort(x0)", 5), "sort…");
  EXPECT_EQ(shorten("日本語", 4), "日…");
}

TEST(Width, BreaksLinesAtBlanks) {
  EXPECT_EQ(break_lines("  one two three\n", 0), "  one two three\n");
  EXPECT_EQ(break_lines("  one two three\n", 15), "  one two three\n");
  EXPECT_EQ(break_lines("  one two three\nfour\n", 14), "  one two\n  three\nfour\n");
  EXPECT_EQ(break_lines("one   two", 8), "one\ntwo");
  EXPECT_EQ(break_lines("  one two three four", 12, 2), "  one two\n    three\n    four");
  // A word that is longer than the line stays whole; wide characters count two.
  EXPECT_EQ(break_lines("a overlong b", 4), "a\noverlong\nb");
  EXPECT_EQ(break_lines("日本 語", 6), "日本\n語");
  EXPECT_EQ(break_lines("", 4), "");
  EXPECT_EQ(break_lines("   \n", 2), "   \n");
}

TEST(Table, AlignsAndLeavesNoBlanksAtTheEnd) {
  Table table({{"solver"}, {"fits"}});
  table.add({"a", "2/2"});
  table.add({"longer", "1"});
  EXPECT_EQ(table.render(0, {}), "  solver  fits\n  a       2/2\n  longer  1\n");
}

TEST(Table, ShrinksOnlyWhatMayShrink) {
  Table table({{"solver"}, {"program", true}});
  table.add({"enumerate", std::string(100, 'p')});
  const std::string text = table.render(40, {});
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = text.find('\n', begin);
    EXPECT_LE(display_width(std::string_view(text).substr(begin, end - begin)), 40U);
    begin = end + 1;
  }
  EXPECT_THAT(text, ::testing::HasSubstr("enumerate"));
  EXPECT_THAT(text, ::testing::HasSubstr("pp…"));
}

TEST(Table, WrapsInPlaceOfCutting) {
  Table table({{"name"}, {"meaning", true, false, true}});
  table.add({"beam", "programs side by side"});
  table.add({"model", "off|automatic|whatever"});
  EXPECT_EQ(table.render(22, {}),
            "  name   meaning\n  beam   programs side\n         by side\n"
            "  model  off|automati\n         c|whatever\n");
}

TEST(Table, OneColumnGivesWayBeforeTheOthers) {
  Table table({{"value", true}, {"vector", true, false, false, 1}});
  table.add({std::string(30, 'v'), std::string(90, '1')});
  EXPECT_EQ(table.render(50, {}), "  value" + std::string(27, ' ') + "vector\n  " +
                                      std::string(30, 'v') + "  " + std::string(15, '1') + "…\n");
  // Down to what is needed there, and then together.
  Table both({{"value", true}, {"vector", true, false, false, 20}});
  both.add({std::string(40, 'v'), std::string(90, '1')});
  EXPECT_THAT(both.render(60, {}), ::testing::HasSubstr("  " + std::string(19, '1') + "…\n"));
}

TEST(Table, WritesRowsOneBelowTheOtherWhereTheyDoNotFit) {
  Table table({{"solver"}, {"program", true}, {"confidence"}, {"time"}});
  table.add({"enumerate", "tail of x0 and sorted", "98 %", ""});
  table.add({"other", "x0", "1 %", "3 ms"});
  EXPECT_EQ(table.render(36, {}),
            "  enumerate\n    program     tail of x0 and\n                sorted\n"
            "    confidence  98 %\n  other\n    program     x0\n    confidence  1 %\n"
            "    time        3 ms\n");
  // A word that is too long stays whole, and beside its title.
  Table value({{"solver"}, {"prediction", true}, {"vector", true, false, false, 1}});
  value.add({"net", std::string(30, 'v'), "<net: 1 2 3 4 5 6>"});
  EXPECT_EQ(value.render(22, {}),
            "  net\n    prediction  " + std::string(30, 'v') + "\n    vector      <net:…\n");
  Table two({{"command"}, {"what it does", true}});
  two.add({":crosscheck A [B]", "run two programs on generated inputs"});
  EXPECT_EQ(two.render(30, {}),
            "  :crosscheck A [B]\n    run two programs on\n    generated inputs\n");
}

TEST(Style, TakesNoColumns) {
  EXPECT_EQ(display_width(Style{true}.yellow("note: ") + "x"), 7U);
  EXPECT_EQ(break_lines(Style{true}.yellow("note: ") + "a b", 9),
            Style{true}.yellow("note: ") + "a b");
}

TEST(Style, WritesCodesOnlyWhenOn) {
  EXPECT_EQ(Style{false}.red("x"), "x");
  EXPECT_EQ(Style{true}.red("x"), "\uFDD031mx\uFDD00m");
}

TEST(TabCells, AreWhatStandsBetweenTabs) {
  using ::testing::ElementsAre;
  EXPECT_THAT(tab_cells("a b\t c\t"), ElementsAre("a b", "c", ""));
  EXPECT_THAT(tab_cells("\ta"), ElementsAre("", "a"));
  EXPECT_THAT(tab_cells("[1,\t2]\t\"x\ty\""), ElementsAre("[1,\t2]", "\"x\ty\""));
  EXPECT_THAT(tab_cells("no tab"), ElementsAre("no tab"));
}

TEST(OneLine, MeansTheSame) {
  EXPECT_EQ(one_line("[1,\n2] ->\n?"), "[1, 2] -> ?");
  EXPECT_EQ(one_line("\"a\nb\" -> c"), "\"a\\nb\" -> c");
  EXPECT_EQ(one_line("\"a\\\"\nb\"\nx"), "\"a\\\"\\nb\" x");
}

}  // namespace
}  // namespace inkling::app
