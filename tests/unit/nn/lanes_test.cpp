// The functions of vectors against double precision: the errors that lanes.hpp states.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

// The narrowest vectors; the wider ones are the same text.
#define INKLING_LANES 4
#include <inkling/nn/lanes.hpp>

namespace inkling::nn::portable {
namespace {

float ulp(double at) {
  const float x = std::abs(static_cast<float>(at));
  return std::nextafter(x, std::numeric_limits<float>::infinity()) - x;
}

TEST(Lanes, ExpIsWithinTwoUnitsInTheLastPlace) {
  double worst = 0;
  for (float x = -86.9F; x < 87.9F; x += 0.00317F) {
    const double wanted = std::exp(double{x});
    const float got = Lanes::exp(Lanes::Real{} + x)[2];
    worst = std::max(worst, std::abs(double{got} - wanted) / double{ulp(wanted)});
  }
  EXPECT_LT(worst, 2.0);
  EXPECT_EQ(Lanes::exp(Lanes::Real{})[0], 1.0F);
}

TEST(Lanes, ExpStaysFiniteAndPositiveBeyondItsRange) {
  EXPECT_GT(Lanes::exp(Lanes::Real{} - 1e30F)[0], 0.0F);
  EXPECT_LT(Lanes::exp(Lanes::Real{} - 1e30F)[0], 2e-38F);
  EXPECT_TRUE(std::isfinite(Lanes::exp(Lanes::Real{} + 1e30F)[0]));
}

TEST(Lanes, LogIsWithinTwoUnitsInTheLastPlace) {
  double worst = 0;
  for (float x = 1e-37F; x < 1e37F; x *= 1.00037F) {
    const double wanted = std::log(double{x});
    const float got = Lanes::log(Lanes::Real{} + x)[1];
    worst = std::max(worst, std::abs(double{got} - wanted) / double{ulp(wanted)});
  }
  // Near one, where the Gumbel noise's largest values come from.
  for (int k = 1; k < 4000; ++k) {
    const float x = 1.0F - static_cast<float>(k) * 0x1.0p-24F;
    const double wanted = std::log(double{x});
    const float got = Lanes::log(Lanes::Real{} + x)[1];
    worst = std::max(worst, std::abs(double{got} - wanted) / double{ulp(wanted)});
  }
  EXPECT_LT(worst, 2.0);
}

TEST(Lanes, GeluAndItsSlopeAreAsExactAsStated) {
  double worst = 0;
  for (float x = -14.0F; x < 14.0F; x += 0.00071F) {
    Lanes::Real value, slope;
    Lanes::gelu(Lanes::Real{} + x, value, slope);
    const double y = x;
    const double phi = 0.5 * std::erfc(-y * std::sqrt(0.5));
    const double density = std::exp(-0.5 * y * y) / std::sqrt(8.0 * std::atan(1.0));
    const double allowed = 3e-7 + 1e-7 * std::abs(y);
    worst = std::max(worst, std::abs(double{value[3]} - y * phi) / allowed);
    worst = std::max(worst, std::abs(double{slope[3]} - phi - y * density) / allowed);
  }
  EXPECT_LT(worst, 1.0);
}

TEST(Lanes, ProductsOfWordsKeepAllSixtyFourBits) {
  for (unsigned x : {0U, 1U, 0xFFFFFFFFU, 0x12345678U, 0x80000001U}) {
    Lanes::Uint high, low;
    Lanes::multiply(0xD2511F53U, Lanes::Uint{} + x, high, low);
    const unsigned long long wanted = 0xD2511F53ULL * x;
    EXPECT_EQ(high[1], static_cast<unsigned>(wanted >> 32));
    EXPECT_EQ(low[1], static_cast<unsigned>(wanted));
  }
}

}  // namespace
}  // namespace inkling::nn::portable
