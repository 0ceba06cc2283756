// HNPS's networks: the tasks that are learned from, what is written, the losses, a whole training.
#include <gtest/gtest.h>

#include <filesystem>

#include "hnps_training.hpp"
#include "stored_model.hpp"
#include "strings_domain.hpp"
#include "support/scratch_folder.hpp"
#include "trainer.hpp"

namespace inkling::hnps {
namespace {

using torch::Tensor;

ModelConfig small(bool composer) {
  ModelConfig shape;
  shape.width = 5;
  shape.hidden = 7;
  shape.task = 6;
  shape.decoder = 9;
  shape.composer = composer;
  return shape;
}

training::Batch draw(const std::string& suite, int tasks, int pairs) {
  static const auto domain = strings::make_domain();
  training::LoopSettings settings;
  settings.tasks = "suite=" + suite;
  auto source = make_source(*domain, nullptr, settings);
  EXPECT_TRUE(source) << (source ? "" : to_text(source.error()));
  training::Batch batch;
  batch.x = torch::empty({tasks, pairs, kInputPlaces + kOutputPlaces}, torch::kLong);
  batch.y = torch::empty({tasks, pairs, kAnswers}, torch::kLong);
  Rng rng(3);
  training::TaskRequest request;
  request.tasks = tasks;
  request.pairs = pairs;
  EXPECT_TRUE(source->draw(request, rng, batch.x.data_ptr<std::int64_t>(),
                           batch.y.data_ptr<std::int64_t>()));
  return batch;
}

std::vector<int> tokens_of(const Tensor& row) {
  const Tensor flat = row.contiguous();
  return {flat.data_ptr<std::int64_t>(), flat.data_ptr<std::int64_t>() + flat.numel()};
}
std::string text_of(const Tensor& row) {
  std::string text;
  for (const int symbol : tokens_of(row))
    if (symbol != 0) text += static_cast<char>(symbol + ' ' - 1);
  return text;
}

TEST(HnpsNetworks, RowsHoldTheProgramItsPartsAndWhatTheyGive) {
  const training::Batch batch = draw("hnps-composed", 3, 2);
  for (std::int64_t t = 0; t < 3; ++t)
    for (std::int64_t p = 0; p < 2; ++p) {
      const Tensor y = batch.y[t][p];
      const auto program = from_tokens(tokens_of(y.slice(0, 0, kRoom)));
      ASSERT_TRUE(program) << to_text(program.error());
      const std::string input = text_of(batch.x[t][p].slice(0, 0, kInputPlaces));
      const std::string output = text_of(batch.x[t][p].slice(0, kInputPlaces));
      EXPECT_EQ(run(*program, Subject(input)), output);
      std::string joined;
      for (std::int64_t sub = 0; sub < kMostSubs; ++sub) {
        const auto at = static_cast<std::size_t>(sub);
        const Tensor tokens = y.slice(0, kRoom + sub * kSubRoom, kRoom + (sub + 1) * kSubRoom);
        const std::int64_t from = kRoom + kMostSubs * kSubRoom + sub * kOutputPlaces;
        joined += text_of(y.slice(0, from, from + kOutputPlaces));
        const auto part = from_tokens(tokens_of(tokens));
        ASSERT_EQ(part.ok(), at < program->expressions.size());
        if (!part) continue;
        EXPECT_EQ(part->expressions.at(0), program->expressions[at]);
      }
      EXPECT_EQ(joined, output);
    }
}

TEST(HnpsNetworks, OtherTasksAreRefused) {
  const auto domain = strings::make_domain();
  training::LoopSettings settings;
  EXPECT_TRUE(make_source(*domain, nullptr, settings));  // those of one expression
  settings.tasks = "suite=robustfill";
  const auto source = make_source(*domain, nullptr, settings);
  ASSERT_FALSE(source);
  EXPECT_EQ(source.error().code, ErrorCode::bad_param);
}

TEST(HnpsNetworks, WhateverTheyWriteIsAProgram) {
  torch::manual_seed(2);
  const training::Batch batch = draw("hnps-composed", 2, 2);
  const Tensor inputs = batch.x.slice(2, 0, kInputPlaces);
  const Tensor outputs = batch.x.slice(2, kInputPlaces);
  for (const bool composer : {false, true}) {
    Model model(small(composer));
    for (const Program& program : write_programs(model, inputs, outputs)) {
      EXPECT_GE(program.expressions.size(), 1U);
      EXPECT_LE(program.expressions.size(), 4U);
    }
  }
}

// On one batch again and again, by plain gradient descent.
TEST(HnpsNetworks, LossesFallAndReachEveryWeight) {
  const training::Batch batch = draw("hnps-composed", 3, 2);
  const test::ScratchFolder scratch;
  const std::string file = (scratch / "short.safetensors").string();
  torch::manual_seed(1);
  {
    Trainable stage_one(small(false), {}, torch::kCPU);
    nn::WeightsFile weights;
    training::put_parameters(stage_one.module(), weights);
    ASSERT_EQ(nn::write_weights(file, weights), std::nullopt);
  }
  ScheduleConfig with_begin;
  with_begin.begin = file;
  for (const bool composer : {false, true}) {
    Trainable trainable(small(composer), with_begin, torch::kCPU);
    std::vector<Tensor> weights;
    for (auto& item : trainable.module().named_parameters())
      if (item.key() != "encoder.batch_mean" && item.key() != "encoder.batch_variance")
        weights.push_back(item.value());
    double first = 0, last = 0;
    for (int step = 0; step < 5; ++step) {
      const auto loss = trainable.loss(batch, {}, Rng(7));
      last = loss.total.item<double>();
      if (step == 0) first = last;
      const auto slopes = torch::autograd::grad({loss.total}, weights);
      const torch::NoGradGuard guard;
      for (std::size_t i = 0; i < weights.size(); ++i) weights[i].sub_(slopes[i], 0.5);
    }
    EXPECT_LT(last, 0.98 * first) << composer << ' ' << first << ' ' << last;
  }
}

TEST(HnpsNetworks, TheSecondStageBeginsWhereTheFirstEnded) {
  const test::ScratchFolder scratch;
  const std::string file = (scratch / "short.safetensors").string();
  torch::manual_seed(1);
  Trainable first(small(false), {}, torch::kCPU);
  nn::WeightsFile weights;
  training::put_parameters(first.module(), weights);
  ASSERT_EQ(nn::write_weights(file, weights), std::nullopt);
  ScheduleConfig schedule;
  schedule.begin = file;
  Trainable second(small(true), schedule, torch::kCPU);
  for (const auto& item : first.model().encoder->named_parameters())
    EXPECT_TRUE(torch::equal(item.value(), second.model().encoder->named_parameters()[item.key()]));
  ModelConfig other = small(true);
  other.hidden = 8;
  EXPECT_THROW(Trainable(other, schedule, torch::kCPU), Exception);
  schedule.begin = file + ".gone";
  EXPECT_THROW(Trainable(small(true), schedule, torch::kCPU), Exception);
}

TEST(HnpsNetworks, JudgementsCountWhatGivesAllOutputs) {
  torch::manual_seed(1);
  Trainable trainable(small(true), {}, torch::kCPU);
  const auto judged = trainable.judge(draw("hnps-short", 4, 3), {}, true);
  EXPECT_GE(judged.kept, judged.accuracy);
  ASSERT_EQ(judged.figures.size(), 2U);
  EXPECT_EQ(judged.figures[1].name, "fits_1");
}

}  // namespace
}  // namespace inkling::hnps
