// SearchSpace: what bottom-up search may build for one task. The sorts in play, every monomorphic
// use of a searched operator on them, the leaves, and the kinds of lambdas that are needed.
#pragma once

#include <functional>
#include <inkling/dsl/catalogue.hpp>
#include <inkling/task.hpp>
#include <string_view>
#include <vector>

#include "prices.hpp"

namespace inkling::enumerate {

inline constexpr std::size_t kMaxSlots = 4;  // operators with more parameters are not searched

struct Slot {
  bool lambda = false;
  int id = 0;  // of a sort, or of a lambda kind
};

// An operator on definite sorts.
struct Site {
  dsl::CallSite call;
  std::size_t arity = 0;
  std::array<Slot, kMaxSlots> slots{};
  int result = 0;  // sort id
  int cost = 1;
  bool scalar = false;  // on scalars alone, by a kernel: all rows at once
  bool idiom = false;   // the operator is an idiom of the catalogue
};

// Functions of scalars: parameters and result.
struct LambdaKind {
  std::vector<dsl::Sort> params;
  dsl::Sort result{};
  friend bool operator==(const LambdaKind&, const LambdaKind&) = default;
};

struct Leaf {
  Value value{};   // of a constant
  int input = -1;  // number of an input, or -1
  bool enumeration = false;
  dsl::Sort sort{};
  int cost = 1;
};

struct SearchSpace {
  std::vector<dsl::Sort> sorts;
  std::vector<Site> sites;
  std::vector<LambdaKind> lambda_kinds;
  std::vector<Leaf> leaves;
  int goal = 0;  // sort id of the output
  std::vector<dsl::Sort> inputs;

  int sort_id(dsl::Sort sort) const;  // -1 when not in play
};

// Whether the budget is spent; empty: it never is.
using Stop = std::function<bool()>;

// Precondition: check_task(task) is ok and the task's values have sorts of the language. Operators
// that cost more than `max_operator_cost` in the catalogue are left out, whatever their price.
// Constants are those of the catalogue and, where `mine` says so, of the task's values, and nested
// lists that a witness names for every example.
SearchSpace make_space(const dsl::Catalogue& catalogue, const Prices& prices, const Task& task,
                       int max_operator_cost = 1000, const Stop& stop = {}, bool mine = true);

// Constants worth trying because of what the task's values look like: integers that occur in the
// outputs, substrings common to them, separators of the inputs. Deterministic, at most `limit`;
// fewer when `stop` says so, which is asked after every text.
std::vector<Value> mine_constants(const Task& task, std::size_t limit, const Stop& stop = {});

// Whether a text may be cut in front of byte i.
inline bool starts_code_point(std::string_view text, std::size_t i) {
  return i >= text.size() || (static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U;
}

}  // namespace inkling::enumerate
