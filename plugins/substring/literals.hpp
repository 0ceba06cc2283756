// Literals: the constants that a task offers, each with its price.
#pragma once

#include <deque>
#include <map>
#include <string>

#include "rows.hpp"

namespace inkling::substring {

struct Literal {
  Cell cell{};
  ExprPtr expr{};
};

// Constants of programs, each kept once.
class Literals {
 public:
  explicit Literals(dsl::Arena& arena) : arena_(arena) {}
  int text(std::string_view text);
  int integer(std::int64_t number);
  int constant(std::uint8_t enumeration, std::int64_t value);
  const Literal& operator[](int index) const { return all_[static_cast<std::size_t>(index)]; }

 private:
  int keep(const Value& value, Sort sort);
  dsl::Arena& arena_;
  std::deque<Literal> all_;
  std::map<std::pair<Sort, Value>, int> known_;
};

// A literal that a hole may take.
struct Choice {
  int literal = 0;
  double bits = 0;
};

// What is found in the rows.
struct Mined {
  std::vector<std::string>
      separators;  // d: runs of signs and spaces of inputs, and their single characters
  std::vector<std::string> words;    // t: other text that several inputs share
  std::vector<std::string> common;   // h: of the words those that every row has
  std::vector<std::string> joiners;  // e: runs of signs and spaces of outputs, "" first
  std::vector<std::string> fillers;  // c: characters that an output repeats
  std::vector<std::string> added;    // u: words of outputs that their inputs do not have
  std::vector<std::string> numbers;  // z: inputs of the examples that are numbers
  std::vector<std::string> values;   // q: whole inputs of the examples
  std::vector<std::string> dropped;  // j: letters of inputs that no output has, in one
};
Mined mine(const Rows& rows);

}  // namespace inkling::substring
