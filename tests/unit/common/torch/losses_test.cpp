// Losses over tapes.
#include "losses.hpp"

#include <gtest/gtest.h>

namespace inkling::training {
namespace {

using torch::Tensor;

TEST(LeaveOneOut, IsTheMeanOfTheOthers) {
  const Tensor e = torch::randn({2, 4, 3, 5}, torch::kDouble);
  const Tensor others = leave_one_out(e);
  const Tensor wanted = (e.select(1, 0) + e.select(1, 1) + e.select(1, 3)) / 3.0;
  EXPECT_TRUE(torch::allclose(others.select(1, 2), wanted));
}

TEST(TapeLoss, IsTheMeanOverThePlacesThatAreRead) {
  const Tensor read = places_read({false, true, false, true, false}, torch::kCPU);
  torch::manual_seed(1);
  const Tensor y = torch::randint(11, {6, 5}, torch::kLong);
  const Tensor out = torch::log_softmax(torch::randn({6, 5, 11}), 2);
  const Tensor likelihood = out.gather(2, y.unsqueeze(2)).squeeze(2);
  EXPECT_TRUE(torch::allclose(tape_loss(out, y), -likelihood.mean(1)));
  EXPECT_TRUE(torch::allclose(tape_loss(out, y, read),
                              -(likelihood.select(1, 1) + likelihood.select(1, 3)) / 2));
  Tensor other = y.clone();
  other.select(1, 0) = (other.select(1, 0) + 1) % 11;
  EXPECT_TRUE(tape_loss(out, y, read).equal(tape_loss(out, other, read)));
  EXPECT_FALSE(tape_loss(out, y).equal(tape_loss(out, other)));
}

TEST(TapeExact, LooksAtThePlacesThatAreRead) {
  const Tensor read = places_read({false, true, false, true, false}, torch::kCPU);
  const Tensor out = torch::log_softmax(torch::randn({6, 5, 11}), 2);
  Tensor nearly = out.argmax(2);
  nearly.select(1, 4) = (nearly.select(1, 4) + 1) % 11;
  EXPECT_TRUE(tape_exact(out, nearly, read).all().item<bool>());
  EXPECT_FALSE(tape_exact(out, nearly).any().item<bool>());
}

TEST(PlacesRead, AreUndefinedWhenAllAre) {
  EXPECT_FALSE(places_read({true, true}, torch::kCPU).defined());
  EXPECT_EQ(places_read({true, false}, torch::kCPU).numel(), 1);
}

}  // namespace
}  // namespace inkling::training
