#include "reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

namespace inkling::dsl {

using syntax::Name;
using syntax::Node;
using syntax::NodePtr;

namespace {

constexpr std::size_t kNo = std::string_view::npos;

bool is_word_char(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

std::size_t word_length(std::string_view text) {
  if (text.empty() || is_digit(text[0])) return 0;
  std::size_t n = 0;
  while (n < text.size() && is_word_char(text[n])) ++n;
  return n;
}

std::size_t skip_space(std::string_view text, std::size_t at) {
  while (at < text.size() && is_space(text[at])) ++at;
  return at;
}

// Past the string that begins at `at`.
std::size_t skip_string(std::string_view text, std::size_t at) {
  for (++at; at < text.size() && text[at] != '"'; ++at)
    if (text[at] == '\\') ++at;
  return at;
}

// Past the bracket that opens at `at`; `comma` tells whether it encloses one at its own level.
std::size_t skip_bracket(std::string_view text, std::size_t at, bool* comma = nullptr) {
  std::size_t depth = 0;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '"') at = skip_string(text, at);
    if (c == '(' || c == '[') ++depth;
    if (c == ',' && depth == 1 && comma != nullptr) *comma = true;
    if ((c == ')' || c == ']') && --depth == 0) return at + 1;
  }
  return text.size();
}

bool has_comma(std::string_view text, std::size_t at) {
  bool comma = false;
  skip_bracket(text, at, &comma);
  return comma;
}

bool is_keyword(std::string_view word) {
  return word == "in" || word == "let" || word == "then" || word == "else";
}

Error too_deep(SourceSpan span) {
  return Error{ErrorCode::parse,
               fmt::format("the program nests deeper than {} levels", kMaxProgramDepth),
               {"name parts of it with let, or use the statement form"},
               span};
}

// What stands at `at`, for "found ...".
std::string describe(std::string_view text, std::size_t at) {
  if (at >= text.size()) return "the end";
  std::size_t n = word_length(text.substr(at));
  if (n == 0)
    while (at + n < text.size() && is_digit(text[at + n])) ++n;
  if (n == 0) {
    n = 1;
    while (at + n < text.size() && (static_cast<unsigned char>(text[at + n]) & 0xC0) == 0x80) ++n;
  }
  return fmt::format("'{}'", text.substr(at, std::min<std::size_t>(n, 40)));
}

}  // namespace

namespace syntax {

Result<NodePtr> finish(Node node) {
  for (const NodePtr& child : node.children) node.depth = std::max(node.depth, child->depth + 1);
  if (node.depth > kMaxProgramDepth) return too_deep(node.span);
  return NodePtr(std::make_shared<const Node>(std::move(node)));
}

}  // namespace syntax

namespace {

NodePtr make(Node node) {
  auto made = syntax::finish(std::move(node));
  if (!made.ok()) throw SyntaxError{std::move(made).error()};
  return *std::move(made);
}

}  // namespace

Reader::Reader(const Catalogue& catalogue, std::string_view text)
    : catalogue_(catalogue), text_(text) {
  std::set<std::string> symbols;
  for (const Operator& op : catalogue.operators())
    if (!op.infix.empty()) symbols.insert(op.infix);
  symbols_.assign(symbols.begin(), symbols.end());
  std::stable_sort(symbols_.begin(), symbols_.end(),
                   [](const auto& a, const auto& b) { return a.size() > b.size(); });
}

std::size_t Reader::infix(std::string_view rest) const {
  if (rest.substr(0, 2) == "->") return kNo;
  for (const std::string& symbol : symbols_) {
    if (rest.substr(0, symbol.size()) != symbol) continue;
    const bool cut = is_word_char(symbol.back()) && rest.size() > symbol.size() &&
                     is_word_char(rest[symbol.size()]);
    if (!cut) return symbol.size();
  }
  return kNo;
}

std::size_t Reader::if_then(std::string_view rest) const {
  if (rest.substr(0, 2) != "if" || (rest.size() > 2 && is_word_char(rest[2]))) return kNo;
  const std::size_t at = skip_space(rest, 2);
  return at < rest.size() && rest[at] == '(' && has_comma(rest, at) ? kNo : 0;
}

// Whether an argument of an application begins here.
bool Reader::begins_atom(std::string_view rest) const {
  if (rest.empty()) return false;
  if (rest[0] == '(' || rest[0] == '[' || rest[0] == '"' || is_digit(rest[0])) return true;
  if (rest[0] == '-') return rest.size() > 1 && is_digit(rest[1]);
  const std::size_t word = word_length(rest);
  return word > 0 && !is_keyword(rest.substr(0, word)) && infix(rest) == kNo;
}

// `sort (x0)` is a call; `Map (*2) x0` is not: an argument follows the bracket, or a function is in
// it.
std::size_t Reader::applied(std::string_view rest) const {
  const std::size_t n = word_length(rest);
  if (n == 0 || n == rest.size() || !is_space(rest[n]) || rest.substr(0, n) == "if") return kNo;
  if (catalogue_.find(rest.substr(0, n)).empty()) return kNo;
  std::string_view next = rest.substr(skip_space(rest, n));
  if (!begins_atom(next)) return kNo;
  if (next[0] != '(') return 0;
  const std::string_view inside = next.substr(skip_space(next, 1));
  if (infix(inside) != kNo && inside[0] != '-') return 0;
  next.remove_prefix(skip_bracket(next, 0));
  return begins_atom(next.substr(skip_space(next, 0))) ? 0 : kNo;
}

void Reader::refuse(const char* at, std::string_view what) const {
  const std::size_t begin = offset(at);
  const std::size_t end = begin + (begin < text_.size() ? 1 : 0);
  throw SyntaxError{Error{ErrorCode::parse,
                          fmt::format("expected {}, found {}", what, describe(text_, begin)),
                          {},
                          SourceSpan{begin, end}}};
}

void Reader::enter() {
  if (++depth_ > 2 * kMaxProgramDepth) throw SyntaxError{too_deep({0, text_.size()})};
}

Name Reader::name_at(const char* begin, const char* end) const {
  return {std::string(begin, end), {offset(begin), offset(end)}};
}

Reader::Frame Reader::pop() {
  Frame frame = std::move(frames_.back());
  frames_.pop_back();
  return frame;
}

std::vector<NodePtr> Reader::take_nodes(std::size_t first) {
  const auto begin = nodes_.begin() + static_cast<std::ptrdiff_t>(first);
  std::vector<NodePtr> taken(std::make_move_iterator(begin), std::make_move_iterator(nodes_.end()));
  nodes_.erase(begin, nodes_.end());
  return taken;
}

void Reader::push(Node node) {
  nodes_.push_back(make(std::move(node)));
}

void Reader::number(const char* begin, const char* end) {
  std::int64_t value = 0;
  const auto [stop, error] = std::from_chars(begin, end, value);
  const SourceSpan span{offset(begin), offset(end)};
  if (error != std::errc() || stop != end || value == kUndefined)
    throw SyntaxError{Error{ErrorCode::parse,
                            fmt::format("the integer {} is out of range",
                                        std::string_view(begin, span.end - span.begin)),
                            {"integers lie between -(2^63-1) and 2^63-1"},
                            span}};
  Node node{Node::Kind::literal, span};
  node.value = Value(value);
  push(std::move(node));
}

void Reader::string(const char* begin, const char* end) {
  const SourceSpan span{offset(begin), offset(end)};
  Result<Value> value = parse_value(std::string_view(begin, span.end - span.begin));
  if (!value.ok()) {
    Error error = std::move(value).error();
    error.code = ErrorCode::parse;
    error.span = error.span
                     ? SourceSpan{error.span->begin + span.begin, error.span->end + span.begin}
                     : span;
    throw SyntaxError{std::move(error)};
  }
  Node node{Node::Kind::literal, span};
  node.value = *std::move(value);
  push(std::move(node));
}

void Reader::boolean(const char* begin, const char* end) {
  Node node{Node::Kind::literal, {offset(begin), offset(end)}};
  node.value = Value(*begin == 't');
  push(std::move(node));
}

void Reader::variable(const char* begin, const char* end) {
  Node node{Node::Kind::name, {offset(begin), offset(end)}};
  node.name = name_at(begin, end);
  push(std::move(node));
}

void Reader::open(const char* begin, const char* name_end) {
  Frame frame{nodes_.size(), offset(begin)};
  frame.name = name_at(begin, name_end);
  frames_.push_back(std::move(frame));
}

void Reader::open_call(const char* begin) {
  open(begin, begin + word_length(text_.substr(offset(begin))));
}

void Reader::close_list(const char* end) {
  Frame frame = pop();
  Node node{Node::Kind::list, {frame.begin, offset(end)}};
  node.children = take_nodes(frame.first);
  push(std::move(node));
}

void Reader::close_call(const char* end) {
  Frame frame = pop();
  Node node{Node::Kind::call, {frame.begin, offset(end)}};
  node.name = std::move(frame.name);
  node.children = take_nodes(frame.first);
  push(std::move(node));
}

void Reader::close_if(const char*) {
  close_call(text_.data() + nodes_.back()->span.end);
}

void Reader::let_name(const char* begin, const char* end) {
  frames_.back().names.push_back(name_at(begin, end));
}

void Reader::close_let(const char*) {
  Frame frame = pop();
  Node node{Node::Kind::let, {frame.begin, nodes_.back()->span.end}};
  node.names = std::move(frame.names);
  node.children = take_nodes(frame.first);
  push(std::move(node));
}

void Reader::open_lambda(const char* begin, const char* end) {
  Frame frame{nodes_.size(), offset(begin)};
  for (const char* at = begin; at != end;) {
    const std::size_t n = word_length(std::string_view(at, static_cast<std::size_t>(end - at)));
    if (n > 0) frame.names.push_back(name_at(at, at + n));
    at += std::max<std::size_t>(n, 1);
  }
  frames_.push_back(std::move(frame));
}

void Reader::close_lambda(const char*) {
  Frame frame = pop();
  Node node{Node::Kind::lambda, {frame.begin, nodes_.back()->span.end}};
  node.names = std::move(frame.names);
  node.children = take_nodes(frame.first);
  push(std::move(node));
}

void Reader::open_chain(const char* begin) {
  frames_.push_back({nodes_.size(), offset(begin)});
}

void Reader::minus(const char* begin) {
  if (frames_.back().minuses.size() > kMaxProgramDepth)
    throw SyntaxError{too_deep({frames_.back().begin, offset(begin)})};
  frames_.back().minuses.push_back(offset(begin));
}

// A minus sign before a number makes a negative literal.
NodePtr Reader::negated(NodePtr node, std::size_t begin) const {
  const SourceSpan span{begin, node->span.end};
  if (node->kind == Node::Kind::literal && node->value.is_int()) {
    Node literal{Node::Kind::literal, span};
    literal.value = Value(-node->value.as_int());
    return make(std::move(literal));
  }
  Node negation{Node::Kind::negate, span};
  negation.children.push_back(std::move(node));
  return make(std::move(negation));
}

void Reader::operand() {
  std::vector<std::size_t>& minuses = frames_.back().minuses;
  for (; !minuses.empty(); minuses.pop_back())
    nodes_.back() = negated(std::move(nodes_.back()), minuses.back());
}

void Reader::operation(const char* begin, const char* end) {
  frames_.back().operators.push_back(name_at(begin, end));
}

const Operator* Reader::infix_operator(const Name& symbol) const {
  return catalogue_.find_infix(symbol.text).front();
}

// Operator precedence: every operator waits on a stack until one that binds less tightly follows.
NodePtr Reader::climb(std::vector<NodePtr> operands, const std::vector<Name>& operators) const {
  std::vector<NodePtr> done{std::move(operands.front())};
  std::vector<const Name*> waiting;
  const auto reduce = [&] {
    NodePtr right = std::move(done.back());
    done.pop_back();
    Node node{Node::Kind::binary, {done.back()->span.begin, right->span.end}};
    node.name = *waiting.back();
    waiting.pop_back();
    node.children = {std::move(done.back()), std::move(right)};
    done.back() = make(std::move(node));
  };
  for (std::size_t i = 0; i < operators.size(); ++i) {
    const Operator* op = infix_operator(operators[i]);
    while (!waiting.empty()) {
      const int before = infix_operator(*waiting.back())->precedence;
      if (before < op->precedence || (before == op->precedence && op->right_associative)) break;
      reduce();
    }
    waiting.push_back(&operators[i]);
    done.push_back(std::move(operands[i + 1]));
  }
  while (!waiting.empty()) reduce();
  return std::move(done.front());
}

void Reader::close_chain() {
  Frame frame = pop();
  nodes_.push_back(climb(take_nodes(frame.first), frame.operators));
}

void Reader::close_section(const char* end) {
  Frame frame = pop();
  Node node{Node::Kind::section, {frame.begin, offset(end)}};
  node.name = frame.operators.front();
  std::vector<NodePtr> operands = take_nodes(frame.first);
  if (!operands.empty()) {
    Node hole{Node::Kind::hole, {frame.begin, frame.begin + 1}};
    std::vector<NodePtr> with_hole{make(std::move(hole))};
    with_hole.insert(with_hole.end(), operands.begin(), operands.end());
    node.children.push_back(climb(std::move(with_hole), frame.operators));
    if (node.name.text == "-") {
      operands.front() = negated(operands.front(), node.name.span.begin);
      frame.operators.erase(frame.operators.begin());
      node.children.push_back(climb(std::move(operands), frame.operators));
    }
  }
  push(std::move(node));
}

void Reader::dialect(const char* begin, const char* end) {
  program_.dialect = name_at(begin, end);
}

void Reader::open_statement(const char* begin) {
  const std::size_t n = word_length(text_.substr(offset(begin)));
  statement_names_.push_back(name_at(begin, begin + n));
}

void Reader::close_statement() {
  syntax::Statement statement{statement_names_.back(), nullptr};
  if (!is_input_) {
    statement.value = std::move(nodes_.back());
    nodes_.pop_back();
  }
  is_input_ = false;
  program_.statements.push_back(std::move(statement));
}

syntax::Program Reader::take() {
  program_.parts = std::move(nodes_);
  program_.span = {0, text_.size()};
  return std::move(program_);
}

}  // namespace inkling::dsl
