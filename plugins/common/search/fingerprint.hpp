// What values amount to: equal ones have the same, others another with near certainty.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace inkling::search {

struct Fingerprint {
  std::uint64_t first = 0x9e3779b97f4a7c15U;
  std::uint64_t second = 0xc2b2ae3d27d4eb4fU;
  void add(std::uint64_t word) {
    first = (first ^ word) * 0xff51afd7ed558ccdU;
    first ^= first >> 29U;
    second = (second + word) * 0x9fb21c651e98df25U;
    second ^= second >> 32U;
  }
  // `bytes` is a multiple of eight.
  void add(const std::uint8_t* data, std::size_t bytes) {
    for (std::size_t i = 0; i < bytes; i += 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, data + i, 8);
      add(word);
    }
  }
  // With its length, so that what follows is told apart from it.
  void add(std::string_view text) {
    add(static_cast<std::uint64_t>(text.size()));
    for (std::size_t i = 0; i < text.size(); i += 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, text.data() + i, text.size() - i < 8 ? text.size() - i : 8);
      add(word);
    }
  }
  friend bool operator==(const Fingerprint&, const Fingerprint&) = default;
};
struct FingerprintHash {
  std::size_t operator()(const Fingerprint& it) const { return it.first; }
};

}  // namespace inkling::search
