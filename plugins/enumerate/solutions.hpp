// Solutions: the programs that are right on all rows, and the values that are right on some.
#pragma once

#include <inkling/dsl/expr.hpp>
#include <unordered_map>
#include <vector>

#include "store.hpp"

namespace inkling::enumerate {

struct Solution {
  dsl::ExprPtr expr;
  double cost = 0;
  std::size_t fits = 0;  // rows
};

// What a program costs besides its parts: an input that it ignores was probably given for a reason,
// and so was the only example's output.
double cost_of_neglect(const dsl::Expr& expr, std::size_t inputs, std::size_t rows);

class Solutions {
 public:
  // Keeps the cheapest `keep`. `patience`: how much longer to look for cheaper ones after the first
  // one was found, in times the evaluations that it took.
  Solutions(const Store& store, std::size_t keep, double patience)
      : store_(store), keep_(keep), patience_(patience) {}

  const std::vector<Solution>& all() const { return all_; }  // cheapest first
  bool empty() const { return all_.empty(); }
  // Whether a program of that cost would not be kept.
  bool hopeless(double cost) const { return all_.size() >= keep_ && cost >= all_.back().cost; }
  // What the program neglects costs more. `evaluations`: so far.
  void add(dsl::ExprPtr expr, double cost, std::uint64_t evaluations);
  // Whether a search that is at this level has looked long enough for a cheaper one.
  bool settled(int level, std::uint64_t evaluations) const;

  // Remembers the cheapest value of the output's sort for every set of rows on which it is right.
  void note_match(std::uint32_t entry);
  // Those sets, as masks, in the order they came; and the value of one.
  const std::vector<std::uint64_t>& matched() const { return mask_order_; }
  std::uint32_t match(std::uint64_t mask) const { return best_by_mask_.at(mask); }
  // The best partial programs: right on the most rows.
  std::vector<Solution> partial() const;

 private:
  const Store& store_;
  std::size_t keep_;
  double patience_;
  std::vector<Solution> all_;
  std::uint64_t first_found_ = 0;  // evaluations when the first one came; 0: none yet
  std::unordered_map<std::uint64_t, std::uint32_t> best_by_mask_;
  std::vector<std::uint64_t> mask_order_;
  Bytes target_;  // packed
  dsl::Arena scratch_;
};

}  // namespace inkling::enumerate
