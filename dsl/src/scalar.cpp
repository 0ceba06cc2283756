#include <algorithm>
#include <inkling/dsl/scalar.hpp>
#include <limits>

namespace inkling::dsl {
namespace {

constexpr std::size_t kChunk = 1024;  // rows at a time, so that temporaries stay in the cache
constexpr std::size_t kMaxParameters = 8;

class Compiler {
 public:
  // Step that computes the expression; -1: not a scalar program.
  int compile(const Expr& expr) {
    switch (expr.kind) {
      case Expr::Kind::input:
        return input(expr);
      case Expr::Kind::bound:
        return bound(expr);
      case Expr::Kind::literal:
        return literal(expr);
      case Expr::Kind::call:
        return call(expr);
      case Expr::Kind::let:
        return let(expr);
      case Expr::Kind::constant:
      case Expr::Kind::lambda:
        break;
    }
    return -1;
  }

  int add(ScalarStep step) {
    if (program.steps.size() == ScalarProgram::kMaxSteps) return -1;
    program.steps.push_back(step);
    return static_cast<int>(program.steps.size()) - 1;
  }

  ScalarProgram program;
  int level = 0;
  std::vector<int> variables;  // step of every variable from `level` on

 private:
  int input(const Expr& expr) {
    if (!expr.sort.scalar() || expr.index > std::numeric_limits<std::uint8_t>::max()) return -1;
    ScalarStep step;
    step.kind = ScalarStep::Kind::captured;
    step.index = static_cast<std::uint8_t>(expr.index);
    return add(step);
  }

  int bound(const Expr& expr) const {
    const int i = expr.index - level;
    if (i < 0 || i >= static_cast<int>(variables.size())) return -1;
    return variables[static_cast<std::size_t>(i)];
  }

  int literal(const Expr& expr) {
    if (!expr.value.is_bool() && !expr.value.is_int()) return -1;
    ScalarStep step;
    step.kind = ScalarStep::Kind::constant;
    step.value = expr.value.is_bool() ? expr.value.as_bool() : expr.value.as_int();
    return add(step);
  }

  int call(const Expr& expr) {
    ScalarStep step;
    if (expr.op->kernel == nullptr || expr.args.size() > step.args.size()) return -1;
    for (std::size_t i = 0; i < expr.args.size(); ++i) {
      const int arg = compile(*expr.args[i]);
      if (arg < 0) return -1;
      step.args[i] = static_cast<std::uint8_t>(arg);
    }
    step.kind = ScalarStep::Kind::kernel;
    step.kernel = expr.op->kernel;
    return add(step);
  }

  int let(const Expr& expr) {
    const int value = compile(*expr.args[0]);
    if (value < 0) return -1;
    variables.push_back(value);
    int body = compile(*expr.args[1]);
    variables.pop_back();
    // A let is undefined when its value is, also when the body does not look at it: not a kernel.
    if (body >= 0 && !uses_value(*expr.args[1], level + static_cast<int>(variables.size())))
      body = -1;
    return body;
  }

  // Whether the variable is looked at whenever the body is computed.
  static bool uses_value(const Expr& body, int variable) {
    if (body.kind == Expr::Kind::bound) return body.index == variable;
    if (body.kind == Expr::Kind::call && body.op->lazy) return uses_value(*body.args[0], variable);
    return std::any_of(body.args.begin(), body.args.end(),
                       [&](const ExprPtr& arg) { return uses_value(*arg, variable); });
  }
};

void run_chunk(const ScalarProgram& program, EvalContext& context, const std::int64_t* const* args,
               const Cell* captured, std::size_t n, std::int64_t* result) {
  const std::int64_t* columns[ScalarProgram::kMaxSteps];
  for (std::size_t s = 0; s < program.steps.size(); ++s) {
    const ScalarStep& step = program.steps[s];
    if (step.kind == ScalarStep::Kind::parameter) {
      columns[s] = args[step.index];
      continue;
    }
    const bool last = s + 1 == program.steps.size();
    std::int64_t* column = last ? result : context.arena.integers(n);
    columns[s] = column;
    if (step.kind == ScalarStep::Kind::kernel) {
      const std::int64_t* inner[3] = {columns[step.args[0]], columns[step.args[1]],
                                      columns[step.args[2]]};
      step.kernel(inner, n, column, context.dialect);
    } else {
      const bool constant = step.kind == ScalarStep::Kind::constant;
      std::fill_n(column, n, constant ? step.value : captured[step.index].i);
    }
  }
  if (columns[program.steps.size() - 1] != result)
    std::copy_n(columns[program.steps.size() - 1], n, result);
}

}  // namespace

std::optional<ScalarProgram> compile_scalar(const Expr& lambda, int level) {
  if (!lambda.sort.scalar() || lambda.params.size() > kMaxParameters) return std::nullopt;
  Compiler compiler;
  compiler.level = level;
  for (std::size_t i = 0; i < lambda.params.size(); ++i) {
    if (!lambda.params[i].scalar()) return std::nullopt;
    ScalarStep step;
    step.index = static_cast<std::uint8_t>(i);
    compiler.variables.push_back(compiler.add(step));
  }
  const int last = compiler.compile(*lambda.args[0]);
  if (last < 0) return std::nullopt;
  // The result is the last step: drop what follows it, or repeat a parameter at the end.
  if (last + 1 < static_cast<int>(compiler.program.steps.size())) {
    const ScalarStep step = compiler.program.steps[static_cast<std::size_t>(last)];
    if (step.kind == ScalarStep::Kind::parameter || step.kind == ScalarStep::Kind::kernel) {
      if (compiler.add(step) < 0) return std::nullopt;
    } else {
      return std::nullopt;
    }
  }
  return std::move(compiler.program);
}

void run_scalar(const ScalarProgram& program, EvalContext& context, const std::int64_t* const* args,
                const Cell* captured, std::size_t n, std::int64_t* result) {
  if (!context.spend(n * program.steps.size())) {
    std::fill_n(result, n, kUndefined);
    return;
  }
  std::size_t parameters = 0;
  for (const ScalarStep& step : program.steps)
    if (step.kind == ScalarStep::Kind::parameter)
      parameters = std::max<std::size_t>(parameters, step.index + 1u);
  const std::int64_t* here[kMaxParameters] = {};
  for (std::size_t begin = 0; begin < n; begin += kChunk) {
    for (std::size_t p = 0; p < parameters; ++p) here[p] = args[p] + begin;
    const Arena::Mark mark = context.arena.mark();
    run_chunk(program, context, here, captured, std::min(kChunk, n - begin), result + begin);
    context.arena.release(mark);
  }
}

}  // namespace inkling::dsl
