// The network, and its weights as a file.
#include "model.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tiny.hpp"

namespace inkling::lpn {
namespace {

using testing::HasSubstr;
using torch::Tensor;

TEST(LpnModel, ItsOutputDependsOnEveryNumberOfTheProgramSmoothly) {
  torch::manual_seed(1);
  for (const char* bias : {"none", "relative"}) {
    ModelConfig shape = tiny_shape();
    shape.bias = bias;
    Model model(shape);
    model.to(torch::kDouble);
    const Tensor x = some_batch(1, 1).x.view({1, -1});
    const Tensor z = torch::randn({1, shape.latent}, torch::kDouble).requires_grad_(true);
    const auto loss = [&](const Tensor& at) { return model.decode(at, x, {}).select(2, 1).sum(); };
    const Tensor gradient = torch::autograd::grad({loss(z)}, {z})[0];
    for (int64_t i = 0; i < shape.latent; ++i) {
      const torch::NoGradGuard guard;
      constexpr double kStep = 1e-5;
      Tensor up = z.clone(), down = z.clone();
      up[0][i] += kStep;
      down[0][i] -= kStep;
      const double slope = ((loss(up) - loss(down)) / (2 * kStep)).item<double>();
      EXPECT_NEAR(gradient[0][i].item<double>(), slope, 1e-6) << bias << ", number " << i;
      EXPECT_GT(std::abs(slope), 1e-6) << bias << ", number " << i;
    }
  }
}

TEST(LpnModel, WeightsComeBack) {
  torch::manual_seed(2);
  Model model(tiny_shape());
  std::shared_ptr<Model> read;
  ASSERT_EQ(from_weights(to_weights(model), read), std::nullopt);
  const training::Batch batch = some_batch(1, 3);
  const Tensor x = batch.x[0], y = batch.y[0];
  const Tensor z = model.encode(x, y).mean;
  EXPECT_TRUE(z.equal(read->encode(x, y).mean));
  EXPECT_TRUE(model.decode(z, x, y).equal(read->decode(z, x, y)));
}

TEST(LpnModel, SaysWhatIsWrongWithWeights) {
  Model model(tiny_shape());
  const nn::WeightsFile good = to_weights(model);
  std::shared_ptr<Model> read;
  nn::WeightsFile bad = good;
  bad.metadata["format"] = "inkling-nli-1";
  EXPECT_THAT(from_weights(bad, read).value(), HasSubstr("inkling-lpn-1"));
  bad = good;
  bad.tensors.erase("context.weight");
  EXPECT_THAT(from_weights(bad, read).value(), HasSubstr("context.weight is missing"));
  bad = good;
  bad.metadata["model.heads"] = "3";
  EXPECT_THAT(from_weights(bad, read).value(), HasSubstr("heads=3"));
  bad = good;
  bad.metadata["model.latent"] = "6";
  EXPECT_THAT(from_weights(bad, read).value(), HasSubstr("mean.weight"));
  EXPECT_EQ(read, nullptr);
}

}  // namespace
}  // namespace inkling::lpn
