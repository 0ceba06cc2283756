#include "reading.hpp"

#include <gtest/gtest.h>

namespace inkling::strings {
namespace {

using Values = std::vector<Value>;

Values inputs(std::string_view text) {
  Result<Values> values = read_inputs(text);
  EXPECT_TRUE(values.ok()) << text << ": " << (values ? "" : to_text(values.error()));
  return values ? *values : Values{};
}

Value output(std::string_view text) {
  Result<Value> value = read_output(text);
  EXPECT_TRUE(value.ok()) << text << ": " << (value ? "" : to_text(value.error()));
  return value ? *value : Value();
}

TEST(StringsReading, PlainTextIsOneStringWithoutTheSpaceAroundIt) {
  EXPECT_EQ(inputs("  ada lovelace\t"), Values{Value("ada lovelace")});
  EXPECT_EQ(inputs("Page, Larry"), Values{Value("Page, Larry")});
  EXPECT_EQ(inputs("12"), Values{Value("12")});
  EXPECT_EQ(inputs("true"), Values{Value("true")});
  EXPECT_EQ(inputs("[1,2]"), Values{Value("[1,2]")});
  EXPECT_EQ(inputs("a \"b\" c"), Values{Value("a \"b\" c")});
  EXPECT_EQ(inputs("naïve → 🙂"), Values{Value("naïve → 🙂")});
  EXPECT_EQ(output(" A.L. "), Value("A.L."));
  EXPECT_EQ(output("5"), Value("5"));
}

TEST(StringsReading, QuotedTextIsJson) {
  EXPECT_EQ(inputs(R"("")"), Values{Value("")});
  EXPECT_EQ(inputs(R"(" a ")"), Values{Value(" a ")});
  EXPECT_EQ(inputs(R"("a\"b\\\n\u00e9")"), Values{Value("a\"b\\\né")});
  EXPECT_EQ(output(R"("a, b")"), Value("a, b"));
}

TEST(StringsReading, CommasSeparateArguments) {
  EXPECT_EQ(inputs(R"("a,b", "c" ,3,true)"),
            (Values{Value("a,b"), Value("c"), Value(3), Value(true)}));
  EXPECT_EQ(inputs(R"("a", =-3, ["x","y,z"])"),
            (Values{Value("a"), Value(-3), Value(Value::List{Value("x"), Value("y,z")})}));
  EXPECT_EQ(inputs(R"("a\",", "b")"), (Values{Value("a\","), Value("b")}));
}

TEST(StringsReading, AnEqualsSignMeansAValue) {
  EXPECT_EQ(inputs("=5"), Values{Value(5)});
  EXPECT_EQ(inputs("= 5, \"a\""), (Values{Value(5), Value("a")}));
  EXPECT_EQ(output("=-12"), Value(-12));
  EXPECT_EQ(output("=true"), Value(true));
  EXPECT_EQ(output(R"(=["a"])"), Value(Value::List{Value("a")}));
}

TEST(StringsReading, EmptyTextSaysHowToWriteTheEmptyString) {
  for (std::string_view text : {"", "  ", "\t"}) {
    const auto values = read_inputs(text);
    ASSERT_FALSE(values.ok());
    EXPECT_EQ(values.error().code, ErrorCode::bad_input);
    EXPECT_NE(to_text(values.error()).find("\"\""), std::string::npos);
    EXPECT_FALSE(read_output(text).ok());
  }
}

TEST(StringsReading, ErrorsPointIntoTheText) {
  const std::string text = R"("a", oops, "b")";
  const auto values = read_inputs(text);
  ASSERT_FALSE(values.ok());
  EXPECT_EQ(values.error().code, ErrorCode::parse);
  ASSERT_TRUE(values.error().span.has_value());
  EXPECT_EQ(values.error().span->begin, 5u);
  for (std::string_view bad : {R"("a)", R"("a",)", R"("a" b)", "=", "=SUM(A1)", R"("a",,"b")"}) {
    EXPECT_FALSE(read_inputs(bad).ok()) << bad;
    EXPECT_FALSE(read_output(bad).ok()) << bad;
  }
  EXPECT_FALSE(read_output(R"("a","b")").ok());
}

TEST(StringsReading, RefusesWhatIsNoTextOrTooLong) {
  using namespace std::string_view_literals;
  EXPECT_EQ(read_inputs("ab\xC3"sv).error().span->begin, 2u);
  EXPECT_FALSE(read_inputs("a\0b"sv).ok());
  EXPECT_FALSE(read_output("\xFF"sv).ok());
  const std::string longest(kMaxStringBytes, 'a');
  EXPECT_TRUE(read_inputs(longest).ok());
  EXPECT_EQ(read_inputs(longest + "a").error().code, ErrorCode::bad_input);
}

}  // namespace
}  // namespace inkling::strings
