// Levenshtein's distance from one text to many, a machine word of places at a time (Myers, "A fast
// bit-vector algorithm for approximate string matching", JACM 1999; in blocks as Hyyro, 2003).
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace inkling::hnps {

class EditDistance {
 public:
  explicit EditDistance(std::string_view text);
  // Insertions, deletions and changes of single bytes. Not thread-safe.
  std::size_t to(std::string_view other);

 private:
  std::size_t size_;
  std::size_t words_;
  std::vector<std::uint64_t> places_;  // [256, words]: where a byte stands
  std::vector<std::uint64_t> plus_, minus_;
};

}  // namespace inkling::hnps
