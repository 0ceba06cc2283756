#include "terms.hpp"

#include <fmt/format.h>

#include <inkling/dsl/language.hpp>
#include <inkling/params.hpp>
#include <unordered_map>

#include "functions.hpp"

namespace inkling::sygus {
namespace {

using dsl::Expr;
using dsl::ExprPtr;
using dsl::SExpr;
using dsl::Sort;

constexpr std::int64_t kFuel = 20'000'000;

Error unknown_function(const SExpr& head, const Scope& scope) {
  Error error{ErrorCode::not_found,
              fmt::format("nothing declares the function '{}'", head.text),
              {},
              head.span};
  std::vector<std::string> known = functions().operator_names();
  for (const auto& [name, definition] : scope.definitions) known.push_back(name);
  if (head.text.starts_with("bv") || head.text.starts_with("re.") ||
      head.text.starts_with("str.in") || head.text.starts_with("seq.") || head.text == "select" ||
      head.text == "store") {
    error.code = ErrorCode::unsupported;
    error.message = fmt::format("the function '{}' is not supported", head.text);
    error.notes = {"functions of strings, integers and truth values are"};
  } else if (const std::string near = nearest(head.text, known); !near.empty()) {
    error.notes.push_back(fmt::format("did you mean '{}'?", near));
  }
  return error;
}

class TermReader {
 public:
  explicit TermReader(const Scope& scope) : scope_(scope) {}

  std::size_t depth(const ExprPtr& term) const {
    const auto it = depth_.find(term);
    return it == depth_.end() ? 1 : it->second;
  }

  Result<ExprPtr> read(const SExpr& expr) {
    const auto constant = literal(expr);
    if (!constant) return constant.error();
    if (*constant) return dsl::make_literal(**constant, dsl::to_sort(type_of(**constant)));
    switch (expr.kind) {
      case SExpr::Kind::symbol:
        return read_name(expr);
      case SExpr::Kind::list:
        return read_list(expr);
      case SExpr::Kind::bits:
        return unsupported(expr, "a bit-vector");
      case SExpr::Kind::decimal:
        return unsupported(expr, "a real number");
      default:
        return unsupported(expr, "no term");
    }
  }

 private:
  static Error unsupported(const SExpr& expr, std::string_view what) {
    return {ErrorCode::unsupported,
            fmt::format("{} is {}; strings, integers and truth values are supported",
                        dsl::to_text(expr), what),
            {},
            expr.span};
  }

  Result<ExprPtr> read_name(const SExpr& expr) {
    for (auto it = local_.rbegin(); it != local_.rend(); ++it)
      if (it->first == expr.text) return it->second;
    if (const auto it = scope_.variables.find(expr.text); it != scope_.variables.end())
      return it->second;
    if (const auto it = scope_.definitions.find(expr.text);
        it != scope_.definitions.end() && it->second.params.empty())
      return made(expr, it->second.body, it->second.depth);
    std::vector<std::string> known;
    for (const auto& [name, variable] : scope_.variables) known.push_back(name);
    Error error{
        ErrorCode::not_found, fmt::format("nothing declares '{}'", expr.text), {}, expr.span};
    if (const std::string near = nearest(expr.text, known); !near.empty())
      error.notes.push_back(fmt::format("did you mean '{}'?", near));
    return error;
  }

  Result<ExprPtr> read_list(const SExpr& expr) {
    if (expr.items.empty()) return Error{ErrorCode::parse, "() is no term", {}, expr.span};
    const SExpr& head = expr.items.front();
    if (head.is_symbol("let")) return read_let(expr);
    if (head.is_symbol("!") && expr.items.size() >= 2) return read(expr.items[1]);  // annotated
    if (head.is_symbol("forall") || head.is_symbol("exists") || head.is_symbol("match"))
      return Error{ErrorCode::unsupported,
                   fmt::format("'{}' is not supported: a term must have a value", head.text),
                   {},
                   head.span};
    if (!head.is_symbol())
      return Error{ErrorCode::unsupported,
                   fmt::format("{} is no function that is supported", dsl::to_text(head)),
                   {},
                   head.span};
    std::vector<ExprPtr> args;
    for (std::size_t i = 1; i < expr.items.size(); ++i) {
      auto arg = read(expr.items[i]);
      if (!arg) return arg;
      args.push_back(*std::move(arg));
    }
    if (const auto it = scope_.definitions.find(head.text); it != scope_.definitions.end())
      return call_definition(expr, it->second, args);
    if (!is_function(head.text)) return unknown_function(head, scope_);
    return call(expr, std::move(args));
  }

  Result<ExprPtr> read_let(const SExpr& expr) {
    if (expr.items.size() != 3 || !expr.items[1].is_list())
      return Error{ErrorCode::parse, "expected (let ((name term) ..) term)", {}, expr.span};
    std::vector<std::pair<std::string, ExprPtr>> bound;
    for (const SExpr& binding : expr.items[1].items) {
      if (!binding.is_list() || binding.items.size() != 2 || !binding.items[0].is_symbol())
        return Error{ErrorCode::parse, "expected (name term)", {}, binding.span};
      auto value = read(binding.items[1]);
      if (!value) return value;
      bound.emplace_back(binding.items[0].text, *std::move(value));
    }
    const std::size_t before = local_.size();
    local_.insert(local_.end(), bound.begin(), bound.end());
    auto body = read(expr.items[2]);
    local_.resize(before);
    return body;
  }

  // Keeps a tree with its number of levels.
  Result<ExprPtr> made(const SExpr& expr, ExprPtr term, std::size_t levels) {
    if (levels > kMaxTermDepth)
      return Error{ErrorCode::unsupported,
                   fmt::format("the term nests deeper than {} levels, with the definitions that it "
                               "uses",
                               kMaxTermDepth),
                   {},
                   expr.span};
    depth_.insert_or_assign(term, levels);
    return term;
  }
  std::size_t deepest(const std::vector<ExprPtr>& args) const {
    std::size_t most = 0;
    for (const ExprPtr& arg : args) most = std::max(most, depth(arg));
    return most;
  }

  Result<ExprPtr> call_definition(const SExpr& expr, const Definition& definition,
                                  const std::vector<ExprPtr>& args) {
    bool fits = args.size() == definition.params.size();
    for (std::size_t i = 0; fits && i < args.size(); ++i)
      fits = args[i]->sort == definition.params[i].sort;
    if (fits) {
      if (definition.depth + deepest(args) > kMaxTermDepth)
        return made(expr, nullptr, kMaxTermDepth + 1);
      return made(expr, substitute(definition.body, args), definition.depth + deepest(args));
    }
    std::string wanted;
    for (const TypedName& param : definition.params)
      wanted += (wanted.empty() ? "" : " ") + std::string(name_of(param.sort));
    return Error{ErrorCode::type,
                 fmt::format("'{}' takes ({}), and was given {}", expr.items[0].text, wanted,
                             sorts_text(args)),
                 {},
                 expr.span};
  }

  static std::string sorts_text(const std::vector<ExprPtr>& args) {
    std::string text = "(";
    for (const ExprPtr& arg : args)
      text += (text.size() == 1 ? "" : " ") + std::string(name_of(arg->sort));
    return text + ")";
  }

  // The overload for these arguments, or null.
  static const dsl::Operator* overload(std::string_view name, std::span<const ExprPtr> args) {
    for (const dsl::Operator* op : functions().find(name)) {
      bool fits = op->params.size() == args.size();
      for (std::size_t i = 0; fits && i < args.size(); ++i)
        fits = op->params[i].sort == args[i]->sort;
      if (fits) return op;
    }
    return nullptr;
  }

  Result<ExprPtr> call(const SExpr& expr, std::vector<ExprPtr> args) {
    const std::string& name = expr.items[0].text;
    const std::size_t levels = deepest(args) + std::max<std::size_t>(1, args.size() - 1);
    if (levels > kMaxTermDepth) return made(expr, nullptr, levels);
    if (const dsl::Operator* op = overload(name, args))
      return made(expr, dsl::make_call(*op, std::move(args), op->result), levels);
    // (+ a b c), (< a b c): from left to right; (=> a b c): from right to left.
    if (args.size() > 2)
      if (const dsl::Operator* op = overload(name, std::span(args).first(2))) {
        const std::string standard = standard_name(name);
        if (op->result == op->params[0].sort && standard != "=" && standard != "distinct")
          return keep(expr,
                      standard == "=>" ? fold_right(expr, *op, args) : fold_left(expr, *op, args),
                      levels);
        if (op->result.base == Sort::Base::boolean)
          return keep(expr, chain(expr, *op, args, standard == "distinct"), levels + 1);
      }
    std::string known;
    for (const dsl::Operator* op : functions().find(name)) {
      known += known.empty() ? "it takes (" : " or (";
      for (std::size_t i = 0; i < op->params.size(); ++i)
        known += (i > 0 ? " " : "") + std::string(name_of(op->params[i].sort));
      known += ")";
    }
    return Error{ErrorCode::type,
                 fmt::format("'{}' does not take {}", name, sorts_text(args)),
                 {known},
                 expr.span};
  }

  Result<ExprPtr> keep(const SExpr& expr, Result<ExprPtr> term, std::size_t levels) {
    if (!term) return term;
    return made(expr, *std::move(term), levels);
  }
  static Result<ExprPtr> mismatch(const SExpr& expr, const std::vector<ExprPtr>& args) {
    return Error{ErrorCode::type,
                 fmt::format("'{}' does not take {}", expr.items[0].text, sorts_text(args)),
                 {},
                 expr.span};
  }
  static Result<ExprPtr> fold_left(const SExpr& expr, const dsl::Operator& op,
                                   const std::vector<ExprPtr>& args) {
    ExprPtr result = args[0];
    for (std::size_t i = 1; i < args.size(); ++i) {
      if (args[i]->sort != op.params[1].sort) return mismatch(expr, args);
      result = dsl::make_call(op, {result, args[i]}, op.result);
    }
    return result;
  }
  static Result<ExprPtr> fold_right(const SExpr& expr, const dsl::Operator& op,
                                    const std::vector<ExprPtr>& args) {
    ExprPtr result = args.back();
    if (result->sort != op.params[1].sort) return mismatch(expr, args);
    for (std::size_t i = args.size() - 1; i-- > 0;) {
      if (args[i]->sort != op.params[0].sort) return mismatch(expr, args);
      result = dsl::make_call(op, {args[i], result}, op.result);
    }
    return result;
  }
  // Every neighbour, or every pair.
  static Result<ExprPtr> chain(const SExpr& expr, const dsl::Operator& op,
                               const std::vector<ExprPtr>& args, bool pairs) {
    static const dsl::Operator& conjunction = *functions().find("and").front();
    constexpr std::size_t kMost = 40;  // pairs grow with the square
    ExprPtr result;
    for (const ExprPtr& arg : args)
      if (arg->sort != op.params[0].sort) return mismatch(expr, args);
    if (pairs && args.size() > kMost)
      return Error{
          ErrorCode::unsupported,
          fmt::format("'distinct' of {} terms; at most {} are compared", args.size(), kMost),
          {},
          expr.span};
    for (std::size_t i = 0; i + 1 < args.size(); ++i)
      for (std::size_t j = i + 1; j < (pairs ? args.size() : i + 2); ++j) {
        ExprPtr one = dsl::make_call(op, {args[i], args[j]}, op.result);
        result = result ? dsl::make_call(conjunction, {result, one}, op.result) : one;
      }
    return result;
  }

  const Scope& scope_;
  std::vector<std::pair<std::string, ExprPtr>> local_{};
  std::unordered_map<ExprPtr, std::size_t> depth_{};  // leaves are not in it
};

class Substitution {
 public:
  explicit Substitution(std::span<const ExprPtr> inputs) : inputs_(inputs) {}
  ExprPtr operator()(const ExprPtr& expr) {
    if (expr->kind == Expr::Kind::input) return inputs_[static_cast<std::size_t>(expr->index)];
    if (expr->kind != Expr::Kind::call) return expr;
    const auto [it, fresh] = done_.try_emplace(expr.get());
    if (!fresh) return it->second;
    std::vector<ExprPtr> args;
    for (const ExprPtr& arg : expr->args) args.push_back((*this)(arg));
    return done_[expr.get()] = dsl::make_call(*expr->op, std::move(args), expr->sort);
  }

 private:
  std::span<const ExprPtr> inputs_;
  std::unordered_map<const Expr*, ExprPtr> done_{};  // shared parts once
};

}  // namespace

Scope with_parameters(Scope scope, std::span<const TypedName> params) {
  int number = 0;
  for (const TypedName& param : params)
    scope.variables.insert_or_assign(param.name, dsl::make_input(number++, param.sort));
  return scope;
}

Result<ExprPtr> read_term(const SExpr& expr, const Scope& scope, std::size_t* depth) {
  TermReader reader(scope);
  auto term = reader.read(expr);
  if (term && depth != nullptr) *depth = reader.depth(*term);
  return term;
}

ExprPtr substitute(const ExprPtr& body, std::span<const ExprPtr> inputs) {
  return Substitution(inputs)(body);
}

Value value_of(const Expr& term, std::span<const Value> inputs) {
  dsl::Arena arena;
  std::vector<dsl::Cell> cells(inputs.size());
  for (std::size_t i = 0; i < inputs.size(); ++i)
    if (!dsl::to_cell(inputs[i], dsl::to_sort(type_of(inputs[i])), arena, cells[i])) return {};
  dsl::EvalContext context{arena, dsl::default_dialect(functions()), kFuel};
  dsl::Cell result;
  if (!dsl::evaluate(term, cells.data(), context, result)) return {};
  return dsl::to_value(result, term.sort);
}

Result<Sort> read_sort(const SExpr& expr) {
  if (const auto sort = expr.is_symbol() ? sort_named(expr.text) : std::nullopt) return *sort;
  return Error{ErrorCode::unsupported,
               fmt::format("the sort {} is not supported", dsl::to_text(expr)),
               {"String, Int and Bool are"},
               expr.span};
}

}  // namespace inkling::sygus
