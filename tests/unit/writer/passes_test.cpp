#include "passes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace inkling::writer {
namespace {

using passes::Numbers;
using testing::ElementsAre;

// Two grids of 2 x 2 cells of one number, and maps that pick one of the nine cells.
TEST(WriterPasses, AConvolutionSeesTheNineCellsAroundItAndNothingBeyondTheGrid) {
  const Numbers x{1, 10, 2, 20, 3, 30, 4, 40};  // cell by cell, both grids
  const auto picked = [&](int tap, float shift) {
    Numbers w(10, 0.0F);
    w[static_cast<std::size_t>(tap)] = 1;
    w[9] = shift;
    Numbers to(x.size(), -1.0F);
    passes::convolve(to.data(), x.data(), w.data(), {0, 9, -1, 9, 1}, 2, 2);
    return to;
  };
  EXPECT_EQ(picked(4, 0), x);
  EXPECT_THAT(picked(5, 0), ElementsAre(2, 20, 0, 0, 4, 40, 0, 0));                     // its right
  EXPECT_THAT(picked(1, 0.5F), ElementsAre(0.5, 0.5, 0.5, 0.5, 1.5, 10.5, 2.5, 20.5));  // above
  EXPECT_THAT(picked(8, 0), ElementsAre(4, 40, 0, 0, 0, 0, 0, 0));
}

}  // namespace
}  // namespace inkling::writer
