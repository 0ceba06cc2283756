#include <array>

#include "run.hpp"

namespace inkling::test {
namespace {

const dsl::Operator& find(std::string_view name) {
  return *strings::strings_catalogue()->find(name).front();
}

// The values that an operator's witness names for an argument, in text form, or "none".
std::string witness(std::string_view name, std::size_t unknown, const std::vector<Value>& args,
                    const Value& result) {
  const dsl::Operator& op = find(name);
  if (!op.has_witness(unknown)) return "no witness";
  dsl::Arena arena;
  dsl::EvalContext context{arena, strings::strings_catalogue()->dialects().front()};
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
  dsl::Cell values[dsl::kMaxWitnesses];
  const std::size_t n = op.witness(context, site, unknown, cells.data(), cell, values);
  std::string text;
  for (std::size_t i = 0; i < n; ++i)
    text += (i == 0 ? "" : " ") + to_text(dsl::to_value(values[i], op.params[unknown].sort));
  return n == 0 ? "none" : text;
}

TEST(StringWitness, ConcatStripsTheKnownEnd) {
  EXPECT_EQ(witness("concat", 0, {{}, Value("é!")}, Value("ñaé!")), R"("ña")");
  EXPECT_EQ(witness("concat", 1, {Value("ña"), {}}, Value("ñaé!")), R"("é!")");
  EXPECT_EQ(witness("concat", 1, {Value("x"), {}}, Value("ab")), "none");
  EXPECT_EQ(witness("concat", 0, {{}, Value("abc")}, Value("bc")), "none");
}

TEST(StringWitness, NumbersOnlyInTheirCanonicalSpelling) {
  EXPECT_EQ(witness("int_to_string", 0, {{}}, Value("-12")), "-12");
  EXPECT_EQ(witness("int_to_string", 0, {{}}, Value("007")), "none");
  EXPECT_EQ(witness("int_to_string", 0, {{}}, Value("-0")), "none");
  EXPECT_EQ(witness("int_to_string", 0, {{}}, Value("x")), "none");
  EXPECT_EQ(witness("string_to_int", 0, {{}}, Value(12)), R"("12")");
}

TEST(StringWitness, CharactersAndOrder) {
  EXPECT_EQ(witness("reverse", 0, {{}}, Value("aé")), R"("éa")");
  EXPECT_EQ(witness("code_of", 0, {{}}, Value(233)), R"("é")");
  EXPECT_EQ(witness("char_of", 0, {{}}, Value("é")), "233");
  EXPECT_EQ(witness("char_of", 0, {{}}, Value("éé")), "none");
}

TEST(StringWitness, WhatANumberWasCalculatedWith) {
  EXPECT_EQ(witness("plus", 1, {Value("400"), {}}, Value("511")), R"("111")");
  EXPECT_EQ(witness("minus", 0, {{}, Value("1.5")}, Value("2")), R"("3.5")");
  EXPECT_EQ(witness("minus", 1, {Value("10"), {}}, Value("2.5")), R"("7.5")");
  EXPECT_EQ(witness("times", 1, {Value("0.25"), {}}, Value("25")), R"("100")");
  EXPECT_EQ(witness("times", 1, {Value("3"), {}}, Value("10")), "none");
  EXPECT_EQ(witness("times", 1, {Value("0"), {}}, Value("10")), "none");
  EXPECT_EQ(witness("over", 0, {{}, Value("60")}, Value("2.5")), R"("150")");
  EXPECT_EQ(witness("over", 1, {Value("150"), {}}, Value("60")), R"("2.5")");
  EXPECT_EQ(witness("plus", 1, {Value("a"), {}}, Value("1")), "none");
}

TEST(StringWitness, NothingElseClaimsTo) {
  for (const dsl::Operator& op : strings::strings_catalogue()->operators())
    EXPECT_EQ(op.witness != nullptr, op.witnessed != 0) << op.name;
}

}  // namespace
}  // namespace inkling::test
