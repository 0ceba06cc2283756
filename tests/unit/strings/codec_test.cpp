#include "codec.hpp"

#include <gtest/gtest.h>

#include <set>

namespace inkling::strings {
namespace {

const RobustFillCodec kCodec;

TEST(StringsCodec, HasThePublishedIds) {
  EXPECT_EQ(kCodec.vocabulary_size(), 316u);
  EXPECT_EQ(characters().size(), 83u);
  EXPECT_EQ(kDelimiters.size(), 21u);
  const std::pair<int, const char*> ids[] = {
      {0, "PAD"},          {1, "BOS"},        {2, "EOS"},      {3, "Compose"}, {6, "GetSpan"},
      {11, "GetUpto"},     {18, "RemoveAll"}, {19, "'a'"},     {45, "'A'"},    {71, "'0'"},
      {81, "'&'"},         {101, "' '"},      {102, "NUMBER"}, {109, "CHAR"},  {110, "case:PROPER"},
      {112, "case:LOWER"}, {113, "START"},    {114, "END"},    {115, "-100"},  {215, "0"},
      {315, "100"},        {316, "<316>"},    {-1, "<-1>"}};
  for (const auto& [id, text] : ids) EXPECT_EQ(kCodec.token_text(id), text) << id;
}

TEST(StringsCodec, DecodesWhatItEncodes) {
  std::set<int> seen;
  for (char c : characters()) {
    const Value value(std::string(1, c));
    const auto tokens = kCodec.encode(value);
    ASSERT_TRUE(tokens.ok()) << c;
    ASSERT_EQ(tokens->size(), 1u);
    seen.insert(tokens->front());
    EXPECT_EQ(*kCodec.decode(*tokens), value);
  }
  EXPECT_EQ(seen.size(), 83u);
  EXPECT_EQ(*seen.begin(), 19);
  EXPECT_EQ(*seen.rbegin(), 101);
  for (int i = -100; i <= 100; ++i) EXPECT_EQ(*kCodec.decode(*kCodec.encode(Value(i))), Value(i));
  EXPECT_EQ(*kCodec.decode(*kCodec.encode(Value("Ada 1!"))), Value("Ada 1!"));
  EXPECT_EQ(*kCodec.decode(*kCodec.encode(Value(""))), Value(""));
}

TEST(StringsCodec, SkipsPaddingAndStopsAtTheEnd) {
  const std::vector<int> tokens{1, 19, 20, 2, 21, 0};
  EXPECT_EQ(*kCodec.decode(tokens), Value("ab"));
}

TEST(StringsCodec, RefusesWhatHasNoTokens) {
  for (const Value& value :
       {Value("é"), Value("a-b"), Value(101), Value(true), Value(), Value(Value::List{Value("a")})})
    EXPECT_EQ(kCodec.encode(value).error().code, ErrorCode::bad_input) << to_text(value);
  for (const std::vector<int>& tokens :
       {std::vector{5}, std::vector{-1}, std::vector{316}, std::vector{19, 215},
        std::vector{215, 19}, std::vector{215, 215}, std::vector{110}})
    EXPECT_EQ(kCodec.decode(tokens).error().code, ErrorCode::bad_input);
}

}  // namespace
}  // namespace inkling::strings
