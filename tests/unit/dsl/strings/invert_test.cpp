#include <array>

#include "run.hpp"

namespace inkling::test {
namespace {

const dsl::Operator& find(std::string_view name) {
  return *dsl::strings_catalogue()->find(name).front();
}

// The argument that inverting finds, in text form, or "none".
std::string invert(std::string_view name, std::size_t unknown, const std::vector<Value>& args,
                   const Value& result) {
  const dsl::Operator& op = find(name);
  if (op.invert == nullptr || (op.invertible & (1u << unknown)) == 0) return "not invertible";
  dsl::Arena arena;
  dsl::EvalContext context{arena, dsl::strings_catalogue()->dialects().front()};
  std::array<dsl::Cell, dsl::kMaxArity> cells;
  dsl::CallSite site{&op};
  for (std::size_t i = 0; i < args.size(); ++i) {
    site.args[i] = op.params[i].sort;
    if (i == unknown) continue;
    EXPECT_TRUE(dsl::to_cell(args[i], op.params[i].sort, arena, cells[i]));
  }
  site.result = op.result;
  dsl::Cell cell;
  EXPECT_TRUE(dsl::to_cell(result, op.result, arena, cell));
  dsl::Cell argument;
  if (!op.invert(context, site, unknown, cells.data(), cell, argument)) return "none";
  return to_text(dsl::to_value(argument, op.params[unknown].sort));
}

TEST(StringInvert, ConcatStripsTheKnownEnd) {
  EXPECT_EQ(invert("concat", 0, {{}, Value("é!")}, Value("ñaé!")), R"("ña")");
  EXPECT_EQ(invert("concat", 1, {Value("ña"), {}}, Value("ñaé!")), R"("é!")");
  EXPECT_EQ(invert("concat", 1, {Value("x"), {}}, Value("ab")), "none");
  EXPECT_EQ(invert("concat", 0, {{}, Value("abc")}, Value("bc")), "none");
}

TEST(StringInvert, NumbersOnlyInTheirCanonicalSpelling) {
  EXPECT_EQ(invert("int_to_string", 0, {{}}, Value("-12")), "-12");
  EXPECT_EQ(invert("int_to_string", 0, {{}}, Value("007")), "none");
  EXPECT_EQ(invert("int_to_string", 0, {{}}, Value("-0")), "none");
  EXPECT_EQ(invert("int_to_string", 0, {{}}, Value("x")), "none");
  EXPECT_EQ(invert("string_to_int", 0, {{}}, Value(12)), R"("12")");
}

TEST(StringInvert, CharactersAndOrder) {
  EXPECT_EQ(invert("reverse", 0, {{}}, Value("aé")), R"("éa")");
  EXPECT_EQ(invert("code_of", 0, {{}}, Value(233)), R"("é")");
  EXPECT_EQ(invert("char_of", 0, {{}}, Value("é")), "233");
  EXPECT_EQ(invert("char_of", 0, {{}}, Value("éé")), "none");
}

TEST(StringInvert, NothingElseClaimsTo) {
  for (const dsl::Operator& op : dsl::strings_catalogue()->operators())
    EXPECT_EQ(op.invert != nullptr, op.invertible != 0) << op.name;
}

}  // namespace
}  // namespace inkling::test
