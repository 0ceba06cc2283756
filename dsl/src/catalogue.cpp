#include <fmt/format.h>

#include <algorithm>
#include <inkling/dsl/catalogue.hpp>
#include <inkling/dsl/expr.hpp>
#include <inkling/result.hpp>

namespace inkling::dsl {
namespace {

[[noreturn]] void fail(std::string message) {
  throw Exception(Error{ErrorCode::internal, std::move(message)});
}

// Reader of the signature language: "(f: a -> b, xs: list a) -> list b".
class SignatureReader {
 public:
  SignatureReader(std::string_view name, std::string_view text,
                  const std::vector<Enumeration>& enumerations)
      : name_(name), text_(text), enumerations_(enumerations) {}

  void read(Operator& op) {
    expect("(");
    while (!accept(")")) {
      op.params.push_back(read_param());
      if (!accept(",") && peek() != ')') fail_here("',' or ')'");
    }
    expect("->");
    op.result = read_sort();
    if (peek() != '\0') fail_here("the end");
  }

 private:
  Param read_param() {
    Param param;
    param.name = read_word();
    expect(":");
    if (peek() != '(') {
      param.sort = read_sort();
      if (accept("->")) to_function(param, {param.sort});
      return param;
    }
    expect("(");
    std::vector<Sort> sorts{read_sort()};
    while (accept(",")) sorts.push_back(read_sort());
    const bool closed = accept(")");  // "(a, b) -> c" as well as "(a, b -> c)"
    expect("->");
    to_function(param, std::move(sorts));
    if (!closed) expect(")");
    return param;
  }

  void to_function(Param& param, std::vector<Sort> lambda) {
    param.lambda = std::move(lambda);
    param.sort = read_sort();
  }

  Sort read_sort() {
    std::string word = read_word();
    if (word == "list") {
      if (!accept_word("of")) skip();
      Sort sort = read_sort();
      ++sort.depth;
      return sort;
    }
    if (word == "int") return {Sort::Base::integer};
    if (word == "bool") return {Sort::Base::boolean};
    if (word == "string") return {Sort::Base::string};
    if (word.size() == 1 && word[0] >= 'a' && word[0] <= 'd')
      return {Sort::Base::variable, 0, static_cast<std::uint8_t>(word[0] - 'a')};
    for (std::size_t i = 0; i < enumerations_.size(); ++i)
      if (enumerations_[i].name == word)
        return {Sort::Base::enumeration, 0, static_cast<std::uint8_t>(i)};
    fail(fmt::format("operator '{}': unknown type '{}' in signature '{}'", name_, word, text_));
  }

  std::string read_word() {
    skip();
    const std::size_t begin = at_;
    while (at_ < text_.size() &&
           (std::isalnum(static_cast<unsigned char>(text_[at_])) != 0 || text_[at_] == '_'))
      ++at_;
    if (begin == at_) fail_here("a name");
    return std::string(text_.substr(begin, at_ - begin));
  }

  void skip() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }
  char peek() {
    skip();
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  bool accept(std::string_view symbol) {
    skip();
    if (text_.substr(at_, symbol.size()) != symbol) return false;
    at_ += symbol.size();
    return true;
  }
  bool accept_word(std::string_view word) {
    skip();
    const std::size_t end = at_ + word.size();
    if (text_.substr(at_, word.size()) != word || (end < text_.size() && text_[end] != ' '))
      return false;
    at_ = end;
    return true;
  }
  void expect(std::string_view symbol) {
    if (!accept(symbol)) fail_here(fmt::format("'{}'", symbol));
  }
  [[noreturn]] void fail_here(std::string_view expected) {
    fail(fmt::format("operator '{}': expected {} at byte {} of signature '{}'", name_, expected,
                     at_, text_));
  }

  std::string_view name_;
  std::string_view text_;
  const std::vector<Enumeration>& enumerations_;
  std::size_t at_ = 0;
};

bool same_params(const Operator& a, const Operator& b) {
  return std::equal(
      a.params.begin(), a.params.end(), b.params.begin(), b.params.end(),
      [](const Param& p, const Param& q) { return p.sort == q.sort && p.lambda == q.lambda; });
}

const std::vector<const Operator*>& lookup(
    const std::map<std::string, std::vector<const Operator*>, std::less<>>& index,
    std::string_view key) {
  static const std::vector<const Operator*> kNone;
  const auto found = index.find(key);
  return found == index.end() ? kNone : found->second;
}

void add_once(std::vector<const Operator*>& list, const Operator& op) {
  if (std::find(list.begin(), list.end(), &op) == list.end()) list.push_back(&op);
}

}  // namespace

Sort to_sort(Type type) {
  switch (type.base) {
    case Type::Base::any:
      return {Sort::Base::any, type.depth};
    case Type::Base::boolean:
      return {Sort::Base::boolean, type.depth};
    case Type::Base::integer:
      return {Sort::Base::integer, type.depth};
    case Type::Base::string:
      return {Sort::Base::string, type.depth};
    case Type::Base::mixed:
      break;
  }
  return {Sort::Base::mixed, type.depth};
}

Type to_type(Sort sort) {
  switch (sort.base) {
    case Sort::Base::boolean:
      return {Type::Base::boolean, sort.depth};
    case Sort::Base::integer:
      return {Type::Base::integer, sort.depth};
    case Sort::Base::string:
      return {Type::Base::string, sort.depth};
    case Sort::Base::mixed:
      return {Type::Base::mixed, sort.depth};
    case Sort::Base::any:
    case Sort::Base::variable:
    case Sort::Base::enumeration:
      break;
  }
  return {Type::Base::any, sort.depth};
}

Catalogue::Catalogue(std::string id, std::string title)
    : id_(std::move(id)), title_(std::move(title)) {}
Catalogue::~Catalogue() = default;

// Operators are completed after add() has returned them, so their aliases and symbols are indexed
// on the first look-up.
void Catalogue::update_index() const {
  if (indexed_.load(std::memory_order_acquire) == operators_.size()) return;
  const std::lock_guard lock(index_mutex_);
  for (std::size_t i = indexed_.load(std::memory_order_relaxed); i < operators_.size(); ++i) {
    const Operator& op = operators_[i];
    add_once(by_name_[op.name], op);
    for (const std::string& alias : op.aliases) add_once(by_name_[alias], op);
    if (!op.infix.empty()) add_once(by_infix_[op.infix], op);
    if (!op.compact.empty()) add_once(by_compact_[op.compact], op);
  }
  indexed_.store(operators_.size(), std::memory_order_release);
}

const std::vector<const Operator*>& Catalogue::find(std::string_view name) const {
  update_index();
  return lookup(by_name_, name);
}

const std::vector<const Operator*>& Catalogue::find_infix(std::string_view symbol) const {
  update_index();
  return lookup(by_infix_, symbol);
}

const std::vector<const Operator*>& Catalogue::find_compact(std::string_view name) const {
  update_index();
  return lookup(by_compact_, name);
}

const EnumName* Catalogue::find_constant(std::string_view name) const {
  for (const EnumName& constant : constants_)
    if (constant.name == name) return &constant;
  return nullptr;
}

const EnumName* Catalogue::find_constant(std::string_view name, std::uint8_t enumeration) const {
  for (const EnumName& constant : constants_)
    if (constant.name == name && constant.enumeration == enumeration) return &constant;
  return nullptr;
}

const EnumName* Catalogue::constant(std::uint8_t enumeration, std::int64_t value) const {
  for (const EnumName& constant : constants_)
    if (constant.enumeration == enumeration && constant.value == value) return &constant;
  return nullptr;
}

const Dialect* Catalogue::dialect(std::string_view name) const {
  for (const Dialect& dialect : dialects_)
    if (dialect.name == name) return &dialect;
  return nullptr;
}

std::vector<std::string> Catalogue::operator_names() const {
  std::vector<std::string> names;
  for (const Operator& op : operators_) names.push_back(op.name);
  return names;
}

std::vector<std::string> Catalogue::constant_texts() const {
  std::vector<std::string> texts;
  for (const Value& constant : search_constants_) texts.push_back(inkling::to_text(constant));
  return texts;
}

std::vector<std::string> Catalogue::function_texts() const {
  std::vector<std::string> texts;
  for (const LambdaSeed& seed : lambda_seeds_) texts.push_back(seed.text);
  return texts;
}

std::string Catalogue::to_text(Sort sort) const {
  std::string text;
  for (int i = 0; i < sort.depth; ++i) text += "list of ";
  switch (sort.base) {
    case Sort::Base::any:
      return text + "any";
    case Sort::Base::boolean:
      return text + "bool";
    case Sort::Base::integer:
      return text + "int";
    case Sort::Base::string:
      return text + "string";
    case Sort::Base::mixed:
      return text + "mixed";
    case Sort::Base::variable:
      return text + static_cast<char>('a' + sort.index);
    case Sort::Base::enumeration:
      break;
  }
  return text +
         (sort.index < enumerations_.size() ? enumerations_[sort.index].name : "enumeration");
}

std::string Catalogue::signature(const Operator& op) const {
  std::string text = "(";
  for (const Param& param : op.params) {
    if (&param != &op.params.front()) text += ", ";
    text += param.name + ": ";
    if (param.lambda.size() == 1) text += to_text(param.lambda[0]) + " -> ";
    if (param.lambda.size() > 1) {
      for (const Sort& sort : param.lambda)
        text += (&sort == &param.lambda.front() ? "(" : ", ") + to_text(sort);
      text += ") -> ";
    }
    text += to_text(param.sort);
  }
  return text + ") -> " + to_text(op.result);
}

Operator& Catalogue::add(std::string name, std::string_view signature) {
  Operator op;
  op.name = std::move(name);
  op.id = static_cast<int>(operators_.size());
  SignatureReader(op.name, signature, enumerations_).read(op);
  if (op.params.size() > kMaxArity)
    fail(fmt::format("operator '{}' has {} parameters; at most {} are possible", op.name,
                     op.params.size(), kMaxArity));
  for (const Operator& other : operators_)
    if (other.name == op.name && same_params(other, op))
      fail(fmt::format("operator '{}{}' is already in catalogue '{}'", op.name, signature, id_));
  operators_.push_back(std::move(op));
  return operators_.back();
}

std::uint8_t Catalogue::add_enumeration(Enumeration enumeration) {
  enumerations_.push_back(std::move(enumeration));
  return static_cast<std::uint8_t>(enumerations_.size() - 1);
}

void Catalogue::add_constant(EnumName constant) {
  // Two enumerations may share a name (ALL_CAPS: a regex and a case); the expected type decides.
  for (const EnumName& other : constants_)
    if (other.name == constant.name && other.enumeration == constant.enumeration)
      fail(fmt::format("constant '{}' is already in catalogue '{}'", constant.name, id_));
  constants_.push_back(std::move(constant));
}

void Catalogue::add_dialect(Dialect dialect) {
  if (this->dialect(dialect.name) != nullptr)
    fail(fmt::format("dialect '{}' is already in catalogue '{}'", dialect.name, id_));
  dialects_.push_back(std::move(dialect));
}

void Catalogue::set_search_constants(std::vector<Value> constants) {
  search_constants_ = std::move(constants);
}

void Catalogue::set_lambda_seeds(std::vector<LambdaSeed> seeds) {
  lambda_seeds_ = std::move(seeds);
}

void Catalogue::set_moves(std::vector<Move> moves) {
  moves_ = std::move(moves);
}

void Catalogue::set_idioms(const std::vector<Idiom>& idioms) {
  idioms_.clear();
  for (const Idiom& idiom : idioms) {
    Operator op;
    op.name = idiom.text;
    op.cost = idiom.cost;
    SignatureReader(op.name, idiom.signature, enumerations_).read(op);
    std::vector<Sort> inputs;
    for (const Param& param : op.params) inputs.push_back(param.sort);
    const Dialect* dialect = nullptr;
    const auto body = parse(*this, idiom.text, &inputs, &dialect);
    if (!body) fail(fmt::format("idiom '{}': {}", idiom.text, body.error().message));
    if ((*body)->sort != op.result)
      fail(fmt::format("idiom '{}' gives {}, and its signature says {}", idiom.text,
                       to_text((*body)->sort), to_text(op.result)));
    op.data = *body;
    op.eval = [](EvalContext& context, const CallSite& site, const Cell* args, Cell& result) {
      return evaluate(*static_cast<const Expr*>(site.op->data.get()), args, context, result);
    };
    idioms_.push_back(std::move(op));
  }
}

}  // namespace inkling::dsl
