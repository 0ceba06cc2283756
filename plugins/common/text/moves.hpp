// The moves of a language, ready to be run on cells.
#pragma once

#include <inkling/dsl/expr.hpp>
#include <optional>

namespace inkling::moves {

using dsl::Cell;
using dsl::ExprPtr;
using dsl::Sort;
using Kind = dsl::Move::Kind;

inline constexpr Sort kString{Sort::Base::string, 0, 0};
inline constexpr Sort kStrings{Sort::Base::string, 1, 0};
inline constexpr Sort kInteger{Sort::Base::integer, 0, 0};
inline constexpr Sort kBoolean{Sort::Base::boolean, 0, 0};

inline constexpr std::size_t kMostHoles = 4;

// A move with its function parsed. Holes are numbered in the order of its parameters.
struct Step {
  std::string text{};  // of the move
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

}  // namespace inkling::moves
