#include <gtest/gtest.h>

#include <inkling/crosscheck.hpp>
#include <stdexcept>

#include "support/tiny_domain.hpp"

namespace inkling::test {
namespace {

using List = Value::List;
using Rows = std::vector<std::vector<Value>>;

Rows digit_rows(std::size_t count) {
  Rng rng(1);
  const TinyDomain domain;
  Rows rows;
  while (rows.size() < count) rows.push_back(domain.sample_inputs({}, rng));
  return rows;
}

// Wrong on lists that begin with 0, throws on lists that begin with 1.
class Moody : public ShiftLanguage {
 public:
  Result<Value> run(const Program& program, std::span<const Value> inputs) const override {
    const List& list = inputs[0].as_list();
    if (!list.empty() && list[0] == Value(0)) return Value(List{});
    if (!list.empty() && list[0] == Value(1)) throw std::runtime_error("moody");
    return ShiftLanguage::run(program, inputs);
  }
};

TEST(CrossCheck, ALatentAndASymbolicProgramThatMeanTheSameAgree) {
  const TinyLatent latent;
  const ShiftLanguage symbolic;
  const auto report =
      crosscheck({&latent, latent.program({1, 2})}, {&symbolic, ShiftLanguage::program(4)},
                 digit_rows(1000), Budget());
  ASSERT_TRUE(report) << to_text(report.error());
  EXPECT_EQ(report->inputs, 1000U);
  EXPECT_EQ(report->agreements, 1000U);
  EXPECT_TRUE(report->divergences.empty());
}

TEST(CrossCheck, CountsAndShowsTheFirstDivergences) {
  const TinyLatent latent;
  const Moody symbolic;
  const Rows rows{{List{2}}, {List{0, 5}}, {List{1}}, {List{}}, {List{0}}};
  const auto report = crosscheck({&latent, latent.program({1, 0})},
                                 {&symbolic, ShiftLanguage::program(1)}, rows, Budget(), 2);
  ASSERT_TRUE(report) << to_text(report.error());
  EXPECT_EQ(report->inputs, 5U);
  EXPECT_EQ(report->agreements, 2U);
  EXPECT_EQ(report->right_undefined, 1U);  // the exception
  EXPECT_EQ(report->left_undefined, 0U);
  ASSERT_EQ(report->divergences.size(), 2U);
  EXPECT_EQ(report->divergences[0].inputs, rows[1]);
  EXPECT_EQ(report->divergences[0].left, Value(List{1, 6}));
  EXPECT_EQ(report->divergences[0].right, Value(List{}));
  EXPECT_TRUE(report->divergences[1].right.is_undefined());
}

TEST(CrossCheck, BothUndefinedAgree) {
  const ShiftLanguage language;
  const CheckedProgram nine{&language, ShiftLanguage::program(9)};
  const auto report = crosscheck(nine, nine, Rows{{List{}}, {List{1}}}, Budget());
  ASSERT_TRUE(report);
  EXPECT_EQ(report->agreements, 2U);
  EXPECT_EQ(report->both_undefined, 1U);
}

TEST(CrossCheck, RefusesAProgramOfTheWrongKind) {
  const TinyLatent latent;
  const ShiftLanguage language;
  const CheckedProgram good{&language, ShiftLanguage::program(1)};
  const auto report = crosscheck(good, {&latent, ShiftLanguage::program(1)}, Rows{}, Budget());
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ErrorCode::type);
  EXPECT_FALSE(crosscheck(good, {nullptr, ShiftLanguage::program(1)}, Rows{}, Budget()));
}

TEST(CrossCheck, StopsWhenCancelled) {
  const ShiftLanguage language;
  const CheckedProgram one{&language, ShiftLanguage::program(1)};
  std::stop_source source;
  source.request_stop();
  const auto report = crosscheck(one, one, digit_rows(10), Budget({}, source.get_token()));
  ASSERT_TRUE(report);
  EXPECT_EQ(report->inputs, 0U);
  EXPECT_EQ(report->reason, StopReason::cancelled);
}

TEST(TakenInputs, AreFewerWhereTheyAreLong) {
  const TinyDomain domain;
  const Task task = shift_task(1, {Value(List{1, 2})});
  const auto rows_of = [&](std::size_t length) {
    const auto rows = taken_inputs(domain, task, 1000,
                                   [&] { return std::vector<Value>{Value(List(length, 3))}; });
    return rows ? rows->size() : 0;
  };
  EXPECT_EQ(rows_of(10), 1000U);
  EXPECT_LT(rows_of(10'000), 50U);
  EXPECT_EQ(rows_of(1'000'000), 4U);
}

TEST(TakenInputs, SaysWhatTheDomainRefuses) {
  const TinyDomain domain;
  const auto rows = taken_inputs(domain, shift_task(1, {Value(List{1, 2})}), 10,
                                 [] { return std::vector<Value>{Value(List{77})}; });
  ASSERT_FALSE(rows);
  EXPECT_NE(rows.error().message.find("'tiny'"), std::string::npos) << rows.error().message;
}

TEST(MostDivided, TakesTheEarliestRowWithTheMostAnswers) {
  const ShiftLanguage language;
  const Moody moody;
  const std::vector<CheckedProgram> programs{{&language, ShiftLanguage::program(1)},
                                             {&moody, ShiftLanguage::program(1)},
                                             {&language, ShiftLanguage::program(2)}};
  const Rows rows{{List{}}, {List{5}}, {List{0}}, {List{0, 0}}};
  const auto found = most_divided(programs, rows, Budget());
  ASSERT_TRUE(found);
  EXPECT_EQ(found->inputs, rows[2]);
  EXPECT_EQ(found->outputs, (std::vector<Value>{List{1}, List{}, List{2}}));
  EXPECT_FALSE(most_divided(std::span(programs).first(1), rows, Budget()));
  EXPECT_FALSE(most_divided({}, rows, Budget()));
}

}  // namespace
}  // namespace inkling::test
