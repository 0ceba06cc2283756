#include <gmock/gmock.h>

#include <inkling/app/table_header.hpp>

namespace inkling::app {
namespace {

using ::testing::HasSubstr;

HeaderGuess guess(const std::vector<CsvRow>& rows) {
  return guess_header(rows, {});
}

TEST(TableHeader, ATextAboveNothingButNumbersIsAName) {
  const auto header = guess({{"item", "price"}, {"pen", "1.20"}, {"ink", "$3"}});
  EXPECT_EQ(header.first_row, FirstRow::header);
  EXPECT_EQ(header.why, "column 'price' holds numbers below it");
  EXPECT_EQ(guess({{"who", "born"}, {"a", "1999-12-31"}, {"b", "5/4/1980"}}).first_row,
            FirstRow::header);
  EXPECT_EQ(guess({{"when"}, {"12.03.2021"}, {"5.4.2020"}}).why,
            "column 'when' holds dates or times below it");
  EXPECT_EQ(guess({{"how many"}, {"1.234.567"}, {"12.345"}}).why,
            "column 'how many' holds numbers below it");
  EXPECT_EQ(guess({{"who", "mail"}, {"a", "a@b.org"}, {"b", "c@d.org"}}).first_row,
            FirstRow::header);
}

TEST(TableHeader, ARowOfTheSameKindIsData) {
  const auto data = guess({{"pen", "1.20"}, {"ink", "3"}, {"cap", "7 %"}});
  EXPECT_EQ(data.first_row, FirstRow::data);
  EXPECT_THAT(data.why, HasSubstr("column 2 holds numbers from the first row on"));
  EXPECT_EQ(guess({{"red", "x"}, {"blue", "y"}, {"red", "z"}}).first_row, FirstRow::data)
      << "no name stands below itself";
}

TEST(TableHeader, OtherwiseNothingIsKnown) {
  EXPECT_EQ(guess({{"name", "first"}, {"ada lee", "ada"}, {"bo z", "bo"}}).first_row,
            FirstRow::unknown);
  EXPECT_EQ(guess({{"city", "2019", "change"}, {"a", "3", "1"}, {"b", "4", "2"}}).first_row,
            FirstRow::unknown)
      << "years are names here, and the cells speak against each other";
  EXPECT_EQ(guess({{"name", "n"}, {"ada", "1"}, {"bo", "x"}}).first_row, FirstRow::unknown);
  EXPECT_EQ(guess({{"name", "n"}, {"ada", "1"}, {"bo", ""}}).first_row, FirstRow::unknown)
      << "one cell is too little";
  EXPECT_EQ(guess({{"a", "b"}}).first_row, FirstRow::unknown);
}

TEST(TableHeader, BlankCellsSayNothing) {
  EXPECT_EQ(guess({{"a", "N/A"}, {"b", "3"}, {"c", "4"}}).first_row, FirstRow::unknown);
  EXPECT_EQ(guess({{"a", ""}, {"b", ""}, {"c", " "}}).first_row, FirstRow::unknown);
  EXPECT_EQ(guess({{"a", "n"}, {"b", "3"}, {"c", "N/A"}, {"d", "4"}}).first_row, FirstRow::header);
  const BlankCells dashes{{"-"}};
  EXPECT_TRUE(dashes.count(" - "));
  EXPECT_TRUE(dashes.count("\xC2\xA0"));
  EXPECT_FALSE(dashes.count("N/A"));
}

}  // namespace
}  // namespace inkling::app
