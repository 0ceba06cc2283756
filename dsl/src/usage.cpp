#include <algorithm>
#include <inkling/dsl/usage.hpp>

namespace inkling::dsl {
namespace {

// The same tree, `expr` standing below `level` bound variables and `function` below none.
bool same(const Expr& expr, const Expr& function, int level) {
  if (expr.kind != function.kind || expr.sort != function.sort || expr.op != function.op ||
      expr.params != function.params || expr.args.size() != function.args.size())
    return false;
  const int shift = expr.kind == Expr::Kind::bound ? level : 0;
  if (expr.index - shift != function.index || expr.value != function.value) return false;
  for (std::size_t i = 0; i < expr.args.size(); ++i)
    if (!same(*expr.args[i], *function.args[i], level)) return false;
  return true;
}

}  // namespace

Usage::Usage(const Catalogue& catalogue)
    : catalogue_(catalogue),
      operators_(catalogue.operators().size()),
      constants_(catalogue.search_constants().size()),
      functions_(catalogue.lambda_seeds().size()) {}

void Usage::clear() {
  for (auto* counts : {&operators_, &constants_, &functions_})
    std::fill(counts->begin(), counts->end(), 0);
}

void Usage::add(const Expr& expr, int level) {
  switch (expr.kind) {
    case Expr::Kind::call:
      ++operators_[static_cast<std::size_t>(expr.op->id)];
      break;
    case Expr::Kind::literal:
      for (std::size_t i = 0; i < constants_.size(); ++i)
        constants_[i] += catalogue_.search_constants()[i] == expr.value;
      break;
    case Expr::Kind::lambda: {
      const auto& functions = functions_of(expr.params);
      for (std::size_t i = 0; i < functions.size(); ++i)
        if (functions[i] != nullptr && same(*expr.args[0], *functions[i]->args[0], level)) {
          ++functions_[i];
          return;
        }
      level += static_cast<int>(expr.params.size());
      break;
    }
    case Expr::Kind::let:
      add(*expr.args[0], level);
      add(*expr.args[1], level + 1);
      return;
    default:
      break;
  }
  for (const ExprPtr& arg : expr.args) add(*arg, level);
}

// The catalogue's functions of these parameters; null where there is none.
const std::vector<ExprPtr>& Usage::functions_of(const std::vector<Sort>& params) {
  const auto [place, fresh] = parsed_.try_emplace(params);
  if (fresh)
    for (const LambdaSeed& seed : catalogue_.lambda_seeds()) {
      auto function = parse_function(catalogue_, seed.text, params);
      place->second.push_back(function.ok() ? *std::move(function) : nullptr);
    }
  return place->second;
}

}  // namespace inkling::dsl
