#include <set>

#include "rows.hpp"

namespace inkling::test {
namespace {

TEST(StringOperators, GiveWhatTheTableSays) {
  expect_rows(general_rows());
}

void collect(const dsl::Expr& expr, std::set<int>& operators) {
  if (expr.op != nullptr) operators.insert(expr.op->id);
  for (const dsl::ExprPtr& arg : expr.args) collect(*arg, operators);
}

std::set<int> operators_of(const std::vector<Row>& rows) {
  std::set<int> operators;
  for (const Row& row : rows) {
    std::vector<dsl::Sort> sorts;
    for (const Value& input : inputs_of(row)) sorts.push_back(dsl::to_sort(type_of(input)));
    const dsl::Dialect* dialect = nullptr;
    const auto expr = dsl::parse(*strings::strings_catalogue(), row.program, &sorts, &dialect);
    EXPECT_TRUE(expr.ok()) << row.program;
    if (expr) collect(**expr, operators);
  }
  return operators;
}

TEST(StringOperators, EachHasARowOfTheTable) {
  std::set<int> seen = operators_of(general_rows());
  seen.merge(operators_of(robustfill_rows()));
  for (const dsl::Operator& op : strings::strings_catalogue()->operators())
    EXPECT_TRUE(seen.contains(op.id)) << op.name << strings::strings_catalogue()->signature(op);
}

TEST(StringMoves, EachParsesAndItsHolesHaveValues) {
  const auto catalogue = strings::strings_catalogue();
  ASSERT_FALSE(catalogue->moves().empty());
  for (const dsl::Move& move : catalogue->moves()) {
    // As far as the arrow the text is a list of names; what they stand for is checked with the
    // search.
    EXPECT_TRUE(move.text.starts_with("(")) << move.text;
    EXPECT_NE(move.text.find(") -> "), std::string::npos) << move.text;
    EXPECT_GE(move.bits, 0) << move.text;
    for (const auto& choices : move.choices) EXPECT_FALSE(choices.empty()) << move.text;
  }
}

TEST(StringOperators, EachIsDescribed) {
  for (const dsl::Operator& op : strings::strings_catalogue()->operators()) {
    EXPECT_FALSE(op.summary.empty()) << op.name;
    EXPECT_FALSE(op.words.empty()) << op.name;
    EXPECT_FALSE(op.group.empty()) << op.name;
    for (std::size_t i = 0; i < op.params.size(); ++i)
      EXPECT_NE(op.words.find("{" + std::to_string(i) + "}"), std::string::npos)
          << op.name << " leaves argument " << i << " out of '" << op.words << "'";
  }
}

TEST(StringOperators, PrintAndParseBack) {
  const auto catalogue = strings::strings_catalogue();
  std::vector<Row> rows = general_rows();
  for (const Row& row : robustfill_rows()) rows.push_back(row);
  for (const Row& row : rows) {
    std::vector<dsl::Sort> sorts;
    for (const Value& input : inputs_of(row)) sorts.push_back(dsl::to_sort(type_of(input)));
    const dsl::Dialect* dialect = nullptr;
    const auto expr = dsl::parse(*catalogue, row.program, &sorts, &dialect);
    ASSERT_TRUE(expr.ok()) << row.program;
    const std::string text = dsl::print(*catalogue, **expr);
    const auto again = dsl::parse(*catalogue, text, &sorts, &dialect);
    ASSERT_TRUE(again.ok()) << text << ": " << render_error(again.error(), text);
    EXPECT_TRUE(dsl::equal(**expr, **again)) << text;
  }
}

// One table for all letters: as long in bytes, there and back again.
TEST(StringOperators, CaseMappingKeepsLengthAndTurnsBack) {
  for (std::int64_t code = 1; code < 0x600; ++code) {
    const Value text(run("char_of(x0)", {Value(code)}));
    const Result<Value> letter = parse_value(text.as_string());
    ASSERT_TRUE(letter.ok());
    const std::string upper = run("upper(x0)", {*letter});
    const std::string lower = run("lower(x0)", {*letter});
    if (lower != text.as_string()) {
      EXPECT_EQ(run("upper(lower(x0))", {*letter}), text.as_string()) << code;
    }
    if (upper != text.as_string() && code != 0x3C2) {  // final sigma becomes the other one
      EXPECT_EQ(run("lower(upper(x0))", {*letter}), text.as_string()) << code;
    }
    EXPECT_EQ(upper.size(), lower.size()) << code;
  }
}

}  // namespace
}  // namespace inkling::test
