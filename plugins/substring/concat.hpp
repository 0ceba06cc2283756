// Concat: the shortest concatenations of items and constants that give the outputs of a set of
// examples: paths through the product of the examples' output positions, all examples at once.
#pragma once

#include <string>

#include "bank.hpp"

namespace inkling::substring {

struct Piece {
  int item = -1;  // -1: the literal
  std::string literal{};
};

struct Reading {
  double bits = 0;
  std::vector<Piece> pieces{};
};

// What is undefined or empty in rows of `asked` costs more. Shortest first, at most
// `most_readings`; none longer than `most` bits.
// What was made from `shared`, a change of an input, or -1, is cheaper: that is paid for once.
// `wide`: for very many items; not surely the shortest.
std::vector<Reading> concatenate(const Bank& bank, Meter& meter, RowSet examples, RowSet asked,
                                 std::size_t most_readings, double most, int shared = -1,
                                 bool wide = false);

// The price of an item as a piece, or of what it is undefined or empty for among `asked`.
double penalty(const Item& item, RowSet examples, RowSet asked);

}  // namespace inkling::substring
