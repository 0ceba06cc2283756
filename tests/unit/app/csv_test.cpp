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
  EXPECT_TRUE(table->crlf);
  EXPECT_THAT(table->rows,
              ElementsAre(ElementsAre("a,\"b\"", "two\nlines"), ElementsAre("x", "y")));
}

TEST(Csv, TheLastLineNeedsNoEnd) {
  const auto table = read_csv("a,b\nc,d");
  ASSERT_TRUE(table.ok());
  EXPECT_THAT(table->rows.back(), ElementsAre("c", "d"));
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

TEST(Csv, WritesWhatItReads) {
  const CsvTable table{{{"a,b", "say \"hi\"", "two\nlines", "plain", ""}, {"x", "", "", "", "ü"}}};
  const auto again = read_csv(write_csv(table));
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->rows, table.rows);
}

}  // namespace
}  // namespace inkling::app
