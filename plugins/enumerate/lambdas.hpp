// BodyBank: functions of scalars, enumerated bottom-up by cost and told apart by what they do on
// probe points. Compiled so that one call applies them to a whole column of list elements.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <inkling/dsl/expr.hpp>
#include <map>
#include <memory>
#include <unordered_set>
#include <vector>

#include "space.hpp"

namespace inkling::enumerate {

// Elements handled at a time; constants are spread over that many places beforehand.
inline constexpr std::size_t kStride = 64;

// A scalar known per row that a lambda may capture: an input, or a cheap integer of the bank.
struct Captured {
  std::vector<std::int64_t> spread;  // [rows x kStride], each row's value repeated
  dsl::Sort sort{};
  int cost = 1;
  std::uint32_t entry = 0;  // in the bank of its sort
};

struct Operand {
  enum class Kind : std::uint8_t { parameter, spread, captured, step };
  Kind kind = Kind::parameter;
  std::uint8_t index = 0;                // parameter or step number
  const std::int64_t* values = nullptr;  // spread constant; captured: base of the rows
};

struct Step {
  dsl::ScalarKernel kernel = nullptr;
  std::uint8_t arity = 0;
  std::array<Operand, 3> args{};
};

struct Lambda;

// The closure handed to operators. `row` selects the captured values.
struct LambdaClosure : dsl::Closure {
  explicit LambdaClosure(std::size_t of_row = 0);
  void aim(const Lambda& at);
  const Lambda* lambda = nullptr;
  std::size_t row = 0;

 private:
  static std::size_t run_back(const dsl::Closure& self, dsl::EvalContext& context,
                              std::size_t unknown, const dsl::Cell* args, const dsl::Cell& result,
                              dsl::Cell* values);
};

// A node of a body: parameter, constant, captured scalar or operator on earlier nodes.
struct BodyNode {
  enum class Kind : std::uint8_t { parameter, constant, captured, call };
  Kind kind = Kind::parameter;
  dsl::Sort sort{};
  int cost = 0;
  std::uint8_t index = 0;  // parameter number
  std::int64_t value = 0;  // constant
  std::uint32_t captured = 0;
  const dsl::Operator* op = nullptr;
  std::array<std::uint32_t, 3> args{};
  std::uint8_t parameters = 0;         // bit per parameter that occurs
  std::uint8_t size = 1;               // nodes of the body's tree
  std::vector<std::int64_t> column{};  // on the probes
};

struct Lambda {
  std::uint32_t node = 0;  // root of the body
  int cost = 0;
  std::uint8_t arity = 1;
  std::vector<Step> steps{};  // empty: the body is one operand
  Operand operand{};          // the result when there are no steps
  // The only operator, when it has a witness: the function can be run backwards.
  const dsl::CallSite* back = nullptr;
};

inline void LambdaClosure::aim(const Lambda& at) {
  lambda = &at;
  witness = at.back != nullptr ? run_back : nullptr;
}

// An operator on scalars as bodies use it, its variables replaced by integers.
struct BodyOperator {
  const dsl::Operator* op = nullptr;
  std::array<dsl::Sort, 3> params{};
  dsl::Sort result{};
  int cost = 1;
};

// All lambdas of one parameter list. Bodies of both result sorts share their sub-terms.
class BodyBank {
 public:
  BodyBank(const dsl::Catalogue& catalogue, const dsl::Dialect& dialect, const Prices& prices,
           std::vector<dsl::Sort> params, const SearchSpace& space, std::size_t rows,
           std::vector<std::int64_t> points);
  // Makes every function of at most this cost: the catalogue's own and bodies, neither of more than
  // `body_cost`. `captured` may have grown since the last call. Stops quietly at `limit` bodies.
  void extend(int cost, int body_cost, const std::deque<Captured>& captured, std::size_t limit);

  const std::vector<dsl::Sort>& params() const { return params_; }
  const std::vector<Lambda>& lambdas(bool boolean) const { return lambdas_[boolean ? 1 : 0]; }
  // Number of lambdas of that result sort that cost less than `cost`: they are in order of cost.
  std::uint32_t begin(bool boolean, int cost) const;
  const BodyNode& node(std::uint32_t i) const { return nodes_[i]; }
  std::size_t bytes() const;

 private:
  void add_leaf(BodyNode node, std::vector<std::int64_t> column);
  void extend_operator(const BodyOperator& op, int cost, std::size_t limit);
  bool add_call(const BodyOperator& body, std::array<std::uint32_t, 3> args, int cost);
  void finish(std::uint32_t node, int cost, int ignored);
  void add_seeds(const Prices& prices);
  std::uint32_t import_seed(const dsl::Expr& expr);
  Operand operand(std::uint32_t node, Lambda& lambda);
  const dsl::CallSite* way_back(const Lambda& lambda);
  const std::int64_t* spread(std::int64_t value);
  std::uint64_t fingerprint(const BodyNode& node) const;

  const dsl::Catalogue& catalogue_;
  const dsl::Dialect& dialect_;
  std::vector<dsl::Sort> params_;
  std::vector<BodyOperator> ops_;
  std::vector<BodyNode> nodes_;
  std::vector<std::vector<std::uint32_t>> by_cost_;  // nodes of each cost
  std::unordered_set<std::uint64_t> seen_;
  std::unordered_set<std::uint64_t> finished_;
  std::vector<std::vector<std::int64_t>> probes_;  // [parameter][probe]
  std::size_t probe_rows_ = 0;
  std::size_t points_ = 0;
  struct Seed {
    std::uint32_t node = 0;
    int cost = 0;
    int unguided = 0;  // what it costs in the catalogue
  };
  std::vector<Seed> seeds_;  // the catalogue's functions
  std::array<std::vector<Lambda>, 2> lambdas_;
  std::array<std::vector<std::uint32_t>, 2> levels_;
  std::deque<dsl::CallSite> ways_back_;
  std::map<std::int64_t, std::unique_ptr<std::int64_t[]>> spreads_;
  const std::deque<Captured>* captured_ = nullptr;
  std::size_t captured_seen_ = 0;
  int built_ = -1;
};

// Applies a lambda to n elements of one row. args[p]: the column of parameter p.
void apply_lambda(const Lambda& lambda, std::size_t row, const dsl::Dialect& dialect,
                  const std::int64_t* const* args, std::size_t n, std::int64_t* result);

}  // namespace inkling::enumerate
