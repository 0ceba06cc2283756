#include "evaluate.hpp"

#include <inkling/dsl/scalar.hpp>

namespace inkling::dsl {
namespace {

// Parsed programs are at most kMaxProgramDepth deep; those built by hand or by a search may be
// deeper, but not so deep that they exhaust the stack.
constexpr int kMaxEvaluationDepth = 1000;

class Machine;

// A lambda together with the variables around it.
struct LambdaClosure : Closure {
  Machine* machine = nullptr;
  const Expr* lambda = nullptr;
  int level = 0;  // of its first parameter
  std::optional<ScalarProgram> scalar{};
};

class Machine {
 public:
  Machine(const Cell* inputs, EvalContext& context, Observer* observer)
      : inputs_(inputs), context_(context), observer_(observer) {}

  // `level` variables are in scope.
  bool run(const Expr& expr, int level, Cell& result) {
    if (depth_ >= kMaxEvaluationDepth || !context_.spend(1)) return false;
    ++depth_;
    const bool defined = dispatch(expr, level, result);
    --depth_;
    return defined;
  }

  bool apply(const LambdaClosure& closure, const Cell* args, Cell& result) {
    const int n = static_cast<int>(closure.lambda->params.size());
    for (int i = 0; i < n; ++i) bind(closure.level + i, args[i]);
    ++lambdas_;
    const Arena::Mark mark = context_.arena.mark();
    const bool defined = run(*closure.lambda->args[0], closure.level + n, result);
    if (closure.lambda->sort.scalar()) context_.arena.release(mark);
    --lambdas_;
    return defined;
  }

  const Cell* inputs() const { return inputs_; }

 private:
  bool dispatch(const Expr& expr, int level, Cell& result) {
    switch (expr.kind) {
      case Expr::Kind::input:
        result = inputs_[expr.index];
        return true;
      case Expr::Kind::bound:
        result = bound_[static_cast<std::size_t>(expr.index)];
        return true;
      case Expr::Kind::literal:
        return to_cell(expr.value, expr.sort, context_.arena, result);
      case Expr::Kind::constant:
        result = Cell{};
        result.i = expr.value.as_int();
        return true;
      case Expr::Kind::call:
        return call(expr, level, result);
      case Expr::Kind::let:
        return let(expr, level, result);
      case Expr::Kind::lambda:
        break;
    }
    return false;  // a function outside a call has no value
  }

  void bind(int level, const Cell& cell) {
    const auto i = static_cast<std::size_t>(level);
    if (bound_.size() <= i) bound_.resize(i + 1);
    bound_[i] = cell;
  }

  bool let(const Expr& expr, int level, Cell& result) {
    Cell value;
    if (!run(*expr.args[0], level, value)) return false;
    bind(level, value);
    return run(*expr.args[1], level + 1, result);
  }

  bool call(const Expr& expr, int level, Cell& result) {
    bool defined = compute(expr, level, result);
    // The numbers inside a lambda are checked where the result of its application arrives.
    const bool checked = lambdas_ == 0 || !expr.sort.scalar();
    if (defined && checked) defined = within(context_.dialect, expr.sort, result);
    if (observer_ != nullptr && lambdas_ == 0)
      observer_->called(expr, level, defined ? &result : nullptr);
    return defined;
  }

  bool compute(const Expr& expr, int level, Cell& result) {
    const Operator& op = *expr.op;
    if (expr.args.size() > kMaxArity) return false;
    if (op.lazy && expr.args.size() == 3) return choose(expr, level, result);
    if (op.lazy && op.kernel != nullptr) return short_circuit(expr, level, result);
    CallSite site{&op, {}, expr.sort};
    Cell args[kMaxArity];
    std::unique_ptr<LambdaClosure> closures[kMaxArity];
    for (std::size_t i = 0; i < expr.args.size(); ++i) {
      const Expr& arg = *expr.args[i];
      site.args[i] = arg.sort;
      if (arg.kind == Expr::Kind::lambda) {
        closures[i] = close(arg, level);
        args[i].f = closures[i].get();
      } else if (!run(arg, level, args[i])) {
        return false;
      }
    }
    result = Cell{};
    if (op.eval != nullptr) return op.eval(context_, site, args, result);
    return op.kernel != nullptr && run_kernel(op, args, expr.args.size(), result);
  }

  bool run_kernel(const Operator& op, const Cell* args, std::size_t n, Cell& result) const {
    const std::int64_t* columns[kMaxArity];
    for (std::size_t i = 0; i < n; ++i) columns[i] = &args[i].i;
    result = Cell{};
    op.kernel(columns, 1, &result.i, context_.dialect);
    return result.i != kUndefined;
  }

  // if(condition, then, else): only the branch that is taken runs.
  bool choose(const Expr& expr, int level, Cell& result) {
    Cell condition;
    if (!run(*expr.args[0], level, condition)) return false;
    return run(*expr.args[condition.i != 0 ? 1 : 2], level, result);
  }

  // and, or: the kernel says whether what is known so far settles it.
  bool short_circuit(const Expr& expr, int level, Cell& result) {
    Cell args[kMaxArity];
    for (Cell& arg : args) arg.i = kUndefined;
    for (std::size_t i = 0; i < expr.args.size(); ++i) {
      if (!run(*expr.args[i], level, args[i])) {
        args[i] = Cell{};
        args[i].i = kUndefined;
      }
      if (run_kernel(*expr.op, args, expr.args.size(), result)) return true;
    }
    return false;
  }

  std::unique_ptr<LambdaClosure> close(const Expr& lambda, int level);

  const Cell* inputs_;
  EvalContext& context_;
  Observer* observer_;
  std::vector<Cell> bound_;  // by level
  int depth_ = 0;
  int lambdas_ = 0;  // applications that are running
};

bool apply_one(const Closure& self, EvalContext&, const Cell* args, Cell& result) {
  const auto& closure = static_cast<const LambdaClosure&>(self);
  return closure.machine->apply(closure, args, result);
}

void apply_many(const Closure& self, EvalContext& context, const std::int64_t* const* args,
                std::size_t n, std::int64_t* result) {
  const auto& closure = static_cast<const LambdaClosure&>(self);
  run_scalar(*closure.scalar, context, args, closure.machine->inputs(), n, result);
}

std::unique_ptr<LambdaClosure> Machine::close(const Expr& lambda, int level) {
  auto closure = std::make_unique<LambdaClosure>();
  closure->machine = this;
  closure->lambda = &lambda;
  closure->level = level;
  closure->scalar = compile_scalar(lambda, level);
  closure->apply = apply_one;
  closure->apply_column = closure->scalar ? apply_many : nullptr;
  return closure;
}

}  // namespace

bool execute(const Expr& expr, const Cell* inputs, EvalContext& context, Observer* observer,
             Cell& result) {
  return Machine(inputs, context, observer).run(expr, 0, result);
}

bool evaluate(const Expr& expr, const Cell* inputs, EvalContext& context, Cell& result) {
  return execute(expr, inputs, context, nullptr, result);
}

}  // namespace inkling::dsl
