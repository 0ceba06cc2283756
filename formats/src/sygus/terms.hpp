// Terms of SMT-LIB as typed trees over the catalogue of its functions.
#pragma once

#include <inkling/dsl/expr.hpp>
#include <inkling/dsl/sexpr.hpp>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace inkling::sygus {

struct TypedName {
  std::string name;
  dsl::Sort sort{};
};

// A function with a body, of define-fun or of an answer; parameter k is input k of the body.
struct Definition {
  std::vector<TypedName> params{};
  dsl::Sort result{};
  dsl::ExprPtr body{};
  std::size_t depth = 1;  // levels of the body
};

inline constexpr std::size_t kMaxTermDepth = 1000;  // levels, with the definitions that it uses

// What names stand for besides the functions of the theories.
struct Scope {
  std::map<std::string, dsl::ExprPtr, std::less<>> variables{};
  std::map<std::string, Definition, std::less<>> definitions{};
};

// The scope of a body: these parameters, as its inputs in their order, stand before the variables.
Scope with_parameters(Scope scope, std::span<const TypedName> params);

// Errors, with the span: not_found (a name that nothing declares, with the nearest), type,
// unsupported (a function, quantifier or sort that is not one of strings, integers or truth
// values). `depth` receives the number of levels.
Result<dsl::ExprPtr> read_term(const dsl::SExpr& expr, const Scope& scope,
                               std::size_t* depth = nullptr);
// The tree with these in place of its inputs.
dsl::ExprPtr substitute(const dsl::ExprPtr& body, std::span<const dsl::ExprPtr> inputs);
// The value of a tree for these inputs; undefined where the standard leaves it open, where it does
// not fit 64 bits or takes too long.
Value value_of(const dsl::Expr& term, std::span<const Value> inputs);
// A sort that stands in a problem. Error unsupported, with the name.
Result<dsl::Sort> read_sort(const dsl::SExpr& expr);

}  // namespace inkling::sygus
