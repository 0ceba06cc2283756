// Rng: xoshiro256** seeded by splitmix64 (Blackman and Vigna, "Scrambled linear pseudorandom number
// generators", 2021). The same seed gives the same stream on every platform; std distributions do
// not.
#pragma once

#include <array>
#include <cstdint>
#include <inkling/export.hpp>
#include <span>
#include <string_view>

namespace inkling {

class INKLING_API Rng {
 public:
  explicit Rng(std::uint64_t seed = 0);
  // An independent stream named by text and number: Rng(seed).split("train", shard).
  Rng split(std::string_view name, std::uint64_t index = 0) const;

  std::uint64_t next();
  // Uniform in [low, high], both included. Precondition: low <= high.
  std::int64_t uniform(std::int64_t low, std::int64_t high);
  double uniform_real();               // [0, 1)
  bool bernoulli(double probability);  // true with that probability
  double normal();                     // N(0, 1)
  double gumbel();                     // standard Gumbel
  // Precondition: not empty.
  template <class T>
  const T& pick(std::span<const T> items) {
    return items[static_cast<std::size_t>(uniform(0, static_cast<std::int64_t>(items.size()) - 1))];
  }
  template <class Range>
  void shuffle(Range& items) {
    using std::swap;
    for (std::size_t i = items.size(); i > 1; --i)
      swap(items[i - 1],
           items[static_cast<std::size_t>(uniform(0, static_cast<std::int64_t>(i) - 1))]);
  }

 private:
  std::array<std::uint64_t, 4> state_;
  std::uint64_t seed_;
};

}  // namespace inkling
