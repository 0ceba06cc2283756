// LaSynth over grids in domain karel: trainings, answers, and what is refused. That passes give
// what LibTorch gives is tested beside the form for rows.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "domain.hpp"
#include "language.hpp"
#include "lasynth_trainings.hpp"
#include "searcher.hpp"
#include "trainer.hpp"
#include "writer_model.hpp"
#include "writer_training.hpp"

namespace inkling::writer {
namespace {

using testing::HasSubstr;

class LaSynthKarel : public LaSynthTrainings {
 protected:
  LaSynthKarel()
      : LaSynthTrainings(karel::make_domain(), dsl::make_language(karel::karel_language()),
                         "room=24,reads=grid,channels=3,blocks=1,operations=false,"
                         "tape=\"side=3\",tasks=\"side=3,depth=2\"") {}
  Value world(const char* rows) { return *domain_->read_output(rows); }
};

TEST_F(LaSynthKarel, LearnsAndGoesOnBitForBit) {
  const auto outcome = train("a", "");
  ASSERT_TRUE(outcome.ok()) << to_text(outcome.error());
  ASSERT_TRUE(train("b", "").ok());
  const nn::WeightsFile a = read("a/checkpoint.safetensors"), b = read("b/checkpoint.safetensors");
  for (const char* name :
       {"answers.weight", "executor.told.weight", "symbols", "grid.block_0.convolution_2.weight"})
    EXPECT_EQ(a.tensors.at(name).values, b.tensors.at(name).values) << name;
  EXPECT_EQ(read("a/model.safetensors").metadata.at("model.reads"), "grid");
}

TEST_F(LaSynthKarel, AnswersOnWorldsAndRefusesWeightsThatDoNotFit) {
  ASSERT_TRUE(train("a", "").ok());
  const auto shelf = std::make_shared<const common::ModelShelf>(
      common::ModelShelf::of_folders({}, kLaSynthFormat, {scratch_ / "a"}));
  const auto searcher = make_searcher("lasynth", "a network", kLaSynthFormat, shelf);
  const Toolbox tools{domain_.get(), nullptr, language_.get(), language_.get()};
  Task task;
  task.domain = "karel";
  task.examples = {{{world(">../.../...")}, world(".>./.../...")}};
  const std::string model = "model=\"" + (scratch_ / "a/model.safetensors").string() + "\"";
  const auto answer =
      searcher->search(task, tools, *Params::parse(searcher->info().params, "beam=60," + model), 0,
                       Budget(), nullptr);
  ASSERT_TRUE(answer.ok()) << to_text(answer.error());
  EXPECT_FALSE(answer->candidates.empty());
  EXPECT_GT(answer->evaluations, 0u);

  const auto load = [&](const std::function<void(nn::WeightsFile&)>& change) {
    nn::WeightsFile file = read("a/model.safetensors");
    change(file);
    EXPECT_EQ(nn::write_weights(scratch_ / "bad.safetensors", file), std::nullopt);
    const auto loaded =
        WriterModel::load(scratch_ / "bad.safetensors", kLaSynthFormat, *domain_, language_.get());
    return loaded.ok() ? "taken" : to_text(loaded.error());
  };
  const auto with = [&](const char* key, const char* value) {
    return load([&](nn::WeightsFile& it) { it.metadata[key] = value; });
  };
  EXPECT_EQ(load([](nn::WeightsFile&) {}), "taken");
  EXPECT_THAT(with("model.reads", "columns"), HasSubstr("columns"));
  EXPECT_THAT(with("model.reads", "row"), HasSubstr("output.forward_0.weight"));
  EXPECT_THAT(with("model.channels", "4"), HasSubstr("grid.input.weight"));
  EXPECT_THAT(with("model.channels", "100000"), HasSubstr("channels=100000 is outside"));
  EXPECT_THAT(with("model.blocks", "2"), HasSubstr("grid.block_1.convolution_0.weight"));
  EXPECT_THAT(with("model.operations", "true"), HasSubstr("operations=false"));
  EXPECT_THAT(with("tape", "side=4"), HasSubstr("grid.read.weight"));
  EXPECT_THAT(load([](nn::WeightsFile& it) { it.tensors.erase("executor.told.bias"); }),
              HasSubstr("executor.told.bias"));
  // As many numbers, of another shape.
  EXPECT_THAT(load([](nn::WeightsFile& it) {
                it.tensors.at("grid.block_0.convolution_0.weight").shape = {6, 54};
              }),
              HasSubstr("grid.block_0.convolution_0.weight"));
}

TEST_F(LaSynthKarel, ExecutorsAreLeftOutAsInRows) {
  for (const char* executor : {"final", "none"})
    ASSERT_TRUE(train(executor, std::string(",executor=") + executor).ok());
  EXPECT_TRUE(read("final/model.safetensors").tensors.contains("executor.told.weight"));
  EXPECT_FALSE(read("none/model.safetensors").tensors.contains("executor.told.weight"));
}

}  // namespace
}  // namespace inkling::writer
