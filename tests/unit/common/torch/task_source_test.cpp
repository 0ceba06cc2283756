// Settings, ramps, and tasks of a domain on tapes.
#include "task_source.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "loop.hpp"
#include "toy.hpp"

namespace inkling::training {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class NoTape : public CellsDomain {
 public:
  Result<std::shared_ptr<const Codec>> codec(const Params& tape) const override {
    return Domain::codec(tape);
  }
};

Error refusal(const LoopSettings& settings, const Domain& domain = CellsDomain()) {
  auto made = make_source(domain, settings);
  if (made) return {ErrorCode::internal, "it was taken"};
  return std::move(made).error();
}

TEST(Settings, FieldsAreParametersAndBack) {
  const ParamSpecs specs = specs_of<LoopSettings>();
  Params params(specs);
  LoopSettings settings;
  read_fields(params, settings);
  EXPECT_EQ(settings.batch, LoopSettings().batch);
  EXPECT_EQ(settings.epsilon, LoopSettings().epsilon);
  ASSERT_TRUE(params.set("epsilon", "1e-6").ok());
  ASSERT_TRUE(params.set("tasks", "a=1,b=2").ok());
  Metadata metadata;
  put_params(params, specs, "train.", metadata);
  Params back(specs);
  ASSERT_TRUE(get_params(metadata, specs, "train.", back).ok());
  EXPECT_EQ(back, params);
  read_fields(back, settings);
  EXPECT_EQ(settings.epsilon, 1e-6);
  EXPECT_EQ(settings.tasks, "a=1,b=2");
  // A field that is younger than the file has its default; one that cannot be read is named.
  metadata.erase("train.batch");
  EXPECT_TRUE(get_params(metadata, specs, "train.", back).ok());
  metadata["train.steps"] = "many";
  EXPECT_THAT(get_params(metadata, specs, "train.", back).error().message,
              HasSubstr("metadata 'train.steps'"));
}

TEST(Settings, RampsAreReadOrRefused) {
  const Ramp ramp = parse_ramp("padding=10..0").value();
  EXPECT_EQ(ramp.name, "padding");
  EXPECT_EQ(ramp.from, 10);
  EXPECT_EQ(ramp.to, 0);
  EXPECT_TRUE(parse_ramp("").value().name.empty());
  for (const char* text :
       {"padding", "=1..2", "padding=1", "padding=1..", "padding=..2", "a=1..2x"})
    EXPECT_EQ(parse_ramp(text).error().code, ErrorCode::bad_param) << text;
}

TEST(Settings, RampsMoveInWholeStepsAndStay) {
  const auto values = [](const Ramp& ramp, std::int64_t steps) {
    std::vector<std::int64_t> all;
    for (std::int64_t done = 0; done < 8; ++done) all.push_back(ramp.at(done, steps));
    return all;
  };
  EXPECT_THAT(values({"p", 3, 0}, 6), ElementsAre(3, 3, 2, 2, 1, 1, 0, 0));
  EXPECT_THAT(values({"p", 0, 3}, 6), ElementsAre(0, 0, 1, 1, 2, 2, 3, 3));
  EXPECT_THAT(values({"p", 3, 0}, 0), ElementsAre(3, 3, 3, 3, 3, 3, 3, 3));
}

TEST(Source, WritesInputsAndOutputsOnTheTape) {
  const CellsDomain domain;
  LoopSettings settings;
  settings.tape = "cells=4";
  const TaskSource source = make_source(domain, settings).value();
  EXPECT_EQ(source.shape.places, 8U);
  EXPECT_EQ(source.shape.alphabet, 5U);
  EXPECT_FALSE(source.has_test);  // the generator has no parts
  std::vector<std::int64_t> x(2 * 5 * 8), y(x.size());
  Rng rng(1);
  ASSERT_TRUE(source.draw({false, {}, 2, 5}, rng, x.data(), y.data()).ok());
  for (std::size_t pair = 0; pair < 10; ++pair)
    for (std::size_t cell = 0; cell < 4; ++cell) {
      const std::int64_t in = x[pair * 8 + cell];
      EXPECT_EQ(x[pair * 8 + 4 + cell], 4);
      EXPECT_EQ(y[pair * 8 + cell], 4);
      EXPECT_EQ(y[pair * 8 + 4 + cell], in == 4 ? 4 : (in + 1) % 4);
    }
}

TEST(Source, TasksThatDoNotFitAreDrawnAgainAndCounted) {
  const CellsDomain domain;
  LoopSettings settings;
  settings.tasks = "longest=6";
  const TaskSource half = make_source(domain, settings).value();
  EXPECT_GT(half.unfit, 0.25);
  EXPECT_LT(half.unfit, 0.75);
  settings.tape = "cells=6";
  EXPECT_EQ(make_source(domain, settings)->unfit, 0);
}

class TooLong : public CellsDomain {
 public:
  Result<GeneratedTask> generate(const Params& params, Rng& rng) const override {
    auto made = CellsDomain::generate(params, rng);
    for (Example& example : made->task.examples) example.output = Value(Value::List(7, Value(1)));
    return made;
  }
};

TEST(Source, WhatNothingCanBeDoneAboutIsSaidAtOnce) {
  EXPECT_THAT(refusal({}, TooLong()).message, HasSubstr("7 numbers do not fit 3 cells"));
  EXPECT_THAT(refusal({}, TooLong()).notes.at(0), HasSubstr("`tape`"));
  EXPECT_EQ(refusal({}, NoTape()).code, ErrorCode::unsupported);
  EXPECT_THAT(refusal({}, NoTape()).message, HasSubstr("cells"));
  LoopSettings settings;
  settings.tasks = "longst=2";
  EXPECT_THAT(refusal(settings).notes.at(0), HasSubstr("longest"));
  settings = {};
  settings.tape = "cells=70";
  EXPECT_THAT(refusal(settings).message, HasSubstr("'cells'"));
  settings = {};
  settings.part = "development";
  EXPECT_THAT(refusal(settings).message, HasSubstr("no parameter 'part'"));
  settings = {};
  settings.pairs = 7;
  EXPECT_THAT(refusal(settings).message, HasSubstr("tasks of 6 pairs, and 7 were asked for"));
  settings = {};
  settings.ramp = "shortest=1..2";
  EXPECT_THAT(refusal(settings).message, HasSubstr("no parameter 'shortest'"));
  settings.ramp = "longest=1..20";
  EXPECT_THAT(refusal(settings).message, HasSubstr("'longest'"));
  settings.ramp = "up=0..1";
  EXPECT_THAT(refusal(settings).message, HasSubstr("no whole number"));
}

// What a step asks for: the ramp's value for a share of its tasks, the last one for the others.
TEST(Source, StepsFollowTheRamp) {
  const CellsDomain domain;
  LoopSettings settings;
  settings.ramp = "longest=3..1";
  settings.ramp_steps = 4;
  settings.ramp_share = 0.25;
  settings.batch = 8;
  settings.steps = 10;
  TaskSource source = make_source(domain, settings).value();
  std::vector<std::pair<std::int64_t, int>> asked;  // value or 0, tasks
  const auto draw = source.draw;
  source.draw = [&](const TaskRequest& request, Rng& rng, std::int64_t* x, std::int64_t* y) {
    asked.emplace_back(request.ramp.value_or(0), request.tasks);
    return draw(request, rng, x, y);
  };
  const Architecture toy = toy_architecture();
  const Params params = Params(toy.model);
  Params all(ParamSpecs{toy.model[0], toy.training[0]});
  Loop loop(settings, source, [&](torch::Device device) { return toy.make(all, source, device); });
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(loop.moment().last_tasks, i >= 4);
    ASSERT_TRUE(loop.step().ok());
  }
  using testing::Pair;
  EXPECT_THAT(asked, ElementsAre(Pair(3, 2), Pair(0, 6), Pair(3, 2), Pair(0, 6), Pair(2, 2),
                                 Pair(0, 6), Pair(2, 2), Pair(0, 6), Pair(1, 2), Pair(0, 6)));
}

}  // namespace
}  // namespace inkling::training
