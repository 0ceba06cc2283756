// Steps of two programs side by side, and what stands on a tape.
#include "inkling/app/trace.hpp"

#include <gtest/gtest.h>

namespace inkling::app {
namespace {

std::vector<TraceStep> steps(const std::vector<Value>& values) {
  std::vector<TraceStep> all;
  for (const Value& value : values) all.push_back({"s" + std::to_string(all.size()), value});
  return all;
}

std::string rows(const std::vector<AlignedStep>& aligned) {
  std::string text;
  for (const AlignedStep& row : aligned)
    text += (row.left ? std::to_string(*row.left) : "-") + "|" +
            (row.right ? std::to_string(*row.right) : "-") + " ";
  return text;
}

TEST(Align, EqualValuesStandBesideEachOther) {
  EXPECT_EQ(rows(align(steps({1, 2, 3}), steps({1, 2, 3}))), "0|0 1|1 2|2 ");
  // One takes a way of its own between two that both pass through.
  EXPECT_EQ(rows(align(steps({1, 5, 6, 3}), steps({1, 2, 3}))), "0|0 1|- 2|- -|1 3|2 ");
  EXPECT_EQ(rows(align(steps({1, 2}), steps({3}))), "0|- 1|- -|0 ");
  EXPECT_EQ(rows(align(steps({}), steps({3}))), "-|0 ");
  // As many as can be: 2 3 and not 4.
  EXPECT_EQ(rows(align(steps({4, 2, 3}), steps({2, 3, 4}))), "0|- 1|0 2|1 -|2 ");
}

TEST(Align, NoValueIsNotTheSameAsNone) {
  EXPECT_EQ(rows(align(steps({1, Value()}), steps({1, Value()}))), "0|0 1|- -|1 ");
}

TEST(ShownRows, AreTheFirstAndTheLastOnesOfALongRun) {
  EXPECT_EQ(shown_rows(40, 40).left_out(), 0u);
  EXPECT_EQ(shown_rows(1000, 0).left_out(), 0u);
  for (std::size_t most = 1; most <= 41; ++most) {
    const ShownRows rows = shown_rows(1000, most);
    EXPECT_EQ(rows.left_out(), 1000 - most);
    EXPECT_LT(rows.back, 1000u) << "the last row is shown";
  }
  EXPECT_EQ(shown_rows(1000, 40).front, 30u);
}

TEST(Trace, SaysWhatStandsThereAndHowCertainlyAndWhere) {
  TracedProgram program{"net", "<1 2>", "", steps({Value(7), Value(8), Value()})};
  EXPECT_EQ(certainty_text(program, 1), "");  // nothing is known
  EXPECT_EQ(value_text(program, 2), "undefined");
  program.states = {
      {{"7", "_"}, {1, 1}}, {{"8", "_"}, {0.9999, 0.999}}, {{"_", "3"}, {0.9, 0.612}}};
  EXPECT_EQ(certainty_text(program, 0), "99.9 %");
  EXPECT_EQ(certainty_text(program, 1), "99.9 %");
  EXPECT_EQ(certainty_text(program, 2), "61.2 % at place 2");
  EXPECT_EQ(value_text(program, 1), "8");
  EXPECT_EQ(value_text(program, 2), "no value: _ 3");
}

}  // namespace
}  // namespace inkling::app
