#include "domain.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <inkling/dsl/imperative.hpp>
#include <inkling/picture.hpp>
#include <set>

#include "language.hpp"
#include "world.hpp"

namespace inkling::karel {
namespace {

using testing::HasSubstr;

Result<GeneratedTask> generated(const std::string& text, std::uint64_t seed = 1) {
  const auto domain = make_domain();
  const auto params = Params::parse(domain->info().generator, text);
  Rng rng(seed);
  return domain->generate(params.value(), rng);
}

TEST(Check, NamesExampleAndReason) {
  const auto domain = make_domain();
  Task task{"t", "karel", {}, {}, {}};
  task.examples.push_back({{read_world(">.").value()}, Value(Value::List{Value("..")})});
  EXPECT_THAT(domain->check(task).error().message,
              HasSubstr("example 1, output: there is no robot"));
  task.examples[0].output = task.examples[0].inputs[0];
  EXPECT_TRUE(domain->check(task));
  const auto refused = [&](const char* from, const char* to) {
    task.examples[0] = {{read_world(from).value()}, read_world(to).value()};
    return domain->check(task).error().message;
  };
  EXPECT_THAT(refused(">./..", ">."), HasSubstr("the input is 2 by 2 cells and the output 1 by 2"));
  EXPECT_THAT(refused(">./.x", ".>/.."), HasSubstr("row 2, column 2 is a wall in the input alone"));
  EXPECT_THAT(refused(">./..", ".>/x."),
              HasSubstr("row 2, column 1 is a wall in the output alone"));
  task.examples[0] = {{read_world(">.").value()}, read_world(".>").value()};
  EXPECT_TRUE(domain->check(task));
  task.examples[0].inputs.push_back(task.examples[0].output);
  EXPECT_THAT(domain->check(task).error().message, HasSubstr("2 inputs"));
}

TEST(Generate, EveryPartOfAProgramRuns) {
  const auto language = dsl::make_language(karel_language());
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    const GeneratedTask made = generated("", seed).value();
    ASSERT_EQ(made.task.examples.size(), 5U);
    ASSERT_EQ(made.task.queries.size(), 1U);
    const Program program = language->parse(made.program).value();
    bool changed = false;
    for (const Example& it : made.task.examples) {
      EXPECT_EQ(language->run(program, it.inputs).value(), it.output) << made.program;
      changed = changed || it.inputs[0] != it.output;
      const World world = to_world(it.inputs[0]).value();
      EXPECT_GE(world.rows, 4U);
      EXPECT_LE(world.columns, 8U);
    }
    EXPECT_TRUE(changed || made.task.queries[0].output != made.task.queries[0].inputs[0]);
  }
}

TEST(Generate, PartsShareNoProgram) {
  std::set<std::string> train;
  for (std::uint64_t seed = 0; seed < 60; ++seed) train.insert(generated("depth=2", seed)->program);
  for (std::uint64_t seed = 0; seed < 30; ++seed)
    EXPECT_EQ(train.count(generated("depth=2,part=test", seed)->program), 0U);
}

TEST(Generate, LengthIsAsAskedFor) {
  const auto language = dsl::make_language(karel_language());
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const auto made = generated("min_statements=3,max_statements=4", seed);
    const std::size_t size = language->parse(made->program)->size();
    EXPECT_TRUE(size == 3 || size == 4) << made->program;
  }
  EXPECT_THAT(generated("min_statements=3,max_statements=2").error().message,
              HasSubstr("min_statements=3 is more than max_statements=2"));
  EXPECT_THAT(generated("depth=1,min_statements=2").error().message,
              HasSubstr("none of that length"));
}

TEST(Sample, WorldsAreLikeThoseSeen) {
  const auto domain = make_domain();
  Task task{"t", "karel", {}, {}, {}};
  task.examples.push_back({{read_world(">..x/....").value()}, read_world(">..x/....").value()});
  Rng rng(3);
  std::size_t walls = 0;
  for (int i = 0; i < 200; ++i) {
    const World world = to_world(domain->sample_inputs(task, rng).at(0)).value();
    EXPECT_EQ(world.rows, 2U);
    EXPECT_EQ(world.columns, 4U);
    for (const std::int8_t cell : world.cells) walls += cell == kWall ? 1U : 0U;
    for (const std::int8_t cell : world.cells) EXPECT_LE(cell, 0);
  }
  EXPECT_GT(walls, 100U);
  EXPECT_LT(walls, 300U);
}

TEST(Picture, ShowsRobotWallsAndMarkers) {
  const auto domain = make_domain();
  const Picture picture = picture_of(*domain, read_world(">(2)x/.3").value()).value();
  EXPECT_EQ(picture.columns, 2U);
  ASSERT_EQ(picture.cells.size(), 4U);
  EXPECT_EQ(picture.cells[0].text, ">2");
  EXPECT_EQ(picture.cells[1].text, "x");
  EXPECT_EQ(picture.cells[2].text, ".");
  EXPECT_EQ(picture.cells[3].text, "3");
  EXPECT_FALSE(picture_of(*domain, Value(1)).has_value());
}

}  // namespace
}  // namespace inkling::karel
