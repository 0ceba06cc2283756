// Description: how long a program is in bits, whichever search found it. A program is described by
// the moves of its language, by what stands in their holes, and by how it behaves on the rows of
// the task: the prior is log-linear in how often each of these occurs.
#pragma once

#include <inkling/task.hpp>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <text/moves.hpp>
#include <utility>
#include <vector>

namespace inkling::text {

// What a program is made of, by name: "(x) -> lower(x)" (a move), "piece", "literal", "undefined"
// .. Moves, pieces and the like count how often they occur; what has a price of its own (constants,
// positions) is given in bits.
using Features = dsl::Features;

// What was learned (bench/fit_prior): bits beyond the price set by hand, by name.
Features fitted_prior();

// Bits of saying that the second expression is the first one with other texts for some of its
// constants; none where they differ in anything else.
std::optional<double> bits_of_change(const dsl::Expr& a, const dsl::Expr& b);

class TaskRows;

class Description {
 public:
  // Bits of a whole program.
  double bits(const dsl::Expr& expr) { return describe(expr).bits; }
  Features features(const dsl::Expr& expr);

  // Of programs for this task. The catalogue must have moves and outlive it. The prior says what
  // each thing costs beyond its price set by hand; {}: nothing.
  // Precondition: check_task(task) is ok.
  Description(const dsl::Catalogue& catalogue, const dsl::Dialect& dialect, const Task& task,
              Features prior = fitted_prior());
  ~Description();
  Description(const Description&) = delete;
  Description& operator=(const Description&) = delete;

 private:
  // Bits, and what they are the sum of.
  struct Length {
    double bits = 0;
    std::vector<std::pair<std::string, double>> parts{};
    void add(const Length& other);
  };
  class Reading;
  Length describe(const dsl::Expr& expr);

  const dsl::Catalogue& catalogue_;
  std::vector<moves::Step> steps_;
  std::map<const dsl::Operator*, std::vector<const moves::Step*>> by_operator_;
  Features prior_;
  std::unique_ptr<TaskRows> rows_;
};

}  // namespace inkling::text
