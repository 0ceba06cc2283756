#include "train.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <set>

#include "latent_components.hpp"
#include "tiny.hpp"

namespace inkling::nli {
namespace {

using testing::HasSubstr;
using torch::Tensor;

TrainConfig short_config() {
  TrainConfig config;
  config.steps = 40;
  config.batch = 4;
  config.pairs = 3;
  config.evaluate_tasks = 8;
  config.regulariser_after = 0;
  return config;
}

void run_steps(Trainer& trainer, int count) {
  StepReport report;
  for (int i = 0; i < count; ++i) ASSERT_EQ(trainer.step(report), std::nullopt);
}

void expect_same_weights(const Model& a, const Model& b) {
  const auto left = a.named_parameters();
  for (const auto& item : left)
    EXPECT_TRUE(item.value().equal(*b.named_parameters().find(item.key()))) << item.key();
}

class Training : public testing::Test {
 protected:
  void SetUp() override {
    at::set_num_threads(1);
    const std::string name = testing::UnitTest::GetInstance()->current_test_info()->name();
    path_ = std::filesystem::path(testing::TempDir()) / ("inkling-train-" + name);
  }
  void TearDown() override { std::filesystem::remove(path_); }
  std::filesystem::path path_;
};

TEST_F(Training, AResumedRunEqualsAnUninterruptedOne) {
  Trainer whole(tiny_config(), short_config(), shift_source(5));
  run_steps(whole, 12);
  Trainer first(tiny_config(), short_config(), shift_source(5));
  run_steps(first, 5);
  ASSERT_EQ(first.save(path_), std::nullopt);
  TrainConfig other = short_config();
  other.seed = 99;  // everything comes from the checkpoint
  Trainer second(tiny_config(), other, shift_source(5));
  ASSERT_EQ(second.load(path_), std::nullopt);
  EXPECT_EQ(second.done(), 5);
  run_steps(second, 7);
  expect_same_weights(whole.model(), second.model());
}

TEST_F(Training, LowersTheLoss) {
  TrainConfig config = short_config();
  config.steps = 150;
  config.warmup = 10;
  config.learning_rate = 5e-3;
  Trainer trainer(tiny_config(), config, shift_source(5));
  StepReport report;
  ASSERT_EQ(trainer.step(report), std::nullopt);
  const double before = report.reconstruction;
  double after = 0;
  for (int i = 1; i < config.steps; ++i) {
    ASSERT_EQ(trainer.step(report), std::nullopt);
    if (i >= config.steps - 10) after += report.reconstruction / 10;
  }
  EXPECT_LT(after, 0.8 * before);
}

TEST_F(Training, StopsAtALossThatIsNotFiniteAndKeepsTheWeights) {
  Trainer trainer(tiny_config(), short_config(), shift_source(5));
  run_steps(trainer, 3);
  {
    torch::NoGradGuard guard;
    trainer.model().symbols->bias[0] = std::numeric_limits<float>::quiet_NaN();
  }
  const Tensor before = trainer.model().symbol_embedding.clone();
  StepReport report;
  const Fault fault = trainer.step(report);
  ASSERT_TRUE(fault.has_value());
  EXPECT_THAT(*fault, HasSubstr("step 3: the loss is nan"));
  EXPECT_TRUE(before.equal(trainer.model().symbol_embedding));
  EXPECT_EQ(trainer.done(), 3);
}

TEST_F(Training, TheRegulariserWaitsForAccuracyAndThenRamps) {
  TrainConfig config = short_config();
  config.regulariser = 0.5;
  config.regulariser_after = 2.0;  // cannot be reached
  Trainer never(tiny_config(), config, shift_source(5));
  StepReport report;
  for (int i = 0; i < 3; ++i) {
    never.check();
    ASSERT_EQ(never.step(report), std::nullopt);
    EXPECT_EQ(report.regulariser, 0.0);
  }
  config.regulariser_after = 0;
  config.regulariser_ramp = 4;
  Trainer at_once(tiny_config(), config, shift_source(5));
  for (const double wanted : {0.125, 0.25, 0.375, 0.5, 0.5}) {
    ASSERT_EQ(at_once.step(report), std::nullopt);
    EXPECT_DOUBLE_EQ(report.regulariser, wanted);
  }
}

TEST_F(Training, TemperaturesFallAndThenStay) {
  TrainConfig config = short_config();
  config.steps = 10;
  config.anneal = 0.5;
  Trainer trainer(tiny_config(), config, shift_source(5));
  EXPECT_DOUBLE_EQ(trainer.program_temperature(), config.program_temperature_from);
  run_steps(trainer, 5);
  EXPECT_DOUBLE_EQ(trainer.program_temperature(), config.program_temperature_to);
  EXPECT_DOUBLE_EQ(trainer.state_temperature(), config.state_temperature_to);
  run_steps(trainer, 3);
  EXPECT_DOUBLE_EQ(trainer.program_temperature(), config.program_temperature_to);
}

// Tasks that are learned at once: everything is the same symbol.
const TaskSource kConstant = [](const TaskRequest& request, Rng&, int64_t* x, int64_t* y) {
  const auto symbols = static_cast<int64_t>(request.tasks) * request.pairs * 5;
  std::fill(x, x + symbols, 3);
  std::fill(y, y + symbols, 3);
};

// A short training of kConstant whose attention narrows from 4 places to 1.
TrainConfig narrowing_config() {
  TrainConfig config = short_config();
  config.steps = 400;
  config.warmup = 5;
  config.learning_rate = 0.02;
  config.start_reach = 4;
  return config;
}

TEST_F(Training, PaddingShrinksToNone) {
  std::vector<int> asked;
  const TaskSource source = [&](const TaskRequest& request, Rng& rng, int64_t* x, int64_t* y) {
    asked.push_back(request.padding);
    kConstant(request, rng, x, y);
  };
  TrainConfig config = short_config();
  config.padding = 3;
  config.padding_steps = 6;
  Trainer trainer(tiny_config(), config, source);
  run_steps(trainer, 8);
  EXPECT_THAT(asked, testing::ElementsAre(3, 3, 2, 2, 1, 1, 0, 0));
  asked.clear();
  config.padding_steps = 0;
  Trainer padded(tiny_config(), config, source);
  run_steps(padded, 2);
  EXPECT_THAT(asked, testing::ElementsAre(3, 3));
}

TEST_F(Training, PaddingIsForAShareOfTheTasks) {
  std::vector<std::pair<int, int>> asked;  // padding, tasks
  const TaskSource source = [&](const TaskRequest& request, Rng& rng, int64_t* x, int64_t* y) {
    asked.emplace_back(request.padding, request.tasks);
    kConstant(request, rng, x, y);
  };
  TrainConfig config = short_config();
  config.batch = 4;
  config.padding = 3;
  config.padded = 0.25;
  Trainer trainer(tiny_config(), config, source);
  run_steps(trainer, 1);
  EXPECT_THAT(asked, testing::ElementsAre(testing::Pair(3, 1), testing::Pair(0, 3)));
}

TEST_F(Training, TokensAreShuffledOnceProgramsAndAttentionHaveTheirLastSize) {
  ModelConfig shape = tiny_config();
  shape.reach = 1;
  TrainConfig config = narrowing_config();
  Trainer plain(shape, config, kConstant);
  config.shuffle = 0.5;
  Trainer shuffled(shape, config, kConstant);
  StepReport before, after;
  int narrow = 0;  // steps at the last reach
  while (narrow < 2 && plain.done() < 300) {
    ASSERT_EQ(plain.step(before), std::nullopt);
    ASSERT_EQ(shuffled.step(after), std::nullopt);
    EXPECT_EQ(before.shuffle, 0.0);
    EXPECT_EQ(after.shuffle, after.reach > 1 ? 0.0 : 0.5);
    if (after.reach > 1) {
      EXPECT_EQ(after.loss, before.loss);
    }
    narrow += after.reach == 1 ? 1 : 0;
    if (plain.done() % 10 == 0) {
      plain.check();
      shuffled.check();
    }
  }
  ASSERT_EQ(narrow, 2);
  EXPECT_NE(after.loss, before.loss);
}

TEST_F(Training, WhatLookedTooFarLooksAsFarAsItMay) {
  ModelConfig shape = tiny_config();  // length 5: entry 4 is the place itself, 6 two to the right
  shape.reach = 1;
  Model model(shape);
  const auto biases = [&] {
    return model.executor[0]->bias->weight.view({shape.heads, 10, shape.width}).detach().clone();
  };
  const Tensor before = biases();
  model.set_reach(3);
  model.narrow(3, 2);
  const Tensor after = biases();
  for (int entry = 0; entry < 10; ++entry) {
    const Tensor wanted = entry == 6   ? before.select(1, 6) + before.select(1, 7)
                          : entry == 2 ? before.select(1, 2) + before.select(1, 1)
                                       : before.select(1, entry);
    EXPECT_TRUE(torch::allclose(after.select(1, entry), wanted)) << entry;
  }
  EXPECT_LT(model.executor[0]->limit[7].item<double>(), -1e3);
  EXPECT_EQ(model.executor[0]->limit[6].item<double>(), 0);
}

TEST_F(Training, ProgramsGrowBeforeAttentionNarrows) {
  ModelConfig shape = tiny_config();
  shape.reach = 1;
  TrainConfig config = narrowing_config();
  config.start_positions = 1;
  config.grow_after = 0.9;
  config.grow_every = 20;
  config.narrow_by = 1;
  Trainer trainer(shape, config, kConstant);
  std::set<int> reaches;
  StepReport report;
  bool grew = false;
  do {
    ASSERT_EQ(trainer.step(report), std::nullopt);
    reaches.insert(report.reach);
    if (report.reach < 4) {
      EXPECT_EQ(report.positions, shape.positions);
    }
    grew = grew || (report.positions > 1 && report.positions < shape.positions);
    if (trainer.done() % 10 == 0) trainer.check();
  } while (report.reach > 1 && trainer.done() < 300);
  EXPECT_THAT(reaches, testing::ElementsAre(1, 2, 3, 4));
  EXPECT_TRUE(grew);
}

TEST_F(Training, AttentionNarrowsWhenAccuracyIsGoodAndTemperaturesWait) {
  ModelConfig shape = tiny_config();
  shape.reach = 1;
  const TrainConfig config = narrowing_config();
  Trainer trainer(shape, config, kConstant);
  std::vector<int> reaches;
  StepReport report;
  while (trainer.done() < 200 && (reaches.empty() || reaches.back() > 1)) {
    ASSERT_EQ(trainer.step(report), std::nullopt);
    if (reaches.empty() || reaches.back() != report.reach) reaches.push_back(report.reach);
    EXPECT_DOUBLE_EQ(report.program_temperature, config.program_temperature_from);
    if (trainer.done() % 10 == 0) trainer.check();
  }
  EXPECT_THAT(reaches, testing::ElementsAre(4, 2, 1));
  ASSERT_EQ(trainer.save(path_), std::nullopt);
  Trainer resumed(tiny_config(), short_config(), kConstant);
  ASSERT_EQ(resumed.load(path_), std::nullopt);
  trainer.check();
  resumed.check();
  ASSERT_EQ(trainer.step(report), std::nullopt);
  StepReport again;
  ASSERT_EQ(resumed.step(again), std::nullopt);
  EXPECT_EQ(again.reach, 1);
  EXPECT_EQ(again.loss, report.loss);
  run_steps(trainer, 5);
  EXPECT_LT(trainer.program_temperature(), config.program_temperature_from);
}

TEST_F(Training, CheckpointsOfOtherThingsAreRefused) {
  Trainer trainer(tiny_config(), short_config(), shift_source(5));
  ASSERT_EQ(write_weights(path_, to_weights(trainer.model())), std::nullopt);
  EXPECT_THAT(trainer.load(path_).value_or(""), HasSubstr(path_.string()));
  std::ofstream(path_) << "nonsense";
  EXPECT_THAT(trainer.load(path_).value_or(""), HasSubstr(path_.string()));
}

TEST_F(Training, SavedModelsComputeTheSame) {
  Model model(tiny_config());
  ASSERT_EQ(write_weights(path_, to_weights(model)), std::nullopt);
  WeightsFile file;
  ASSERT_EQ(read_weights(path_, file), std::nullopt);
  std::shared_ptr<Model> back;
  ASSERT_EQ(from_weights(file, back), std::nullopt);
  expect_same_weights(model, *back);
}

TEST_F(Training, TheVocabularyHoldsWhatTheInductorWrites) {
  torch::manual_seed(1);
  Model model(tiny_config());
  const auto written = [&] {
    WeightsFile file = to_weights(model);
    add_vocabulary(model, shift_source(5), 3, file);
    return file;
  };
  const auto set_bias = [&](std::vector<float> values) {
    torch::NoGradGuard guard;
    model.named_parameters()["head_down.bias"].copy_(torch::tensor(values));
  };
  // Code 3 is never written; skips are preferred more and more until they share the positions with
  // another code.
  LatentVocabulary vocabulary;
  for (float skip = -2.0F; skip < 2.0F && vocabulary.weights.size() < 2; skip += 0.05F) {
    set_bias({skip, 0.0F, 0.0F, -50.0F});
    ASSERT_EQ(common::read_vocabulary(written(), 8, vocabulary), std::nullopt);
  }
  ASSERT_GE(vocabulary.weights.size(), 2U);
  ASSERT_LE(vocabulary.weights.size(), 3U);
  // A word's vector is decoded as its token; the first is the skip token.
  torch::NoGradGuard guard;
  const auto count = static_cast<int64_t>(vocabulary.weights.size());
  const Tensor vectors = torch::tensor(vocabulary.vectors).view({count, 8});
  const Tensor tokens = model.code_logits(vectors).argmax(1);
  EXPECT_EQ(tokens[0].item<int64_t>(), kSkip);
  for (int64_t i = 1; i < count; ++i)
    EXPECT_GT(tokens[i].item<int64_t>(), tokens[i - 1].item<int64_t>());
  EXPECT_EQ(written().tensors.at("vocabulary.vectors").values, vocabulary.vectors);
  // Nothing to start from without skips.
  set_bias({-50.0F, 0.0F, 0.0F, 0.0F});
  EXPECT_EQ(written().tensors.count("vocabulary.weights"), 0U);
}

TEST_F(Training, WeightsOfOtherModelsAreRefused) {
  const WeightsFile good = to_weights(Model(tiny_config()));
  std::shared_ptr<Model> out;
  const auto fault = [&](auto&& change) {
    WeightsFile file = good;
    change(file);
    return from_weights(file, out).value_or("");
  };
  EXPECT_THAT(fault([](WeightsFile& f) { f.metadata.erase("format"); }), HasSubstr("inkling-nli"));
  EXPECT_THAT(fault([](WeightsFile& f) { f.metadata["model.width"] = "wide"; }),
              HasSubstr("'model.width' is 'wide'"));
  EXPECT_THAT(fault([](WeightsFile& f) { f.metadata["model.heads"] = "3"; }), HasSubstr("heads=3"));
  EXPECT_THAT(fault([](WeightsFile& f) { f.tensors.erase("code_embedding"); }),
              HasSubstr("code_embedding is missing"));
  EXPECT_THAT(fault([](WeightsFile& f) {
                f.tensors["code_embedding"].shape = {8, 4};
              }),
              HasSubstr("[8,4]"));
  EXPECT_EQ(out, nullptr);
}

// Log-probabilities of a model whose weights follow from a formula, computed with LibTorch 1.13.
TEST_F(Training, OutputsOfAFixedModelStayWhatTheyWere) {
  Model model(tiny_config());
  set_formula_weights(model);
  const Tensor x = torch::tensor({1, 2, 3, 4, 10, 9, 8, 7, 6, 5}, torch::kLong).view({2, 5});
  const Tensor y = torch::tensor({2, 3, 4, 10, 10, 8, 7, 6, 5, 10}, torch::kLong).view({2, 5});
  torch::NoGradGuard guard;
  const Tensor e = model.encode(x, y).mean(0, true).expand({2, -1, -1});
  Rng program(1), state(2);
  const Tensor out = model.run_latent(e, x, 1.0, 0.7, &program, &state);
  const Tensor picked = out.gather(2, y.unsqueeze(2)).view({-1});
  const std::vector<float> wanted = {-3.935746F, -3.613884F, -1.055042F, -4.654738F, -3.249201F,
                                     -3.807158F, -4.746038F, -3.407766F, -1.225089F, -0.096811F};
  for (std::size_t i = 0; i < wanted.size(); ++i)
    EXPECT_NEAR(picked[static_cast<int64_t>(i)].item<float>(), wanted[i], 2e-5) << i;
}

}  // namespace
}  // namespace inkling::nli
