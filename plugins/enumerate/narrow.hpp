// Numbers of 64 bits to numbers of 16 and back: what packing a column mostly does. With AVX-512
// where the machine has it.
#pragma once

#include <cstddef>
#include <cstdint>

namespace inkling::enumerate {

struct Narrow {
  // What shorten() may write beyond the n numbers, and widen() too.
  static constexpr std::size_t kSlack = 7;
  // False when a number lies outside low..high.
  bool (*shorten)(const std::int64_t* from, std::size_t n, std::int64_t low, std::int64_t high,
                  std::int16_t* to);
  void (*widen)(const std::int16_t* from, std::size_t n, std::int64_t* to);

  static const Narrow& portable();
  static const Narrow& best();  // for this machine
};

}  // namespace inkling::enumerate
