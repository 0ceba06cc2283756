#include <gtest/gtest.h>

#include <inkling/dsl/sexpr.hpp>

namespace inkling::dsl {
namespace {

std::string error_of(std::string_view text) {
  const auto read = read_sexprs(text);
  return read ? "" : read.error().message;
}

TEST(SExpr, ReadsEveryKindAndWritesItAgain) {
  const auto read =
      read_sexprs("(f :key 12 3.5 #x1F #b01 \"a\"\"b\" |odd name| str.++ -) ; end\n()");
  ASSERT_TRUE(read.ok());
  ASSERT_EQ(read->size(), 2U);
  const std::vector<SExpr>& items = (*read)[0].items;
  ASSERT_EQ(items.size(), 10U);
  const SExpr::Kind kinds[] = {SExpr::Kind::symbol,  SExpr::Kind::keyword, SExpr::Kind::numeral,
                               SExpr::Kind::decimal, SExpr::Kind::bits,    SExpr::Kind::bits,
                               SExpr::Kind::string,  SExpr::Kind::symbol,  SExpr::Kind::symbol,
                               SExpr::Kind::symbol};
  for (std::size_t i = 0; i < items.size(); ++i) EXPECT_EQ(items[i].kind, kinds[i]) << i;
  EXPECT_EQ(items[6].text, "a\"b");
  EXPECT_EQ(items[7].text, "odd name");
  EXPECT_EQ((*read)[0].head(), "f");
  const std::string text = to_text((*read)[0]);
  EXPECT_EQ(text, "(f :key 12 3.5 #x1F #b01 \"a\"\"b\" |odd name| str.++ -)");
  EXPECT_EQ(read_sexprs(text)->front(), (*read)[0]);
}

TEST(SExpr, SpansSayWhereThingsStand) {
  const auto read = read_sexprs(" (a (b))");
  ASSERT_TRUE(read.ok());
  EXPECT_EQ((*read)[0].span, (SourceSpan{1, 8}));
  EXPECT_EQ((*read)[0].items[1].span, (SourceSpan{4, 7}));
}

TEST(SExpr, WhatIsWrongIsSaid) {
  EXPECT_EQ(error_of("(a (b)"), "'(' is not closed: expected ')' before the end");
  EXPECT_EQ(error_of("a)"), "')' closes nothing: there is no '(' before it");
  EXPECT_EQ(error_of("(a \"b)"), "the string is not closed: expected '\"'");
  EXPECT_EQ(error_of("|a"), "the name is not closed: expected '|'");
  EXPECT_EQ(error_of("(a 'b)"), "''' begins neither a name, a number, a string nor a bracket");
  EXPECT_EQ(error_of("\xff"), "the text is not valid UTF-8");
  EXPECT_EQ(error_of("12ab"), "'1' begins neither a name, a number, a string nor a bracket");
  EXPECT_EQ(error_of(std::string(100'000, '(')), "brackets nest deeper than 200 levels");
}

}  // namespace
}  // namespace inkling::dsl
