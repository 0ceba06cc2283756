#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <inkling/rng.hpp>
#include <limits>
#include <numeric>
#include <set>
#include <vector>

namespace inkling {
namespace {

// xoshiro256** of the authors' C code, seeded by their splitmix64 from 0.
TEST(Rng, MatchesTheReferenceGenerator) {
  std::uint64_t x = 0;
  std::array<std::uint64_t, 4> s{};
  for (auto& word : s) {
    std::uint64_t z = (x += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    word = z ^ (z >> 31);
  }
  EXPECT_EQ(s[0], 0xe220a8397b1dcdafULL);  // published first output of splitmix64(0)
  Rng rng(0);
  EXPECT_EQ(rng.next(), 0x99ec5f36cb75f2b4ULL);  // published first outputs of xoshiro256**
  EXPECT_EQ(rng.next(), 0xbf6e1f784956452aULL);
}

TEST(Rng, SameSeedSameStreamOtherSeedOtherStream) {
  Rng a(5), b(5), c(6);
  bool differs = false;
  for (int i = 0; i < 100; ++i) {
    const std::uint64_t x = a.next();
    EXPECT_EQ(x, b.next());
    differs |= x != c.next();
  }
  EXPECT_TRUE(differs);
}

TEST(Rng, SplitDependsOnSeedNameAndIndexOnly) {
  Rng drawn(1);
  drawn.next();
  EXPECT_EQ(drawn.split("a").next(), Rng(1).split("a").next());
  std::set<std::uint64_t> firsts;
  for (const char* name : {"a", "b", ""})
    for (std::uint64_t i = 0; i < 3; ++i) firsts.insert(Rng(1).split(name, i).next());
  firsts.insert(Rng(2).split("a").next());
  EXPECT_EQ(firsts.size(), 10U);
}

TEST(Rng, UniformCoversItsRangeEvenly) {
  Rng rng(3);
  std::array<int, 7> counts{};
  for (int i = 0; i < 70000; ++i) {
    const std::int64_t x = rng.uniform(-3, 3);
    ASSERT_GE(x, -3);
    ASSERT_LE(x, 3);
    ++counts[static_cast<std::size_t>(x + 3)];
  }
  for (const int n : counts) EXPECT_NEAR(n, 10000, 500);
}

TEST(Rng, UniformTakesExtremeRanges) {
  constexpr auto kMin = std::numeric_limits<std::int64_t>::min();
  constexpr auto kMax = std::numeric_limits<std::int64_t>::max();
  Rng rng(4);
  EXPECT_EQ(rng.uniform(kMax, kMax), kMax);
  EXPECT_EQ(rng.uniform(kMin, kMin), kMin);
  bool negative = false, positive = false;
  for (int i = 0; i < 100; ++i) (rng.uniform(kMin, kMax) < 0 ? negative : positive) = true;
  EXPECT_TRUE(negative && positive);
}

struct Moments {
  double mean = 0.0;
  double variance = 0.0;
};
template <class Draw>
Moments moments(Draw&& draw) {
  constexpr int kDraws = 200000;
  double sum = 0.0, squares = 0.0;
  for (int i = 0; i < kDraws; ++i) {
    const double x = draw();
    sum += x;
    squares += x * x;
  }
  const double mean = sum / kDraws;
  return {mean, squares / kDraws - mean * mean};
}

TEST(Rng, DistributionsHaveTheirMoments) {
  Rng rng(7);
  const Moments real = moments([&] { return rng.uniform_real(); });
  EXPECT_NEAR(real.mean, 0.5, 0.005);
  EXPECT_NEAR(real.variance, 1.0 / 12.0, 0.002);
  const Moments normal = moments([&] { return rng.normal(); });
  EXPECT_NEAR(normal.mean, 0.0, 0.01);
  EXPECT_NEAR(normal.variance, 1.0, 0.02);
  const Moments gumbel = moments([&] { return rng.gumbel(); });
  EXPECT_NEAR(gumbel.mean, 0.57722, 0.02);
  EXPECT_NEAR(gumbel.variance, M_PI * M_PI / 6.0, 0.05);
  const Moments coin = moments([&] { return rng.bernoulli(0.3) ? 1.0 : 0.0; });
  EXPECT_NEAR(coin.mean, 0.3, 0.01);
}

TEST(Rng, ShuffleIsAPermutationAndPickPicksAll) {
  Rng rng(8);
  std::vector<int> items(50);
  std::iota(items.begin(), items.end(), 0);
  std::vector<int> shuffled = items;
  rng.shuffle(shuffled);
  EXPECT_NE(shuffled, items);
  std::sort(shuffled.begin(), shuffled.end());
  EXPECT_EQ(shuffled, items);
  std::set<int> picked;
  for (int i = 0; i < 1000; ++i) picked.insert(rng.pick(std::span<const int>(items)));
  EXPECT_EQ(picked.size(), items.size());
}

}  // namespace
}  // namespace inkling
