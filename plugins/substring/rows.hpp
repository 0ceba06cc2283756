// The rows of a task as cells: examples first, then queries, which have no output.
#pragma once

#include <cstdint>
#include <inkling/dsl/expr.hpp>
#include <inkling/task.hpp>
#include <string_view>
#include <text/characters.hpp>
#include <text/moves.hpp>
#include <text/task_rows.hpp>
#include <vector>

namespace inkling::substring {

using moves::Cell;
using moves::ExprPtr;
using moves::fill;
using moves::kBoolean;
using moves::Kind;
using moves::kInteger;
using moves::kMostHoles;
using moves::kString;
using moves::kStrings;
using moves::run;
using moves::Sort;
using moves::Step;
using moves::steps_of;
using moves::with_body;
using text::is_alphanumeric;
using text::is_digit;
using text::is_letter;
using text::kind_of;
using text::view;

// A set of rows, one bit each.
using text::bit;
using text::RowSet;
inline constexpr std::size_t kMostRows = 64;
inline constexpr RowSet first_rows(std::size_t n) {
  return n >= kMostRows ? ~RowSet{0} : bit(n) - 1;
}

struct Rows {
  const dsl::Dialect* dialect = nullptr;
  std::vector<Sort> sorts{};  // of the inputs
  Sort output{};
  std::size_t examples = 0;
  std::size_t queries = 0;
  std::vector<Cell> inputs{};   // [row][input]
  std::vector<Cell> outputs{};  // of the examples

  std::size_t size() const { return examples + queries; }
  std::size_t arity() const { return sorts.size(); }
  const Cell& input(std::size_t row, std::size_t i) const { return inputs[row * arity() + i]; }
  RowSet all() const { return first_rows(size()); }
  RowSet shown() const { return first_rows(examples); }
  RowSet asked() const { return all() & ~shown(); }
};

// A cell of text that somebody else keeps alive.
Cell text_cell(std::string_view text);
// Bytes of the code point that starts with `c`.
std::size_t step(char c);

}  // namespace inkling::substring
