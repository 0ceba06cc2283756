// Functions, and calls: which operator of a name is meant, and what was wrong when none is.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "checking.hpp"

namespace inkling::dsl::checking {

namespace {

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

}  // namespace

std::vector<std::string> Checker::signatures(const std::vector<Candidate>& candidates) const {
  std::vector<std::string> texts;
  for (const Candidate& candidate : candidates)
    texts.push_back((candidate.compact ? candidate.op->compact + " is " : std::string()) +
                    candidate.op->name + catalogue_.signature(*candidate.op));
  if (texts.size() > 6) texts.resize(6);
  return texts;
}

std::vector<Candidate> Checker::plain(const std::vector<const Operator*>& operators) {
  std::vector<Candidate> candidates;
  for (const Operator* op : operators) candidates.push_back({op, false});
  return candidates;
}

std::vector<Candidate> Checker::find_candidates(std::string_view name) const {
  std::vector<Candidate> candidates = plain(catalogue_.find(name));
  for (const Operator* op : catalogue_.find_compact(name)) candidates.push_back({op, true});
  return candidates;
}

bool Checker::is_function_name(const Node& node) const {
  return node.kind == Node::Kind::name && find(node.name.text) == nullptr &&
         catalogue_.find_constant(node.name.text) == nullptr &&
         !catalogue_.find(node.name.text).empty() &&
         (closed_ || !input_number(node.name.text).has_value());
}

bool Checker::only_function(const Argument& arg) const {
  if (arg.node == nullptr) return false;
  const Node& node = *arg.node;
  return node.kind == Node::Kind::lambda || is_function_name(node) ||
         (node.kind == Node::Kind::section && node.children.size() < 2);
}

std::string Checker::function_example(std::size_t params) {
  return params == 1 ? "such as x -> x" : params == 2 ? "such as (x, y) -> x" : "";
}

TypedPtr Checker::wrong_params(const Node& node, std::size_t given, std::size_t expected) {
  return type_error(node.span,
                    fmt::format("this function takes {} argument{}, expected one of {}", given,
                                given == 1 ? "" : "s", expected),
                    {function_example(expected)});
}

TypedPtr Checker::check_function(const Node& node, const std::vector<Ty>& params, Ty result) {
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
    return type_error(
        body->span, fmt::format("this function gives {}, expected {}",
                                with_article(text_of(body->type)), with_article(text_of(result))));
  TypedPtr typed = make(Expr::Kind::lambda, body->type, node.span);
  typed->params = params;
  typed->args.push_back(std::move(body));
  return typed;
}

TypedPtr Checker::check_body(const Node& node, std::vector<Argument> args) {
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

TypedPtr Checker::resolve(std::string_view name, SourceSpan span, SourceSpan name_span,
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

TypedPtr Checker::apply(const Candidate& candidate, SourceSpan span,
                        const std::vector<Argument>& args, bool& fits) {
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

bool Checker::fit(const Param& param, const Argument& arg, std::vector<Ty>& instance,
                  TypedPtr& result) {
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

std::string Checker::choices(std::uint8_t enumeration) const {
  std::string list;
  for (const EnumName& constant : catalogue_.constants())
    if (constant.enumeration == enumeration) list += (list.empty() ? "" : ", ") + constant.name;
  const bool chars = catalogue_.enumerations()[enumeration].accepts_char;
  if (chars) list += list.empty() ? "a one-character string" : " or a one-character string";
  return "expected " + list;
}

TypedPtr Checker::wrong_arity(std::string_view name, SourceSpan span,
                              const std::vector<Candidate>& all, std::size_t given) {
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

TypedPtr Checker::misfit(std::string_view name, SourceSpan span,
                         const std::vector<Candidate>& candidates,
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
          at, fmt::format("argument {} of '{}' should be {}, found {}", i + 1, name, wanted, found),
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

}  // namespace inkling::dsl::checking
