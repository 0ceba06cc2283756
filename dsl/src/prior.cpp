#include <cstdlib>
#include <inkling/dsl/prior.hpp>
#include <vector>

namespace inkling::dsl {
namespace {

const char* size_of(std::int64_t n) {
  switch (n) {
    case 0:
      return "constant 0";
    case 1:
    case -1:
      return "constant 1";
    case 2:
    case -2:
      return "constant 2";
    default:
      return n >= -5 && n <= 5 ? "constant 3 to 5" : "constant above 5";
  }
}

void count(const Expr& expr, Features& found, std::vector<bool>& used) {
  switch (expr.kind) {
    case Expr::Kind::input:
      ++found["input"];
      if (static_cast<std::size_t>(expr.index) < used.size())
        used[static_cast<std::size_t>(expr.index)] = true;
      break;
    case Expr::Kind::literal:
      ++found[expr.value.is_int() ? size_of(expr.value.as_int()) : "other constant"];
      break;
    case Expr::Kind::constant:
      ++found["other constant"];
      break;
    case Expr::Kind::lambda:
      ++found["function"];
      break;
    case Expr::Kind::call:
      ++found[expr.op->name];
      break;
    case Expr::Kind::bound:
    case Expr::Kind::let:
      break;
  }
  for (const ExprPtr& arg : expr.args) count(*arg, found, used);
}

}  // namespace

Features features(const Catalogue& catalogue, const Expr& expr, std::size_t inputs) {
  Features found;
  std::vector<bool> used(inputs, false);
  count(expr, found, used);
  for (const bool is : used)
    if (!is) ++found["unused input"];
  ++found[catalogue.to_text(expr.sort) + ": " +
          (expr.kind == Expr::Kind::call ? expr.op->name : std::string())];
  return found;
}

double bits(const Features& prior, const Features& of) {
  double sum = 0;
  for (const auto& [name, times] : of)
    if (const auto it = prior.find(name); it != prior.end()) sum += times * it->second;
  return sum;
}

}  // namespace inkling::dsl
