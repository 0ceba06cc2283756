// Expr: the typed tree of a program.
#pragma once

#include <inkling/dsl/catalogue.hpp>
#include <inkling/program.hpp>
#include <inkling/result.hpp>
#include <memory>
#include <optional>
#include <vector>

namespace inkling::dsl {

struct Expr;
using ExprPtr = std::shared_ptr<const Expr>;

// Immutable; subtrees may be shared. Variables bound by lambdas and lets are numbered by level from
// the outside in: the first one in scope is 0.
struct Expr {
  enum class Kind : std::uint8_t {
    input,     // x<index>
    bound,     // variable number <index>
    literal,   // value (bool, int, string, list)
    constant,  // member <value.as_int()> of enumeration sort.index
    call,      // op on args
    lambda,    // args[0] is the body; binds params.size() variables
    let,       // args[0] bound to one variable in args[1]
  };
  Kind kind = Kind::literal;
  Sort sort{};  // of the value; of a lambda: of its result
  int index = 0;
  const Operator* op = nullptr;
  Value value{};
  std::vector<ExprPtr> args{};
  std::vector<Sort> params{};
  SourceSpan span{};
};

INKLING_DSL_API ExprPtr make_input(int index, Sort sort);
INKLING_DSL_API ExprPtr make_bound(int level, Sort sort);
INKLING_DSL_API ExprPtr make_literal(Value value, Sort sort);
INKLING_DSL_API ExprPtr make_constant(std::uint8_t enumeration, std::int64_t value);
INKLING_DSL_API ExprPtr make_call(const Operator& op, std::vector<ExprPtr> args, Sort result);
INKLING_DSL_API ExprPtr make_lambda(std::vector<Sort> params, ExprPtr body);
INKLING_DSL_API std::size_t node_count(const Expr& expr);  // of the tree, shared nodes once
INKLING_DSL_API bool equal(const Expr& a, const Expr& b);  // structure, not spans

inline constexpr std::size_t kMaxProgramDepth = 200;
inline constexpr std::size_t kMaxProgramBytes = 1u << 20;

// Expression form `sort(map(x -> 2*x, x0))`; statement form `x0 = INPUT | x1 = Map (*2) x0`; in
// languages with compact names the RobustFill form `GetToken(WORD, 1) | ConstStr(".")`, in which
// the string worked on is left out, Compose(f, g) means f of g and | concatenates. An optional
// `@dialect` stands in front. Checked against the argument types; when `inputs` is null the types
// of x0, x1, ... are inferred. Errors: parse or type, with a span and what was expected. `dialect`
// receives the named dialect or the default one.
INKLING_DSL_API Result<ExprPtr> parse(const Catalogue& catalogue, std::string_view text,
                                      const std::vector<Sort>* inputs, const Dialect** dialect);
// The text of a function of parameters of these sorts ("(x, y) -> x + y", "min"): a lambda without
// inputs. Errors as above.
INKLING_DSL_API Result<ExprPtr> parse_function(const Catalogue& catalogue, std::string_view text,
                                               const std::vector<Sort>& params);
// Canonical expression form; parse(print(e)) equals e.
INKLING_DSL_API std::string print(const Catalogue& catalogue, const Expr& expr);
// The RobustFill form, or nullopt when the program has none.
INKLING_DSL_API std::optional<std::string> print_compact(const Catalogue& catalogue,
                                                         const Expr& expr);
// The tree as a Program of the catalogue's language (text "@dialect " + print unless default).
INKLING_DSL_API Program make_program(std::shared_ptr<const Catalogue> catalogue, ExprPtr expr,
                                     const Dialect& dialect);
// Values in and out of cells. to_cell: false when the value does not have that sort (an integer out
// of range, a mixed list). The cell's contents are copied into the arena.
INKLING_DSL_API bool to_cell(const Value& value, Sort sort, Arena& arena, Cell& cell);
INKLING_DSL_API Value to_value(const Cell& cell, Sort sort);
// Whether two cells of a sort hold the same value.
INKLING_DSL_API bool equal_cells(Sort sort, const Cell& a, const Cell& b);
// Runs a typed tree; false = undefined. `inputs` are the cells of x0, x1, ... Total: stops with
// undefined when context.fuel is spent.
INKLING_DSL_API bool evaluate(const Expr& expr, const Cell* inputs, EvalContext& context,
                              Cell& result);
// Whether the dialect's bounds hold for a result (integers in range, lengths).
INKLING_DSL_API bool within(const Dialect& dialect, Sort sort, const Cell& cell);

}  // namespace inkling::dsl
