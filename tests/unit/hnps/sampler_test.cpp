#include "sampler.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "tokens.hpp"

namespace inkling::hnps {
namespace {

constexpr std::size_t kRows = 20;

// Tokens per program, as the paper's table 5 counts them.
std::map<std::string, double> frequencies(Suite suite, std::size_t programs) {
  std::map<std::string, double> counts;
  for (std::size_t i = 0; i < programs; ++i) {
    Rng rng = Rng(1).split("frequencies", i);
    const std::size_t length = suite == Suite::atomic   ? 1
                               : suite == Suite::direct ? 2 + i % 3
                               : i % 20 < 6             ? 2
                               : i % 20 < 13            ? 3
                                                        : 4;
    const auto made = sample(suite, length, kRows, rng);
    EXPECT_TRUE(made.has_value());
    if (!made) return counts;
    for (const int token : to_tokens(made->program)) {
      std::string text = token_text(token);
      if (text[0] == '"') text = "characters";
      if (text[0] == '-' || (text[0] >= '0' && text[0] <= '9')) text = "numbers";
      counts[text] += 1 / static_cast<double>(programs);
    }
  }
  return counts;
}

struct Row {
  const char* token;
  double atomic, composed, direct;
};
constexpr Row kTable5[] = {
    {"ConstStr", .06, .23, .11},   {"SubStr", .94, 2.82, 2.89},      {"Regex", 1.64, 4.92, 5.21},
    {"ConstPos", .23, .72, .57},   {"Word", .09, .25, .32},          {"Num", .04, .11, .34},
    {"Alphanum", .09, .25, .32},   {"Allcaps", .08, .25, .33},       {"Propcase", .09, .26, .33},
    {"Lower", .09, .25, .34},      {"Digit", .09, .26, .32},         {"Char", .06, .21, .31},
    {"numbers", 1.87, 5.66, 5.78}, {"characters", 1.08, 3.31, 2.71}, {"Start", .82, 2.46, 2.60},
    {"End", .82, 2.46, 2.61},
};

// So much for the chance of few programs, and as much for what the paper does not tell.
double tolerance(double wanted, std::size_t programs) {
  return 4 * std::sqrt(wanted / static_cast<double>(programs)) + 0.1 * wanted;
}

TEST(HnpsSampler, TokensOccurAsOftenAsInThePapersData) {
  constexpr std::size_t kAtomic = 300, kOthers = 50;
  auto atomic = frequencies(Suite::atomic, kAtomic);
  auto composed = frequencies(Suite::composed, kOthers);
  auto direct = frequencies(Suite::direct, kOthers);
  for (const Row& row : kTable5) {
    EXPECT_NEAR(atomic[row.token], row.atomic, tolerance(row.atomic, kAtomic)) << row.token;
    EXPECT_NEAR(composed[row.token], row.composed, tolerance(row.composed, kOthers)) << row.token;
    EXPECT_NEAR(direct[row.token], row.direct, tolerance(row.direct, kOthers)) << row.token;
  }
}

TEST(HnpsSampler, ProgramsRunOnAllRowsAndTheSameSeedGivesTheSame) {
  for (const Suite suite : {Suite::atomic, Suite::composed, Suite::direct})
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
      Rng one(seed), two(seed);
      const std::size_t length = suite == Suite::atomic ? 1 : 3;
      const auto made = sample(suite, length, kRows, one);
      const auto again = sample(suite, length, kRows, two);
      ASSERT_TRUE(made && again);
      EXPECT_EQ(made->program, again->program);
      EXPECT_EQ(made->inputs, again->inputs);
      ASSERT_EQ(made->inputs.size(), kRows);
      EXPECT_EQ(made->program.expressions.size(), length);
      for (std::size_t i = 0; i < kRows; ++i) {
        EXPECT_GE(made->inputs[i].size(), 50U);
        EXPECT_LE(made->inputs[i].size(), 70U);
        EXPECT_EQ(run(made->program, Subject(made->inputs[i])), made->outputs[i]);
      }
    }
}

TEST(HnpsSampler, WhatIsComposedHasBeenKept) {
  Rng rng(3);
  const auto starts = [](const Program& program) {
    return program.expressions.size() == 1 && !program.expressions[0].from.end;
  };
  for (int i = 0; i < 5; ++i) {
    const auto made = sample(Suite::composed, 2, kRows, rng, starts);
    ASSERT_TRUE(made);
    for (const Expression& it : made->program.expressions) EXPECT_FALSE(it.from.end);
  }
}

}  // namespace
}  // namespace inkling::hnps
