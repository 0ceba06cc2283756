// RobustFill's language as tokens.
#include <inkling/dsl/compiled.hpp>
#include <inkling/dsl/language.hpp>
#include <map>

#include "token_language.hpp"

namespace inkling::writer {
namespace {

using dsl::Expr;
using dsl::ExprPtr;
using dsl::Operator;
using dsl::Sort;

constexpr Sort kText{Sort::Base::string, 0, 0};
constexpr Sort kInteger{Sort::Base::integer, 0, 0};
constexpr std::int64_t kLargest = 100;  // position or index, either way

class RobustFill final : public TokenLanguage {
 public:
  RobustFill(const dsl::Catalogue& catalogue, std::shared_ptr<const Codec> tape)
      : catalogue_(catalogue), tape_(std::move(tape)) {
    add_tokens();
    add_rules();
    for (const bool read : tape_->read_places())
      ++(read ? specification_.outputs : specification_.inputs);
    specification_.symbols = tape_->shape().alphabet + 1;  // one more for kBlank
    std::vector<int> places(tape_->shape().places);
    if (tape_->write_output(Value(std::string()), places)) end_ = places.back();
  }

  const Grammar& grammar() const override { return grammar_; }
  const SpecificationShape& specification() const override { return specification_; }

  Result<std::vector<int>> read(const Program& program) const override {
    const dsl::CompiledProgram* tree = dsl::compiled(catalogue_, program);
    std::vector<int> tokens;
    if (tree == nullptr || !read_pieces(*tree->expr, tokens))
      return Error{ErrorCode::unsupported,
                   "'" + program.text() + "' has no form in the language of RobustFill"};
    tokens.push_back(kEnd);
    return tokens;
  }

  Result<Program> write(std::span<const int> tokens) const override {
    Cursor cursor(grammar_);
    for (std::size_t i = 0; i < tokens.size(); ++i)
      if (!cursor.take(tokens[i]))
        return Error{ErrorCode::parse, "token " + std::to_string(i + 1) + ", " +
                                           grammar_.name_of(tokens[i]) + ", may not stand there"};
    if (!cursor.done() && !cursor.take(kEnd))
      return Error{ErrorCode::parse,
                   "the program of " + std::to_string(tokens.size()) + " tokens is not complete"};
    ExprPtr program;
    for (std::size_t at = 0; at < tokens.size() && tokens[at] != kEnd;) {
      ExprPtr piece = write_piece(tokens, at);
      program = program == nullptr
                    ? piece
                    : dsl::make_call(*concatenation_, {program, piece}, concatenation_->result);
    }
    return dsl::make_program(catalogue_.shared_from_this(), program,
                             dsl::default_dialect(catalogue_));
  }

  Result<void> encode(const Example& example, std::span<int> places) const override {
    std::fill(places.begin(), places.end(), kBlank);
    std::vector<int> tape(tape_->shape().places);
    if (auto done = tape_->write_inputs(example.inputs, tape); !done) return done;
    copy(tape, false, places.first(specification_.inputs));
    if (auto done = tape_->write_output(example.output, tape); !done) return done;
    copy(tape, true, places.subspan(specification_.inputs));
    return {};
  }

 private:
  // The places of the tape that are read, or the others: each text up to its first end mark.
  void copy(const std::vector<int>& tape, bool read, std::span<int> places) const {
    const std::vector<bool>& is_read = tape_->read_places();
    bool over = false;
    std::size_t to = 0;
    for (std::size_t i = 0; i < tape.size(); ++i) {
      if (is_read[i] != read) continue;
      if (!over) places[to] = tape[i] + 1;
      over = tape[i] == end_;
      ++to;
    }
  }

  void add_tokens() {
    compose_ = grammar_.add_token("Compose");
    constant_text_ = grammar_.add_token("ConstStr");
    for (const Operator& op : catalogue_.operators()) {
      if (op.role == dsl::Role::concatenation && op.result == kText && concatenation_ == nullptr)
        concatenation_ = &op;
      if (op.compact.empty() || !speaks(op) || catalogue_.find_compact(op.compact).front() != &op)
        continue;
      const int token = grammar_.add_token(op.compact);
      heads_.emplace(&op, token);
      operators_.emplace(token, &op);
    }
    for (int symbol = 0; symbol < static_cast<int>(tape_->shape().alphabet); ++symbol) {
      const std::string text = tape_->symbol_text(symbol);
      if (text.size() != 1) continue;  // "blank", "end"
      const int token = grammar_.add_token("'" + text + "'");
      characters_.emplace(text[0], token);
      letters_.emplace(token, text[0]);
    }
    for (const dsl::EnumName& it : catalogue_.constants()) {
      if (!used_.contains(it.enumeration)) continue;
      const int token =
          grammar_.add_token(catalogue_.enumerations()[it.enumeration].name + " " + it.name);
      constants_.emplace(std::pair(it.enumeration, it.value), token);
      values_.emplace(token, std::pair(it.enumeration, it.value));
    }
    first_integer_ = static_cast<int>(grammar_.tokens());
    for (std::int64_t i = -kLargest; i <= kLargest; ++i) grammar_.add_token(std::to_string(i));
  }

  // Whether tokens say all of its arguments; notes which enumerations it takes.
  bool speaks(const Operator& op) {
    if (op.params.empty() || op.params[0].sort != kText || op.result != kText) return false;
    for (std::size_t i = 1; i < op.params.size(); ++i) {
      const dsl::Param& it = op.params[i];
      const bool known = it.sort == kText || it.sort == kInteger ||
                         (it.sort.base == Sort::Base::enumeration && it.sort.depth == 0);
      if (it.is_function() || !known) return false;
    }
    for (const dsl::Param& it : op.params)
      if (it.sort.base == Sort::Base::enumeration) used_.emplace(it.sort.index, -1);
    return true;
  }

  void add_rules() {
    const int first = grammar_.add_symbol(), more = grammar_.add_symbol();
    const int outer = grammar_.add_symbol(), inner = grammar_.add_symbol();
    const int integer = grammar_.add_symbol(), character = grammar_.add_symbol();
    for (int i = 0; i <= 2 * static_cast<int>(kLargest); ++i)
      grammar_.add_rule(integer, first_integer_ + i, {});
    for (const auto& [letter, token] : characters_) grammar_.add_rule(character, token, {});
    for (auto& [enumeration, symbol] : used_) {
      symbol = grammar_.add_symbol();
      for (const auto& [constant, token] : constants_)
        if (constant.first == enumeration) grammar_.add_rule(symbol, token, {});
      if (catalogue_.enumerations()[enumeration].accepts_char)
        for (const auto& [letter, token] : characters_) grammar_.add_rule(symbol, token, {});
    }
    const auto add = [&](int token, std::vector<int> arguments, bool alone) {
      if (alone) grammar_.add_rule(inner, token, arguments);
      if (alone && token != compose_) grammar_.add_rule(outer, token, arguments);
      arguments.push_back(more);
      grammar_.add_rule(first, token, arguments);
      grammar_.add_rule(more, token, arguments);
    };
    add(constant_text_, {character}, false);
    add(compose_, {outer, inner}, true);
    for (const auto& [token, op] : operators_) {
      std::vector<int> arguments;
      for (std::size_t i = 1; i < op->params.size(); ++i) {
        const Sort sort = op->params[i].sort;
        arguments.push_back(sort == kText      ? character
                            : sort == kInteger ? integer
                                               : used_.at(sort.index));
      }
      add(token, arguments, true);
    }
    grammar_.add_rule(more, kEnd, {});
    grammar_.finish();
  }

  bool read_pieces(const Expr& expr, std::vector<int>& tokens) const {
    if (expr.kind == Expr::Kind::call && expr.op->role == dsl::Role::concatenation &&
        expr.op->result == kText)
      return read_pieces(*expr.args[0], tokens) && read_pieces(*expr.args[1], tokens);
    if (expr.kind != Expr::Kind::literal) return read_piece(expr, tokens);
    if (!expr.value.is_string() || expr.value.as_string().empty()) return false;
    for (const char c : expr.value.as_string()) {
      const auto found = characters_.find(c);
      if (found == characters_.end()) return false;
      tokens.insert(tokens.end(), {constant_text_, found->second});
    }
    return true;
  }

  bool read_piece(const Expr& expr, std::vector<int>& tokens) const {
    if (expr.kind != Expr::Kind::call) return false;
    const auto head = heads_.find(expr.op);
    if (head == heads_.end()) return false;
    const Expr& subject = *expr.args[0];
    const bool whole = subject.kind == Expr::Kind::input && subject.index == 0;
    if (!whole) tokens.push_back(compose_);
    tokens.push_back(head->second);
    for (std::size_t i = 1; i < expr.args.size(); ++i)
      if (!read_argument(*expr.args[i], tokens)) return false;
    return whole || read_piece(subject, tokens);
  }

  bool read_argument(const Expr& expr, std::vector<int>& tokens) const {
    const auto put = [&](const auto& table, const auto& key) {
      const auto found = table.find(key);
      if (found == table.end()) return false;
      tokens.push_back(found->second);
      return true;
    };
    if (expr.kind == Expr::Kind::constant) {
      const std::int64_t value = expr.value.as_int();
      if (put(constants_, std::pair(expr.sort.index, value))) return true;
      // A character that stands for itself: 256 and its code point.
      return value >= 256 + ' ' && value <= 256 + '~' &&
             put(characters_, static_cast<char>(value - 256));
    }
    if (expr.kind != Expr::Kind::literal) return false;
    if (expr.value.is_string())
      return expr.value.as_string().size() == 1 && put(characters_, expr.value.as_string()[0]);
    if (!expr.value.is_int() || expr.value.as_int() < -kLargest || expr.value.as_int() > kLargest)
      return false;
    tokens.push_back(first_integer_ + static_cast<int>(expr.value.as_int() + kLargest));
    return true;
  }

  // The sentence has been checked.
  ExprPtr write_piece(std::span<const int> tokens, std::size_t& at) const {
    const int token = tokens[at++];
    if (token == constant_text_)
      return dsl::make_literal(Value(std::string(1, letters_.at(tokens[at++]))), kText);
    if (token != compose_) return write_call(token, tokens, at, dsl::make_input(0, kText));
    // The arguments of the outer one stand before the inner one.
    const int outer = tokens[at++];
    const std::size_t arguments = at;
    at += operators_.at(outer)->params.size() - 1;
    const ExprPtr subject = write_piece(tokens, at);
    std::size_t from = arguments;
    return write_call(outer, tokens, from, subject);
  }

  ExprPtr write_call(int token, std::span<const int> tokens, std::size_t& at,
                     ExprPtr subject) const {
    const Operator& op = *operators_.at(token);
    std::vector<ExprPtr> arguments{std::move(subject)};
    for (std::size_t i = 1; i < op.params.size(); ++i) {
      const Sort sort = op.params[i].sort;
      const int argument = tokens[at++];
      const auto letter = letters_.find(argument);
      if (sort == kText)
        arguments.push_back(dsl::make_literal(Value(std::string(1, letter->second)), kText));
      else if (sort == kInteger)
        arguments.push_back(
            dsl::make_literal(Value(std::int64_t{argument - first_integer_} - kLargest), kInteger));
      else
        arguments.push_back(dsl::make_constant(sort.index, letter != letters_.end()
                                                               ? 256 + letter->second
                                                               : values_.at(argument).second));
    }
    return dsl::make_call(op, std::move(arguments), op.result);
  }

  const dsl::Catalogue& catalogue_;
  std::shared_ptr<const Codec> tape_;
  SpecificationShape specification_;
  Grammar grammar_;
  const Operator* concatenation_ = nullptr;
  int compose_ = 0, constant_text_ = 0, first_integer_ = 0, end_ = -1;
  std::map<const Operator*, int> heads_;
  std::map<int, const Operator*> operators_;
  std::map<char, int> characters_;
  std::map<int, char> letters_;
  std::map<std::pair<std::uint8_t, std::int64_t>, int> constants_;
  std::map<int, std::pair<std::uint8_t, std::int64_t>> values_;
  std::map<std::uint8_t, int> used_;  // enumerations of arguments, and their symbols
};

}  // namespace

Result<std::shared_ptr<const TokenLanguage>> make_robustfill(const Domain& domain,
                                                             const Language& language,
                                                             std::string_view tape) {
  const dsl::Catalogue* catalogue = dsl::catalogue_of(language);
  bool compact = false, joins = false;
  if (catalogue != nullptr)
    for (const Operator& op : catalogue->operators()) {
      compact |= !op.compact.empty();
      joins |= op.role == dsl::Role::concatenation && op.result == kText;
    }
  if (!compact || !joins)
    return Error{ErrorCode::unsupported, "the language '" + language.info().id +
                                             "' has no operators with a name in RobustFill's form"};
  auto codec = make_codec(domain, tape);
  if (!codec) return codec.error();
  return std::shared_ptr<const TokenLanguage>(
      std::make_shared<const RobustFill>(*catalogue, *std::move(codec)));
}

}  // namespace inkling::writer
