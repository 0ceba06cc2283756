// The operators of a readable language as moves of a search: each applied once to what a program
// has reached, its other arguments being constants and functions of the catalogue.
#pragma once

#include <inkling/language.hpp>
#include <map>
#include <string>
#include <vector>

#include "paths.hpp"
#include "states.hpp"

namespace inkling::descend {

struct OperatorMove {
  std::string text;  // a program of x0, or of all inputs
  double bits = 0;   // an operator costs what the catalogue says of it, an argument an even choice
};

// Of programs that begin with so many inputs. Empty: the language has no catalogue that says what
// its operators take.
std::vector<OperatorMove> operator_moves(const Language& language, std::size_t inputs);

// States are those of `states`; both must outlive the movers.
class OperatorMovers : public Movers {
 public:
  // `examples` of a state; `more` is added to the bits of every move.
  OperatorMovers(const Language& language, std::vector<OperatorMove> moves, double more,
                 std::size_t examples, States& states);
  const std::string& text(int move) const { return moves_[static_cast<std::size_t>(move)].text; }
  const std::vector<double>& prices() const override { return prices_; }
  std::vector<int> apply(std::span<const int> moves, std::span<const int> symbols) const override;
  bool takes(int move, std::span<const int> state) const override;

 private:
  // What a move is on values of the types that a state has; null: it takes none such.
  const Program* program(int move, std::span<const int> state) const;

  const Language& language_;
  std::vector<OperatorMove> moves_;
  std::vector<double> prices_;
  std::size_t examples_;
  States& states_;
  mutable std::map<std::pair<int, std::vector<Type>>, std::optional<Program>> programs_;
};

}  // namespace inkling::descend
