#include "domain.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <inkling/dsl/language.hpp>

#include "codec.hpp"
#include "grid.hpp"
#include "language.hpp"

namespace inkling::patterns {
namespace {

using testing::HasSubstr;

Task task_of(Value input, Value output) {
  Task task{"t", "patterns", {}, {}, {}};
  task.examples.push_back(Example{{std::move(input)}, std::move(output)});
  return task;
}

Result<GeneratedTask> generated(const std::string& text, std::uint64_t seed = 1) {
  const auto domain = make_domain();
  const auto params = Params::parse(domain->info().generator, text);
  Rng rng(seed);
  return domain->generate(params.value(), rng);
}

TEST(Paste, StandsAtTheFirstPixelAndWhatStandsOutFallsOff) {
  const Grid grid{{0, 0, 0}, {0, 1, 0}, {0, 0, 0}};
  EXPECT_EQ(paste(grid, {{0, 2}, {3, 4}}).value(), (Grid{{0, 0, 0}, {0, 0, 2}, {0, 3, 4}}));
  EXPECT_EQ(paste(grid, {{5, 5, 5, 5}}).value(), (Grid{{0, 0, 0}, {0, 5, 5}, {0, 0, 0}}));
  EXPECT_FALSE(paste({{0, 0}}, {{1}}).has_value());
}

TEST(Paste, TheSmallestPatternIsFoundFromWhatItMade) {
  const Grid grid{{0, 0, 0}, {0, 1, 0}, {0, 0, 0}};
  EXPECT_EQ(find_pattern(grid, {{0, 0, 0}, {0, 0, 2}, {0, 3, 0}}).value(), (Grid{{0, 2}, {3, 0}}));
  EXPECT_EQ(find_pattern(grid, grid).value(), (Grid{{1}}));
  EXPECT_FALSE(find_pattern(grid, {{0, 5, 0}, {0, 1, 0}, {0, 0, 0}}).has_value());
  EXPECT_FALSE(find_pattern(grid, {{0, 0}, {0, 1}}).has_value());
  EXPECT_FALSE(find_pattern({{0, 0}}, {{0, 1}}).has_value());
  // Of every example of a task the same, which makes its outputs.
  for (std::uint64_t seed = 1; seed < 40; ++seed) {
    const Task task = generated("side=6,pattern=3", seed)->task;
    const auto first =
        find_pattern(*to_grid(task.examples[0].inputs[0]), *to_grid(task.examples[0].output));
    ASSERT_TRUE(first.has_value());
    for (const Example& example : task.examples) {
      EXPECT_EQ(find_pattern(*to_grid(example.inputs[0]), *to_grid(example.output)), first);
      EXPECT_EQ(to_value(*paste(*to_grid(example.inputs[0]), *first)), example.output);
    }
  }
}

TEST(Grids, FaultsSayWhere) {
  EXPECT_EQ(find_fault(to_value({{0, 9}, {1, 2}})), "");
  EXPECT_THAT(find_fault(Value(3)), HasSubstr("it is 3"));
  EXPECT_THAT(find_fault(Value(Value::List{})), HasSubstr("0 rows"));
  EXPECT_THAT(find_fault(to_value({{1, 2}, {3}})), HasSubstr("row 2 has 1 cells"));
  EXPECT_THAT(find_fault(to_value({{1, 2}, {3, 10}})), HasSubstr("row 2 holds 10"));
  EXPECT_THAT(find_fault(to_value(Grid(31, {1}))), HasSubstr("31 rows"));
}

TEST(Check, NamesExampleAndReason) {
  const auto domain = make_domain();
  EXPECT_TRUE(domain->check(task_of(to_value({{0, 1}}), to_value({{0, 1}}))).ok());
  EXPECT_THAT(domain->check(task_of(to_value({{0, 1}}), Value(2))).error().message,
              HasSubstr("example 1, output is no grid"));
  Task two = task_of(to_value({{0, 1}}), to_value({{0, 1}}));
  two.examples[0].inputs.push_back(to_value({{1}}));
  EXPECT_THAT(domain->check(two).error().message, HasSubstr("2 inputs"));
}

TEST(Generate, OnePixelWhereThePatternHasRoom) {
  for (std::uint64_t seed = 1; seed < 40; ++seed) {
    const GeneratedTask made = generated("side=6,pattern=3", seed).value();
    ASSERT_EQ(made.task.examples.size(), 4U);
    for (const Example& example : made.task.examples) {
      const Grid grid = to_grid(example.inputs[0]).value();
      int pixels = 0;
      for (const auto& row : grid)
        for (const std::int64_t cell : row) pixels += cell == 1 ? 1 : cell == 0 ? 0 : 100;
      EXPECT_EQ(pixels, 1);
      const auto corner = first_pixel(grid).value();
      EXPECT_LE(corner.first, 3U);
      EXPECT_LE(corner.second, 3U);
    }
  }
}

TEST(Generate, PartsHaveTheirDensities) {
  const auto share = [](const std::string& text) {
    int full = 0;
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
      const GeneratedTask made = generated(text + ",pattern=2", seed).value();
      for (const char c : made.program) full += c >= '1' && c <= '9' ? 1 : 0;
    }
    return full / 800.0;
  };
  EXPECT_NEAR(share("part=train"), 0.5, 0.06);
  EXPECT_EQ(share("part=test"), 1.0);
  EXPECT_NEAR(share("part=test,test_density=0.75"), 0.75, 0.06);
  EXPECT_EQ(share("density=0"), 0.0);
}

TEST(Generate, RefusesAPatternThatHasNoRoom) {
  EXPECT_THAT(generated("side=3,pattern=4").error().message, HasSubstr("pattern=4"));
}

TEST(Generate, ProgramsGiveTheOutputs) {
  const auto language = dsl::make_language(patterns_catalogue(), patterns_tables());
  const GeneratedTask made = generated("part=test").value();
  const Program program = language->parse(made.program).value();
  for (const Example& example : made.task.examples)
    EXPECT_EQ(language->run(program, example.inputs).value(), example.output);
}

TEST(Samples, ArePixelsWhereWhatWasSeenHasRoom) {
  const auto domain = make_domain();
  const Task task = generated("side=5,pattern=3,part=test")->task;
  Rng rng(3);
  for (int i = 0; i < 50; ++i) {
    const Grid grid = to_grid(domain->sample_inputs(task, rng).at(0)).value();
    ASSERT_EQ(grid.size(), 5U);
    const auto corner = first_pixel(grid).value();
    EXPECT_LE(corner.first, 2U);
    EXPECT_LE(corner.second, 2U);
  }
}

TEST(Tape, GridsComeBackAndLargerOnesAreRefused) {
  const auto codec = make_codec(3);
  EXPECT_EQ(codec->shape(), (TapeShape{9, 11}));
  std::vector<int> tape(9);
  for (const Grid& grid :
       {Grid{{1, 2, 3}, {4, 5, 6}, {7, 8, 9}}, Grid{{0, 1}, {2, 3}}, Grid{{5}}}) {
    ASSERT_TRUE(codec->write_output(to_value(grid), tape).ok());
    EXPECT_EQ(codec->read_output(tape).value(), to_value(grid));
  }
  EXPECT_THAT(codec->write_output(to_value({{1, 2, 3, 4}}), tape).error().message,
              HasSubstr("1 x 4 does not fit the tape, which takes 3 x 3"));
  EXPECT_THAT(codec->write_output(Value(1), tape).error().message, HasSubstr("no grid"));
  tape = {1, 10, 2, 10, 10, 10, 10, 10, 10};
  EXPECT_THAT(codec->read_output(tape).error().message, HasSubstr("gap"));
  tape = {10, 10, 10, 1, 2, 10, 10, 10, 10};
  EXPECT_THAT(codec->read_output(tape).error().message, HasSubstr("no row before row 2"));
}

}  // namespace
}  // namespace inkling::patterns
