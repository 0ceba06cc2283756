// D-LPN: the passes on nn against LibTorch, models of several shapes and every one that ships; and
// a training behind the kernel's interface.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <inkling/nn/weights.hpp>

#include "domain.hpp"
#include "engine/engine.hpp"
#include "losses.hpp"
#include "nli_training.hpp"
#include "numbers_of.hpp"
#include "store.hpp"
#include "support/scratch_folder.hpp"
#include "trainer.hpp"

namespace inkling::nli {
namespace {

using lpn::floats;
using lpn::ints;

namespace fs = std::filesystem;
using testing::HasSubstr;
using torch::Tensor;

OnceConfig tiny_shape() {
  OnceConfig shape;
  shape.length = 4;
  shape.symbols = 3;
  shape.positions = 3;
  shape.codes = 5;
  shape.width = 8;
  shape.heads = 2;
  shape.mlp_ratio = 1;
  return shape;
}

lpn::engine::Shape shape_of(const ModelConfig& c) {
  lpn::engine::Shape shape;
  shape.length = c.length;
  shape.symbols = c.symbols;
  shape.rows = c.positions;
  shape.codes = c.codes;
  shape.width = c.width;
  shape.heads = c.heads;
  shape.encoder_layers = c.encoder_layers;
  shape.decoder_layers = c.executor_layers;
  shape.mlp_ratio = c.mlp_ratio;
  shape.relative = c.bias == "relative";
  return shape;
}

void expect_near(const std::vector<float>& mine, const Tensor& wanted, double tolerance,
                 const char* what) {
  const std::vector<float> all = floats(wanted);
  ASSERT_EQ(mine.size(), all.size());
  const double largest = wanted.abs().max().item<double>();
  for (std::size_t i = 0; i < all.size(); ++i)
    EXPECT_NEAR(mine[i], all[i], tolerance * (1 + largest)) << what << " " << i;
}

// Encodings, logits, losses with and without noise, gradients and outputs are the same.
void expect_parity(Model& model, const nn::WeightsFile& weights) {
  const ModelConfig& c = model.config;
  lpn::engine::Model fast;
  ASSERT_EQ(lpn::engine::build_model(shape_of(c), nn::Layout::of(weights), fast), std::nullopt);
  constexpr int64_t kPairs = 3, kPrograms = 4;
  constexpr double kTemperature = 0.7;
  const Tensor x = torch::randint(c.symbols, {kPairs, c.length}, torch::kLong);
  const Tensor y = torch::randint(c.symbols, {kPairs, c.length}, torch::kLong);
  std::vector<unsigned char> read(static_cast<std::size_t>(c.length), 1);
  read[0] = 0;
  const std::vector<bool> flags(read.begin(), read.end());
  model.to(torch::kDouble);
  const Tensor mean = model.encode(x, y).mean(0);
  const Tensor e = (mean + torch::randn({kPrograms, c.positions, c.width}))
                       .detach()
                       .to(torch::kFloat)
                       .to(torch::kDouble)
                       .requires_grad_(true);
  const Tensor noise = torch::randn({kPrograms, c.positions, c.codes});
  const Tensor logits = model.code_logits(e);
  const auto losses = [&](const Tensor& log_z) {
    const Tensor out =
        model.run(log_z.repeat_interleave(kPairs, 0), x.repeat({kPrograms, 1}), 1.0, nullptr);
    return training::tape_loss(out, y.repeat({kPrograms, 1}),
                               training::places_read(flags, torch::kCPU))
        .view({kPrograms, kPairs})
        .sum(1);
  };
  const Tensor quiet = losses(Model::log_codes(logits, kTemperature, nullptr));
  const Tensor noisy = losses(Model::log_codes(logits + noise, kTemperature, nullptr));
  const Tensor slope = torch::autograd::grad({noisy.sum()}, {e})[0];
  const Tensor tokens = logits[1].argmax(1);
  const Tensor hard = torch::one_hot(tokens, c.codes).to(torch::kDouble);
  const Tensor likeliest =
      model.run(hard.clamp_min(1e-9).log().unsqueeze(0).expand({kPairs, -1, -1}), x, 1.0, nullptr)
          .argmax(2);

  for (const nn::Isa isa : {nn::Isa::reference, nn::best_isa()}) {
    lpn::engine::Engine it(fast, 1, lpn::engine::backend_of(isa));
    const double tolerance = isa == nn::Isa::reference ? 1e-5 : 2e-4;
    const std::vector<int> xs = ints(x), ys = ints(y);
    expect_near(it.encode(xs, ys).mean, mean, tolerance, "encoded");
    const std::vector<float> variables = floats(e), noises = floats(noise);
    expect_near(it.logits(std::span(variables).first(variables.size() / kPrograms)), logits[0],
                tolerance, "logits");
    std::vector<float> loss(kPrograms), gradient(variables.size());
    it.evaluate({xs, ys, read}, variables, {static_cast<float>(kTemperature), {}}, loss, {});
    expect_near(loss, quiet, tolerance, "loss");
    it.evaluate({xs, ys, read}, variables, {static_cast<float>(kTemperature), noises}, loss,
                gradient);
    expect_near(loss, noisy, tolerance, "noisy loss");
    expect_near(gradient, slope, tolerance, "gradient");
    EXPECT_EQ(it.run(floats(hard), xs), ints(likeliest));
  }
}

TEST(DLpnParity, OfModelsOfSeveralShapes) {
  at::set_num_threads(1);
  torch::manual_seed(5);
  OnceConfig deep = tiny_shape(), plain = tiny_shape(), one = tiny_shape();
  deep.encoder_layers = 3;
  deep.executor_layers = 1;
  plain.bias = "none";
  one.positions = 1;
  for (const OnceConfig& shape : {tiny_shape(), deep, plain, one}) {
    Model model(shape);
    model.eval();
    expect_parity(model, to_once_weights(model));
  }
}

TEST(DLpnParity, OfEveryModelThatShips) {
  at::set_num_threads(1);
  torch::manual_seed(6);
  for (const auto& entry : fs::directory_iterator(INKLING_MODELS)) {
    if (entry.path().extension() != ".safetensors") continue;
    nn::WeightsFile weights;
    ASSERT_EQ(nn::read_weights(entry.path(), weights), std::nullopt);
    if (weights.metadata["format"] != kOnceFormat) continue;
    SCOPED_TRACE(entry.path().filename().string());
    std::shared_ptr<Model> model;
    ASSERT_EQ(from_once_weights(weights, model), std::nullopt);
    model->eval();
    expect_parity(*model, weights);
  }
}

TEST(DLpnWeights, ComeBackAndAreNotThoseOfAnNli) {
  torch::manual_seed(2);
  Model model(tiny_shape());
  std::shared_ptr<Model> read;
  ASSERT_EQ(from_once_weights(to_once_weights(model), read), std::nullopt);
  EXPECT_FALSE(read->config.recurrent);
  EXPECT_EQ(read->config.positions, 3);
  EXPECT_THAT(from_once_weights(to_weights(model), read).value(), HasSubstr("inkling-d-lpn-1"));
  EXPECT_THAT(from_weights(to_once_weights(model), read).value(), HasSubstr("inkling-nli-1"));
}

TEST(DLpnTrainer, WritesWeightsThatSayWhatTheyAre) {
  at::set_num_threads(1);
  const auto trainer = training::make_trainer(once_architecture());
  const auto sequences = sequences::make_domain();
  test::ScratchFolder scratch;
  const auto train = [&](const std::string& text) {
    return trainer->train(*sequences, nullptr, Params::parse(trainer->info().params, text).value(),
                          scratch / "run", Budget(), nullptr);
  };
  const auto outcome = train(
      "steps=4,batch=2,evaluate_every=2,evaluate_tasks=4,width=8,positions=3,codes=5,"
      "tasks=\"suite=shift-l\"");
  ASSERT_TRUE(outcome.ok()) << outcome.error().message;
  nn::WeightsFile weights;
  ASSERT_EQ(nn::read_weights(scratch / "run/model.safetensors", weights), std::nullopt);
  EXPECT_EQ(weights.metadata["architecture"], "d-lpn");
  EXPECT_EQ(weights.metadata["format"], "inkling-d-lpn-1");
  EXPECT_EQ(weights.metadata["space"], "3 x 8, 5 codes");
  std::shared_ptr<Model> model;
  EXPECT_EQ(from_once_weights(weights, model), std::nullopt);
  EXPECT_FALSE(Params::parse(trainer->info().params, "recurrent=true").ok());
  EXPECT_FALSE(Params::parse(trainer->info().params, "bias=mirrored").ok());
}

}  // namespace
}  // namespace inkling::nli
