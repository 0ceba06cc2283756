// Verifier: the examples of a task as cells, and which of them a program reproduces. What searches
// over a catalogue start from.
#pragma once

#include <inkling/dsl/expr.hpp>
#include <inkling/task.hpp>
#include <optional>
#include <vector>

namespace inkling::dsl {

// The sort of a column of values. An empty list says nothing of its elements: integers will do.
INKLING_DSL_API Sort column_sort(Type type);

// The constant program that is right on most examples, of the first thousand: what a search that
// found nothing answers. Precondition: check_task(task) is ok.
INKLING_DSL_API ExprPtr most_frequent_output(const Task& task);

// Owns copies of the values. Immutable, hence thread-safe.
class INKLING_DSL_API Verifier {
 public:
  // Work of one run, unless the caller says less.
  static constexpr std::int64_t kFuel = 10'000'000;

  // Precondition: check_task(task) is ok; the dialect outlives the verifier. Error bad_input,
  // naming the column or the example and the value: lists of mixed types, integers below -(2^63-1).
  static Result<Verifier> make(const Catalogue& catalogue, const Dialect& dialect,
                               const Task& task);

  const std::vector<Sort>& input_sorts() const { return sorts_; }
  Sort output_sort() const { return output_sort_; }
  std::size_t size() const { return outputs_.size(); }  // examples
  const Cell* inputs(std::size_t example) const { return inputs_.data() + example * sorts_.size(); }
  const Cell& output(std::size_t example) const { return outputs_[example]; }
  std::size_t bytes() const { return values_.bytes(); }

  // Whether the program gives the example's output. `scratch` is reset.
  bool reproduces(const Expr& expr, std::size_t example, Arena& scratch,
                  std::int64_t fuel = kFuel) const;
  // The first example that the program gets wrong, or nullopt.
  std::optional<std::size_t> first_failure(const Expr& expr, Arena& scratch) const;

 private:
  explicit Verifier(const Dialect& dialect) : dialect_(&dialect) {}
  const Dialect* dialect_;
  Arena values_;
  std::vector<Sort> sorts_;
  Sort output_sort_{};
  std::vector<Cell> inputs_;  // [example][input]
  std::vector<Cell> outputs_;
};

}  // namespace inkling::dsl
