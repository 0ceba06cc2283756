#include <gtest/gtest.h>

#include <inkling/rng.hpp>
#include <inkling/value.hpp>
#include <limits>
#include <set>

namespace inkling {
namespace {

using List = Value::List;

Value nested(std::size_t depth) {
  Value value = 1;
  for (std::size_t i = 0; i < depth; ++i) value = Value(List{value});
  return value;
}

Value random_value(Rng& rng, int depth) {
  switch (rng.uniform(0, depth > 0 ? 4 : 3)) {
    case 0:
      return {};
    case 1:
      return rng.bernoulli(0.5);
    case 2:
      return rng.bernoulli(0.5) ? rng.uniform(-5, 5) : static_cast<std::int64_t>(rng.next());
    case 3: {
      static constexpr std::string_view kPieces[] = {
          "a", "\"", "\\", "\n", "\x01", "\t", " ", "\xC3\xA9", "\xF0\x9F\x98\x80", ","};
      std::string text;
      for (auto n = rng.uniform(0, 6); n > 0; --n)
        text += rng.pick(std::span<const std::string_view>(kPieces));
      return text;
    }
    default:
      break;
  }
  List list;
  for (auto n = rng.uniform(0, 4); n > 0; --n) list.push_back(random_value(rng, depth - 1));
  return list;
}

TEST(Value, KindsAreExact) {
  EXPECT_NE(Value(1), Value(true));
  EXPECT_NE(Value(1), Value("1"));
  EXPECT_NE(Value(), Value(List{}));
  EXPECT_TRUE(Value("x").is_string());
  EXPECT_THROW(static_cast<void>(Value(1).as_string()), std::bad_variant_access);
}

TEST(Value, OrderIsByKindThenByContent) {
  const std::vector<Value> sorted{Value(), false,  true,    -3,         2,       "",       "a",
                                  "b",     List{}, List{1}, List{1, 1}, List{2}, List{"a"}};
  for (std::size_t i = 0; i < sorted.size(); ++i)
    for (std::size_t j = 0; j < sorted.size(); ++j)
      EXPECT_EQ(sorted[i] <=> sorted[j], i <=> j) << i << " " << j;
}

TEST(Value, HashIsStableAndTellsValuesApart) {
  // Pinned: a changed hash would silently invalidate everything that stores one.
  EXPECT_EQ(hash(Value()), 0x5692161d100b05e5ULL);
  EXPECT_EQ(hash(Value(-1)), 0xbb6167a62cf090daULL);
  EXPECT_EQ(hash(Value("abc")), 0x701851353274838aULL);
  EXPECT_EQ(hash(Value(List{1, "a", true, Value()})), 0x1b1663b816973713ULL);
  std::set<std::uint64_t> seen;
  std::size_t count = 0;
  for (const Value& value : {Value(), Value(0), Value(1), Value(false), Value(true), Value(""),
                             Value("0"), Value(List{}), Value(List{0}), Value(List{0, 0}),
                             Value(List{List{}}), Value(List{List{0}, 0}), Value(List{0, List{0}}),
                             Value(std::numeric_limits<std::int64_t>::min())}) {
    seen.insert(hash(value));
    ++count;
  }
  EXPECT_EQ(seen.size(), count);
}

TEST(ValueText, PrintsTheCanonicalForm) {
  EXPECT_EQ(to_text(Value(List{1, "a\"b\\\n\x01", true, List{}, Value()})),
            R"([1,"a\"b\\\n\u0001",true,[],undefined])");
  EXPECT_EQ(to_text(Value(std::numeric_limits<std::int64_t>::min())), "-9223372036854775808");
}

TEST(ValueText, ParsesBack) {
  Rng rng(11);
  for (int i = 0; i < 2000; ++i) {
    const Value value = random_value(rng, 4);
    const Result<Value> back = parse_value(to_text(value));
    ASSERT_TRUE(back) << to_text(value) << ": " << to_text(back.error());
    EXPECT_EQ(*back, value);
    EXPECT_EQ(hash(*back), hash(value));
  }
}

TEST(ValueText, ReadsJsonEscapesAndBlanks) {
  EXPECT_EQ(*parse_value(" [ 1 ,\t-2 ] "), Value(List{1, -2}));
  EXPECT_EQ(*parse_value(R"("\u00e9\ud83d\ude00\/\b\f")"), Value("\xC3\xA9\xF0\x9F\x98\x80/\b\f"));
  EXPECT_EQ(*parse_value("-0"), Value(0));
  EXPECT_EQ(*parse_value("9223372036854775807"), Value(std::numeric_limits<std::int64_t>::max()));
}

struct BadText {
  std::string text;
  ErrorCode code;
  std::size_t begin;
  std::string part;  // of the message
};

class BadValue : public testing::TestWithParam<BadText> {};

TEST_P(BadValue, GivesAnErrorWithAPlace) {
  const Result<Value> value = parse_value(GetParam().text);
  ASSERT_FALSE(value);
  EXPECT_EQ(to_text(value.error().code), to_text(GetParam().code)) << value.error().message;
  EXPECT_NE(value.error().message.find(GetParam().part), std::string::npos)
      << value.error().message;
  ASSERT_TRUE(value.error().span);
  EXPECT_EQ(value.error().span->begin, GetParam().begin) << value.error().message;
  EXPECT_LE(value.error().span->end, GetParam().text.size());
}

INSTANTIATE_TEST_SUITE_P(
    Texts, BadValue,
    testing::Values(BadText{"", ErrorCode::parse, 0, "found the end"},
                    BadText{"  ", ErrorCode::parse, 2, "found the end"},
                    BadText{"[1,2", ErrorCode::parse, 4, "',' or ']'"},
                    BadText{"[1,,2]", ErrorCode::parse, 3, "expected a value"},
                    BadText{"[1,]", ErrorCode::parse, 3, "expected a value"},
                    BadText{"[1 2]", ErrorCode::parse, 3, "',' or ']'"},
                    BadText{"]", ErrorCode::parse, 0, "']'"},
                    BadText{"1 2", ErrorCode::parse, 2, "nothing more"},
                    BadText{"1.5", ErrorCode::parse, 0, "whole number"},
                    BadText{"1e3", ErrorCode::parse, 0, "whole number"},
                    BadText{"01", ErrorCode::parse, 0, "not a number"},
                    BadText{"-", ErrorCode::parse, 0, "not a number"},
                    BadText{"1-2", ErrorCode::parse, 0, "not a number"},
                    BadText{"9223372036854775808", ErrorCode::bad_input, 0, "64-bit range"},
                    BadText{"[-9223372036854775809]", ErrorCode::bad_input, 1, "64-bit range"},
                    BadText{"null", ErrorCode::parse, 0, "'null' is not a value"},
                    BadText{"hello", ErrorCode::parse, 0, "\"quotes\""},
                    BadText{"{}", ErrorCode::parse, 0, "'{'"},
                    BadText{"\"a", ErrorCode::parse, 0, "not closed"},
                    BadText{"\"a\\", ErrorCode::parse, 2, "unknown escape"},
                    BadText{R"("\q")", ErrorCode::parse, 1, "unknown escape"},
                    BadText{R"("\u12")", ErrorCode::parse, 1, "four hexadecimal"},
                    BadText{R"("\ud800")", ErrorCode::parse, 1, "surrogate"},
                    BadText{R"("\ud800\u0041")", ErrorCode::parse, 1, "surrogate"},
                    BadText{R"("\u0000")", ErrorCode::bad_input, 1, "NUL"},
                    BadText{std::string("\"a\0\"", 4), ErrorCode::bad_input, 2, "NUL"},
                    BadText{std::string("1\0", 2), ErrorCode::parse, 1, "\\x00"},
                    BadText{"\"a\nb\"", ErrorCode::parse, 0, "control byte"},
                    BadText{"\"\xFF\"", ErrorCode::bad_input, 0, "UTF-8"},
                    BadText{"\xFF", ErrorCode::parse, 0, "\\xff"}));

TEST(ValueLimits, DepthIsTakenUpToTheLimit) {
  EXPECT_TRUE(parse_value(to_text(nested(kMaxValueDepth))));
  const Result<Value> deep = parse_value(to_text(nested(kMaxValueDepth + 1)));
  ASSERT_FALSE(deep);
  EXPECT_EQ(deep.error().code, ErrorCode::bad_input);
  EXPECT_FALSE(parse_value(std::string(10'000'000, '[')));
}

TEST(ValueLimits, LongStringsAndListsAreRefused) {
  EXPECT_TRUE(parse_value("\"" + std::string(kMaxStringBytes, 'x') + "\""));
  const Result<Value> string = parse_value("\"" + std::string(kMaxStringBytes + 1, 'x') + "\"");
  ASSERT_FALSE(string);
  EXPECT_EQ(string.error().code, ErrorCode::bad_input);
  std::string list = "[0";
  for (std::size_t i = 1; i < kMaxListLength; ++i) list += ",0";
  EXPECT_TRUE(parse_value(list + "]"));
  const Result<Value> longer = parse_value(list + ",0]");
  ASSERT_FALSE(longer);
  EXPECT_EQ(longer.error().code, ErrorCode::bad_input);
}

TEST(ParseValues, SplitsAtTheTopLevel) {
  const auto values = parse_values(R"([1,2], "a,b" ,3)");
  ASSERT_TRUE(values);
  EXPECT_EQ(*values, (std::vector<Value>{List{1, 2}, "a,b", 3}));
  EXPECT_FALSE(parse_values(""));
  EXPECT_FALSE(parse_values("1,"));
  const auto bad = parse_values("1 2");
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().span, (SourceSpan{2, 3}));
}

TEST(Utf8, FindsTheFirstBrokenByte) {
  EXPECT_EQ(find_invalid_utf8("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"), std::nullopt);
  EXPECT_EQ(find_invalid_utf8(std::string_view("ab\0", 3)), 2U);
  for (const char* bad :
       {"\x80", "\xC0\x80", "\xC1\xBF", "\xC3", "\xC3(", "\xE0\x80\x80", "\xED\xA0\x80", "\xE2\x82",
        "\xF0\x80\x80\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xF0\x9F\x98"})
    EXPECT_EQ(find_invalid_utf8(std::string("ok") + bad), 2U) << testing::PrintToString(bad);
}

TEST(Types, OfValues) {
  const auto text = [](const Value& value) { return to_text(type_of(value)); };
  EXPECT_EQ(text(Value()), "any");
  EXPECT_EQ(text(true), "bool");
  EXPECT_EQ(text(List{}), "list of any");
  EXPECT_EQ(text(List{1, 2}), "list of int");
  EXPECT_EQ(text(List{List{}, List{"a"}}), "list of list of string");
  EXPECT_EQ(text(List{List{}, List{List{}}}), "list of list of list of any");
  EXPECT_EQ(text(List{1, "a"}), "list of mixed");
  EXPECT_EQ(text(List{1, List{1}}), "list of mixed");
}

TEST(Types, UnifyIsSymmetricAndTreatsAnyAsEverything) {
  using B = Type::Base;
  const Type any{}, integer{B::integer, 0}, ints{B::integer, 1}, anys{B::any, 1},
      nested{B::integer, 2};
  const auto expect = [](Type a, Type b, std::optional<Type> want) {
    EXPECT_EQ(unify(a, b), want);
    EXPECT_EQ(unify(b, a), want);
  };
  expect(any, integer, integer);
  expect(any, nested, nested);
  expect(anys, ints, ints);
  expect(anys, nested, nested);
  expect(any, anys, anys);
  expect(anys, integer, std::nullopt);
  expect(ints, integer, std::nullopt);
  expect(ints, nested, std::nullopt);
  expect(ints, Type{B::string, 1}, std::nullopt);
  expect(Type{B::mixed, 1}, Type{B::mixed, 1}, Type{B::mixed, 1});
  expect(Type{B::mixed, 1}, ints, std::nullopt);
}

TEST(Types, TextParsesBack) {
  for (const char* text : {"int", "bool", "string", "any", "mixed", "list of list of int"})
    EXPECT_EQ(to_text(*parse_type(text)), text);
  EXPECT_EQ(*parse_type("  list of  int "), (Type{Type::Base::integer, 1}));
  const auto bad = parse_type("list of float");
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().span, (SourceSpan{8, 13}));
  std::string deep;
  for (int i = 0; i < 300; ++i) deep += "list of ";
  EXPECT_FALSE(parse_type(deep + "int"));
}

}  // namespace
}  // namespace inkling
