// The checker's state and its steps: what checker.cpp (programs, names, values) and
// checker_calls.cpp (functions, and calls of operators) share.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "syntax.hpp"
#include "types.hpp"

namespace inkling::dsl::checking {

using syntax::Name;
using syntax::Node;
using syntax::NodePtr;

// A checked tree whose types are still open.
struct Typed;
using TypedPtr = std::shared_ptr<Typed>;
struct Typed {
  Expr::Kind kind = Expr::Kind::literal;
  Ty type{};
  SourceSpan span{};
  int index = 0;
  const Operator* op = nullptr;
  Value value{};
  std::vector<TypedPtr> args{};
  std::vector<Ty> params{};
};

// What a name in scope stands for.
struct Binding {
  std::string name;
  Expr::Kind kind = Expr::Kind::bound;  // or input
  int index = 0;
  Ty type{};
};

// An argument: a node that is yet to be checked, or one that is.
struct Argument {
  const Node* node = nullptr;
  TypedPtr typed{};
};

// An operator that a call may mean; compact: its first argument is left out.
struct Candidate {
  const Operator* op = nullptr;
  bool compact = false;
  std::size_t arity() const { return op->params.size() - (compact ? 1 : 0); }
  const Param& param(std::size_t i) const { return op->params[i + (compact ? 1 : 0)]; }
};

// "x12" is input 12.
std::optional<std::size_t> input_number(std::string_view name);

// Of one program.
class Checker {
 public:
  Checker(const Catalogue& catalogue, const std::vector<Sort>* inputs);
  Result<ExprPtr> run(const syntax::Program& program);
  Result<ExprPtr> run_function(const syntax::Program& program, const std::vector<Sort>& sorts);

 private:
  // Errors. All return null, so that a check can end with `return fail(...)`.
  TypedPtr fail(ErrorCode code, SourceSpan span, std::string message,
                std::vector<std::string> notes = {});
  TypedPtr type_error(SourceSpan span, std::string message, std::vector<std::string> notes = {});
  std::string text_of(Ty type) const;
  static std::string with_article(const std::string& noun);
  std::vector<std::string> signatures(const std::vector<Candidate>& candidates) const;
  // Nodes.
  TypedPtr make(Expr::Kind kind, Ty type, SourceSpan span);
  TypedPtr make_variable(const Binding& binding, SourceSpan span);
  TypedPtr make_constant(std::uint8_t enumeration, std::int64_t value, SourceSpan span);
  int level() const { return static_cast<int>(bound_); }
  Binding bind(std::string name, Ty type);
  void unbind(std::size_t n);
  const Binding* find(std::string_view name) const;
  // Whole programs.
  TypedPtr check_statements(const std::vector<syntax::Statement>& statements);
  static std::string count_text(std::size_t n);
  TypedPtr check_parts(const std::vector<NodePtr>& parts);
  // A node where a value is wanted.
  TypedPtr check(const Node& node);
  TypedPtr check_literal(const Node& node);
  TypedPtr check_list(const Node& node);
  TypedPtr check_name(const Node& node);
  TypedPtr check_input(std::size_t number, SourceSpan span);
  TypedPtr unknown(const Name& name, bool function);
  static std::vector<Candidate> plain(const std::vector<const Operator*>& operators);
  std::vector<Candidate> find_candidates(std::string_view name) const;
  TypedPtr check_call(const Node& node);
  TypedPtr check_const_str(const Node& node);
  // Compose(f, g): f works on what g gives.
  TypedPtr check_compose(const Node& node);
  TypedPtr check_binary(const Node& node);
  TypedPtr check_negate(const Node& node);
  TypedPtr check_section_value(const Node& node);
  TypedPtr check_let(const Node& node);
  // Functions.
  bool is_function_name(const Node& node) const;
  bool only_function(const Argument& arg) const;
  static std::string function_example(std::size_t params);
  TypedPtr wrong_params(const Node& node, std::size_t given, std::size_t expected);
  TypedPtr check_function(const Node& node, const std::vector<Ty>& params, Ty result);
  TypedPtr check_body(const Node& node, std::vector<Argument> args);
  // Calls: plain arguments are checked first and choose among the operators of that name; their
  // types then flow into the functions.
  TypedPtr resolve(std::string_view name, SourceSpan span, SourceSpan name_span,
                   std::vector<Candidate> candidates, std::vector<Argument> args);
  // The call, or null: `fits` says whether the plain arguments fitted.
  TypedPtr apply(const Candidate& candidate, SourceSpan span, const std::vector<Argument>& args,
                 bool& fits);
  // Whether a plain argument fits its parameter; functions are looked at later.
  bool fit(const Param& param, const Argument& arg, std::vector<Ty>& instance, TypedPtr& result);
  std::string choices(std::uint8_t enumeration) const;
  TypedPtr wrong_arity(std::string_view name, SourceSpan span, const std::vector<Candidate>& all,
                       std::size_t given);
  TypedPtr misfit(std::string_view name, SourceSpan span, const std::vector<Candidate>& candidates,
                  const std::vector<Argument>& args);
  // To Expr, once all types are known.
  ExprPtr finish(const Typed& typed);

  const Catalogue& catalogue_;
  const bool declared_;  // the sorts of the inputs are given
  bool closed_ = false;  // statement form: every name is defined in the program
  bool compact_ = false;
  Unifier types_;
  std::vector<Ty> inputs_;
  std::vector<Binding> scope_;
  std::size_t bound_ = 0;  // variables of lambdas and lets in scope
  std::vector<Binding> holes_;
  std::vector<NodePtr> kept_;
  std::size_t subject_uses_ = 0;
  TypedPtr subject_;  // what the RobustFill form works on; null: x0
  std::size_t steps_ = 0;
  std::optional<Error> error_;
};

}  // namespace inkling::dsl::checking
