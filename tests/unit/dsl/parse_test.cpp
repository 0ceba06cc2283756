#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "test_catalogue.hpp"

namespace inkling::dsl::test {
namespace {

using ::testing::HasSubstr;

struct Good {
  const char* text;
  std::vector<Sort> inputs;
  const char* printed;
};

void PrintTo(const Good& row, std::ostream* out) {
  *out << row.text;
}

class Parses : public ::testing::TestWithParam<Good> {};

TEST_P(Parses, ToItsCanonicalForm) {
  const Good& row = GetParam();
  const auto c = small_catalogue();
  const Dialect* dialect = nullptr;
  const auto expr = parse(*c, row.text, &row.inputs, &dialect);
  ASSERT_TRUE(expr.ok()) << row.text << "\n" << render_error(expr.error(), row.text);
  EXPECT_EQ(print(*c, **expr), row.printed) << row.text;
  const auto again = parse(*c, row.printed, &row.inputs, &dialect);
  ASSERT_TRUE(again.ok()) << row.printed << "\n" << render_error(again.error(), row.printed);
  EXPECT_TRUE(equal(**expr, **again)) << row.text << " and " << row.printed;
}

const Good kGood[] = {
    // literals
    {"3", {}, "3"},
    {" -3 ", {}, "-3"},
    {"9223372036854775807", {}, "9223372036854775807"},
    {"true", {}, "true"},
    {R"("a\"b\né")", {}, R"("a\"b\né")"},
    {R"("\u00e9")", {}, "\"é\""},
    {"[1, -2,3]", {}, "[1,-2,3]"},
    {"[[1],[ ]]", {}, "[[1],[]]"},
    {R"(["a", "b"])", {}, R"(["a","b"])"},
    {"[]", {}, "[]"},
    // inputs
    {"x", {kInt}, "x0"},
    {"x1", {kInt, kInts}, "x1"},
    {"(((x0)))", {kInt}, "x0"},
    // calls and aliases
    {"sort(x0)", {kInts}, "sort(x0)"},
    {"Sort (x0)", {kInts}, "sort(x0)"},
    {"take(2,sort(x0))", {kInts}, "take(2, sort(x0))"},
    // precedence
    {"1+2*3", {}, "1 + 2 * 3"},
    {"(1+2)*3", {}, "(1 + 2) * 3"},
    {"1-2-3", {}, "1 - 2 - 3"},
    {"1-(2-3)", {}, "1 - (2 - 3)"},
    {"2**3**2", {}, "2 ** 3 ** 2"},
    {"(2**3)**2", {}, "(2 ** 3) ** 2"},
    {"x0 + 1 < 2 * x0 && true", {kInt}, "x0 + 1 < 2 * x0 && true"},
    {"add(1, mul(2, 3))", {}, "1 + 2 * 3"},
    {"mul(add(1, 2), 3)", {}, "(1 + 2) * 3"},
    // minus
    {"-x0", {kInt}, "-x0"},
    {"- - x0", {kInt}, "neg(-x0)"},
    {"-(1 + x0)", {kInt}, "-(1 + x0)"},
    {"neg(3)", {}, "neg(3)"},
    {"1 - -2", {}, "1 - -2"},
    {"1--x0", {kInt}, "1 - -x0"},
    {"(-1)", {}, "-1"},
    {"(-x0 + 1) * 2", {kInt}, "(-x0 + 1) * 2"},
    // functions
    {"map(x -> x + 1, x0)", {kInts}, "map(x -> x + 1, x0)"},
    {"map(elem->elem*elem, x0)", {kInts}, "map(x -> x * x, x0)"},
    {"map((x) -> x, x0)", {kInts}, "map(x -> x, x0)"},
    {"zip_with((a, b) -> a - b, x0, x0)", {kInts}, "zip_with((x, y) -> x - y, x0, x0)"},
    {"map(y -> x0 + y, x1)", {kInt, kInts}, "map(x -> x0 + x, x1)"},
    {"map((+1), x0)", {kInts}, "map(x -> x + 1, x0)"},
    {"map((*2), x0)", {kInts}, "map(x -> x * 2, x0)"},
    {"map((-1), x0)", {kInts}, "map(x -> x - 1, x0)"},
    {"map((*(-1)), x0)", {kInts}, "map(x -> x * -1, x0)"},
    {"map((**2), x0)", {kInts}, "map(x -> x ** 2, x0)"},
    {"filter((%2==0), x0)", {kInts}, "filter(x -> x % 2 == 0, x0)"},
    {"filter((>0), x0)", {kInts}, "filter(x -> x > 0, x0)"},
    {"map((+ 2 * 3), x0)", {kInts}, "map(x -> x + 2 * 3, x0)"},
    {"zip_with((+), x0, x0)", {kInts}, "zip_with((x, y) -> x + y, x0, x0)"},
    {"zip_with((min), x0, x0)", {kInts}, "zip_with((x, y) -> min(x, y), x0, x0)"},
    {"zip_with(min, x0, x0)", {kInts}, "zip_with((x, y) -> min(x, y), x0, x0)"},
    {"map(neg, x0)", {kInts}, "map(x -> -x, x0)"},
    {"map(length, x0)", {kNested}, "map(x -> length(x), x0)"},
    {"map(xs -> map((+1), xs), x0)", {kNested}, "map(x -> map(y -> y + 1, x), x0)"},
    {"map((x -> map(y -> x + y, [1])), x0)", {kInts}, "map(x -> map(y -> x + y, [1]), x0)"},
    {"map((++ \"a\"), x0)", {kStrings}, "map(x -> x ++ \"a\", x0)"},
    // if and let
    {"if x0 < 0 then 0 else x0", {kInt}, "if(x0 < 0, 0, x0)"},
    {"if (x0 < 0) then 0 else x0 + 1", {kInt}, "if(x0 < 0, 0, x0 + 1)"},
    {"if(x0 < 0, 0, x0)", {kInt}, "if(x0 < 0, 0, x0)"},
    {"if (min(1, x0) < 0) then 1 else 2", {kInt}, "if(min(1, x0) < 0, 1, 2)"},
    {"1 + if x0 < 0 then 0 else 1", {kInt}, "1 + if(x0 < 0, 0, 1)"},
    {"if true then sort(x0) else x0", {kInts}, "if(true, sort(x0), x0)"},
    {"let y = sort(x0) in zip_with(min, y, y)",
     {kInts},
     "let x = sort(x0) in zip_with((y, z) -> min(y, z), x, x)"},
    {"1 + (let y = 2 in y * y)", {}, "1 + (let x = 2 in x * x)"},
    // statement form
    {"x0 = INPUT | x1 = Map (*2) x0", {kInts}, "map(x -> x * 2, x0)"},
    {"a = INPUT | b = Sort a | c = Take 2 b", {kInts}, "take(2, sort(x0))"},
    {"x0 = INPUT | x1 = INPUT | x2 = Take x0 x1", {kInt, kInts}, "take(x0, x1)"},
    {"x0 = INPUT | x1 = Map (-1) x0 | x2 = ZipWith (+) x1 x0 | x3 = ZipWith (-) x2 x2",
     {kInts},
     "let x = zip_with((x, y) -> x + y, map(x -> x - 1, x0), x0) in "
     "zip_with((y, z) -> y - z, x, x)"},
    {"x0 = INPUT | x1 = Sort x0 | x2 = Take -1 x0", {kInts}, "take(-1, x0)"},
    {"x0 = INPUT | x1 = Scanl1 (min) x0", {kInts}, "scanl1((x, y) -> min(x, y), x0)"},
    {"x0 = INPUT | x1 = sort(x0)", {kInts}, "sort(x0)"},
    {"x0 = INPUT | x1 = Head x0 | x2 = map(y -> y + x1, x0)",
     {kInts},
     "let x = head(x0) in map(y -> y + x, x0)"},
    {"x0 = INPUT | x1 = map(x2 -> x2 + 1, x0) | x2 = Sort x1",
     {kInts},
     "sort(map(x -> x + 1, x0))"},
    {"x0 = INPUT", {kInts}, "x0"},
    // arguments side by side
    {"Take 2 (Sort x0)", {kInts}, "take(2, sort(x0))"},
    {"length (x0) + 1", {kInts}, "length(x0) + 1"},
    {"length x0 + 1", {kInts}, "length(x0) + 1"},
    {"sort(Map (+1) x0)", {kInts}, "sort(map(x -> x + 1, x0))"},
    {"Filter (> 0) (x0)", {kInts}, "filter(x -> x > 0, x0)"},
    {"map(x -> min x 3, x0)", {kInts}, "map(x -> min(x, 3), x0)"},
    {"Map length [[1],[2]]", {}, "map(x -> length(x), [[1],[2]])"},
    {"if length (x0) == 0 then 1 else 2", {kInts}, "if(length(x0) == 0, 1, 2)"},
    {"x0 = INPUT | x1 = if length x0 == 0 then 1 else 2", {kInts}, "if(length(x0) == 0, 1, 2)"},
    // RobustFill form
    {"GetToken(LETTERS, 1)", {kString}, "token(x0, LETTERS, 1)"},
    {"GetToken(LETTERS, 1) | ConstStr(\".\")", {kString}, "token(x0, LETTERS, 1) ++ \".\""},
    {"Upper()", {kString}, "upper(x0)"},
    {"Upper", {kString}, "upper(x0)"},
    {"Compose(Upper, GetToken(DIGITS, 2))", {kString}, "upper(token(x0, DIGITS, 2))"},
    {"Compose(Upper(), Compose(GetToken(\",\", 1), GetToken(\"é\", -1)))",
     {kString},
     "upper(token(token(x0, \"é\", -1), \",\", 1))"},
    {"token(x1, \",\", 2)", {kInt, kString}, "token(x1, \",\", 2)"},
    // dialects
    {"@tight x0 + 1", {kInt}, "x0 + 1"},
    {"@default x0", {kInt}, "x0"},
};

INSTANTIATE_TEST_SUITE_P(Table, Parses, ::testing::ValuesIn(kGood));

struct Bad {
  const char* text;
  std::vector<Sort> inputs;
  ErrorCode code;
  const char* message;
  const char* at;  // the text under the span; "" = the end
};

void PrintTo(const Bad& row, std::ostream* out) {
  *out << row.text;
}

class Refuses : public ::testing::TestWithParam<Bad> {};

TEST_P(Refuses, WithAMessageThatPoints) {
  const Bad& row = GetParam();
  const Dialect* dialect = nullptr;
  const auto expr = parse(*small_catalogue(), row.text, &row.inputs, &dialect);
  ASSERT_FALSE(expr.ok()) << row.text << " gave " << print(*small_catalogue(), **expr);
  const Error& error = expr.error();
  EXPECT_EQ(error.code, row.code) << to_text(error);
  EXPECT_THAT(to_text(error), HasSubstr(row.message)) << row.text;
  ASSERT_TRUE(error.span.has_value()) << to_text(error);
  const std::string text = row.text;
  ASSERT_LE(error.span->end, text.size());
  EXPECT_EQ(text.substr(error.span->begin, error.span->end - error.span->begin), row.at)
      << render_error(error, text);
}

constexpr ErrorCode kParse = ErrorCode::parse;
constexpr ErrorCode kType = ErrorCode::type;

const Bad kBad[] = {
    {"", {}, kParse, "expected an expression, found the end", ""},
    {"  ", {}, kParse, "expected an expression, found the end", ""},
    {"1 +", {}, kParse, "expected an expression, found the end", ""},
    {"* 2", {}, kParse, "expected an expression, found '*'", "*"},
    {"(1", {}, kParse, "expected an operator or ')', found the end", ""},
    {"1)", {}, kParse, "expected an operator, '|' or the end, found ')'", ")"},
    {"sort(x0", {kInts}, kParse, "expected an operator, ',' or ')', found the end", ""},
    {"take(1 x0)", {kInts}, kParse, "found 'x0'", "x"},
    {"[1, 2", {}, kParse, "expected an operator, ',' or ']', found the end", ""},
    {"[1,]", {}, kParse, "expected an expression, found ']'", "]"},
    {"\"abc", {}, kParse, "expected a closing '\"', found the end", ""},
    {"\"a\\qb\"", {}, kParse, "unknown escape", "\\"},
    {"x0 § 2", {kInt}, kParse, "found '§'", "\xC2"},
    {"2x", {}, kParse, "found 'x'", "x"},
    {"99999999999999999999", {}, kParse, "out of range", "99999999999999999999"},
    {"-9223372036854775808", {}, kParse, "out of range", "9223372036854775808"},
    {"if 1 < 2 then 3", {}, kParse, "'else', found the end", ""},
    {"if 1 < 2", {}, kParse, "'then', found the end", ""},
    {"let = 2 in 3", {}, kParse, "expected a name, found '='", "="},
    {"let y 2 in y", {}, kParse, "expected '=', found '2'", "2"},
    {"let y = 2", {}, kParse, "'in', found the end", ""},
    {"map(x -> , x0)", {kInts}, kParse, "expected an expression, found ','", ","},
    {"x0 = INPUT |", {kInts}, kParse, "expected a statement", ""},
    {"x0 = INPUT | x1 = Map (*2) ,", {kInts}, kParse, "expected", ","},
    {"@", {}, kParse, "expected the name of a dialect", ""},
    {"@tigt 1", {}, kParse, "did you mean 'tight'?", "tigt"},
    // names
    {"sorted(x0)", {kInts}, kParse, "did you mean 'sort'?", "sorted"},
    {"map(lenght, x0)", {kNested}, kParse, "unknown name 'lenght'", "lenght"},
    {"token(x0, DIGIT, 1)", {kString}, kParse, "did you mean 'DIGITS'?", "DIGIT"},
    {"foo", {kInt}, kParse, "unknown name 'foo'", "foo"},
    {"x2", {kInt}, kType, "there is no input x2: there is 1 input", "x2"},
    {"x0 = INPUT | x1 = Sort x7", {kInts}, kParse, "unknown name 'x7'", "x7"},
    {"x0 = INPUT | x1 = Sort x1", {kInts}, kParse, "'x1' is used before it is defined", "x1"},
    {"x0 = INPUT | x0 = Sort x0", {kInts}, kParse, "'x0' is defined twice", "x0"},
    {"x0 = INPUT | x1 = INPUT | x2 = Sort x0", {kInts}, kType, "input number 2", "x1"},
    // arity and types
    {"sort()", {kInts}, kType, "'sort' takes 1 argument, got 0", "sort()"},
    {"take(x0)", {kInts}, kType, "take(n: int, xs: list of a) -> list of a", "take(x0)"},
    {"sort(x0)", {kInt}, kType, "argument 1 of 'sort' should be a list of int, found an int", "x0"},
    {"x0 + true", {kInt}, kType, "argument 2 of '+' should be an int, found a bool", "true"},
    {"x0 == \"a\"", {kInt}, kType, "'==' does not take (int, string)", "=="},
    {"if(1, 2, 3)", {}, kType, "should be a bool, found an int", "1"},
    {"if(true, 2, \"a\")",
     {},
     kType,
     "argument 3 of 'if' should be an int, found a string",
     "\"a\""},
    {"[1, \"a\"]", {}, kType, "this element is a string", "\"a\""},
    {"[x0]", {kInt}, kType, "constants only", "x0"},
    {"token(x0, \"ab\", 1)",
     {kString},
     kType,
     "DIGITS, LETTERS or a one-character string",
     "\"ab\""},
    {"sort", {kInts}, kType, "'sort' is a function", "sort"},
    {"x -> x", {kInts}, kType, "a function stands where a value is expected", "x -> x"},
    {"let f = x -> x in 1", {}, kType, "a function stands where", "x -> x"},
    {"(+1)", {}, kType, "a function stands where", "(+1)"},
    {"map(3, x0)", {kInts}, kType, "expected a function", "3"},
    {"map(x0, x0)", {kInts}, kType, "expected a function", "x0"},
    {"map((x, y) -> x, x0)", {kInts}, kType, "takes 2 arguments, expected one of 1", "(x, y) -> x"},
    {"zip_with((+1), x0, x0)", {kInts}, kType, "takes 1 argument, expected one of 2", "(+1)"},
    {"zip_with((x, x) -> x, x0, x0)", {kInts}, kType, "two parameters are called 'x'", "x"},
    {"filter((+1), x0)", {kInts}, kType, "this function gives an int, expected a bool", "(+1"},
    {"map(x -> x ++ \"a\", x0)", {kInts}, kType, "should be a string, found an int", "x"},
    {"map(x -> sort(x), x0)", {kInts}, kType, "should be a list of int, found an int", "x"},
    {"let y = 1 in y(2)", {}, kType, "'y' is a value", "y"},
    {"Compose(Upper)", {kString}, kType, "Compose takes 2 arguments, got 1", "Compose(Upper)"},
    {"Compose(Upper ++ Upper, GetToken(DIGITS, 1))",
     {kString},
     kType,
     "one operator",
     "Upper ++ Upper"},
    {"Compose(\"a\", GetToken(DIGITS, 1))", {kString}, kType, "one operator", "\"a\""},
    {"ConstStr(1)", {kString}, kType, "ConstStr takes one string", "ConstStr(1)"},
    {"GetToken(LETTERS, 1)", {kInts}, kType, "", "GetToken"},
};

INSTANTIATE_TEST_SUITE_P(Table, Refuses, ::testing::ValuesIn(kBad));

Error error_of(const std::string& text, const std::vector<Sort>* inputs = nullptr) {
  const Dialect* dialect = nullptr;
  auto expr = parse(*small_catalogue(), text, inputs, &dialect);
  EXPECT_FALSE(expr.ok()) << text.substr(0, 100);
  return expr.ok() ? Error{} : expr.error();
}

std::string repeated(const std::string& text, std::size_t n) {
  std::string result;
  for (std::size_t i = 0; i < n; ++i) result += text;
  return result;
}

TEST(Functions, ParseByThemselves) {
  const auto c = small_catalogue();
  const auto body = [&](const char* text, const std::vector<Sort>& params) {
    const auto function = parse_function(*c, text, params);
    if (!function.ok()) return function.error().message;
    EXPECT_EQ((*function)->kind, Expr::Kind::lambda);
    EXPECT_EQ((*function)->params, params);
    const Expr& root = *(*function)->args[0];
    return root.op == nullptr ? std::string("no call") : root.op->name;
  };
  EXPECT_EQ(body("x -> x + 1", {kInt}), "add");
  EXPECT_EQ(body("(x, y) -> x * y", {kInt, kInt}), "mul");
  EXPECT_EQ(body("(*2)", {kInt}), "mul");
  EXPECT_THAT(body("x -> x + 1", {kInts}), HasSubstr("argument 1 of '+'"));
  EXPECT_THAT(body("x -> x + 1", {kInt, kInt}), HasSubstr("takes 1 argument, expected one of 2"));
  EXPECT_THAT(body("x -> x + x1", {kInt}), HasSubstr("x1"));
  EXPECT_THAT(body("3", {kInt}), HasSubstr("expected a function"));
}

TEST(Limits, DeepProgramsAreRefusedNotFatal) {
  const std::size_t n = 200'000;
  for (const std::string& text :
       {repeated("(", n), repeated("[", n), repeated("sort(", n), repeated("(+", n),
        repeated("-", n), repeated("if ", n), repeated("let y = ", n / 2),
        repeated("map(x->", n / 2), repeated("(", n) + "1" + repeated(")", n),
        "1" + repeated("+1", n), "2" + repeated("**2", n),
        repeated("(-", n) + "1" + repeated(")", n)}) {
    const Error error = error_of(text);
    EXPECT_EQ(error.code, ErrorCode::parse);
    EXPECT_THAT(error.message, HasSubstr("nests deeper than 200 levels")) << text.substr(0, 20);
  }
}

TEST(Limits, ProgramsJustWithinTheDepthParse) {
  std::string text = "x0";
  for (int i = 0; i < 150; ++i) text = "sort(" + text + ")";
  const Dialect* dialect = nullptr;
  const std::vector<Sort> inputs{kInts};
  EXPECT_TRUE(parse(*small_catalogue(), text, &inputs, &dialect).ok());
}

TEST(Limits, LongStatementChainsAreRefusedNotFatal) {
  std::string text = "x0 = INPUT";
  for (int i = 1; i < 5000; ++i)
    text += " | x" + std::to_string(i) + " = ZipWith (+) x" + std::to_string(i - 1) + " x" +
            std::to_string(i - 1);
  EXPECT_THAT(error_of(text).message, HasSubstr("nests deeper"));
}

TEST(Limits, LargeProgramsAreRefused) {
  EXPECT_THAT(error_of(std::string(kMaxProgramBytes + 1, ' ')).message, HasSubstr("bytes"));
}

TEST(Limits, OtherEncodingsAreRefused) {
  const Error error = error_of("\"a\xFF\"");
  EXPECT_THAT(error.message, HasSubstr("UTF-8"));
  EXPECT_EQ(error.span->begin, 2u);
  EXPECT_THAT(error_of(std::string("1\0", 2)).message, HasSubstr("UTF-8"));
}

TEST(Limits, ListsNestNoDeeperThanValues) {
  std::string text = "x0";
  for (int i = 0; i < 20; ++i) text = "repeat(" + text + ", 1)";
  const std::vector<Sort> inputs{kInt};
  EXPECT_THAT(error_of(text, &inputs).message, HasSubstr("nests lists"));
}

TEST(Inference, FindsTheTypesOfInputs) {
  const auto c = small_catalogue();
  const auto inferred = [&](const char* text) {
    const Dialect* dialect = nullptr;
    const auto expr = parse(*c, text, nullptr, &dialect);
    EXPECT_TRUE(expr.ok()) << text << ": " << (expr.ok() ? "" : to_text(expr.error()));
    return expr.ok() ? input_sorts(**expr) : std::vector<Sort>{};
  };
  EXPECT_EQ(inferred("x0"), std::vector{kInt});
  EXPECT_EQ(inferred("x0 + 1"), std::vector{kInt});
  EXPECT_EQ(inferred("sort(x0)"), std::vector{kInts});
  EXPECT_EQ(inferred("x0 ++ \"a\""), std::vector{kString});
  EXPECT_EQ(inferred("map(length, x0)"), std::vector{kNested});
  EXPECT_EQ(inferred("take(x0, map(x -> x ++ \"\", x1))"), (std::vector{kInt, kStrings}));
  EXPECT_EQ(inferred("if(x1, x0, [\"a\"])"), (std::vector{kStrings, kBool}));
  EXPECT_EQ(inferred("x0 == true"), std::vector{kBool});
  EXPECT_EQ(inferred("x0 == x1 && x0"), (std::vector{kBool, kBool}));  // greedy choice: int
  EXPECT_EQ(inferred("a = INPUT | b = INPUT | c = Take a b"), (std::vector{kInt, kInts}));
  EXPECT_EQ(inferred("GetToken(DIGITS, 1)"), std::vector{kString});
}

TEST(Inference, AnEmptyListTakesItsTypeFromItsUse) {
  const auto c = small_catalogue();
  const Dialect* dialect = nullptr;
  const std::vector<Sort> inputs{kStrings};
  const auto expr = parse(*c, "if(true, [], x0)", &inputs, &dialect);
  ASSERT_TRUE(expr.ok());
  EXPECT_EQ((*expr)->args[1]->sort, kStrings);
}

TEST(Spans, CoverTheSourceOfEveryNode) {
  const std::string text = "  take(1 + x0, sort(x1))";
  const Dialect* dialect = nullptr;
  const std::vector<Sort> inputs{kInt, kInts};
  const auto expr = parse(*small_catalogue(), text, &inputs, &dialect);
  ASSERT_TRUE(expr.ok());
  const auto source = [&](const Expr& e) {
    return text.substr(e.span.begin, e.span.end - e.span.begin);
  };
  EXPECT_EQ(source(**expr), "take(1 + x0, sort(x1))");
  EXPECT_EQ(source(*(*expr)->args[0]), "1 + x0");
  EXPECT_EQ(source(*(*expr)->args[1]), "sort(x1)");
  EXPECT_EQ(source(*(*expr)->args[1]->args[0]), "x1");
}

TEST(Compact, PrintsTheRobustFillForm) {
  const auto c = small_catalogue();
  const std::vector<Sort> inputs{kString};
  const Dialect* dialect = nullptr;
  for (const char* text :
       {"GetToken(LETTERS, 1) | ConstStr(\".\")", "Upper()", "ConstStr(\"a\\\"\")",
        "Compose(Upper(), GetToken(\",\", -1)) | GetToken(DIGITS, 2) | ConstStr(\"|\")"}) {
    const auto expr = parse(*c, text, &inputs, &dialect);
    ASSERT_TRUE(expr.ok()) << to_text(expr.error());
    EXPECT_EQ(print_compact(*c, **expr), text);
  }
  for (const char* text : {"token(\"abc\", LETTERS, 1)", "x0", "token(x0, LETTERS, 1 + 1)"}) {
    const auto expr = parse(*c, text, &inputs, &dialect);
    ASSERT_TRUE(expr.ok()) << to_text(expr.error());
    EXPECT_EQ(print_compact(*c, **expr), std::nullopt) << text;
  }
}

TEST(Dialects, AreHandedBack) {
  const auto c = small_catalogue();
  const std::vector<Sort> inputs{kInt};
  const Dialect* dialect = nullptr;
  ASSERT_TRUE(parse(*c, "@tight x0", &inputs, &dialect).ok());
  EXPECT_EQ(dialect, c->dialect("tight"));
  ASSERT_TRUE(parse(*c, "x0", &inputs, &dialect).ok());
  EXPECT_EQ(dialect, c->dialect("default"));
}

}  // namespace
}  // namespace inkling::dsl::test
