#include "edit_distance.hpp"

namespace inkling::hnps {

EditDistance::EditDistance(std::string_view text)
    : size_(text.size()), words_((text.size() + 63) / 64), places_(256 * words_) {
  for (std::size_t i = 0; i < text.size(); ++i)
    places_[static_cast<unsigned char>(text[i]) * words_ + i / 64] |= std::uint64_t{1} << (i % 64);
}

std::size_t EditDistance::to(std::string_view other) {
  if (size_ == 0) return other.size();
  // Differences down a column: a bit where it grows by one, or falls.
  plus_.assign(words_, ~std::uint64_t{0});
  minus_.assign(words_, 0);
  std::size_t distance = size_;
  for (const char c : other) {
    const std::uint64_t* places = &places_[static_cast<unsigned char>(c) * words_];
    int across = 1;  // along the row above the block
    for (std::size_t w = 0; w < words_; ++w) {
      const std::uint64_t plus = plus_[w], minus = minus_[w];
      const std::uint64_t same = places[w] | (across < 0 ? 1U : 0U);
      const std::uint64_t down = places[w] | minus;
      const std::uint64_t diagonal = (((same & plus) + plus) ^ plus) | same;
      std::uint64_t right_plus = minus | ~(diagonal | plus);
      std::uint64_t right_minus = plus & diagonal;
      const std::size_t last = w + 1 == words_ ? (size_ - 1) % 64 : 63;
      const int out = static_cast<int>((right_plus >> last) & 1U) -
                      static_cast<int>((right_minus >> last) & 1U);
      right_plus = right_plus << 1U | (across > 0 ? 1U : 0U);
      right_minus = right_minus << 1U | (across < 0 ? 1U : 0U);
      plus_[w] = right_minus | ~(down | right_plus);
      minus_[w] = right_plus & down;
      across = out;
    }
    distance = across > 0 ? distance + 1 : distance - (across < 0 ? 1U : 0U);
  }
  return distance;
}

}  // namespace inkling::hnps
