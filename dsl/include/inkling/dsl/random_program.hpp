// Random well-typed programs: for property tests, task generators and fuzzing.
#pragma once

#include <inkling/dsl/expr.hpp>
#include <inkling/rng.hpp>

namespace inkling::dsl {

struct RandomProgramOptions {
  std::size_t max_nodes = 12;        // roughly; never more than twice as many
  std::size_t max_depth = 12;        // levels of calls
  bool lambdas = true;               // use operators that take functions
  bool lets = false;                 // name intermediate results
  bool searched_only = false;        // only operators with a cost in symbolic search
  double literal_probability = 0.2;  // of a constant where a smaller choice is possible
  std::int64_t min_literal = -3;
  std::int64_t max_literal = 9;
  std::vector<std::string> strings{"", " ", ",", "a", "Ab", "é"};
};

// A program over inputs x0, x1, ... of these sorts whose result has sort `target`. The same rng
// state gives the same program. nullopt when nothing of that sort can be built (an enumeration
// without constants).
INKLING_DSL_API std::optional<ExprPtr> random_program(const Catalogue& catalogue,
                                                      const std::vector<Sort>& inputs, Sort target,
                                                      const RandomProgramOptions& options,
                                                      Rng& rng);
// A random value of a sort without variables: at most `size` elements or characters.
INKLING_DSL_API Value random_value(Sort sort, std::size_t size, const RandomProgramOptions& options,
                                   Rng& rng);

}  // namespace inkling::dsl
