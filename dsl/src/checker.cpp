#include "checker.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <inkling/params.hpp>
#include <set>
#include <utility>

#include "statements.hpp"
#include "types.hpp"

namespace inkling::dsl {

using syntax::Name;
using syntax::Node;
using syntax::NodePtr;

namespace {

constexpr std::size_t kMaxInputs = 64;
constexpr std::size_t kMaxGuessedBytes = 4096;  // of a program whose input types are tried out
constexpr std::size_t kMaxSteps = 200'000;      // of checking one program

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
std::optional<std::size_t> input_number(std::string_view name) {
  if (name == "x") return 0;
  if (name.size() < 2 || name.size() > 4 || name[0] != 'x') return std::nullopt;
  std::size_t n = 0;
  for (char c : name.substr(1)) {
    if (c < '0' || c > '9') return std::nullopt;
    n = 10 * n + static_cast<std::size_t>(c - '0');
  }
  return name.size() > 2 && name[1] == '0' ? std::nullopt : std::optional(n);
}

// The code point of a one-character string.
std::optional<std::int64_t> single_char(const std::string& text) {
  if (text.empty()) return std::nullopt;
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const std::size_t n = byte(0) < 0x80 ? 1 : byte(0) < 0xE0 ? 2 : byte(0) < 0xF0 ? 3 : 4;
  if (text.size() != n) return std::nullopt;
  std::int64_t code = n == 1 ? byte(0) : byte(0) & (0x7F >> n);
  for (std::size_t i = 1; i < n; ++i) code = (code << 6) | (byte(i) & 0x3F);
  return code;
}

class Checker {
 public:
  Checker(const Catalogue& catalogue, const std::vector<Sort>* inputs)
      : catalogue_(catalogue), declared_(inputs != nullptr) {
    if (inputs != nullptr)
      for (Sort sort : *inputs) inputs_.push_back(types_.from(sort));
    for (const Operator& op : catalogue.operators()) compact_ |= !op.compact.empty();
  }

  Result<ExprPtr> run(const syntax::Program& program) {
    TypedPtr root = program.statements.empty() ? check_parts(program.parts)
                                               : check_statements(program.statements);
    if (root == nullptr) return std::move(*error_);
    ExprPtr expr = finish(*root);
    if (expr == nullptr) return std::move(*error_);
    return expr;
  }

  Result<ExprPtr> run_function(const syntax::Program& program, const std::vector<Sort>& sorts) {
    if (program.parts.size() != 1) {
      type_error(program.span, "expected one function", {function_example(sorts.size())});
      return std::move(*error_);
    }
    std::vector<Ty> params;
    for (Sort sort : sorts) params.push_back(types_.from(sort));
    TypedPtr root = check_function(*program.parts.front(), params, types_.fresh());
    ExprPtr expr = root == nullptr ? nullptr : finish(*root);
    if (expr == nullptr) return std::move(*error_);
    return expr;
  }

 private:
  // Errors. All return null, so that a check can end with `return fail(...)`.
  TypedPtr fail(ErrorCode code, SourceSpan span, std::string message,
                std::vector<std::string> notes = {}) {
    error_ = Error{code, std::move(message), std::move(notes), span};
    return nullptr;
  }
  TypedPtr type_error(SourceSpan span, std::string message, std::vector<std::string> notes = {}) {
    return fail(ErrorCode::type, span, std::move(message), std::move(notes));
  }

  std::string text_of(Ty type) const {
    type = types_.resolve(type);
    if (type.variable < 0) {
      Sort sort = type.base;
      sort.depth = static_cast<std::uint8_t>(type.depth);
      return catalogue_.to_text(sort);
    }
    return type.depth == 0 ? "value" : "list";
  }
  static std::string with_article(const std::string& noun) {
    const bool vowel = std::string_view("aeiou").find(noun[0]) != std::string_view::npos;
    return (vowel ? "an " : "a ") + noun;
  }
  std::vector<std::string> signatures(const std::vector<Candidate>& candidates) const {
    std::vector<std::string> texts;
    for (const Candidate& candidate : candidates)
      texts.push_back((candidate.compact ? candidate.op->compact + " is " : std::string()) +
                      candidate.op->name + catalogue_.signature(*candidate.op));
    if (texts.size() > 6) texts.resize(6);
    return texts;
  }

  // Nodes.
  TypedPtr make(Expr::Kind kind, Ty type, SourceSpan span) {
    auto typed = std::make_shared<Typed>();
    typed->kind = kind;
    typed->type = type;
    typed->span = span;
    return typed;
  }
  TypedPtr make_variable(const Binding& binding, SourceSpan span) {
    TypedPtr typed = make(binding.kind, binding.type, span);
    typed->index = binding.index;
    return typed;
  }
  TypedPtr make_constant(std::uint8_t enumeration, std::int64_t value, SourceSpan span) {
    TypedPtr typed =
        make(Expr::Kind::constant, {-1, Sort{Sort::Base::enumeration, 0, enumeration}, 0}, span);
    typed->value = Value(value);
    return typed;
  }
  int level() const { return static_cast<int>(bound_); }
  Binding bind(std::string name, Ty type) {
    scope_.push_back({std::move(name), Expr::Kind::bound, level(), type});
    ++bound_;
    return scope_.back();
  }
  void unbind(std::size_t n) {
    scope_.resize(scope_.size() - n);
    bound_ -= n;
  }
  const Binding* find(std::string_view name) const {
    for (auto it = scope_.rbegin(); it != scope_.rend(); ++it)
      if (it->name == name) return &*it;
    return nullptr;
  }

  // Whole programs.
  TypedPtr check_statements(const std::vector<syntax::Statement>& statements) {
    auto desugared = desugar(statements);
    if (!desugared.ok()) {
      error_ = std::move(desugared).error();
      return nullptr;
    }
    closed_ = true;
    for (const Name& name : desugared->inputs) {
      const std::size_t index = scope_.size();
      if (declared_ && index >= inputs_.size())
        return type_error(name.span, fmt::format("'{}' is input number {}, but there {}", name.text,
                                                 index + 1, count_text(inputs_.size())));
      if (!declared_) inputs_.push_back(types_.fresh());
      scope_.push_back({name.text, Expr::Kind::input, static_cast<int>(index), inputs_[index]});
    }
    kept_.push_back(desugared->body);
    return check(*kept_.back());
  }

  static std::string count_text(std::size_t n) {
    return n == 1 ? "is 1 input" : fmt::format("are {} inputs", n);
  }

  TypedPtr check_parts(const std::vector<NodePtr>& parts) {
    TypedPtr whole = check(*parts.front());
    for (std::size_t i = 1; i < parts.size() && whole != nullptr; ++i) {
      const auto& concat = catalogue_.find("concat");
      if (concat.empty())
        return fail(ErrorCode::parse, parts[i]->span,
                    "'|' joins the statements of a program such as x0 = INPUT | x1 = ...",
                    {"this language has no concat that would join two values"});
      TypedPtr part = check(*parts[i]);
      if (part == nullptr) return nullptr;
      const SourceSpan span{whole->span.begin, part->span.end};
      whole = resolve("|", span, span, plain(concat), {{nullptr, whole}, {nullptr, part}});
    }
    return whole;
  }

  // A node where a value is wanted.
  TypedPtr check(const Node& node) {
    if (++steps_ > kMaxSteps)
      return type_error(node.span, "the program is too complicated to check",
                        {"name parts of it with let"});
    switch (node.kind) {
      case Node::Kind::literal:
        return check_literal(node);
      case Node::Kind::list:
        return check_list(node);
      case Node::Kind::name:
        return check_name(node);
      case Node::Kind::call:
        return check_call(node);
      case Node::Kind::binary:
        return check_binary(node);
      case Node::Kind::negate:
        return check_negate(node);
      case Node::Kind::section:
        return check_section_value(node);
      case Node::Kind::hole:
        return make_variable(holes_.back(), node.span);
      case Node::Kind::let:
        return check_let(node);
      case Node::Kind::lambda:
        break;
    }
    return type_error(node.span, "a function stands where a value is expected",
                      {"functions are arguments of operators such as map"});
  }

  TypedPtr check_literal(const Node& node) {
    const Sort::Base base = node.value.is_bool()  ? Sort::Base::boolean
                            : node.value.is_int() ? Sort::Base::integer
                                                  : Sort::Base::string;
    TypedPtr typed = make(Expr::Kind::literal, {-1, Sort{base}, 0}, node.span);
    typed->value = node.value;
    return typed;
  }

  TypedPtr check_list(const Node& node) {
    const Ty element = types_.fresh();
    Value::List values;
    for (const NodePtr& child : node.children) {
      if (child->kind != Node::Kind::literal && child->kind != Node::Kind::list)
        return type_error(child->span, "a list in brackets holds constants only",
                          {"build other lists with operators such as append"});
      TypedPtr typed = check(*child);
      if (typed == nullptr) return nullptr;
      if (!types_.unify(element, typed->type))
        return type_error(child->span,
                          fmt::format("this element is {}, but those before it are of type {}",
                                      with_article(text_of(typed->type)), text_of(element)));
      values.push_back(typed->value);
    }
    Ty type = element;
    ++type.depth;
    TypedPtr typed = make(Expr::Kind::literal, type, node.span);
    typed->value = Value(std::move(values));
    return typed;
  }

  TypedPtr check_name(const Node& node) {
    const std::string& name = node.name.text;
    if (const Binding* binding = find(name)) return make_variable(*binding, node.span);
    if (const auto number = input_number(name); number && !closed_)
      return check_input(*number, node.span);
    if (const EnumName* constant = catalogue_.find_constant(name))
      return make_constant(constant->enumeration, constant->value, node.span);
    const std::vector<Candidate> candidates = find_candidates(name);
    for (const Candidate& candidate : candidates)
      if (candidate.compact && candidate.arity() == 0)
        return resolve(name, node.span, node.span, candidates, {});
    if (!candidates.empty())
      return type_error(
          node.span, fmt::format("'{}' is a function; it stands where a value is expected", name),
          signatures(candidates));
    return unknown(node.name, false);
  }

  TypedPtr check_input(std::size_t number, SourceSpan span) {
    if (declared_ && number >= inputs_.size()) {
      std::string notes = inputs_.empty()       ? ""
                          : inputs_.size() == 1 ? "it is called x0"
                                                : "they are called x0, x1, ...";
      return type_error(
          span, fmt::format("there is no input x{}: there {}", number, count_text(inputs_.size())),
          notes.empty() ? std::vector<std::string>{} : std::vector{notes});
    }
    if (number >= kMaxInputs)
      return type_error(span, fmt::format("there is no input x{}: a program has at most {} inputs",
                                          number, kMaxInputs));
    while (inputs_.size() <= number) inputs_.push_back(types_.fresh());
    return make_variable({"", Expr::Kind::input, static_cast<int>(number), inputs_[number]}, span);
  }

  TypedPtr unknown(const Name& name, bool function) {
    // Own names first: among equally near ones the first is proposed.
    std::vector<std::string> names;
    if (!function) {
      for (const Binding& binding : scope_) names.push_back(binding.name);
      for (const EnumName& constant : catalogue_.constants()) names.push_back(constant.name);
    }
    for (const Operator& op : catalogue_.operators()) names.push_back(op.name);
    for (const Operator& op : catalogue_.operators()) {
      names.insert(names.end(), op.aliases.begin(), op.aliases.end());
      if (!op.compact.empty()) names.push_back(op.compact);
    }
    const std::string close = nearest(name.text, names);
    std::vector<std::string> notes;
    if (!close.empty())
      notes.push_back(fmt::format("did you mean '{}'?", close));
    else if (!function && !closed_)
      notes.push_back("inputs are called x0, x1, ...");
    return fail(ErrorCode::parse, name.span,
                fmt::format("unknown {} '{}' in the language of {}", function ? "function" : "name",
                            name.text, catalogue_.id()),
                std::move(notes));
  }

  static std::vector<Candidate> plain(const std::vector<const Operator*>& operators) {
    std::vector<Candidate> candidates;
    for (const Operator* op : operators) candidates.push_back({op, false});
    return candidates;
  }
  std::vector<Candidate> find_candidates(std::string_view name) const {
    std::vector<Candidate> candidates = plain(catalogue_.find(name));
    for (const Operator* op : catalogue_.find_compact(name)) candidates.push_back({op, true});
    return candidates;
  }

  TypedPtr check_call(const Node& node) {
    const std::vector<Candidate> candidates = find_candidates(node.name.text);
    if (candidates.empty()) {
      if (compact_ && node.name.text == "ConstStr") return check_const_str(node);
      if (compact_ && node.name.text == "Compose") return check_compose(node);
      if (find(node.name.text) != nullptr)
        return type_error(node.name.span,
                          fmt::format("'{}' is a value and cannot be applied", node.name.text));
      return unknown(node.name, true);
    }
    std::vector<Argument> args;
    for (const NodePtr& child : node.children) args.push_back({child.get(), nullptr});
    return resolve(node.name.text, node.span, node.name.span, candidates, std::move(args));
  }

  TypedPtr check_const_str(const Node& node) {
    if (node.children.size() != 1 || node.children[0]->kind != Node::Kind::literal ||
        !node.children[0]->value.is_string())
      return type_error(node.span, "ConstStr takes one string, such as ConstStr(\".\")");
    return check_literal(*node.children[0]);
  }

  // Compose(f, g): f works on what g gives.
  TypedPtr check_compose(const Node& node) {
    if (node.children.size() != 2)
      return type_error(
          node.span, fmt::format("Compose takes 2 arguments, got {}", node.children.size()),
          {"Compose(f, g) is f of g, such as Compose(ToCase(PROPER), GetFrom(\",\"))"});
    TypedPtr inner = check(*node.children[1]);
    if (inner == nullptr) return nullptr;
    std::swap(subject_, inner);
    const std::size_t uses_before = std::exchange(subject_uses_, 0);
    TypedPtr outer = check(*node.children[0]);
    const std::size_t uses = std::exchange(subject_uses_, uses_before);
    subject_ = std::move(inner);
    // More than one use would double the program with every Compose inside another.
    if (outer != nullptr && uses != 1)
      return type_error(
          node.children[0]->span,
          "the first argument of Compose should be one operator that works on the second",
          {"such as Compose(ToCase(PROPER), GetFrom(\",\"))"});
    return outer;
  }

  TypedPtr check_binary(const Node& node) {
    return resolve(node.name.text, node.span, node.name.span,
                   plain(catalogue_.find_infix(node.name.text)),
                   {{node.children[0].get(), nullptr}, {node.children[1].get(), nullptr}});
  }

  TypedPtr check_negate(const Node& node) {
    const auto& negation = catalogue_.find("neg");
    if (negation.empty())
      return type_error(node.span, "this language has no negation of expressions",
                        {"a minus sign may stand before a number only"});
    return resolve("-", node.span, {node.span.begin, node.span.begin + 1}, plain(negation),
                   {{node.children[0].get(), nullptr}});
  }

  TypedPtr check_section_value(const Node& node) {
    if (node.children.size() == 2) return check(*node.children[1]);
    return type_error(node.span, "a function stands where a value is expected",
                      {fmt::format("an operand is missing before '{}'", node.name.text)});
  }

  TypedPtr check_let(const Node& node) {
    TypedPtr value = check(*node.children[0]);
    if (value == nullptr) return nullptr;
    bind(node.names[0].text, value->type);
    TypedPtr body = check(*node.children[1]);
    unbind(1);
    if (body == nullptr) return nullptr;
    TypedPtr typed = make(Expr::Kind::let, body->type, node.span);
    typed->args = {std::move(value), std::move(body)};
    return typed;
  }

  // Functions.
  bool is_function_name(const Node& node) const {
    return node.kind == Node::Kind::name && find(node.name.text) == nullptr &&
           catalogue_.find_constant(node.name.text) == nullptr &&
           !catalogue_.find(node.name.text).empty() &&
           (closed_ || !input_number(node.name.text).has_value());
  }
  bool only_function(const Argument& arg) const {
    if (arg.node == nullptr) return false;
    const Node& node = *arg.node;
    return node.kind == Node::Kind::lambda || is_function_name(node) ||
           (node.kind == Node::Kind::section && node.children.size() < 2);
  }

  static std::string function_example(std::size_t params) {
    return params == 1 ? "such as x -> x" : params == 2 ? "such as (x, y) -> x" : "";
  }

  TypedPtr wrong_params(const Node& node, std::size_t given, std::size_t expected) {
    return type_error(node.span,
                      fmt::format("this function takes {} argument{}, expected one of {}", given,
                                  given == 1 ? "" : "s", expected),
                      {function_example(expected)});
  }

  TypedPtr check_function(const Node& node, const std::vector<Ty>& params, Ty result) {
    const std::size_t n = params.size();
    std::vector<std::string> names(n);
    if (node.kind == Node::Kind::lambda) {
      if (node.names.size() != n) return wrong_params(node, node.names.size(), n);
      for (std::size_t i = 0; i < n; ++i) names[i] = node.names[i].text;
      for (std::size_t i = 1; i < n; ++i)
        if (std::find(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(i), names[i]) !=
            names.begin() + static_cast<std::ptrdiff_t>(i))
          return type_error(node.names[i].span,
                            fmt::format("two parameters are called '{}'", names[i]));
    } else if (node.kind == Node::Kind::section) {
      const std::size_t given = node.children.empty() ? 2 : 1;
      if (given != n) return wrong_params(node, given, n);
    } else if (!is_function_name(node)) {
      if (node.kind == Node::Kind::name && check(node) == nullptr) return nullptr;
      return type_error(node.span, "expected a function here",
                        {function_example(n), "or the name of an operator"});
    }
    std::vector<Argument> args;
    for (std::size_t i = 0; i < n; ++i)
      args.push_back({nullptr, make_variable(bind(names[i], params[i]), node.span)});
    TypedPtr body = check_body(node, std::move(args));
    unbind(n);
    if (body == nullptr) return nullptr;
    if (!types_.unify(result, body->type))
      return type_error(body->span, fmt::format("this function gives {}, expected {}",
                                                with_article(text_of(body->type)),
                                                with_article(text_of(result))));
    TypedPtr typed = make(Expr::Kind::lambda, body->type, node.span);
    typed->params = params;
    typed->args.push_back(std::move(body));
    return typed;
  }

  TypedPtr check_body(const Node& node, std::vector<Argument> args) {
    if (node.kind == Node::Kind::lambda) return check(*node.children[0]);
    if (node.kind == Node::Kind::name)
      return resolve(node.name.text, node.span, node.span, plain(catalogue_.find(node.name.text)),
                     std::move(args));
    if (node.children.empty())
      return resolve(node.name.text, node.span, node.span,
                     plain(catalogue_.find_infix(node.name.text)), std::move(args));
    holes_.push_back(scope_.back());
    TypedPtr body = check(*node.children[0]);
    holes_.pop_back();
    return body;
  }

  // Calls: plain arguments are checked first and choose among the operators of that name; their
  // types then flow into the functions.
  TypedPtr resolve(std::string_view name, SourceSpan span, SourceSpan name_span,
                   std::vector<Candidate> candidates, std::vector<Argument> args) {
    const std::vector<Candidate> all = candidates;
    std::erase_if(candidates, [&](const Candidate& c) { return c.arity() != args.size(); });
    if (candidates.empty()) return wrong_arity(name, span, all, args.size());
    for (std::size_t i = 0; i < args.size(); ++i) {
      const bool plain_somewhere =
          std::any_of(candidates.begin(), candidates.end(),
                      [&](const Candidate& c) { return !c.param(i).is_function(); });
      if (args[i].typed != nullptr || !plain_somewhere || only_function(args[i])) continue;
      args[i].typed = check(*args[i].node);
      if (args[i].typed == nullptr) return nullptr;
    }
    std::optional<Error> function_error;
    for (const Candidate& candidate : candidates) {
      const std::size_t mark = types_.mark();
      bool fits = false;
      if (TypedPtr call = apply(candidate, span, args, fits)) return call;
      if (fits && !function_error) function_error = error_;
      types_.undo(mark);
    }
    if (function_error) {
      error_ = std::move(function_error);
      return nullptr;
    }
    return misfit(name, name_span, candidates, args);
  }

  // The call, or null: `fits` says whether the plain arguments fitted.
  TypedPtr apply(const Candidate& candidate, SourceSpan span, const std::vector<Argument>& args,
                 bool& fits) {
    std::vector<Ty> instance;
    const Operator& op = *candidate.op;
    TypedPtr call = make(Expr::Kind::call, {}, span);
    call->op = &op;
    if (candidate.compact) {
      TypedPtr subject = subject_ != nullptr ? subject_ : check_input(0, {span.begin, span.begin});
      if (subject == nullptr) return nullptr;
      if (!types_.unify(types_.from(op.params[0].sort, &instance), subject->type)) return nullptr;
      call->args.push_back(std::move(subject));
    }
    const std::size_t first = call->args.size();
    call->args.resize(op.params.size());
    for (std::size_t i = 0; i < args.size(); ++i)
      if (!fit(candidate.param(i), args[i], instance, call->args[first + i])) return nullptr;
    fits = true;
    for (std::size_t i = 0; i < args.size(); ++i) {
      const Param& param = candidate.param(i);
      if (!param.is_function()) continue;
      std::vector<Ty> params;
      for (Sort sort : param.lambda) params.push_back(types_.from(sort, &instance));
      const Ty result = types_.from(param.sort, &instance);
      call->args[first + i] = check_function(*args[i].node, params, result);
      if (call->args[first + i] == nullptr) return nullptr;
    }
    call->type = types_.from(op.result, &instance);
    subject_uses_ += candidate.compact ? 1 : 0;
    return call;
  }

  // Whether a plain argument fits its parameter; functions are looked at later.
  bool fit(const Param& param, const Argument& arg, std::vector<Ty>& instance, TypedPtr& result) {
    if (param.is_function()) return arg.node != nullptr;
    if (arg.typed == nullptr) return false;
    result = arg.typed;
    const Sort& sort = param.sort;
    if (sort.base == Sort::Base::enumeration && sort.depth == 0 &&
        arg.typed->kind == Expr::Kind::literal && arg.typed->value.is_string()) {
      const auto code = single_char(arg.typed->value.as_string());
      if (!code || !catalogue_.enumerations()[sort.index].accepts_char) return false;
      result = make_constant(sort.index, 256 + *code, arg.typed->span);
      return true;
    }
    // The same name may stand for members of two enumerations; the parameter says which.
    if (sort.base == Sort::Base::enumeration && sort.depth == 0 && arg.node != nullptr &&
        arg.typed->kind == Expr::Kind::constant) {
      if (const auto* constant = catalogue_.find_constant(arg.node->name.text, sort.index)) {
        result = make_constant(sort.index, constant->value, arg.typed->span);
        return true;
      }
    }
    return types_.unify(types_.from(sort, &instance), arg.typed->type);
  }

  std::string choices(std::uint8_t enumeration) const {
    std::string list;
    for (const EnumName& constant : catalogue_.constants())
      if (constant.enumeration == enumeration) list += (list.empty() ? "" : ", ") + constant.name;
    const bool chars = catalogue_.enumerations()[enumeration].accepts_char;
    if (chars) list += list.empty() ? "a one-character string" : " or a one-character string";
    return "expected " + list;
  }

  TypedPtr wrong_arity(std::string_view name, SourceSpan span, const std::vector<Candidate>& all,
                       std::size_t given) {
    std::set<std::size_t> arities;
    for (const Candidate& candidate : all) arities.insert(candidate.arity());
    std::string expected;
    for (std::size_t arity : arities)
      expected += (expected.empty() ? "" : " or ") + std::to_string(arity);
    return type_error(span,
                      fmt::format("'{}' takes {} argument{}, got {}", name, expected,
                                  expected == "1" ? "" : "s", given),
                      signatures(all));
  }

  TypedPtr misfit(std::string_view name, SourceSpan span, const std::vector<Candidate>& candidates,
                  const std::vector<Argument>& args) {
    if (candidates.size() == 1) {
      std::vector<Ty> instance;
      const std::size_t mark = types_.mark();
      for (std::size_t i = 0; i < args.size(); ++i) {
        const Param& param = candidates[0].param(i);
        TypedPtr ignored;
        if (fit(param, args[i], instance, ignored)) continue;
        const SourceSpan at = args[i].typed ? args[i].typed->span : args[i].node->span;
        const std::string found =
            args[i].typed ? with_article(text_of(args[i].typed->type)) : "a function";
        const std::string wanted = with_article(text_of(types_.from(param.sort, &instance)));
        types_.undo(mark);
        std::vector<std::string> notes = signatures(candidates);
        if (param.sort.base == Sort::Base::enumeration) notes.push_back(choices(param.sort.index));
        return type_error(
            at,
            fmt::format("argument {} of '{}' should be {}, found {}", i + 1, name, wanted, found),
            std::move(notes));
      }
      types_.undo(mark);
    }
    std::string found;
    for (const Argument& arg : args)
      found += (found.empty() ? "" : ", ") +
               (arg.typed ? text_of(arg.typed->type) : std::string("function"));
    return type_error(span, fmt::format("'{}' does not take ({})", name, found),
                      signatures(candidates));
  }

  // To Expr, once all types are known.
  ExprPtr finish(const Typed& typed) {
    auto expr = std::make_shared<Expr>();
    expr->kind = typed.kind;
    expr->sort = types_.to_sort(typed.type);
    expr->index = typed.index;
    expr->op = typed.op;
    expr->value = typed.value;
    expr->span = typed.span;
    for (Ty param : typed.params) expr->params.push_back(types_.to_sort(param));
    if (expr->sort.depth > kMaxValueDepth) {
      type_error(typed.span,
                 fmt::format("this value nests lists {} deep; at most {} levels are possible",
                             expr->sort.depth, kMaxValueDepth));
      return nullptr;
    }
    for (const TypedPtr& arg : typed.args) {
      expr->args.push_back(finish(*arg));
      if (expr->args.back() == nullptr) return nullptr;
    }
    return expr;
  }

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

std::size_t count_inputs(const Node& node) {
  std::size_t n = 0;
  if (node.kind == Node::Kind::name)
    if (const auto number = input_number(node.name.text)) n = *number + 1;
  for (const NodePtr& child : node.children) n = std::max(n, count_inputs(*child));
  return n;
}

std::size_t count_inputs(const syntax::Program& program) {
  std::size_t n = program.statements.empty() ? 1 : 0;  // the RobustFill form implies x0
  for (const syntax::Statement& statement : program.statements) n += statement.value == nullptr;
  for (const NodePtr& part : program.parts) n = std::max(n, count_inputs(*part));
  return n;
}

}  // namespace

Result<ExprPtr> check(const Catalogue& catalogue, const syntax::Program& program,
                      const std::vector<Sort>* inputs) {
  Result<ExprPtr> result = Checker(catalogue, inputs).run(program);
  if (result.ok() || inputs != nullptr || result.error().code != ErrorCode::type) return result;
  // Inference settles overloads greedily; where that fails, the usual input types are tried.
  static constexpr std::array<Sort, 6> kUsual = {
      Sort{Sort::Base::integer, 1}, Sort{Sort::Base::string, 0},  Sort{Sort::Base::integer, 0},
      Sort{Sort::Base::string, 1},  Sort{Sort::Base::boolean, 0}, Sort{Sort::Base::integer, 2}};
  const std::size_t n = count_inputs(program);
  if (n > 3 || program.span.end > kMaxGuessedBytes) return result;
  std::vector<std::size_t> digits(n, 0);
  for (;;) {
    std::vector<Sort> sorts;
    for (std::size_t d : digits) sorts.push_back(kUsual[d]);
    Result<ExprPtr> attempt = Checker(catalogue, &sorts).run(program);
    if (attempt.ok()) return attempt;
    std::size_t i = 0;
    while (i < n && ++digits[i] == kUsual.size()) digits[i++] = 0;
    if (i == n) return result;
  }
}

Result<ExprPtr> check_function(const Catalogue& catalogue, const syntax::Program& program,
                               const std::vector<Sort>& params) {
  const std::vector<Sort> no_inputs;
  return Checker(catalogue, &no_inputs).run_function(program, params);
}

}  // namespace inkling::dsl
