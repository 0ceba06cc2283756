// Denormal numbers are 0 while the guard lives, and the peak is measured.
#include <gtest/gtest.h>

#include <cfenv>
#include <inkling/nn/denormals.hpp>
#include <inkling/nn/peak.hpp>
#include <limits>

namespace inkling::nn {
namespace {

// A product that is denormal.
float tiny_product() {
  volatile float a = std::numeric_limits<float>::min(), b = 0.25F;
  return a * b;
}
// A sum that is not, of numbers that are.
float tiny_sum() {
  volatile float a = std::numeric_limits<float>::denorm_min(), b = 0.0F;
  return a + b;
}

#if defined(__SSE__) || defined(__aarch64__)
TEST(FlushDenormals, TheyAreZeroInsideAndNotOutside) {
  EXPECT_GT(tiny_product(), 0.0F);
  {
    const FlushDenormals flush;
    EXPECT_EQ(tiny_product(), 0.0F);
    EXPECT_EQ(tiny_sum(), 0.0F);
    {
      const FlushDenormals again;
      EXPECT_EQ(tiny_product(), 0.0F);
    }
    EXPECT_EQ(tiny_product(), 0.0F);
  }
  EXPECT_GT(tiny_product(), 0.0F);
}

TEST(FlushDenormals, TheRestOfTheStateIsTheCallers) {
  const int before = std::fegetround();
  ASSERT_EQ(std::fesetround(FE_UPWARD), 0);
  {
    const FlushDenormals flush;
    EXPECT_EQ(std::fegetround(), FE_UPWARD);
  }
  EXPECT_EQ(std::fegetround(), FE_UPWARD);
  std::fesetround(before);
}
#endif

TEST(Peak, IsMeasured) {
  const Peak peak = measure_peak(1);
  EXPECT_GT(peak.fma, 1e8);
  if (peak.gemm) {
    EXPECT_GT(*peak.gemm, 1e7);
  }
}

}  // namespace
}  // namespace inkling::nn
