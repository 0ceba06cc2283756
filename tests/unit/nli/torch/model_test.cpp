#include "model.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tiny.hpp"

namespace inkling::nli {
namespace {

using torch::Tensor;

Tensor random_symbols(int64_t count, const ModelConfig& config) {
  return torch::randint(config.symbols, {count, config.length}, torch::kLong);
}

Tensor log_onehot(const Tensor& tokens, int64_t codes) {
  return torch::one_hot(tokens, codes).to(torch::kDouble).clamp_min(1e-12).log();
}

std::shared_ptr<Model> make_model(ModelConfig config = tiny_config()) {
  torch::manual_seed(3);
  auto model = std::make_shared<Model>(config);
  model->to(torch::kDouble);
  return model;
}

// The loss of two tasks of three pairs, with noise, as in training.
Tensor training_loss(Model& model, const Tensor& x, const Tensor& y) {
  const ModelConfig& c = model.config;
  const Tensor e = model.encode(x, y).view({2, 3, c.positions, c.width});
  const Tensor others = training::leave_one_out(e).view({6, c.positions, c.width});
  Rng program(1), state(2);
  const Tensor out = model.run_latent(others, x, 1.3, 0.8, &program, &state);
  Tensor loss = training::tape_loss(out, y).mean();
  if (c.discrete_program)
    loss = loss + 0.1 * codes_in_use(torch::softmax(model.code_logits(others), 2), false, c.skip);
  return loss;
}

// Central differences on a few entries of every parameter that the loss reaches.
void expect_gradients_match(Model& model) {
  const Tensor x = random_symbols(6, model.config);
  const Tensor y = random_symbols(6, model.config);
  for (auto& p : model.parameters()) p.mutable_grad() = Tensor();
  training_loss(model, x, y).backward();
  constexpr double kStep = 1e-5;
  int reached = 0;
  for (auto& item : model.named_parameters()) {
    if (!item.value().grad().defined()) continue;
    ++reached;
    const Tensor gradient = item.value().grad().view({-1});
    torch::NoGradGuard guard;
    Tensor flat = item.value().view({-1});
    for (int64_t i = 0; i < flat.numel(); i += std::max<int64_t>(1, flat.numel() / 5)) {
      const double before = flat[i].item<double>();
      flat[i] = before + kStep;
      const double above = training_loss(model, x, y).item<double>();
      flat[i] = before - kStep;
      const double below = training_loss(model, x, y).item<double>();
      flat[i] = before;
      const double measured = (above - below) / (2 * kStep);
      EXPECT_NEAR(gradient[i].item<double>(), measured, 1e-7 + 1e-5 * std::abs(measured))
          << item.key() << "[" << i << "]";
    }
  }
  EXPECT_GT(reached, 10);
}

TEST(Gradients, MatchFiniteDifferencesForEveryBias) {
  for (const char* bias : {"none", "relative", "mirrored", "absolute"}) {
    SCOPED_TRACE(bias);
    ModelConfig config = tiny_config();
    config.bias = bias;
    if (config.bias != "relative") config.encoder_bias = bias;
    expect_gradients_match(*make_model(config));
  }
}

TEST(Interpreter, SeesNothingBeyondItsReach) {
  ModelConfig config = tiny_config();
  config.length = 8;
  config.reach = 1;
  const auto model = make_model(config);
  const Tensor programs = torch::randn({1, 1, config.width}, torch::kDouble);
  const Tensor state = torch::randn({1, config.length, config.width}, torch::kDouble);
  Tensor other = state.clone();
  other[0][4][0] += 1.0;  // the same for all entries is what a LayerNorm takes away
  const Tensor change =
      (model->execute(state, programs) - model->execute(other, programs)).abs().sum(2).view({-1});
  for (int64_t i = 0; i < config.length; ++i)
    EXPECT_EQ(change[i].item<double>() > 1e-9, i >= 3 && i <= 5) << i;
}

struct Switch {
  const char* name;
  bool ModelConfig::*field;
};
class Ablation : public testing::TestWithParam<Switch> {};

TEST_P(Ablation, GradientsMatchFiniteDifferences) {
  ModelConfig config = tiny_config();
  config.*GetParam().field = false;
  expect_gradients_match(*make_model(config));
}

TEST_P(Ablation, AStateStandsAfterEveryPositionAndTheLastIsTheOutput) {
  ModelConfig config = tiny_config();
  config.*GetParam().field = false;
  const auto model = make_model(config);
  const Tensor log_z =
      torch::log_softmax(torch::randn({2, config.positions, config.codes}, torch::kDouble), 2);
  std::vector<Tensor> states;
  const Tensor out = model->run(log_z, random_symbols(2, config), 0.5, nullptr, 0, &states);
  ASSERT_EQ(states.size(), static_cast<std::size_t>(config.positions));
  for (const Tensor& state : states) EXPECT_EQ(state.sizes(), out.sizes());
  EXPECT_TRUE(torch::allclose(states.back(), out));
}

INSTANTIATE_TEST_SUITE_P(Switches, Ablation,
                         testing::Values(Switch{"discrete_program", &ModelConfig::discrete_program},
                                         Switch{"recurrent", &ModelConfig::recurrent},
                                         Switch{"discrete_layer", &ModelConfig::discrete_layer},
                                         Switch{"skip", &ModelConfig::skip}),
                         [](const auto& it) { return it.param.name; });

TEST(Inductor, IgnoresTheOrderOfThePairs) {
  const auto model = make_model();
  const Tensor x = random_symbols(4, model->config);
  const Tensor y = random_symbols(4, model->config);
  const Tensor order = torch::tensor({2, 0, 3, 1});
  const Tensor e = model->encode(x, y).mean(0);
  const Tensor shuffled = model->encode(x.index_select(0, order), y.index_select(0, order)).mean(0);
  EXPECT_TRUE(torch::allclose(e, shuffled, 1e-10, 1e-12));
  EXPECT_FALSE(torch::allclose(e, model->encode(x, y.flip(0)).mean(0), 1e-3, 1e-3));
}

TEST(ShuffleTokens, PutsWholeTokensInAnotherOrder) {
  const Tensor programs = torch::arange(50 * 4 * 3, torch::kFloat).view({50, 4, 3});
  Rng rng(1);
  EXPECT_TRUE(torch::equal(shuffle_tokens(programs, 0.0, rng), programs));
  const Tensor all = shuffle_tokens(programs, 1.0, rng);
  EXPECT_TRUE(torch::equal(std::get<0>(all.sort(1)), programs));  // tokens stay whole, programs too
  const auto moved = [&](const Tensor& shuffled) {
    return (shuffled != programs).any(2).any(1).sum().item<int64_t>();
  };
  EXPECT_GT(moved(all), 40);  // one order in 24 is the one before
  const auto half = moved(shuffle_tokens(programs, 0.5, rng));
  EXPECT_GT(half, 10);
  EXPECT_LT(half, 40);
}

TEST(Interpreter, SkipsAreTheIdentity) {
  const auto model = make_model();
  const Tensor x = random_symbols(4, model->config);
  const Tensor skips = torch::zeros({4, model->config.positions}, torch::kLong);
  const Tensor out = model->run(log_onehot(skips, model->config.codes), x, 0.5, nullptr);
  EXPECT_TRUE(out.argmax(2).equal(x));
  EXPECT_GT(out.gather(2, x.unsqueeze(2)).min().item<double>(), std::log(0.999));
}

TEST(Interpreter, SkipsMayStandAnywhere) {
  const auto model = make_model();
  const Tensor x = random_symbols(2, model->config);
  const auto run = [&](std::vector<int64_t> tokens) {
    const Tensor z = torch::tensor(tokens).view({1, -1}).expand({2, -1});
    return model->run(log_onehot(z, model->config.codes), x, 0.5, nullptr);
  };
  // The place of a token is marked for the ablation without recurrence only.
  EXPECT_TRUE(torch::allclose(run({2, 3, 0}), run({0, 2, 3}), 1e-6, 1e-6));
  EXPECT_FALSE(torch::allclose(run({2, 3, 0}), run({3, 2, 0}), 1e-3, 1e-3));
}

TEST(Interpreter, MixesInLogSpaceAsThePlainFormulaSays) {
  torch::manual_seed(5);
  const Tensor z = torch::softmax(torch::randn({3, 1, 4}, torch::kDouble), 2);
  const Tensor before = torch::softmax(torch::randn({3, 5, 11}, torch::kDouble), 2);
  const Tensor step = torch::softmax(torch::randn({3, 5, 11}, torch::kDouble), 2);
  const Tensor skip = z.slice(2, 0, 1);
  const Tensor mixed = Model::mix_states(skip.log(), (1.0 - skip).log(), before.log(), step.log());
  EXPECT_TRUE(torch::allclose(mixed.exp(), skip * before + (1.0 - skip) * step, 1e-12, 1e-14));
}

TEST(Interpreter, EveryStateIsADistribution) {
  const auto model = make_model();
  const Tensor x = random_symbols(4, model->config);
  const Tensor log_z = torch::log_softmax(
      torch::randn({4, model->config.positions, model->config.codes}, torch::kDouble), 2);
  std::vector<Tensor> states;
  Rng noise(3);
  const Tensor out = model->run(log_z, x, 0.7, &noise, 0, &states);
  ASSERT_EQ(states.size(), 3U);
  EXPECT_TRUE(states.back().equal(out));
  for (const Tensor& state : states) {
    const Tensor sum = state.exp().sum(2);
    EXPECT_TRUE(torch::allclose(sum, torch::ones_like(sum), 1e-9, 1e-9));
  }
}

TEST(Noise, FollowsFromTheSeedAndIsStandardGumbel) {
  Rng a(4), b(4);
  const Tensor first = gumbel({20000}, a, torch::kDouble);
  EXPECT_TRUE(first.equal(gumbel({20000}, b, torch::kDouble)));
  EXPECT_FALSE(first.equal(gumbel({20000}, a, torch::kDouble)));
  // Mean 0.5772, standard deviation 1.2825; five standard errors.
  EXPECT_NEAR(first.mean().item<double>(), 0.5772, 0.046);
  EXPECT_NEAR(first.std().item<double>(), 1.2825, 0.06);
}

// Two specs, two positions, three codes of which the first is the skip token.
TEST(CodesInUse, CountsAsTheFormulasSay) {
  const Tensor q =
      torch::tensor({0.2, 0.5, 0.3, 0.1, 0.8, 0.1, 0.6, 0.4, 0.0, 0.5, 0.25, 0.25}, torch::kDouble)
          .view({2, 2, 3});
  const double code1 = 1 - (1 - 0.5) * (1 - 0.8) * (1 - 0.4) * (1 - 0.25);
  const double code2 = 1 - (1 - 0.3) * (1 - 0.1) * (1 - 0.0) * (1 - 0.25);
  EXPECT_NEAR(codes_in_use(q, false, true).item<double>(), code1 + code2, 1e-9);
  const double first1 = 1 - (1 - 0.5) * (1 - 0.4), second1 = 1 - (1 - 0.8) * (1 - 0.25);
  const double first2 = 1 - (1 - 0.3) * (1 - 0.0), second2 = 1 - (1 - 0.1) * (1 - 0.25);
  EXPECT_NEAR(codes_in_use(q, true, true).item<double>(), first1 + first2 + second1 + second2,
              1e-9);
  const double skip = 1 - (1 - 0.2) * (1 - 0.1) * (1 - 0.6) * (1 - 0.5);
  EXPECT_NEAR(codes_in_use(q, false, false).item<double>(), code1 + code2 + skip, 1e-9);
}

TEST(CodesInUse, CountsAReusedCodeOnceUnderTheGlobalScope) {
  const auto count = [](bool per_position) {
    const Tensor tokens = torch::tensor({1, 1, 1}).view({1, 3});
    return codes_in_use(torch::one_hot(tokens, 4).to(torch::kDouble), per_position, true)
        .item<double>();
  };
  EXPECT_NEAR(count(false), 1.0, 1e-5);
  EXPECT_NEAR(count(true), 3.0, 1e-5);
}

}  // namespace
}  // namespace inkling::nli
