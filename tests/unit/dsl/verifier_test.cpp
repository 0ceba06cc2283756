#include <gtest/gtest.h>

#include <inkling/dsl/verifier.hpp>
#include <limits>

#include "test_catalogue.hpp"

namespace inkling::dsl::test {
namespace {

Task task_of(std::initializer_list<std::pair<const char*, const char*>> examples) {
  Task task;
  for (const auto& [in, out] : examples)
    task.examples.push_back({*parse_values(in), *parse_value(out)});
  return task;
}

class VerifierTest : public testing::Test {
 protected:
  Result<Verifier> make(const Task& task) { return Verifier::make(*language, dialect, task); }
  ExprPtr program(const char* text, const Verifier& verifier) {
    const Dialect* named = nullptr;
    auto parsed = parse(*language, text, &verifier.input_sorts(), &named);
    EXPECT_TRUE(parsed.ok());
    return *parsed;
  }
  std::string refusal(const Task& task) {
    const auto made = make(task);
    EXPECT_FALSE(made.ok());
    if (made.ok()) return "";
    EXPECT_EQ(made.error().code, ErrorCode::bad_input);
    return made.error().message;
  }

  std::shared_ptr<const Catalogue> language = small_catalogue();
  const Dialect& dialect = language->dialects().front();
  Arena scratch;
};

TEST_F(VerifierTest, FindsTheFirstExampleThatIsWrong) {
  const auto verifier = make(task_of({{"[1,2]", "[1,2]"}, {"[3]", "[3]"}, {"[2,1]", "[1,2]"}}));
  ASSERT_TRUE(verifier.ok());
  EXPECT_EQ(verifier->size(), 3U);
  EXPECT_EQ(verifier->first_failure(*program("sort(x0)", *verifier), scratch), std::nullopt);
  EXPECT_EQ(verifier->first_failure(*program("x0", *verifier), scratch), 2U);
  EXPECT_EQ(verifier->first_failure(*program("map(x -> x + 1, x0)", *verifier), scratch), 0U);
  // Undefined is wrong.
  EXPECT_EQ(verifier->first_failure(*program("repeat(1 / 0, 2)", *verifier), scratch), 0U);
}

TEST_F(VerifierTest, ARunThatWantsTooMuchReproducesNothing) {
  const auto verifier = make(task_of({{"[1,2]", "[1,2]"}}));
  ASSERT_TRUE(verifier.ok());
  const ExprPtr sorted = program("sort(sort(x0))", *verifier);
  EXPECT_TRUE(verifier->reproduces(*sorted, 0, scratch));
  EXPECT_FALSE(verifier->reproduces(*sorted, 0, scratch, 1));
}

TEST_F(VerifierTest, ExamplesAreCellsOfTheColumnsSort) {
  const auto verifier = make(task_of({{"[],true", "[]"}, {"[3],false", "[]"}}));
  ASSERT_TRUE(verifier.ok());
  const std::vector<Sort> sorts{{Sort::Base::integer, 1, 0}, {Sort::Base::boolean, 0, 0}};
  EXPECT_EQ(verifier->input_sorts(), sorts);
  EXPECT_EQ(verifier->output_sort(), (Sort{Sort::Base::integer, 1, 0}));
  EXPECT_EQ(to_value(verifier->inputs(1)[0], sorts[0]), *parse_value("[3]"));
  EXPECT_EQ(to_value(verifier->inputs(0)[1], sorts[1]), Value(true));
  EXPECT_EQ(verifier->output(0).size, 0U);
}

TEST_F(VerifierTest, NamesWhatTheLanguageHasNoValuesFor) {
  EXPECT_EQ(refusal(task_of({{R"([1,"a"])", "1"}})),
            "input 1 holds lists of mixed types, which language small has no values for");
  EXPECT_EQ(refusal(task_of({{"[1]", "[1,true]"}})),
            "the output holds lists of mixed types, which language small has no values for");
  Task task = task_of({{"1,2", "1"}, {"3,4", "2"}});
  task.examples[1].inputs[1] = Value(std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(refusal(task),
            "example 2, input 2: -9223372036854775808 is no value of language small; expected int");
}

TEST_F(VerifierTest, TheMostFrequentOutputIsAConstant) {
  const ExprPtr expr = most_frequent_output(task_of({{"1,2", "7"}, {"3,4", "2"}, {"5,6", "7"}}));
  ASSERT_EQ(expr->kind, Expr::Kind::literal);
  EXPECT_EQ(expr->value, Value(7));
}

}  // namespace
}  // namespace inkling::dsl::test
