#include <gmock/gmock.h>

#include <inkling/app/csv.hpp>

namespace inkling::app {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(Csv, ReadsPlainRows) {
  const auto table = read_csv("a,b\nc,\n");
  ASSERT_TRUE(table.ok());
  EXPECT_THAT(table->rows, ElementsAre(ElementsAre("a", "b"), ElementsAre("c", "")));
}

TEST(Csv, ReadsQuotesSeparatorsAndLineBreaksInCells) {
  const auto table = read_csv("\"a,\"\"b\"\"\",\"two\nlines\"\r\nx,y\r\n");
  ASSERT_TRUE(table.ok());
  EXPECT_EQ(table->format.line_end, "\r\n");
  EXPECT_THAT(table->rows,
              ElementsAre(ElementsAre("a,\"b\"", "two\nlines"), ElementsAre("x", "y")));
}

TEST(Csv, TheLastLineNeedsNoEnd) {
  const auto table = read_csv("a,b\nc,d");
  ASSERT_TRUE(table.ok());
  EXPECT_THAT(table->rows.back(), ElementsAre("c", "d"));
}

TEST(Csv, LinesEndWithCrOrMixed) {
  const auto old = read_csv("a,b\rc,d\r");
  ASSERT_TRUE(old.ok());
  EXPECT_THAT(old->rows, ElementsAre(ElementsAre("a", "b"), ElementsAre("c", "d")));
  EXPECT_EQ(write_csv(*old), "a,b\rc,d\r");
  const auto mixed = read_csv("a,b\r\nc,d\ne,f\rg,h\n\n\"x\r\ny\",z\n");
  ASSERT_TRUE(mixed.ok());
  EXPECT_THAT(mixed->rows,
              ElementsAre(ElementsAre("a", "b"), ElementsAre("c", "d"), ElementsAre("e", "f"),
                          ElementsAre("g", "h"), ElementsAre(""), ElementsAre("x\r\ny", "z")));
  EXPECT_EQ(mixed->format.line_end, "\n") << "the most frequent one";
}

TEST(Csv, KnowsTheLinesOfRows) {
  const auto table = read_csv("sep=,\n\"a\nb\",c\r\n\nd,e\n");
  ASSERT_TRUE(table.ok());
  EXPECT_EQ(table->line_of(0), 2u);
  EXPECT_EQ(table->line_of(1), 4u);
  EXPECT_EQ(table->line_of(2), 5u);
}

TEST(Csv, FindsOutTheSeparator) {
  const auto separator = [](std::string_view text) {
    const auto table = read_csv(text);
    return table ? table->format.separator : '!';
  };
  EXPECT_EQ(separator("a,b\nc,d\n"), ',');
  EXPECT_EQ(separator("a;b\nc;d\n"), ';');
  EXPECT_EQ(separator("a\tb\nc, d\te\n"), '\t');
  EXPECT_EQ(separator("a|b|c\nd|e, f|\n"), '|');
  EXPECT_EQ(separator("name;price\nada;1,5\nbo;2,25\n"), ';');
  EXPECT_EQ(separator("ada;1,5\nbo;2,25\n"), ';') << "decimal commas, in every row";
  EXPECT_EQ(separator("1,5\n2,25\n"), ',') << "nothing else is there";
  EXPECT_EQ(separator("a,x;y\nb,z\nc,p;q;r\n"), ',') << "lists within cells";
  EXPECT_EQ(separator("\"a;b;c\",d\n\"e\",f\n"), ',') << "quoted";
  EXPECT_EQ(separator("one\ntwo\n"), ',');
  EXPECT_EQ(separator("sep=|\na;b|c\nd;e|f\n"), '|') << "as the first line says";
}

TEST(Csv, AGivenSeparatorCounts) {
  const auto table = read_csv("sep=,\na;b,c\n", ';');
  ASSERT_TRUE(table.ok());
  EXPECT_THAT(table->rows, ElementsAre(ElementsAre("a", "b,c")));
}

TEST(Csv, KeepsTheFormat) {
  for (const std::string text : {"\xEF\xBB\xBF"
                                 "a;b\r\nc;\"d;e\"\r\n",
                                 "SEP=;\na;b\nc;d\n", "'a, b','c'\n'it''s, so',d\n"}) {
    const auto table = read_csv(text);
    ASSERT_TRUE(table.ok());
    const auto again = read_csv(write_csv(*table));
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(again->rows, table->rows);
    EXPECT_EQ(again->format.separator, table->format.separator);
    EXPECT_EQ(again->format.byte_order_mark, text.starts_with("\xEF"));
    EXPECT_EQ(again->format.separator_line, text.starts_with("SEP"));
    EXPECT_EQ(again->format.line_end, table->format.line_end);
  }
}

TEST(Csv, SingleQuotesAreApostrophesUnlessTheyClose) {
  const auto quoted = read_csv("'a, b','c'\n'it''s, so',d\n");
  ASSERT_TRUE(quoted.ok());
  EXPECT_THAT(quoted->rows, ElementsAre(ElementsAre("a, b", "c"), ElementsAre("it's, so", "d")));
  const auto apostrophes = read_csv("'t is,a\nrock 'n' roll,b\n");
  ASSERT_TRUE(apostrophes.ok());
  EXPECT_EQ(apostrophes->rows[0][0], "'t is");
  const auto one = read_csv("'90s,'80s\n'n',x\n");
  ASSERT_TRUE(one.ok());
  EXPECT_EQ(one->rows[0][1], "'80s");
}

TEST(Csv, RefusesWorkbooks) {
  const auto table = read_csv(std::string_view("PK\x03\x04rest", 8));
  ASSERT_FALSE(table.ok());
  EXPECT_THAT(table.error().message, HasSubstr("workbook"));
  EXPECT_THAT(table.error().notes.front(), HasSubstr("save it as CSV"));
}

TEST(Csv, DropsAByteOrderMark) {
  const auto table = read_csv("\xEF\xBB\xBFname,x\n");
  ASSERT_TRUE(table.ok());
  EXPECT_EQ(table->rows[0][0], "name");
}

TEST(Csv, OtherSeparators) {
  const auto table = read_csv("a;b,c\n", ';');
  ASSERT_TRUE(table.ok());
  EXPECT_THAT(table->rows[0], ElementsAre("a", "b,c"));
}

TEST(Csv, NamesTheLineOfAnOpenQuote) {
  const auto table = read_csv("a,b\n\"c,d\n");
  ASSERT_FALSE(table.ok());
  EXPECT_THAT(table.error().message, HasSubstr("line 2"));
}

TEST(Csv, RefusesNulAndInvalidUtf8) {
  EXPECT_FALSE(read_csv(std::string_view("a\0,b", 4)).ok());
  const auto table = read_csv("a,b\nc,\xff\n");
  ASSERT_FALSE(table.ok());
  EXPECT_THAT(table.error().message, HasSubstr("line 2"));
}

TEST(Csv, CellsThatLookLikeSomethingElseAreQuoted) {
  for (const std::string cell : {"sep=,",
                                 "\xEF\xBB\xBF"
                                 "a",
                                 "PK\x03\x04", "'a'", "'", "\"a"}) {
    for (const char quote : {'"', '\''}) {
      CsvTable table{.rows = {{cell}, {"'b c'"}}};
      table.format.separator = ';';
      table.format.quote = quote;
      const auto again = read_csv(write_csv(table), ';');
      ASSERT_TRUE(again.ok()) << cell;
      EXPECT_EQ(again->rows, table.rows) << cell;
    }
  }
}

TEST(Csv, WritesWhatItReads) {
  const CsvTable table{
      .rows = {{"a,b", "say \"hi\"", "two\nlines", "plain", ""}, {"x", "", "", "", "ü"}}};
  const auto again = read_csv(write_csv(table));
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->rows, table.rows);
}

}  // namespace
}  // namespace inkling::app
