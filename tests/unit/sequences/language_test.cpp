#include "language.hpp"

#include <gtest/gtest.h>

#include <inkling/dsl/catalogue.hpp>
#include <inkling/dsl/language.hpp>

#include "suite.hpp"

namespace inkling::sequences {
namespace {

Value value_of(const Sequence& x) {
  Value::List list;
  for (const int v : x) list.emplace_back(v);
  return Value(std::move(list));
}

class SequencesLanguage : public ::testing::Test {
 protected:
  std::string run(const std::string& program, const std::string& input) {
    const auto parsed = language_->parse(program);
    EXPECT_TRUE(parsed.ok()) << program;
    const auto result = language_->run(*parsed, std::vector<Value>{*parse_value(input)});
    EXPECT_TRUE(result.ok());
    return to_text(*result);
  }
  std::unique_ptr<Language> language_ = dsl::make_language(sequences_catalogue());
};

TEST_F(SequencesLanguage, EveryOperatorDoesWhatItSays) {
  EXPECT_EQ(run("shift_left(x0, 2)", "[1,2,3,4]"), "[3,4,-1,-1]");
  EXPECT_EQ(run("shift_right(x0, 1)", "[1,2,3,4]"), "[-1,1,2,3]");
  EXPECT_EQ(run("rotate_left(x0, 1)", "[1,2,3,4]"), "[2,3,4,1]");
  EXPECT_EQ(run("rotate_right(x0, 1)", "[1,2,3,4]"), "[4,1,2,3]");
  EXPECT_EQ(run("reverse(x0)", "[1,2,-1]"), "[-1,2,1]");
  EXPECT_EQ(run("sort_ascending(x0)", "[3,-1,9,0]"), "[-1,0,3,9]");
  EXPECT_EQ(run("sort_descending(x0)", "[3,-1,9,0]"), "[9,3,0,-1]");
  EXPECT_EQ(run("increment(x0)", "[0,9,-1]"), "[1,0,-1]");
  EXPECT_EQ(run("decrement(x0)", "[0,9,-1]"), "[9,8,-1]");
  EXPECT_EQ(run("negate(x0)", "[0,9,-1]"), "[9,0,-1]");
  EXPECT_EQ(run("take(x0, 2)", "[1,2,3]"), "[1,2,-1]");
  EXPECT_EQ(run("drop(x0, 2)", "[1,2,3]"), "[-1,-1,3]");
}

// From left to right: what a place has become is what the next one sees.
TEST_F(SequencesLanguage, RulesLookAtNeighbours) {
  EXPECT_EQ(run("above_next_minus(x0, 2, 3)", "[4,2,0,1]"), "[1,4,0,1]");
  EXPECT_EQ(run("above_next_minus(x0, 1, 1)", "[4,2,1,1,0]"), "[4,1,1,0,0]");
  EXPECT_EQ(run("below_next_minus(x0, 1, 1)", "[0,1,2,4,-1]"), "[4,0,2,4,-1]");
  EXPECT_EQ(run("above_last_plus(x0, 1, 1)", "[0,1,3,4,-1]"), "[0,2,4,4,-1]");
  EXPECT_EQ(run("above_last_plus(x0, 1, 6)", "[0,1]"), "[0,2]");
  EXPECT_EQ(run("equal_sides_times(x0, 3)", "[2,1,2,1,2]"), "[2,3,2,3,2]");
  EXPECT_EQ(run("equal_sides_times(x0, 4)", "[2,3,2,0,2]"), "[2,4,2,0,2]");
  EXPECT_EQ(run("sides_sum(x0)", "[1,4,3,2]"), "[1,4,1,2]");
  EXPECT_EQ(run("sides_average(x0)", "[1,4,4,3]"), "[1,2,2,3]");
  EXPECT_EQ(run("sides_max(x0)", "[1,0,2,0,1]"), "[1,2,2,2,1]");
  EXPECT_EQ(run("sides_min(x0)", "[1,0,2,0,1]"), "[1,1,0,0,1]");
  EXPECT_EQ(run("sides_sum(x0)", "[1,4,-1,3]"), "[1,4,-1,3]");
  EXPECT_EQ(run("sides_sum(x0)", "[10,4,1]"), "undefined");
  EXPECT_EQ(run("above_last_plus(x0, -1, 1)", "[0,1]"), "undefined");
}

TEST_F(SequencesLanguage, RulesAreNotSearched) {
  for (const dsl::Operator& op : sequences_catalogue()->operators())
    EXPECT_EQ(op.cost == 0, op.group.starts_with("neighbours")) << op.name;
}

TEST_F(SequencesLanguage, AmountsBeyondTheLengthAreDefinedAndNegativeOnesAreNot) {
  EXPECT_EQ(run("shift_left(x0, 9)", "[1,2]"), "[-1,-1]");
  EXPECT_EQ(run("shift_right(x0, 9)", "[1,2]"), "[-1,-1]");
  EXPECT_EQ(run("rotate_left(x0, 5)", "[1,2]"), "[2,1]");
  EXPECT_EQ(run("rotate_right(x0, 4)", "[1,2]"), "[1,2]");
  EXPECT_EQ(run("take(x0, 9)", "[1,2]"), "[1,2]");
  EXPECT_EQ(run("drop(x0, 9)", "[1,2]"), "[-1,-1]");
  EXPECT_EQ(run("rotate_left(x0, 1)", "[]"), "[]");
  EXPECT_EQ(run("shift_left(x0, -1)", "[1,2]"), "undefined");
}

// The suites are executed by code of their own: two implementations check each other.
TEST_F(SequencesLanguage, RunsTheProgramsOfTheSuites) {
  Rng rng(3);
  for (const Suite suite : {Suite::shift_l, Suite::shift_p, Suite::comp_i})
    for (const Part part : {Part::train, Part::development, Part::test})
      for (const Variant variant : {Variant::zero_fill, Variant::circular})
        for (const Steps& steps : programs(suite, part, variant, Compositions::all)) {
          const auto program = language_->parse(to_text(steps));
          ASSERT_TRUE(program.ok()) << to_text(steps);
          const Sequence x = random_sequence(kLength, 3, rng);
          EXPECT_EQ(*language_->run(*program, std::vector<Value>{value_of(x)}),
                    value_of(execute(steps, x)))
              << to_text(steps);
        }
  TaskOptions options;
  options.suite = Suite::rules;
  for (int i = 0; i < 300; ++i) {
    const SuiteTask task = generate(options, rng);
    const auto program = language_->parse(to_text(task.program));
    ASSERT_TRUE(program.ok()) << to_text(task.program);
    for (std::size_t pair = 0; pair < task.inputs.size(); ++pair)
      EXPECT_EQ(*language_->run(*program, std::vector<Value>{value_of(task.inputs[pair])}),
                value_of(task.outputs[pair]))
          << to_text(task.program);
  }
}

}  // namespace
}  // namespace inkling::sequences
