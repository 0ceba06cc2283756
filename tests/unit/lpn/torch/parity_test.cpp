// The passes on nn against LibTorch: models of several shapes, and every one that ships.
#include <gtest/gtest.h>

#include <filesystem>
#include <inkling/nn/weights.hpp>

#include "engine/engine.hpp"
#include "losses.hpp"
#include "model.hpp"
#include "numbers_of.hpp"
#include "tiny.hpp"

namespace inkling::lpn {
namespace {

namespace fs = std::filesystem;
using torch::Tensor;

engine::Shape shape_of(const ModelConfig& c) {
  engine::Shape shape;
  shape.length = c.length;
  shape.symbols = c.symbols;
  shape.latent = c.latent;
  shape.width = c.width;
  shape.heads = c.heads;
  shape.encoder_layers = c.encoder_layers;
  shape.decoder_layers = c.decoder_layers;
  shape.writing = c.writing;
  shape.mlp_ratio = c.mlp_ratio;
  shape.relative = c.bias == "relative";
  shape.each = c.examples > 0;
  shape.rows = std::max(c.examples, 1);
  return shape;
}

// Programs of the pairs and around them: losses, gradients, encodings and outputs are the same.
void expect_parity(Model& model, const nn::WeightsFile& weights) {
  const ModelConfig& c = model.config;
  engine::Model fast;
  ASSERT_EQ(engine::build_model(shape_of(c), nn::Layout::of(weights), fast), std::nullopt);
  constexpr int64_t kPairs = 3, kPrograms = 4;
  const Tensor x = torch::randint(c.symbols, {kPairs, c.length}, torch::kLong);
  const Tensor y = torch::randint(c.symbols, {kPairs, c.length}, torch::kLong);
  std::vector<unsigned char> read(static_cast<std::size_t>(c.length), 1);
  read[0] = 0;
  std::vector<bool> flags(read.begin(), read.end());
  model.to(torch::kDouble);
  const Model::Distribution pairs = model.encode(x, y);
  const bool each = c.examples > 0;
  const Tensor mean =
      each ? fill_rows(pairs.mean.unsqueeze(0), c.examples).squeeze(0) : pairs.mean.mean(0, true);
  const Tensor deviation =
      each ? torch::zeros_like(mean) : pairs.log_variance.exp().sum(0).sqrt() / double{kPairs};
  const Tensor z = (mean + torch::randn({kPrograms, model.rows(), c.latent}))
                       .detach()
                       .to(torch::kFloat)
                       .to(torch::kDouble);
  z.requires_grad_(true);
  const Tensor all_z = z.repeat_interleave(kPairs, 0), all_x = x.repeat({kPrograms, 1});
  const Tensor out = model.decode(all_z, all_x, y.repeat({kPrograms, 1}));
  const Tensor wanted =
      training::tape_loss(out, y.repeat({kPrograms, 1}), training::places_read(flags, torch::kCPU))
          .view({kPrograms, kPairs})
          .sum(1);
  const Tensor slope = torch::autograd::grad({wanted.sum()}, {z})[0];

  for (const nn::Isa isa : {nn::Isa::reference, nn::best_isa()}) {
    engine::Engine it(fast, 1, engine::backend_of(isa));
    const double tolerance = isa == nn::Isa::reference ? 1e-5 : 1e-4;
    std::vector<float> loss(kPrograms), gradient(static_cast<std::size_t>(z.numel()));
    const std::vector<int> xs = ints(x), ys = ints(y);
    it.evaluate({xs, ys, read}, floats(z), {}, loss, gradient);
    const std::vector<float> losses = floats(wanted), slopes = floats(slope);
    for (std::size_t i = 0; i < loss.size(); ++i)
      EXPECT_NEAR(loss[i], losses[i], tolerance * (1 + std::abs(losses[i])));
    const double largest = slope.abs().max().item<double>();
    for (std::size_t i = 0; i < gradient.size(); ++i)
      EXPECT_NEAR(gradient[i], slopes[i], tolerance * (1 + largest));
    const engine::Engine::Programs encoded = it.encode(xs, ys);
    const std::vector<float> means = floats(mean), deviations = floats(deviation);
    for (std::size_t i = 0; i < means.size(); ++i) {
      EXPECT_NEAR(encoded.mean[i], means[i], tolerance * 10);
      EXPECT_NEAR(encoded.deviation[i], deviations[i], tolerance * (1 + deviations[i]));
    }
    const std::vector<int> likeliest =
        ints(model.write(all_z, all_x).argmax(2).view({kPrograms, kPairs, c.length})[1]);
    const std::vector<float> programs = floats(z);
    const auto size = static_cast<std::size_t>(c.latent * model.rows());
    EXPECT_EQ(it.run(std::span(programs).subspan(size, size), xs), likeliest);
  }
}

TEST(LpnParity, OfModelsOfSeveralShapes) {
  at::set_num_threads(1);
  torch::manual_seed(5);
  ModelConfig deep = tiny_shape(), plain = tiny_shape(), wide = tiny_shape();
  ModelConfig writing = tiny_shape();
  deep.encoder_layers = 3;
  deep.decoder_layers = 1;
  plain.bias = "none";
  wide.mlp_ratio = 4;
  wide.heads = 1;
  writing.decoder_layers = 3;
  writing.writing = 2;
  for (const ModelConfig& shape : {tiny_shape(), deep, plain, wide, writing}) {
    Model model(shape);
    expect_parity(model, to_weights(model));
  }
}

// Three pairs for one, for three, and for more rows.
TEST(LpnParity, OfInContextNetworks) {
  at::set_num_threads(1);
  torch::manual_seed(7);
  for (const int examples : {1, 3, 5})
    for (const char* bias : {"none", "relative"}) {
      ModelConfig shape = tiny_shape();
      shape.examples = examples;
      shape.bias = bias;
      shape.writing = shape.bias == "relative" ? examples % 3 : 0;
      Model model(shape);
      expect_parity(model, to_context_weights(model));
    }
}

TEST(LpnParity, OfEveryModelThatShips) {
  at::set_num_threads(1);
  torch::manual_seed(6);
  int compared = 0;
  for (const auto& entry : fs::directory_iterator(INKLING_MODELS)) {
    if (entry.path().extension() != ".safetensors") continue;
    nn::WeightsFile weights;
    ASSERT_EQ(nn::read_weights(entry.path(), weights), std::nullopt);
    const std::string format = weights.metadata["format"];
    if (format != kFormat && format != kContextFormat) continue;
    SCOPED_TRACE(entry.path().filename().string());
    std::shared_ptr<Model> model;
    ASSERT_EQ(
        format == kFormat ? from_weights(weights, model) : from_context_weights(weights, model),
        std::nullopt);
    expect_parity(*model, weights);
    ++compared;
  }
  EXPECT_GT(compared, 0);
}

}  // namespace
}  // namespace inkling::lpn
