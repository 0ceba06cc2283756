#include "run.hpp"

namespace inkling::test {
namespace {

// Runs with a fuel and a length limit; nullopt when undefined.
std::optional<Value> run_limited(std::string_view program, const std::vector<Value>& inputs,
                                 std::int64_t fuel, std::uint32_t max_length = 1u << 20) {
  std::vector<dsl::Sort> sorts;
  for (const Value& input : inputs) sorts.push_back(dsl::to_sort(type_of(input)));
  const dsl::Dialect* named = nullptr;
  const auto expr = dsl::parse(*strings::strings_catalogue(), program, &sorts, &named);
  EXPECT_TRUE(expr.ok()) << program;
  if (!expr) return std::nullopt;
  dsl::Dialect dialect = *named;
  dialect.max_length = max_length;
  dsl::Arena arena;
  std::vector<dsl::Cell> cells(inputs.size());
  for (std::size_t i = 0; i < inputs.size(); ++i)
    EXPECT_TRUE(dsl::to_cell(inputs[i], sorts[i], arena, cells[i]));
  dsl::EvalContext context{arena, dialect, fuel};
  dsl::Cell result;
  if (!dsl::evaluate(**expr, cells.data(), context, result)) return std::nullopt;
  return dsl::to_value(result, (*expr)->sort);
}

TEST(StringLimits, ResultsLongerThanTheDialectAllowsAreUndefined) {
  const std::vector<Value> inputs{Value("abcdef")};
  constexpr std::int64_t kPlenty = 1'000'000;
  for (const char* program :
       {"x0 ++ x0", "repeat(x0, 2)", R"(pad_left(x0, 11, "-"))", R"(pad_right(x0, 11, "-"))",
        R"(replace_all(x0, "a", "12345678"))", R"(replace_first(x0, "a", "12345678"))",
        R"(replace_at(x0, 1, 1, "12345678"))", R"(join(chars(x0), "-"))",
        R"(substitute_token(x0, CHAR, 1, "12345678"))",
        R"(substitute_tokens(x0, CHAR, "12345678"))"}) {
    EXPECT_FALSE(run_limited(program, inputs, kPlenty, 10).has_value()) << program;
    EXPECT_TRUE(run_limited(program, inputs, kPlenty, 1000).has_value()) << program;
  }
}

TEST(StringLimits, WorkThatGrowsWithTheSquareStopsWhenTheFuelIsSpent) {
  const std::vector<Value> inputs{Value(std::string(20'000, 'a'))};
  EXPECT_FALSE(run_limited("RemoveAll(CHAR)", inputs, 1'000'000).has_value());
  EXPECT_FALSE(run_limited(R"(SubstituteAll(CHAR, "b"))", inputs, 1'000'000).has_value());
  EXPECT_FALSE(
      run_limited("find_last(left(x0, 10000), x0)", inputs, 1'000'000).value_or(Value(-1)) ==
      Value(10000));
}

// A string is cut between code points, and the pieces still know their length.
TEST(StringLimits, PiecesOfTextBeyondAsciiKeepTheirLength) {
  const std::string text = "añ→🙂,b";
  for (int i = 0; i <= 7; ++i) {
    const std::vector<Value> inputs{Value(text), Value(i)};
    EXPECT_EQ(run("left(x0, x1) ++ drop_left(x0, x1)", inputs), to_text(Value(text)));
    EXPECT_EQ(run("len(left(x0, x1)) + len(drop_left(x0, x1))", inputs), "6");
  }
  EXPECT_EQ(run(R"(len(before(x0, ",")) + len(after(x0, "ñ")) * 10)", {Value(text)}), "44");
  EXPECT_EQ(run("len(remove_tokens(x0, WORD))", {Value(text)}), "4");
  EXPECT_EQ(run("len(reverse(x0))", {Value(text)}), "6");
  EXPECT_EQ(run(R"(len(replace_all(x0, "→", "é")))", {Value(text)}), "6");
  EXPECT_EQ(run("len(join(chars(x0), \"→\"))", {Value(text)}), "11");
}

}  // namespace
}  // namespace inkling::test
