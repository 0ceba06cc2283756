// ScalarProgram: a lambda body over integers and booleans, compiled to steps on columns. Executor
// and search both use it to apply a lambda to all elements of a list at once.
#pragma once

#include <cstdint>
#include <inkling/dsl/expr.hpp>
#include <optional>
#include <vector>

namespace inkling::dsl {

struct ScalarStep {
  enum class Kind : std::uint8_t { parameter, constant, captured, kernel };
  Kind kind = Kind::parameter;
  std::uint8_t index = 0;              // parameter number, or input number of a captured scalar
  std::array<std::uint8_t, 3> args{};  // earlier steps
  std::int64_t value = 0;              // constant
  ScalarKernel kernel = nullptr;
};

// Steps in dependency order; the last one is the result. At most kMaxSteps.
struct ScalarProgram {
  static constexpr std::size_t kMaxSteps = 32;
  std::vector<ScalarStep> steps;
};

// Compiles a lambda whose parameters, result and every inner node are scalars (captured inputs and
// outer variables must be scalars, too; outer bound variables are not supported). nullopt
// otherwise. `level` is the number of the lambda's first parameter.
INKLING_DSL_API std::optional<ScalarProgram> compile_scalar(const Expr& lambda, int level);

// Applies it to n rows: args[p] is the column of parameter p, captured[i] the cell of input i.
// Temporaries come from the context's arena and are given back.
INKLING_DSL_API void run_scalar(const ScalarProgram& program, EvalContext& context,
                                const std::int64_t* const* args, const Cell* captured,
                                std::size_t n, std::int64_t* result);

}  // namespace inkling::dsl
