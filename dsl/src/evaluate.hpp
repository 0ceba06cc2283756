// The executor, with a window for traces.
#pragma once

#include <inkling/dsl/expr.hpp>

namespace inkling::dsl {

// Told of every call outside lambda bodies, after it has run; null cell: undefined.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual void called(const Expr& expr, int level, const Cell* result) = 0;
};

bool execute(const Expr& expr, const Cell* inputs, EvalContext& context, Observer* observer,
             Cell& result);

}  // namespace inkling::dsl
