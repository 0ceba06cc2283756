#include "attention.hpp"

#include <gtest/gtest.h>

namespace inkling::training {
namespace {

using torch::Tensor;

struct Case {
  Tensor packed, bias, map;
  int64_t queries = 0;
  int64_t heads = 2;
};

// 3 sequences of 7 places, the first 5 ask; 2 heads of 6; 11 bias entries, used several times each.
Case make_case(torch::ScalarType type, bool with_bias) {
  torch::manual_seed(1);
  Case c;
  c.queries = 5;
  c.packed = torch::randn({3, 7, 3 * 12}, type);
  c.bias = with_bias ? torch::randn({3, c.heads, 11}, type) : Tensor();
  c.map = with_bias ? torch::randint(11, {2, c.queries * 7}, torch::kLong) : Tensor();
  return c;
}

class Attention : public testing::TestWithParam<bool> {};

TEST_P(Attention, EqualsThePlainForm) {
  for (const auto type : {torch::kFloat, torch::kDouble}) {
    const Case c = make_case(type, GetParam());
    const Tensor fused = attention(c.packed, c.bias, c.map, c.queries, c.heads);
    const Tensor plain = plain_attention(c.packed, c.bias, c.map, c.queries, c.heads);
    ASSERT_EQ(fused.sizes(), plain.sizes());
    EXPECT_TRUE(torch::allclose(fused, plain, 1e-5, 1e-5)) << (fused - plain).abs().max();
  }
}

TEST_P(Attention, GradientsEqualThoseOfThePlainForm) {
  const Case c = make_case(torch::kDouble, GetParam());
  const Tensor direction = torch::randn({3, c.queries, 12}, torch::kDouble);
  const auto gradients = [&](auto&& form) {
    const Tensor packed = c.packed.detach().clone().requires_grad_(true);
    const Tensor bias = GetParam() ? c.bias.detach().clone().requires_grad_(true) : Tensor();
    (form(packed, bias, c.map, c.queries, c.heads) * direction).sum().backward();
    return std::pair(packed.grad(), GetParam() ? bias.grad() : torch::zeros({1}));
  };
  const auto [dpacked, dbias] = gradients(attention);
  const auto [packed_wanted, bias_wanted] = gradients(plain_attention);
  EXPECT_TRUE(torch::allclose(dpacked, packed_wanted, 1e-10, 1e-12));
  EXPECT_TRUE(torch::allclose(dbias, bias_wanted, 1e-10, 1e-12));
}

// As training through the steps of a search asks for.
TEST_P(Attention, GradientsOfGradientsEqualThoseOfThePlainForm) {
  const Case c = make_case(torch::kDouble, GetParam());
  const Tensor direction = torch::randn({3, c.queries, 12}, torch::kDouble);
  const auto slopes = [&](auto&& form) {
    std::vector<Tensor> at{c.packed.detach().clone().requires_grad_(true)};
    if (GetParam()) at.push_back(c.bias.detach().clone().requires_grad_(true));
    const Tensor out =
        (form(at[0], GetParam() ? at[1] : Tensor(), c.map, c.queries, c.heads) * direction).sum();
    Tensor length = torch::zeros({}, torch::kDouble);
    for (const Tensor& it : torch::autograd::grad({out}, at, {}, true, true))
      length = length + it.square().sum();
    return torch::autograd::grad({length}, at);
  };
  const auto mine = slopes(attention), wanted = slopes(plain_attention);
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    EXPECT_GT(wanted[i].abs().max().item<double>(), 0.01);
    EXPECT_TRUE(torch::allclose(mine[i], wanted[i], 1e-10, 1e-12)) << i;
  }
}

// What a GPU is given: the map as a matrix of counts.
TEST(AttentionMap, MayBeAMatrixInThePlainForm) {
  const Case c = make_case(torch::kDouble, true);
  const Tensor matrix = torch::one_hot(c.map, 11).sum(0).t().to(torch::kDouble).contiguous();
  const auto results = [&](const Tensor& map) {
    const Tensor bias = c.bias.detach().clone().requires_grad_(true);
    const Tensor out = plain_attention(c.packed, bias, map, c.queries, c.heads);
    out.square().sum().backward();
    return std::pair(out.detach(), bias.grad());
  };
  const auto [wanted, gradient_wanted] = results(c.map);
  const auto [out, gradient] = results(matrix);
  EXPECT_TRUE(torch::allclose(out, wanted, 1e-12, 1e-14));
  EXPECT_TRUE(torch::allclose(gradient, gradient_wanted, 1e-12, 1e-14));
}

INSTANTIATE_TEST_SUITE_P(WithAndWithoutBias, Attention, testing::Bool());

TEST(Attention, LargeScoresDoNotOverflow) {
  Case c = make_case(torch::kFloat, false);
  const Tensor out = attention(c.packed * 1000, c.bias, c.map, c.queries, c.heads);
  EXPECT_TRUE(torch::isfinite(out).all().item<bool>());
}

}  // namespace
}  // namespace inkling::training
