// The moves of a language, ready to be run on cells.
#pragma once

#include <inkling/dsl/catalogue.hpp>
#include <optional>

#include "rows.hpp"

namespace inkling::substring {

using Kind = dsl::Move::Kind;

// A move with its function parsed. Holes are numbered in the order of its parameters.
struct Step {
  Kind kind = Kind::cut;
  double bits = 0;
  std::vector<char> holes{};                  // their names
  std::vector<Sort> sorts{};                  // of what they take
  std::vector<std::vector<Value>> choices{};  // per hole; empty where its name says what it takes
  ExprPtr pattern{};                          // over inputs 0 .. holes-1
  Sort result{};
  const dsl::Operator* op = nullptr;  // when the pattern is one application of an operator to holes
  std::vector<int> order{};           // the hole of each of its arguments
  dsl::CallSite site{};
};

// The steps of a language; moves that do not parse there are left out.
std::vector<Step> steps_of(const dsl::Catalogue& catalogue);

// One application; false = undefined.
bool run(const Step& step, dsl::EvalContext& context, const Cell* args, Cell& result);

// The expression with inputs replaced by args; a lambda's parameters stay what they are.
ExprPtr fill(const ExprPtr& pattern, const std::vector<ExprPtr>& args);
// The body of the first lambda in the pattern replaced by `body`, whose input 0 becomes the
// parameter.
ExprPtr with_body(const ExprPtr& pattern, const ExprPtr& body);

}  // namespace inkling::substring
