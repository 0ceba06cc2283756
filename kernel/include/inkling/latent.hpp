// LatentSpace and LatentCode: the programs of a language that a network invented.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace inkling {

// A program is a matrix of search variables [positions x width]; with `codes` > 0 every row stands
// for one of so many tokens, with 0 the numbers are the program.
struct LatentSpace {
  std::size_t positions = 0;
  std::size_t width = 0;
  std::size_t codes = 0;
  std::size_t size() const { return positions * width; }
  friend bool operator==(const LatentSpace&, const LatentSpace&) = default;
};

// One program. `model` names the one of its interpreter's models whose program it is, or is empty
// where there is only one.
struct LatentCode {
  LatentSpace space;
  // [positions x width]. In a space of tokens it may be empty: then a position is its token and
  // nothing else; with it, it is the mixture of tokens that the model makes of its row.
  std::vector<float> vector{};
  // At most one per position, the likeliest; none where the space is continuous. Code 0 does
  // nothing and fills up a short program.
  std::vector<int> tokens{};
  std::string model{};
};

}  // namespace inkling
