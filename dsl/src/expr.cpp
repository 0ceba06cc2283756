#include <inkling/dsl/expr.hpp>
#include <unordered_set>

namespace inkling::dsl {
namespace {

std::shared_ptr<Expr> make(Expr::Kind kind, Sort sort) {
  auto expr = std::make_shared<Expr>();
  expr->kind = kind;
  expr->sort = sort;
  return expr;
}

void collect(const Expr& expr, std::unordered_set<const Expr*>& seen) {
  if (!seen.insert(&expr).second) return;
  for (const ExprPtr& arg : expr.args) collect(*arg, seen);
}

}  // namespace

ExprPtr make_input(int index, Sort sort) {
  auto expr = make(Expr::Kind::input, sort);
  expr->index = index;
  return expr;
}

ExprPtr make_bound(int level, Sort sort) {
  auto expr = make(Expr::Kind::bound, sort);
  expr->index = level;
  return expr;
}

ExprPtr make_literal(Value value, Sort sort) {
  auto expr = make(Expr::Kind::literal, sort);
  expr->value = std::move(value);
  return expr;
}

ExprPtr make_constant(std::uint8_t enumeration, std::int64_t value) {
  auto expr = make(Expr::Kind::constant, Sort{Sort::Base::enumeration, 0, enumeration});
  expr->value = Value(value);
  return expr;
}

ExprPtr make_call(const Operator& op, std::vector<ExprPtr> args, Sort result) {
  auto expr = make(Expr::Kind::call, result);
  expr->op = &op;
  expr->args = std::move(args);
  return expr;
}

ExprPtr make_lambda(std::vector<Sort> params, ExprPtr body) {
  auto expr = make(Expr::Kind::lambda, body->sort);
  expr->params = std::move(params);
  expr->args.push_back(std::move(body));
  return expr;
}

std::size_t node_count(const Expr& expr) {
  std::unordered_set<const Expr*> seen;
  collect(expr, seen);
  return seen.size();
}

bool equal(const Expr& a, const Expr& b) {
  if (&a == &b) return true;
  if (a.kind != b.kind || a.sort != b.sort || a.index != b.index || a.op != b.op ||
      a.value != b.value || a.params != b.params || a.args.size() != b.args.size())
    return false;
  for (std::size_t i = 0; i < a.args.size(); ++i)
    if (!equal(*a.args[i], *b.args[i])) return false;
  return true;
}

}  // namespace inkling::dsl
