// Branches: a program for a set of examples, or, where one does not do for all or would be longer,
// a condition and a program for either side.
#pragma once

#include <map>

#include "concat.hpp"

namespace inkling::substring {

struct Solution {
  double bits = 0;
  ExprPtr expr{};
};

class Branches {
 public:
  // `wide`: as concatenate() says.
  Branches(const Bank& bank, Meter& meter, std::vector<int> tests, bool wide = false);

  // Shortest first, no two alike in examples and queries both when they are put together of the
  // same items.
  const std::vector<Solution>& best(RowSet examples, RowSet asked, int depth, std::size_t most);
  // The program of a reading.
  ExprPtr put_together(const std::vector<Piece>& pieces) const;

 private:
  std::vector<Solution> plain(RowSet examples, RowSet asked, std::size_t most) const;
  void split(RowSet examples, RowSet asked, int depth, std::vector<Solution>& solutions);
  // A piece of a concatenation; where forms were joined, with all of them.
  struct Part {
    Piece piece{};
    std::string form{};
  };
  std::vector<Part> fused(const std::vector<Piece>& pieces) const;

  struct Key {
    RowSet examples;
    RowSet asked;
    int depth;
    auto operator<=>(const Key&) const = default;
  };
  const Bank& bank_;
  Meter& meter_;
  bool wide_;
  std::vector<int> tests_;   // cheapest first
  std::vector<int> shared_;  // changes of inputs that several items were made from
  const Step* choose_ = nullptr;
  const Step* append_ = nullptr;
  std::map<Key, std::vector<Solution>> known_;
};

}  // namespace inkling::substring
