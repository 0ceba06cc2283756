// The engine of plugins/nli/engine against LibTorch in double precision: the same weights, the same
// programs, nothing drawn.
#include "engine/engine.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "components.hpp"
#include "engine/idle_case.hpp"
#include "engine_model.hpp"
#include "losses.hpp"
#include "store.hpp"
#include "tiny.hpp"

namespace inkling::nli {
namespace {

using torch::Tensor;

struct Both {
  std::shared_ptr<Model> torch;  // in double
  engine::Model engine;
};

Both both(const nn::WeightsFile& file) {
  Both made;
  EXPECT_EQ(from_weights(file, made.torch), std::nullopt);
  made.torch->to(torch::kDouble);
  made.torch->eval();
  const auto shape = engine::read_shape(file);
  EXPECT_TRUE(shape.ok());
  EXPECT_EQ(engine::build_model(*shape, nn::Layout::of(file), made.engine), std::nullopt);
  return made;
}

double relative_error(const std::vector<float>& got, const Tensor& wanted) {
  const Tensor mine = torch::tensor(got).to(torch::kDouble);
  return ((mine - wanted.flatten()).norm() / wanted.norm()).item<double>();
}

void compare(const nn::WeightsFile& file, float program_temperature, float state_temperature) {
  const Both models = both(file);
  const ModelConfig& c = models.torch->config;
  constexpr int64_t kExamples = 3, kStarts = 5;
  torch::manual_seed(1);
  const Tensor x = torch::randint(c.symbols, {kExamples, c.length}, torch::kLong);
  // Shifted by two, filled with blanks.
  const Tensor y =
      torch::cat({x.slice(1, 2), torch::full({kExamples, 2}, c.symbols - 1, torch::kLong)}, 1);
  engine::Problem problem;
  problem.examples = kExamples;
  const Tensor xi = x.to(torch::kInt).contiguous(), yi = y.to(torch::kInt).contiguous();
  problem.x.assign(xi.data_ptr<int>(), xi.data_ptr<int>() + xi.numel());
  problem.y.assign(yi.data_ptr<int>(), yi.data_ptr<int>() + yi.numel());
  engine::CpuEngine engine(models.engine, engine::best_backend(), 1);
  engine::CpuEngine exact(models.engine, engine::reference_backend(), 1);

  const Tensor middle = models.torch->encode(x, y).mean(0).detach();
  EXPECT_LT(relative_error(engine.encode(problem.x, problem.y), middle), 1e-5);

  const Tensor drawn =
      (middle.unsqueeze(0) + 0.5 * torch::randn({kStarts, c.positions, c.width}, torch::kDouble))
          .to(torch::kFloat)
          .contiguous();
  const std::vector<float> latent(drawn.data_ptr<float>(), drawn.data_ptr<float>() + drawn.numel());
  const Tensor logits = models.torch->code_logits(drawn.to(torch::kDouble));
  const auto by_torch = [&](Model& model, torch::ScalarType type) {
    const Tensor e = drawn.to(type).requires_grad_(true);
    const Tensor log_z =
        Model::log_codes(model.code_logits(e), double{program_temperature}, nullptr);
    const Tensor out = model.run(log_z.repeat_interleave(kExamples, 0), x.repeat({kStarts, 1}),
                                 double{state_temperature}, nullptr);
    const Tensor loss =
        training::tape_loss(out, y.repeat({kStarts, 1})).view({kStarts, kExamples}).sum(1);
    return std::pair(loss, torch::autograd::grad({loss.sum()}, {e})[0]);
  };
  const auto [loss, gradient] = by_torch(*models.torch, torch::kDouble);

  std::vector<float> my_loss(kStarts), my_gradient(latent.size());
  const engine::Noise quiet{program_temperature, state_temperature, false, 0};
  ASSERT_TRUE(exact.evaluate(problem, latent, quiet, my_loss, {}, my_gradient, {}));
  EXPECT_LT(relative_error(my_loss, loss), 1e-6);
  EXPECT_LT(relative_error(my_gradient, gradient), 1e-6);
  ASSERT_TRUE(engine.evaluate(problem, latent, quiet, my_loss, {}, my_gradient, {}));
  EXPECT_LT(relative_error(my_loss, loss), 1e-5);
  EXPECT_LT(relative_error(my_gradient, gradient), 1e-5);
  const auto size = static_cast<std::size_t>(c.positions * c.width);
  EXPECT_LT(relative_error(engine.logits({latent.data(), size}), logits[0].detach()), 1e-5);
}

// A program of which some positions are idle. Their codes are far apart, and float32 rounds logits
// in proportion: the engines are compared in double precision.
void compare_idle(const nn::WeightsFile& file) {
  Both models = both(file);
  const ModelConfig& c = models.torch->config;
  torch::manual_seed(2);
  const Tensor pool = torch::randn({150, c.positions, c.width}, torch::kFloat);
  const std::vector<float> latent = engine::make_idle_case(
      models.engine, 1, {pool.data_ptr<float>(), pool.data_ptr<float>() + pool.numel()});
  ASSERT_FALSE(latent.empty());
  {
    const torch::NoGradGuard guard;
    const auto skip = static_cast<std::size_t>(models.engine.plan.head_down.b);
    models.torch->head_down->bias[0] = models.engine.exact[skip];
  }
  const Tensor x = torch::randint(c.symbols, {1, c.length}, torch::kLong);
  const Tensor y = torch::randint(c.symbols, {1, c.length}, torch::kLong);
  constexpr float kTemperature = 0.8F;
  const Tensor e =
      torch::tensor(latent).to(torch::kDouble).view({1, c.positions, c.width}).requires_grad_(true);
  const Tensor log_z =
      Model::log_codes(models.torch->code_logits(e), double{kTemperature}, nullptr);
  const Tensor acts = log_z.slice(2, 1).amax(2) > kNothing;
  EXPECT_TRUE(acts.any().item<bool>());
  EXPECT_FALSE(acts.all().item<bool>());
  const Tensor loss =
      training::tape_loss(models.torch->run(log_z, x, double{kTemperature}, nullptr), y);
  const Tensor gradient = torch::autograd::grad({loss.sum()}, {e})[0];
  // An idle position has none.
  EXPECT_TRUE(((gradient.abs().amax(2) > 0) == acts).all().item<bool>());

  engine::Problem problem;
  problem.examples = 1;
  const Tensor xi = x.to(torch::kInt).contiguous(), yi = y.to(torch::kInt).contiguous();
  problem.x.assign(xi.data_ptr<int>(), xi.data_ptr<int>() + xi.numel());
  problem.y.assign(yi.data_ptr<int>(), yi.data_ptr<int>() + yi.numel());
  engine::CpuEngine exact(models.engine, engine::reference_backend(), 1);
  std::vector<float> my_loss(1), my_gradient(latent.size());
  ASSERT_TRUE(exact.evaluate(problem, latent, {kTemperature, kTemperature, false, 0}, my_loss, {},
                             my_gradient, {}));
  EXPECT_LT(relative_error(my_loss, loss), 1e-6);
  EXPECT_LT(relative_error(my_gradient, gradient), 1e-6);
}

nn::WeightsFile drawn_weights(const ModelConfig& config) {
  torch::manual_seed(3);
  nn::WeightsFile file = to_weights(Model(config));
  file.metadata["domain"] = "sequences";
  return file;
}

TEST(EngineAgainstTorch, ModelsOfEveryKind) {
  ModelConfig relative = tiny_config();
  relative.symbols = relative.width - 3;  // the engine takes the first layer apart
  ModelConfig absolute = relative, mirrored = relative, none = relative, deep = relative,
              near = relative, alphabet = relative;
  absolute.bias = "absolute";
  absolute.encoder_bias = "absolute";
  mirrored.bias = "mirrored";
  mirrored.encoder_bias = "mirrored";
  none.bias = "none";
  deep.executor_layers = 2;
  deep.encoder_layers = 3;
  deep.mlp_ratio = 3;
  deep.heads = 4;
  near.reach = 1;
  alphabet.symbols = alphabet.width + 1;  // and here it does not
  for (const ModelConfig& config :
       {relative, absolute, mirrored, none, deep, near, alphabet, ModelConfig()}) {
    SCOPED_TRACE(config.bias + ", " + config.encoder_bias + ", width " +
                 std::to_string(config.width));
    compare(drawn_weights(config), 1.0F, 1.0F);
    compare(drawn_weights(config), 0.5F, 0.7F);
    compare_idle(drawn_weights(config));
  }
}

TEST(EngineAgainstTorch, ShippedWeights) {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(INKLING_MODELS)) {
    if (entry.path().extension() != ".safetensors") continue;
    SCOPED_TRACE(entry.path().filename().string());
    nn::WeightsFile file;
    ASSERT_EQ(nn::read_weights(entry.path(), file), std::nullopt);
    if (file.metadata["format"] != kFormat) continue;  // another architecture's
    compare(file, 1.0F, 1.0F);
    compare(file, 0.3F, 0.3F);
    ++count;
  }
  EXPECT_GT(count, 0U);
}

// Both engines behind the same interface give the same traces and programs, of every shipped model.
TEST(EngineAgainstTorch, TheSameProgramsDoTheSame) {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(INKLING_MODELS)) {
    std::map<std::string, std::string> metadata;
    if (entry.path().extension() != ".safetensors" || nn::read_metadata(entry.path(), metadata) ||
        metadata["format"] != kFormat)
      continue;
    SCOPED_TRACE(entry.path().filename().string());
    const auto a = load_model(entry.path()).value(), b = engine::load_model(entry.path()).value();
    const common::ModelFacts& facts = a->facts();
    const auto symbol = [&](std::size_t i) {
      return static_cast<int>(i * 7 % (facts.symbols - 1));
    };
    std::vector<int> x;
    for (std::size_t i = 0; i < 2 * facts.length; ++i) x.push_back(symbol(i));
    LatentCode code{facts.space, {}, {}, {}};
    for (std::size_t t = 0; t < facts.space.positions; ++t)
      code.tokens.push_back(t % 3 == 0 ? 0 : static_cast<int>(t * 5 % facts.space.codes));
    const auto states = a->run(code, x);
    EXPECT_EQ(states.size(), 2 * facts.space.positions * facts.length);
    EXPECT_EQ(states, b->run(code, x));
    // As a search finds it, by search variables.
    const auto middle = x.begin() + static_cast<std::ptrdiff_t>(facts.length);
    const common::Pairs pairs{1, {x.begin(), middle}, {middle, x.end()}, {}};
    Rng rng(1);
    LatentCode soft = b->propose(pairs, 1, 1.0, rng).at(0).code;
    EXPECT_EQ(a->propose(pairs, 1, 1.0, rng).at(0).code.tokens, soft.tokens);
    soft.vector = b->prepare(pairs, {}, "m").value()->initial();
    EXPECT_EQ(a->run(soft, x), b->run(soft, x));
    ++count;
  }
  EXPECT_GT(count, 0U);
}

}  // namespace
}  // namespace inkling::nli
