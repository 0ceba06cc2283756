// The functions of the bfloat16 passes against double precision: the errors that lanes.hpp states.
#include "rough_lanes.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <inkling/nn/isa.hpp>

namespace inkling::nn {
namespace {

class RoughLanes : public testing::Test {
 protected:
  void SetUp() override {
    if (!runs(Isa::avx512_bf16)) GTEST_SKIP() << "this processor has no such products";
  }
};

TEST_F(RoughLanes, ExpIsAsExactAsStated) {
  double worst = 0;
  for (float x = -86.9F; x < 87.9F; x += 0.00317F) {
    const double error = std::abs(double{rough_exp(x)} / std::exp(double{x}) - 1);
    worst = std::max(worst, error / (4e-6 + 1e-7 * std::abs(double{x})));
  }
  EXPECT_LT(worst, 1.0);
  EXPECT_EQ(rough_exp(0.0F), 1.0F);
}

TEST_F(RoughLanes, ExpStaysFiniteAndPositiveBeyondItsRange) {
  EXPECT_GT(rough_exp(-1e30F), 0.0F);
  EXPECT_LT(rough_exp(-1e30F), 2e-38F);
  EXPECT_TRUE(std::isfinite(rough_exp(1e30F)));
}

TEST_F(RoughLanes, GeluAndItsSlopeAreAsExactAsStated) {
  double worst = 0;
  for (float x = -14.0F; x < 14.0F; x += 0.00071F) {
    const RoughGelu got = rough_gelu(x);
    const double y = x;
    const double phi = 0.5 * std::erfc(-y * std::sqrt(0.5));
    const double density = std::exp(-0.5 * y * y) / std::sqrt(8.0 * std::atan(1.0));
    worst = std::max(worst, std::abs(double{got.value} - y * phi));
    worst = std::max(worst, std::abs(double{got.slope} - phi - y * density));
  }
  EXPECT_LT(worst, 6e-5);
}

}  // namespace
}  // namespace inkling::nn
