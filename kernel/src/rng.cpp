#include <bit>
#include <cmath>
#include <inkling/rng.hpp>

#include "mix.hpp"

namespace inkling {

Rng::Rng(std::uint64_t seed) : state_{}, seed_(seed) {
  std::uint64_t x = seed;
  for (std::uint64_t& word : state_) word = detail::mix64(x += detail::kGolden);
}

// Depends on the seed alone, not on how many numbers were drawn: streams do not shift when code
// before them draws one number more.
Rng Rng::split(std::string_view name, std::uint64_t index) const {
  return Rng(detail::combine(detail::combine(seed_, detail::hash_bytes(name)), index));
}

std::uint64_t Rng::next() {
  const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
  const std::uint64_t t = state_[1] << 17;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= t;
  state_[3] = std::rotl(state_[3], 45);
  return result;
}

// Rejection keeps every value equally likely: numbers below 2^64 mod range are drawn again.
std::int64_t Rng::uniform(std::int64_t low, std::int64_t high) {
  const std::uint64_t range =
      static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low) + 1;
  if (range == 0) return static_cast<std::int64_t>(next());
  const std::uint64_t threshold = (0 - range) % range;
  std::uint64_t x = next();
  while (x < threshold) x = next();
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + x % range);
}

double Rng::uniform_real() {
  return static_cast<double>(next() >> 11) * 0x1.0p-53;
}

bool Rng::bernoulli(double probability) {
  return uniform_real() < probability;
}

// Marsaglia's polar method; the second number of the pair is dropped, so no state hides here.
double Rng::normal() {
  while (true) {
    const double x = 2.0 * uniform_real() - 1.0;
    const double y = 2.0 * uniform_real() - 1.0;
    const double s = x * x + y * y;
    if (s > 0.0 && s < 1.0) return x * std::sqrt(-2.0 * std::log(s) / s);
  }
}

double Rng::gumbel() {
  double u = uniform_real();
  while (u == 0.0) u = uniform_real();
  return -std::log(-std::log(u));
}

}  // namespace inkling
