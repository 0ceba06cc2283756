// The states of a search over programs of both worlds. A state of PathSearch is two symbols for
// every example, and here is what they stand for: a row, the value that a program has reached (the
// inputs, at first), and the tape of the model that reached it, where it holds more than the value.
#pragma once

#include <inkling/value.hpp>
#include <span>
#include <unordered_map>
#include <vector>

namespace inkling::descend {

inline constexpr int kNoValue = 0;  // of a row: a tape that is no value yet
inline constexpr int kNoTape = 0;   // the value is all there is
inline constexpr std::size_t kSymbols = 2;

// Not thread-safe: of one search.
class States {
 public:
  States();
  // Equal contents have equal numbers.
  int row(std::vector<Value> values);
  int tape(std::size_t model, std::span<const int> tape);
  // Precondition: the number is of one of those. A row of kNoValue is empty.
  const std::vector<Value>& values(int row) const { return rows_[static_cast<std::size_t>(row)]; }
  // Of that model, or empty.
  std::span<const int> tape_of(std::size_t model, int tape) const;
  std::size_t bytes() const { return bytes_; }

 private:
  struct Hash {
    std::size_t operator()(const std::vector<Value>& row) const;
    std::size_t operator()(const std::vector<int>& tape) const;
  };
  std::unordered_map<std::vector<Value>, int, Hash> row_numbers_;
  std::unordered_map<std::vector<int>, int, Hash> tape_numbers_;  // the model, then its tape
  std::vector<std::vector<Value>> rows_;
  std::vector<std::vector<int>> tapes_;
  std::size_t bytes_ = 0;
};

}  // namespace inkling::descend
