// Adam on one start, and what is annealed.
#include <gtest/gtest.h>

#include <cmath>
#include <inkling/nn/descend.hpp>
#include <limits>

namespace inkling::nn {
namespace {

struct Start {
  float x[2] = {4.0F, -3.0F}, first[2] = {0, 0}, second[2] = {0, 0};
  void step(std::size_t at, float rate, float clip) {
    const float gradient[2] = {2 * x[0], 2 * x[1]};
    descend(rate, clip, at, 2, gradient, first, second, x);
  }
};

// The first step of Adam is of the learning rate's size in every number, whatever the gradient's.
TEST(Descend, TheFirstStepIsTheLearningRate) {
  for (const float clip : {0.01F, 1.0F, 100.0F}) {
    Start start;
    start.step(0, 0.25F, clip);
    EXPECT_NEAR(start.x[0], 3.75F, 1e-4F) << clip;
    EXPECT_NEAR(start.x[1], -2.75F, 1e-4F) << clip;
  }
}

TEST(Descend, ReachesTheMinimum) {
  Start start;
  for (std::size_t at = 0; at < 300; ++at) start.step(at, 0.1F, 1.0F);
  EXPECT_NEAR(start.x[0], 0.0F, 0.05F);
  EXPECT_NEAR(start.x[1], 0.0F, 0.05F);
}

TEST(Descend, AGradientThatIsNotFiniteIsNoStep) {
  Start start;
  const float gradient[2] = {1.0F, std::numeric_limits<float>::quiet_NaN()};
  descend(0.1F, 1.0F, 0, 2, gradient, start.first, start.second, start.x);
  EXPECT_EQ(start.x[0], 4.0F);
  EXPECT_EQ(start.first[0], 0.0F);
}

TEST(Descend, AnnealsExponentially) {
  EXPECT_EQ(progress_of(0, 5), 0.0);
  EXPECT_EQ(progress_of(4, 5), 1.0);
  EXPECT_EQ(progress_of(0, 1), 1.0);
  EXPECT_EQ(annealed(1.0F, 0.25F, 0.0), 1.0F);
  EXPECT_FLOAT_EQ(annealed(1.0F, 0.25F, 0.5), 0.5F);
  EXPECT_EQ(annealed(1.0F, 0.3F, 1.0), 0.3F);
}

}  // namespace
}  // namespace inkling::nn
