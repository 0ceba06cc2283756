// LatentSpace: the space that a latent model's programs live in.
#pragma once

#include <cstddef>

namespace inkling {

// A program is a matrix of search variables [positions x width]; with `codes` > 0 every row stands
// for one of so many tokens, with 0 the numbers are the program.
struct LatentSpace {
  std::size_t positions = 0;
  std::size_t width = 0;
  std::size_t codes = 0;
  friend bool operator==(const LatentSpace&, const LatentSpace&) = default;
};

}  // namespace inkling
