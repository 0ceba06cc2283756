#include "rows.hpp"

namespace inkling::test {
namespace {

TEST(RobustFill, GivesWhatTheTableSays) {
  expect_rows(robustfill_rows());
}

TEST(RobustFill, PrintsInItsOwnForm) {
  const auto catalogue = strings::strings_catalogue();
  const std::vector<dsl::Sort> sorts{{dsl::Sort::Base::string}};
  for (const Row& row : robustfill_rows()) {
    const dsl::Dialect* dialect = nullptr;
    const auto expr = dsl::parse(*catalogue, row.program, &sorts, &dialect);
    ASSERT_TRUE(expr.ok()) << row.program;
    const auto text = dsl::print_compact(*catalogue, **expr);
    ASSERT_TRUE(text.has_value()) << row.program;
    if (std::string_view(row.program).find("x0") == std::string_view::npos) {
      EXPECT_EQ(*text, row.program);
    }
    const auto again = dsl::parse(*catalogue, *text, &sorts, &dialect);
    ASSERT_TRUE(again.ok()) << *text << ": " << render_error(again.error(), *text);
    EXPECT_TRUE(dsl::equal(**expr, **again)) << *text;
  }
}

TEST(RobustFill, ANameOfTwoEnumerationsMeansWhatTheOperatorWants) {
  EXPECT_EQ(run("GetToken(LOWER, 1) | ToCase(LOWER)", {Value("AbC")}), R"("babc")");
  EXPECT_EQ(run("to_case(x0, ALL_CAPS)", {Value("ab")}), R"("AB")");
  EXPECT_TRUE(run("ToCase(WORD)", {Value("ab")}).starts_with("not parsed"));
  EXPECT_TRUE(run("GetToken(PROPER, 1)", {Value("ab")}).starts_with("not parsed"));
  EXPECT_TRUE(run(R"(ToCase("x"))", {Value("ab")}).starts_with("not parsed"));
  EXPECT_TRUE(run(R"(GetUpto("xy"))", {Value("ab")}).starts_with("not parsed"));
}

}  // namespace
}  // namespace inkling::test
