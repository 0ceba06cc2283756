// The schedules of a training of the interpreter, its losses and what its weights carry.
#include "nli_training.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "latent_components.hpp"
#include "store.hpp"
#include "support/scratch_folder.hpp"
#include "tiny.hpp"

namespace inkling::nli {
namespace {

using nn::WeightsFile;
using testing::HasSubstr;
using torch::Tensor;
using training::Loop;

TinyTraining short_training() {
  TinyTraining made;
  made.loop.steps = 40;
  made.loop.batch = 4;
  made.loop.pairs = 3;
  made.loop.evaluate_tasks = 8;
  made.schedule.regulariser_after = 0;
  return made;
}

void run_steps(Loop& loop, int count) {
  for (int i = 0; i < count; ++i) ASSERT_TRUE(loop.step().ok());
}

double figure_of(const Loop& loop, const std::string& name) {
  for (const training::Figure& figure : loop.figures())
    if (figure.name == name) return figure.value;
  ADD_FAILURE() << "no figure " << name;
  return 0;
}

void expect_same_weights(Model& a, Model& b) {
  const auto left = a.named_parameters();
  for (const auto& item : left)
    EXPECT_TRUE(item.value().equal(*b.named_parameters().find(item.key()))) << item.key();
}

class Training : public testing::Test {
 protected:
  void SetUp() override { at::set_num_threads(1); }
};

TEST_F(Training, AResumedRunEqualsAnUninterruptedOne) {
  const TinyTraining tiny = short_training();
  Loop whole = tiny.make();
  run_steps(whole, 12);
  Loop first = tiny.make();
  run_steps(first, 5);
  WeightsFile checkpoint;
  first.save(checkpoint);
  Loop second = tiny.make();
  ASSERT_EQ(second.load(checkpoint), std::nullopt);
  EXPECT_EQ(second.done(), 5);
  run_steps(second, 7);
  expect_same_weights(nli_of(whole).model(), nli_of(second).model());
}

TEST_F(Training, LowersTheLoss) {
  TinyTraining tiny = short_training();
  tiny.loop.steps = 150;
  tiny.loop.warmup = 10;
  tiny.loop.learning_rate = 5e-3;
  Loop loop = tiny.make();
  run_steps(loop, 1);
  const double before = figure_of(loop, "nll");
  double after = 0;
  for (std::int64_t i = 1; i < tiny.loop.steps; ++i) {
    run_steps(loop, 1);
    if (i >= tiny.loop.steps - 10) after += figure_of(loop, "nll") / 10;
  }
  EXPECT_LT(after, 0.8 * before);
}

TEST_F(Training, StopsAtALossThatIsNotFiniteAndKeepsTheWeights) {
  Loop loop = short_training().make();
  run_steps(loop, 3);
  Model& model = nli_of(loop).model();
  {
    torch::NoGradGuard guard;
    model.symbols->bias[0] = std::numeric_limits<float>::quiet_NaN();
  }
  const Tensor before = model.symbol_embedding.clone();
  const auto done = loop.step();
  ASSERT_FALSE(done.ok());
  EXPECT_EQ(done.error().code, ErrorCode::internal);
  EXPECT_THAT(done.error().message, HasSubstr("step 3: the loss is nan"));
  EXPECT_TRUE(before.equal(model.symbol_embedding));
  EXPECT_EQ(loop.done(), 3);
}

TEST_F(Training, TheRegulariserWaitsForAccuracyAndThenRamps) {
  TinyTraining tiny = short_training();
  tiny.schedule.regulariser = 0.5;
  tiny.schedule.regulariser_after = 2.0;  // cannot be reached
  Loop never = tiny.make();
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(never.check().ok());
    run_steps(never, 1);
    EXPECT_EQ(figure_of(never, "lambda"), 0.0);
  }
  tiny.schedule.regulariser_after = 0;
  tiny.schedule.regulariser_ramp = 4;
  Loop at_once = tiny.make();
  for (const double wanted : {0.125, 0.25, 0.375, 0.5, 0.5}) {
    run_steps(at_once, 1);
    EXPECT_DOUBLE_EQ(figure_of(at_once, "lambda"), wanted);
  }
}

TEST_F(Training, TemperaturesFallAndThenStay) {
  TinyTraining tiny = short_training();
  tiny.loop.steps = 10;
  tiny.schedule.anneal = 0.5;
  Loop loop = tiny.make();
  const auto plan = [&] { return nli_of(loop).plan(loop.moment()); };
  EXPECT_DOUBLE_EQ(plan().program_temperature, tiny.schedule.program_temperature_from);
  run_steps(loop, 5);
  EXPECT_DOUBLE_EQ(plan().program_temperature, tiny.schedule.program_temperature_to);
  EXPECT_DOUBLE_EQ(plan().state_temperature, tiny.schedule.state_temperature_to);
  run_steps(loop, 3);
  EXPECT_DOUBLE_EQ(plan().program_temperature, tiny.schedule.program_temperature_to);
}

// Tasks that are learned at once: everything is the same symbol.
Result<void> constant(const training::TaskRequest& request, Rng&, std::int64_t* x,
                      std::int64_t* y) {
  const auto symbols = static_cast<std::int64_t>(request.tasks) * request.pairs * 5;
  std::fill(x, x + symbols, 3);
  std::fill(y, y + symbols, 3);
  return {};
}

// A short training on them whose attention narrows from 4 places to 1.
TinyTraining narrowing_training() {
  TinyTraining tiny = short_training();
  tiny.source.draw = constant;
  tiny.loop.steps = 400;
  tiny.loop.warmup = 5;
  tiny.loop.learning_rate = 0.02;
  tiny.schedule.start_reach = 4;
  tiny.shape.reach = 1;
  return tiny;
}

TEST_F(Training, TokensAreShuffledOnceProgramsAndAttentionHaveTheirLastSize) {
  TinyTraining tiny = narrowing_training();
  Loop plain = tiny.make();
  tiny.schedule.shuffle = 0.5;
  Loop shuffled = tiny.make();
  int narrow = 0;  // steps at the last reach
  while (narrow < 2 && plain.done() < 300) {
    const StepPlan before = nli_of(plain).plan(plain.moment());
    const StepPlan after = nli_of(shuffled).plan(shuffled.moment());
    run_steps(plain, 1);
    run_steps(shuffled, 1);
    EXPECT_EQ(before.shuffle, 0.0);
    EXPECT_EQ(after.shuffle, after.reach > 1 ? 0.0 : 0.5);
    if (after.reach > 1) {
      EXPECT_EQ(figure_of(shuffled, "loss"), figure_of(plain, "loss"));
    }
    narrow += after.reach == 1 ? 1 : 0;
    if (plain.done() % 10 == 0) {
      ASSERT_TRUE(plain.check().ok());
      ASSERT_TRUE(shuffled.check().ok());
    }
  }
  ASSERT_EQ(narrow, 2);
  EXPECT_NE(figure_of(shuffled, "loss"), figure_of(plain, "loss"));
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
  TinyTraining tiny = narrowing_training();
  tiny.schedule.start_positions = 1;
  tiny.schedule.grow_after = 0.9;
  tiny.schedule.grow_every = 20;
  tiny.schedule.narrow_by = 1;
  Loop loop = tiny.make();
  std::set<int> reaches;
  StepPlan now;
  bool grew = false;
  do {
    now = nli_of(loop).plan(loop.moment());
    run_steps(loop, 1);
    reaches.insert(now.reach);
    if (now.reach < 4) {
      EXPECT_EQ(now.positions, tiny.shape.positions);
    }
    grew = grew || (now.positions > 1 && now.positions < tiny.shape.positions);
    if (loop.done() % 10 == 0) {
      ASSERT_TRUE(loop.check().ok());
    }
  } while (now.reach > 1 && loop.done() < 300);
  EXPECT_THAT(reaches, testing::ElementsAre(1, 2, 3, 4));
  EXPECT_TRUE(grew);
}

TEST_F(Training, AttentionNarrowsWhenAccuracyIsGoodAndTemperaturesWait) {
  const TinyTraining tiny = narrowing_training();
  Loop loop = tiny.make();
  std::vector<int> reaches;
  while (loop.done() < 200 && (reaches.empty() || reaches.back() > 1)) {
    const StepPlan now = nli_of(loop).plan(loop.moment());
    run_steps(loop, 1);
    if (reaches.empty() || reaches.back() != now.reach) reaches.push_back(now.reach);
    EXPECT_DOUBLE_EQ(now.program_temperature, tiny.schedule.program_temperature_from);
    if (loop.done() % 10 == 0) {
      ASSERT_TRUE(loop.check().ok());
    }
  }
  EXPECT_THAT(reaches, testing::ElementsAre(4, 2, 1));
  WeightsFile checkpoint;
  loop.save(checkpoint);
  Loop resumed = tiny.make();
  ASSERT_EQ(resumed.load(checkpoint), std::nullopt);
  ASSERT_TRUE(loop.check().ok());
  ASSERT_TRUE(resumed.check().ok());
  EXPECT_EQ(nli_of(resumed).plan(resumed.moment()).reach, 1);
  run_steps(loop, 1);
  run_steps(resumed, 1);
  EXPECT_EQ(figure_of(resumed, "loss"), figure_of(loop, "loss"));
  run_steps(loop, 5);
  EXPECT_LT(nli_of(loop).plan(loop.moment()).program_temperature,
            tiny.schedule.program_temperature_from);
}

TEST_F(Training, CheckpointsOfOtherThingsAreRefused) {
  Loop loop = short_training().make();
  EXPECT_THAT(loop.load(to_weights(nli_of(loop).model())).value_or(""), HasSubstr("is missing"));
  WeightsFile checkpoint;
  loop.save(checkpoint);
  checkpoint.metadata.erase("state.reach");
  EXPECT_THAT(loop.load(checkpoint).value_or(""), HasSubstr("not the state of a training"));
}

TEST_F(Training, SavedModelsComputeTheSame) {
  Model model(tiny_config());
  const test::ScratchFolder folder;
  const auto path = folder / "saved.safetensors";
  ASSERT_EQ(nn::write_weights(path, to_weights(model)), std::nullopt);
  WeightsFile file;
  ASSERT_EQ(nn::read_weights(path, file), std::nullopt);
  std::shared_ptr<Model> back;
  ASSERT_EQ(from_weights(file, back), std::nullopt);
  expect_same_weights(model, *back);
}

// Only what is read counts: whatever stands in other places, the loss is the same.
TEST_F(Training, PlacesThatAreNotReadDoNotCount) {
  const Tensor read = training::places_read({false, true, false, true, false}, torch::kCPU);
  torch::manual_seed(1);
  Trainable nli(tiny_config(), {}, read, torch::kCPU);
  nli.model().eval();
  const Tensor x = torch::randint(11, {1, 3, 5}, torch::kLong);
  const Tensor y = torch::randint(11, {1, 3, 5}, torch::kLong);
  const auto loss = [&](const Tensor& output) {
    // One pair predicted from two others that stay as they are.
    const Tensor e =
        nli.model().encode(x.select(0, 0).slice(0, 0, 2), y.select(0, 0).slice(0, 0, 2));
    const Tensor out =
        nli.model().run_latent(e.mean(0, true), x.select(1, 2), 1, 1, nullptr, nullptr);
    return training::tape_loss(out, output, read).item<double>();
  };
  Tensor other = y.select(1, 2).clone();
  other.select(1, 0) = (other.select(1, 0) + 1) % 11;
  EXPECT_EQ(loss(y.select(1, 2)), loss(other));
  other.select(1, 1) = (other.select(1, 1) + 1) % 11;
  EXPECT_NE(loss(y.select(1, 2)), loss(other));
  EXPECT_TRUE(std::isfinite(nli.loss({x, y}, {0, 10, true}, Rng(1)).total.item<double>()));
}

TEST_F(Training, TheVocabularyHoldsWhatTheInductorWrites) {
  TinyTraining tiny = short_training();
  Loop loop = tiny.make();
  Model& model = nli_of(loop).model();
  const auto written = [&] {
    WeightsFile file = to_weights(model);
    const training::DrawTasks draw = [&](int tasks, int pairs, Rng& rng) {
      return loop.draw({false, {}, tasks, pairs}, rng);
    };
    EXPECT_TRUE(nli_of(loop).complete(file, draw, 3).ok());
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
              HasSubstr("'model.width'"));
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
