// The in-context network: its rows, its loss, and a whole training behind the kernel's interface.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <inkling/nn/weights.hpp>

#include "context_training.hpp"
#include "domain.hpp"
#include "lpn_training.hpp"
#include "support/scratch_folder.hpp"
#include "tiny.hpp"
#include "trainer.hpp"

namespace inkling::lpn {
namespace {

using testing::HasSubstr;
using torch::Tensor;
using training::Batch;

ContextConfig tiny_context(int examples) {
  ContextConfig shape;
  static_cast<ModelConfig&>(shape) = tiny_shape();
  shape.examples = examples;
  return shape;
}

class InContext : public testing::Test {
 protected:
  void SetUp() override {
    at::set_num_threads(1);
    torch::manual_seed(3);
  }
};

TEST_F(InContext, RowsAreExamplesInTurn) {
  const Tensor z = torch::arange(3).view({1, 3, 1});
  EXPECT_TRUE(fill_rows(z, 5).flatten().equal(torch::tensor({0, 1, 2, 0, 1}, torch::kLong)));
  EXPECT_TRUE(fill_rows(z, 2).flatten().equal(torch::tensor({0, 1}, torch::kLong)));
}

TEST_F(InContext, APairIsPredictedFromTheOthersAlone) {
  ContextTrainable it(tiny_context(2), {}, {}, torch::kCPU);
  Batch batch = some_batch(2, 3);
  const auto losses = [&] {
    const Tensor z =
        it.model().encode(batch.x.flatten(0, 1), batch.y.flatten(0, 1)).mean.view({2, 3, -1});
    return leave_one_out_loss(it.model(), z, batch.x, batch.y, {}, 2).view({2, 3});
  };
  const Tensor before = losses();
  // Another output of pair 1 is what the others are predicted from, of that task alone.
  batch.y[0][1] = (batch.y[0][1] + 1) % 3;
  const Tensor after = losses();
  EXPECT_NE(after[0][0].item<float>(), before[0][0].item<float>());
  EXPECT_TRUE(after[1].equal(before[1]));
}

TEST_F(InContext, SeesFewerExamplesInSomeSteps) {
  ContextTrainable it(tiny_context(3), {}, {}, torch::kCPU);
  ContextSchedule all;
  all.vary = false;
  ContextTrainable same(tiny_context(3), all, {}, torch::kCPU);
  for (const auto& item : it.model().named_parameters()) {
    const torch::NoGradGuard guard;
    same.model().named_parameters()[item.key()].copy_(item.value());
  }
  const Batch batch = some_batch(2, 4);
  int different = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const double mine = it.loss(batch, {0, 10, true}, Rng(seed)).total.item<double>();
    EXPECT_EQ(mine, it.loss(batch, {0, 10, true}, Rng(seed)).total.item<double>());
    different += mine != same.loss(batch, {0, 10, true}, Rng(seed)).total.item<double>() ? 1 : 0;
  }
  EXPECT_GT(different, 2);
  EXPECT_LT(different, 18);
}

TEST_F(InContext, WeightsComeBackAndAreNotThoseOfALatentProgramNetwork) {
  Model model(tiny_context(3));
  std::shared_ptr<Model> read;
  ASSERT_EQ(from_context_weights(to_context_weights(model), read), std::nullopt);
  EXPECT_EQ(read->config.examples, 3);
  EXPECT_THAT(from_context_weights(to_weights(model), read).value(),
              HasSubstr("inkling-in-context-1 is needed"));
  EXPECT_THAT(from_weights(to_context_weights(model), read).value(), HasSubstr("inkling-lpn-1"));
}

TEST_F(InContext, TrainsBehindTheKernelsInterface) {
  const auto trainer = training::make_trainer(context_architecture());
  const auto sequences = sequences::make_domain();
  test::ScratchFolder scratch;
  const auto outcome = trainer->train(
      *sequences, nullptr,
      Params::parse(trainer->info().params,
                    "steps=4,batch=2,evaluate_every=2,evaluate_tasks=4,width=8,latent=6,examples=2,"
                    "tasks=\"suite=shift-l\"")
          .value(),
      scratch / "run", Budget(), nullptr);
  ASSERT_TRUE(outcome.ok()) << outcome.error().message;
  nn::WeightsFile weights;
  ASSERT_EQ(nn::read_weights(scratch / "run/model.safetensors", weights), std::nullopt);
  EXPECT_EQ(weights.metadata["architecture"], "in-context");
  EXPECT_EQ(weights.metadata["space"], "2 x 6, 0 codes");
  std::shared_ptr<Model> model;
  EXPECT_EQ(from_context_weights(weights, model), std::nullopt);
}

}  // namespace
}  // namespace inkling::lpn
