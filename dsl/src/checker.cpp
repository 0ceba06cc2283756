#include "checker.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <inkling/params.hpp>
#include <utility>

#include "checking.hpp"
#include "statements.hpp"

namespace inkling::dsl {

namespace checking {

namespace {

constexpr std::size_t kMaxInputs = 64;
constexpr std::size_t kMaxSteps = 200'000;  // of checking one program

}  // namespace

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

Checker::Checker(const Catalogue& catalogue, const std::vector<Sort>* inputs)
    : catalogue_(catalogue), declared_(inputs != nullptr) {
  if (inputs != nullptr)
    for (Sort sort : *inputs) inputs_.push_back(types_.from(sort));
  for (const Operator& op : catalogue.operators()) compact_ |= !op.compact.empty();
}

Result<ExprPtr> Checker::run(const syntax::Program& program) {
  TypedPtr root = program.statements.empty() ? check_parts(program.parts)
                                             : check_statements(program.statements);
  if (root == nullptr) return std::move(*error_);
  ExprPtr expr = finish(*root);
  if (expr == nullptr) return std::move(*error_);
  return expr;
}

Result<ExprPtr> Checker::run_function(const syntax::Program& program,
                                      const std::vector<Sort>& sorts) {
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

TypedPtr Checker::fail(ErrorCode code, SourceSpan span, std::string message,
                       std::vector<std::string> notes) {
  error_ = Error{code, std::move(message), std::move(notes), span};
  return nullptr;
}

TypedPtr Checker::type_error(SourceSpan span, std::string message, std::vector<std::string> notes) {
  return fail(ErrorCode::type, span, std::move(message), std::move(notes));
}

std::string Checker::text_of(Ty type) const {
  type = types_.resolve(type);
  if (type.variable < 0) {
    Sort sort = type.base;
    sort.depth = static_cast<std::uint8_t>(type.depth);
    return catalogue_.to_text(sort);
  }
  return type.depth == 0 ? "value" : "list";
}

std::string Checker::with_article(const std::string& noun) {
  const bool vowel = std::string_view("aeiou").find(noun[0]) != std::string_view::npos;
  return (vowel ? "an " : "a ") + noun;
}

TypedPtr Checker::make(Expr::Kind kind, Ty type, SourceSpan span) {
  auto typed = std::make_shared<Typed>();
  typed->kind = kind;
  typed->type = type;
  typed->span = span;
  return typed;
}

TypedPtr Checker::make_variable(const Binding& binding, SourceSpan span) {
  TypedPtr typed = make(binding.kind, binding.type, span);
  typed->index = binding.index;
  return typed;
}

TypedPtr Checker::make_constant(std::uint8_t enumeration, std::int64_t value, SourceSpan span) {
  TypedPtr typed =
      make(Expr::Kind::constant, {-1, Sort{Sort::Base::enumeration, 0, enumeration}, 0}, span);
  typed->value = Value(value);
  return typed;
}

Binding Checker::bind(std::string name, Ty type) {
  scope_.push_back({std::move(name), Expr::Kind::bound, level(), type});
  ++bound_;
  return scope_.back();
}

void Checker::unbind(std::size_t n) {
  scope_.resize(scope_.size() - n);
  bound_ -= n;
}

const Binding* Checker::find(std::string_view name) const {
  for (auto it = scope_.rbegin(); it != scope_.rend(); ++it)
    if (it->name == name) return &*it;
  return nullptr;
}

TypedPtr Checker::check_statements(const std::vector<syntax::Statement>& statements) {
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

std::string Checker::count_text(std::size_t n) {
  return n == 1 ? "is 1 input" : fmt::format("are {} inputs", n);
}

TypedPtr Checker::check_parts(const std::vector<NodePtr>& parts) {
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

TypedPtr Checker::check(const Node& node) {
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

TypedPtr Checker::check_literal(const Node& node) {
  const Sort::Base base = node.value.is_bool()  ? Sort::Base::boolean
                          : node.value.is_int() ? Sort::Base::integer
                                                : Sort::Base::string;
  TypedPtr typed = make(Expr::Kind::literal, {-1, Sort{base}, 0}, node.span);
  typed->value = node.value;
  return typed;
}

TypedPtr Checker::check_list(const Node& node) {
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

TypedPtr Checker::check_name(const Node& node) {
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
    return type_error(node.span,
                      fmt::format("'{}' is a function; it stands where a value is expected", name),
                      signatures(candidates));
  return unknown(node.name, false);
}

TypedPtr Checker::check_input(std::size_t number, SourceSpan span) {
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

TypedPtr Checker::unknown(const Name& name, bool function) {
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

TypedPtr Checker::check_call(const Node& node) {
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

TypedPtr Checker::check_const_str(const Node& node) {
  if (node.children.size() != 1 || node.children[0]->kind != Node::Kind::literal ||
      !node.children[0]->value.is_string())
    return type_error(node.span, "ConstStr takes one string, such as ConstStr(\".\")");
  return check_literal(*node.children[0]);
}

TypedPtr Checker::check_compose(const Node& node) {
  if (node.children.size() != 2)
    return type_error(node.span,
                      fmt::format("Compose takes 2 arguments, got {}", node.children.size()),
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

TypedPtr Checker::check_binary(const Node& node) {
  return resolve(node.name.text, node.span, node.name.span,
                 plain(catalogue_.find_infix(node.name.text)),
                 {{node.children[0].get(), nullptr}, {node.children[1].get(), nullptr}});
}

TypedPtr Checker::check_negate(const Node& node) {
  const auto& negation = catalogue_.find("neg");
  if (negation.empty())
    return type_error(node.span, "this language has no negation of expressions",
                      {"a minus sign may stand before a number only"});
  return resolve("-", node.span, {node.span.begin, node.span.begin + 1}, plain(negation),
                 {{node.children[0].get(), nullptr}});
}

TypedPtr Checker::check_section_value(const Node& node) {
  if (node.children.size() == 2) return check(*node.children[1]);
  return type_error(node.span, "a function stands where a value is expected",
                    {fmt::format("an operand is missing before '{}'", node.name.text)});
}

TypedPtr Checker::check_let(const Node& node) {
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

ExprPtr Checker::finish(const Typed& typed) {
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

}  // namespace checking

namespace {

constexpr std::size_t kMaxGuessedBytes = 4096;  // of a program whose input types are tried out

using checking::Checker;
using checking::input_number;
using syntax::Node;
using syntax::NodePtr;

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
