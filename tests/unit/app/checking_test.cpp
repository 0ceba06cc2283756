// An interpreter that checks every run by a second one.
#include "inkling/app/checking.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <inkling/app/agreement.hpp>
#include <stdexcept>
#include <thread>

#include "support/bare_domain.hpp"
#include "support/calls.hpp"
#include "support/tiny_domain.hpp"

namespace inkling::app {
namespace {

using test::Calls;
using testing::HasSubstr;
using List = Value::List;

std::int64_t sum(const Value& list) {
  std::int64_t sum = 0;
  for (const Value& item : list.as_list()) sum += item.as_int();
  return sum;
}

Result<Value> right(std::span<const Value> inputs) {
  return Value(sum(inputs[0]));
}

// The planted fault: one input in a thousand, those with the numbers 7, 3, 5 beside each other.
bool is_hit(const Value& list) {
  const List& items = list.as_list();
  for (std::size_t i = 0; i + 2 < items.size(); ++i)
    if (items[i] == Value(7) && items[i + 1] == Value(3) && items[i + 2] == Value(5)) return true;
  return false;
}
Result<Value> wrong(std::span<const Value> inputs) {
  return Value(sum(inputs[0]) + (is_hit(inputs[0]) ? 1 : 0));
}

// Three digits, of which one list in a thousand is the planted one, and some more behind them.
std::vector<std::vector<Value>> rows(std::size_t count) {
  std::vector<std::vector<Value>> rows;
  Rng rng(5);
  while (rows.size() < count) {
    List list;
    for (int i = 0; i < 3; ++i) list.emplace_back(static_cast<int>(rng.uniform(0, 9)));
    for (int i = 0; i < 6; ++i) list.emplace_back(20 + static_cast<int>(rng.uniform(0, 9)));
    rows.push_back({Value(std::move(list))});
  }
  return rows;
}

TEST(Checking, AFaultOnOneInputInAThousandIsFoundAndMadeSmall) {
  const Calls first(right), second(wrong);
  const CheckingInterpreter checking(first, second);
  const auto inputs = rows(20'000);
  std::size_t planted = 0;
  for (const auto& row : inputs) planted += is_hit(row[0]) ? 1U : 0U;
  ASSERT_GT(planted, 5U);
  ASSERT_LT(planted, 60U);
  const auto values = checking.run_batch({}, inputs);
  ASSERT_TRUE(values.ok());
  EXPECT_EQ((*values)[0], Value(sum(inputs[0][0])));  // what it gives is the first one's
  const CheckedRuns seen = checking.seen();
  EXPECT_EQ(seen.report.inputs, inputs.size());
  EXPECT_EQ(seen.report.inputs - seen.report.agreements, planted);
  ASSERT_EQ(seen.report.divergences.size(), 5U);
  Task like;
  like.examples.push_back({inputs[0], Value(0)});
  const Divergence small = shrink(seen.report.divergences.front(), {&first, {}}, {&second, {}},
                                  test::BareDomain(), like, Budget());
  EXPECT_EQ(small.inputs.at(0), Value(List{7, 3, 5}));
  EXPECT_EQ(small.left, Value(15));
  EXPECT_EQ(small.right, Value(16));
}

TEST(Checking, ATwinIsTheSameFunctionInAnotherLanguage) {
  const test::ShiftLanguage language;
  const test::TinyLatent latent;
  // Code 1 adds one: twice is "shift 2".
  const CheckingInterpreter checking(latent, language, test::ShiftLanguage::program(2));
  const std::vector<Value> inputs{Value(List{1, 2, 9})};
  EXPECT_EQ(checking.run(latent.program({1, 1}), inputs).value(), Value(List{3, 4, 1}));
  EXPECT_EQ(checking.seen().report.agreements, 1U);
  ASSERT_TRUE(checking.run(latent.program({1, 0}), inputs).ok());
  const CheckedRuns seen = checking.seen();
  ASSERT_EQ(seen.report.divergences.size(), 1U);
  EXPECT_EQ(to_text(seen, "shift 2"),
            "1 of 2 runs as shift 2 says; [1,2,9] gives [2,3,0], and there [3,4,1]");
  // It is the first one in everything else, and its steps are a run as well.
  EXPECT_EQ(checking.info().id, latent.info().id);
  EXPECT_EQ(checking.gradient(), latent.gradient());
  EXPECT_EQ(checking.parse("<1 0>")->text(), "<1 0>");
  ASSERT_TRUE(checking.trace(latent.program({1, 1}), inputs).ok());
  EXPECT_EQ(checking.seen().report.inputs, 3U);
  EXPECT_EQ(checking.seen().report.agreements, 2U);
}

// A second opinion that is not there takes nothing away, and is no difference.
TEST(Checking, WhatTheSecondOneDoesNotTakeIsCountedAndNamed) {
  const Calls first(right);
  const Calls second([](std::span<const Value> inputs) -> Result<Value> {
    if (inputs[0].as_list().size() > 2) return Error{ErrorCode::bad_input, "at most two numbers"};
    if (inputs[0].as_list().empty()) throw std::runtime_error("fell");
    return right(inputs);
  });
  CheckingInterpreter checking(first, second);
  const std::vector<std::vector<Value>> inputs{
      {Value(List{1, 2})}, {Value(List{1, 2, 3})}, {Value(List{})}, {Value(List{4})}};
  const auto values = checking.run_batch({}, inputs);
  ASSERT_TRUE(values.ok());
  EXPECT_EQ((*values)[1], Value(6));
  EXPECT_EQ((*values)[2], Value(0));
  const CheckedRuns seen = checking.seen();
  EXPECT_EQ(seen.report.inputs, 2U);
  EXPECT_EQ(seen.report.agreements, 2U);
  EXPECT_EQ(seen.refused, 2U);
  EXPECT_EQ(to_text(seen, "net"),
            "2 of 2 runs as net says; it does not take 2 inputs: at most two numbers");
  checking.forget();
  EXPECT_EQ(checking.seen().runs(), 0U);
}

TEST(Checking, OfNoValueItIsSaidWhoHasNone) {
  const Calls first([](std::span<const Value> inputs) -> Result<Value> {
    return inputs[0].as_list().empty() ? Value() : Value(1);
  });
  const Calls second([](std::span<const Value>) -> Result<Value> { return Value(); });
  const CheckingInterpreter checking(first, second);
  ASSERT_TRUE(checking.run({}, std::vector<Value>{Value(List{})}).ok());
  ASSERT_TRUE(checking.run({}, std::vector<Value>{Value(List{1})}).ok());
  const CrossCheckReport report = checking.seen().report;
  EXPECT_EQ(report.both_undefined, 1U);
  EXPECT_EQ(report.right_undefined, 1U);
  EXPECT_EQ(report.left_undefined, 0U);
}

TEST(Checking, MayBeCalledFromManyThreads) {
  const Calls first(right), second(wrong);
  const CheckingInterpreter checking(first, second);
  const auto inputs = rows(400);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] { ASSERT_TRUE(checking.run_batch({}, inputs).ok()); });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(checking.seen().report.inputs, 1600U);
}

}  // namespace
}  // namespace inkling::app
