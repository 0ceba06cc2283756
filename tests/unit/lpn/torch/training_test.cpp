// Its loss, the steps that programs take in training, and a whole training behind the kernel's
// interface.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <inkling/nn/weights.hpp>

#include "domain.hpp"
#include "losses.hpp"
#include "lpn_training.hpp"
#include "support/scratch_folder.hpp"
#include "tiny.hpp"
#include "trainer.hpp"

namespace inkling::lpn {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using torch::Tensor;
using training::Batch;

Tensor read_of(const std::vector<bool>& read) {
  return training::places_read(read, torch::kCPU);
}

double total(Trainable& it, const Batch& batch, std::uint64_t seed = 1) {
  return it.loss(batch, {0, 10, true}, Rng(seed)).total.item<double>();
}

class LpnLoss : public testing::Test {
 protected:
  void SetUp() override {
    at::set_num_threads(1);
    torch::manual_seed(3);
  }
};

TEST_F(LpnLoss, FollowsFromTheNoise) {
  Trainable it(tiny_shape(), {}, {}, torch::kCPU);
  const Batch batch = some_batch(2, 3);
  EXPECT_EQ(total(it, batch), total(it, batch));
  EXPECT_NE(total(it, batch), total(it, batch, 2));
}

TEST_F(LpnLoss, LooksAtThePlacesThatAreReadOnly) {
  Trainable some(tiny_shape(), {}, read_of({false, false, true, true}), torch::kCPU);
  const Batch batch = some_batch(2, 3);
  // The encoder sees whole outputs: what is compared is the decoder's part of the loss.
  const Tensor z = torch::randn({6, 5});
  const Tensor y = batch.y.view({6, 4});
  Tensor other = y.clone();
  other.select(1, 0) = (other.select(1, 0) + 1) % 3;
  const Tensor out = some.model().decode(z, batch.x.view({6, 4}), y);
  const Tensor read = read_of({false, false, true, true});
  EXPECT_TRUE(training::tape_loss(out, y, read).equal(training::tape_loss(out, other, read)));
  // With all places read the same weights have another loss.
  Trainable all(tiny_shape(), {}, {}, torch::kCPU);
  for (const auto& item : some.model().named_parameters()) {
    const torch::NoGradGuard guard;
    all.model().named_parameters()[item.key()].copy_(item.value());
  }
  EXPECT_NE(total(some, batch), total(all, batch));
}

TEST_F(LpnLoss, WeighsTheDivergence) {
  ScheduleConfig schedule;
  schedule.kl = 0;
  Trainable it(tiny_shape(), schedule, {}, torch::kCPU);
  const Batch batch = some_batch(2, 3);
  const auto loss = it.loss(batch, {0, 10, true}, Rng(1));
  ASSERT_EQ(loss.figures.size(), 2U);
  EXPECT_EQ(loss.total.item<double>(), loss.figures[0].second.item<double>());
  const Model::Distribution d = it.model().encode(batch.x.view({6, 4}), batch.y.view({6, 4}));
  double divergence = 0;
  for (int64_t i = 0; i < 6; ++i)
    for (int64_t j = 0; j < 5; ++j) {
      const double mean = d.mean[i][j].item<double>(), log = d.log_variance[i][j].item<double>();
      divergence += 0.5 * (mean * mean + std::exp(log) - 1 - log) / 6;
    }
  EXPECT_NEAR(loss.figures[1].second.item<double>(), divergence, 1e-5);
}

TEST_F(LpnLoss, StepsLowerTheLossOfTheOtherPairsAlone) {
  ScheduleConfig schedule;
  schedule.search_steps = 5;
  schedule.search_rate = 0.1;
  Trainable it(tiny_shape(), schedule, {}, torch::kCPU);
  Batch batch = some_batch(2, 3);
  const Tensor start = torch::randn({2, 3, 5}).requires_grad_(true);
  const Tensor moved = it.refine(start, batch);
  const auto others = [&](const Tensor& z) {
    double sum = 0;
    for (int64_t b = 0; b < 2; ++b)
      for (int64_t i = 0; i < 3; ++i)
        for (int64_t j = 0; j < 3; ++j)
          if (j != i)
            sum += training::tape_loss(
                       it.model().decode(z[b][i].unsqueeze(0), batch.x[b][j].unsqueeze(0), {}),
                       batch.y[b][j].unsqueeze(0))
                       .item<double>();
    return sum;
  };
  EXPECT_LT(others(moved), others(start) - 0.01);
  // Adam's first step is as long in every direction that has a gradient.
  schedule.search_steps = 1;
  Trainable once(tiny_shape(), schedule, {}, torch::kCPU);
  const Tensor step = (once.refine(start, batch) - start).abs();
  EXPECT_NEAR(step.max().item<double>(), 0.1, 1e-5);
  EXPECT_GT(step.min().item<double>(), 0.09);
  // The steps are constants: the result moves as the start does.
  const Tensor slope = torch::autograd::grad({moved.sum()}, {start})[0];
  EXPECT_TRUE(torch::allclose(slope, torch::ones_like(slope)));
  // Pair 1 says nothing of its own program.
  batch.y.select(1, 1) = (batch.y.select(1, 1) + 1) % 3;
  const Tensor again = it.refine(start, batch);
  EXPECT_TRUE(again.select(1, 1).equal(moved.select(1, 1)));
  EXPECT_FALSE(again.select(1, 0).equal(moved.select(1, 0)));
}

// The slope of the loss along one parameter's random direction: by its gradient, and measured.
std::pair<double, double> slopes_of(Trainable& it, const Batch& batch, const std::string& name) {
  const Tensor parameter = it.module().named_parameters()[name];
  const Tensor direction = torch::randn_like(parameter);
  const Tensor loss = it.loss(batch, {0, 10, true}, Rng(1)).total;
  const Tensor gradient = torch::autograd::grad({loss}, {parameter})[0];
  const auto at = [&](double far) {
    {
      const torch::NoGradGuard guard;
      parameter.add_(direction, far);
    }
    const double value = total(it, batch);
    const torch::NoGradGuard guard;
    parameter.sub_(direction, far);
    return value;
  };
  constexpr double kStep = 1e-6;
  return {(gradient * direction).sum().item<double>(), (at(kStep) - at(-kStep)) / (2 * kStep)};
}

TEST_F(LpnLoss, ThroughItsStepsItHasTheGradientOfWhatItComputes) {
  const Batch batch = some_batch(2, 3);
  double apart = 0;  // of the stopped gradient from the measured one
  for (const bool through : {true, false}) {
    ScheduleConfig schedule;
    schedule.search_steps = 3;
    schedule.search_rate = 0.2;
    schedule.search_through = through;
    torch::manual_seed(3);
    Trainable it(tiny_shape(), schedule, {}, torch::kCPU);
    it.module().to(torch::kDouble);
    for (const char* name :
         {"input_embedding", "encoder0.qkv.weight", "mean.weight", "context.weight",
          "decoder0.bias.weight", "decoder1.qkv.weight", "decoder1.down.bias", "symbols.weight"}) {
      const auto [slope, measured] = slopes_of(it, batch, name);
      if (through) EXPECT_NEAR(slope, measured, 1e-7 + 1e-5 * std::abs(measured)) << name;
      if (!through) apart = std::max(apart, std::abs(slope - measured));
    }
  }
  EXPECT_GT(apart, 1e-3);
}

TEST_F(LpnLoss, WithoutStepsThereIsNothingToGoThrough) {
  const Batch batch = some_batch(2, 3);
  std::vector<Tensor> gradients[2];
  for (const bool through : {false, true}) {
    ScheduleConfig schedule;
    schedule.search_through = through;
    torch::manual_seed(3);
    Trainable it(tiny_shape(), schedule, {}, torch::kCPU);
    gradients[through] = torch::autograd::grad({it.loss(batch, {0, 10, true}, Rng(1)).total},
                                               it.module().parameters());
  }
  for (std::size_t i = 0; i < gradients[0].size(); ++i)
    EXPECT_TRUE(gradients[0][i].equal(gradients[1][i])) << i;
}

class LpnTrainer : public testing::Test {
 protected:
  void SetUp() override { at::set_num_threads(1); }
  Result<TrainingOutcome> train(const std::string& text) const {
    auto params = Params::parse(trainer_->info().params, text);
    if (!params) return std::move(params).error();
    return trainer_->train(*sequences_, nullptr, *params, folder_, Budget(), nullptr);
  }

  std::unique_ptr<Trainer> trainer_ = training::make_trainer(architecture());
  std::unique_ptr<Domain> sequences_ = sequences::make_domain();
  test::ScratchFolder scratch_;
  const fs::path folder_ = scratch_ / "run";
};

TEST_F(LpnTrainer, WritesWeightsThatSayWhatTheyAre) {
  const auto outcome = train(
      "steps=4,batch=2,evaluate_every=2,evaluate_tasks=4,width=8,latent=6,search_steps=1,"
      "tasks=\"suite=shift-l\"");
  ASSERT_TRUE(outcome.ok()) << outcome.error().message;
  EXPECT_TRUE(outcome->finished());
  nn::WeightsFile weights;
  ASSERT_EQ(nn::read_weights(folder_ / "model.safetensors", weights), std::nullopt);
  EXPECT_EQ(weights.metadata["architecture"], "lpn");
  EXPECT_EQ(weights.metadata["format"], "inkling-lpn-1");
  EXPECT_EQ(weights.metadata["domain"], "sequences");
  EXPECT_EQ(weights.metadata["space"], "1 x 6, 0 codes");
  EXPECT_EQ(weights.metadata["model.length"], "20");
  EXPECT_EQ(weights.metadata["train.search_steps"], "1");
  std::shared_ptr<Model> model;
  EXPECT_EQ(from_weights(weights, model), std::nullopt);
}

TEST_F(LpnTrainer, RefusesWhatCannotBe) {
  EXPECT_THAT(train("heads=5").error().message, HasSubstr("heads=5"));
  EXPECT_THAT(train("latnet=5").error().notes.at(0), HasSubstr("latent"));
  EXPECT_FALSE(fs::exists(folder_));
}

}  // namespace
}  // namespace inkling::lpn
