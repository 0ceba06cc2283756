#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <inkling/dsl/peg.hpp>
#include <inkling/params.hpp>
#include <set>
#include <tao/pegtl.hpp>
#include <tao/pegtl/contrib/parse_tree.hpp>

namespace inkling::dsl {
namespace {

namespace p = tao::pegtl;

// The notation of grammars, read by PEGTL into a tree.
namespace notation {

struct comment : p::seq<p::one<'#'>, p::until<p::eolf>> {};
struct ws : p::star<p::sor<p::space, comment>> {};
struct name : p::seq<p::sor<p::alpha, p::one<'_'>>, p::star<p::sor<p::alnum, p::one<'_'>>>> {};
struct arrow : p::string<'<', '-'> {};
struct single : p::plus<p::not_one<'\'', '\n'>> {};
struct twice : p::plus<p::not_one<'"', '\n'>> {};
struct literal : p::sor<p::seq<p::one<'\''>, p::must<single, p::one<'\''>>>,
                        p::seq<p::one<'"'>, p::must<twice, p::one<'"'>>>> {};
struct set_byte : p::sor<p::seq<p::one<'\\'>, p::any>, p::not_one<']', '\\'>> {};
struct set_range : p::seq<set_byte, p::opt<p::one<'-'>, p::not_at<p::one<']'>>, set_byte>> {};
struct set : p::seq<p::one<'['>, p::must<p::plus<set_range>, p::one<']'>>> {};
struct any : p::one<'.'> {};
struct choice;
struct reference : p::seq<name, p::not_at<ws, arrow>> {};
struct group : p::seq<p::one<'('>, p::must<ws, choice, ws, p::one<')'>>> {};
struct primary : p::sor<reference, literal, set, any, group> {};
struct times : p::one<'*', '+', '?'> {};
struct repeated : p::seq<primary, p::opt<ws, times>> {};
struct look : p::one<'!', '&'> {};
struct looked : p::seq<p::opt<look, ws>, repeated> {};
struct sequence : p::list<looked, ws> {};
struct choice : p::list_must<sequence, p::seq<ws, p::one<'/'>, ws>> {};
struct rule : p::seq<name, ws, p::must<arrow, ws, choice>> {};
struct grammar : p::must<ws, p::plus<rule, ws>, p::eof> {};

template <class Rule>
using selector =
    p::parse_tree::selector<Rule, p::parse_tree::store_content::on<
                                      name, single, twice, set_byte, any, times, look, literal, set,
                                      set_range, group, repeated, looked, sequence, choice, rule>>;

}  // namespace notation

using Piece = PegPiece;
using Rule = PegRule;

bool in_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

using Node = p::parse_tree::node;

template <class Which>
bool is(const Node& node) {
  return node.is_type<Which>();
}

SourceSpan span_of(const Node& node) {
  return {node.begin().byte, node.end().byte};
}

// Turns the tree of the notation into rules. Names are looked up when all are known.
class Builder {
 public:
  // Rules that begin at `instead` or behind it take the place of former ones.
  Result<std::vector<Rule>> build(const Node& root, std::size_t instead) {
    std::vector<const Node*> bodies;
    for (const auto& it : root.children) {
      const std::string name = it->children.at(0)->string();
      const auto same = [&](const Rule& rule) { return rule.name == name; };
      const auto found = std::find_if(rules_.begin(), rules_.end(), same);
      const bool former = found != rules_.end() && found->span.begin < instead;
      if (former && span_of(*it).begin >= instead) {
        found->span = span_of(*it->children[0]);
        bodies[static_cast<std::size_t>(found - rules_.begin())] = it->children.at(1).get();
        continue;
      }
      if (found != rules_.end())
        return Error{ErrorCode::parse,
                     fmt::format("rule '{}' is defined twice", name),
                     {"give the second one another name"},
                     span_of(*it->children[0])};
      const bool token =
          std::none_of(name.begin(), name.end(), [](char c) { return c >= 'a' && c <= 'z'; });
      rules_.push_back({name, {}, token, span_of(*it->children[0])});
      bodies.push_back(it->children.at(1).get());
    }
    for (std::size_t i = 0; i < rules_.size(); ++i) rules_[i].body = piece(*bodies[i]);
    if (error_) return *std::move(error_);
    return std::move(rules_);
  }

 private:
  Piece piece(const Node& node) {
    Piece made;
    made.span = span_of(node);
    if (is<notation::choice>(node) || is<notation::sequence>(node)) {
      if (node.children.size() == 1) return piece(*node.children[0]);
      made.kind = is<notation::choice>(node) ? Piece::Kind::choice : Piece::Kind::sequence;
      for (const auto& child : node.children) made.children.push_back(piece(*child));
    } else if (is<notation::looked>(node)) {
      if (node.children.size() == 1) return piece(*node.children[0]);
      made.kind = node.children[0]->string() == "!" ? Piece::Kind::not_at : Piece::Kind::at;
      made.children.push_back(piece(*node.children[1]));
    } else if (is<notation::repeated>(node)) {
      if (node.children.size() == 1) return piece(*node.children[0]);
      const std::string times = node.children[1]->string();
      made.kind = times == "?" ? Piece::Kind::maybe : Piece::Kind::many;
      made.least = times == "+" ? 1 : 0;
      made.children.push_back(piece(*node.children[0]));
    } else if (is<notation::group>(node)) {
      return piece(*node.children[0]);
    } else if (is<notation::literal>(node)) {
      made.kind = Piece::Kind::text;
      made.text = node.children[0]->string();
    } else if (is<notation::set>(node)) {
      made.kind = Piece::Kind::set;
      for (const auto& range : node.children) add_range(*range, made.bytes);
    } else if (is<notation::any>(node)) {
      made.kind = Piece::Kind::set;
      made.bytes.fill(true);
    } else {
      made.kind = Piece::Kind::rule;
      made.rule = find(node);
    }
    return made;
  }

  static unsigned char byte_of(const Node& node) {
    const std::string text = node.string();
    if (text.size() == 1) return static_cast<unsigned char>(text[0]);
    if (text[1] == 'n') return '\n';
    if (text[1] == 't') return '\t';
    return static_cast<unsigned char>(text[1]);
  }

  static void add_range(const Node& range, std::array<bool, 256>& bytes) {
    const unsigned first = byte_of(*range.children[0]);
    const unsigned last = byte_of(*range.children.back());
    for (unsigned b = first; b <= last; ++b) bytes[b] = true;
  }

  std::size_t find(const Node& node) {
    const std::string name = node.string();
    for (std::size_t i = 0; i < rules_.size(); ++i)
      if (rules_[i].name == name) return i;
    if (!error_)
      error_ =
          Error{ErrorCode::parse, fmt::format("rule '{}' is not defined", name), {}, span_of(node)};
    return 0;
  }

  std::vector<Rule> rules_;
  std::optional<Error> error_;
};

// Whether a piece can match without taking a byte, given what is known of the rules.
bool empty(const Piece& piece, const std::vector<bool>& rules) {
  const auto child = [&](const Piece& it) { return empty(it, rules); };
  switch (piece.kind) {
    case Piece::Kind::text:
    case Piece::Kind::set:
      return false;
    case Piece::Kind::rule:
      return rules[piece.rule];
    case Piece::Kind::sequence:
      return std::all_of(piece.children.begin(), piece.children.end(), child);
    case Piece::Kind::choice:
      return std::any_of(piece.children.begin(), piece.children.end(), child);
    case Piece::Kind::many:
      return piece.least == 0 || child(piece.children[0]);
    case Piece::Kind::maybe:
    case Piece::Kind::at:
    case Piece::Kind::not_at:
      return true;
  }
  return true;
}

// Rules that a piece may ask for before it has taken a byte.
void first_rules(const Piece& piece, const std::vector<bool>& empties,
                 std::set<std::size_t>& found) {
  if (piece.kind == Piece::Kind::rule) found.insert(piece.rule);
  for (const Piece& child : piece.children) {
    first_rules(child, empties, found);
    if (piece.kind == Piece::Kind::sequence && !empty(child, empties)) return;
  }
}

Result<void> check_recursion(const std::vector<Rule>& rules) {
  std::vector<bool> empties(rules.size(), false);
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t i = 0; i < rules.size(); ++i)
      if (!empties[i] && empty(rules[i].body, empties)) changed = empties[i] = true;
  }
  for (std::size_t i = 0; i < rules.size(); ++i) {
    std::set<std::size_t> reached;
    std::vector<std::size_t> open{i};
    while (!open.empty()) {
      std::set<std::size_t> next;
      first_rules(rules[open.back()].body, empties, next);
      open.pop_back();
      for (const std::size_t rule : next)
        if (reached.insert(rule).second) open.push_back(rule);
    }
    if (reached.count(i) > 0)
      return Error{
          ErrorCode::parse,
          fmt::format("rule '{}' begins with itself, which would never end", rules[i].name),
          {"write it as a repetition: a <- b (',' b)*"},
          rules[i].span};
  }
  return {};
}

void collect_words(const Piece& piece, std::vector<std::string>& words) {
  if (piece.kind == Piece::Kind::text &&
      std::find(words.begin(), words.end(), piece.text) == words.end())
    words.push_back(piece.text);
  for (const Piece& child : piece.children) collect_words(child, words);
}

// One parse: where it is, how deep, and what would have been possible at the furthest place.
class Matcher {
 public:
  Matcher(const std::vector<Rule>& rules, std::string_view text) : rules_(rules), text_(text) {}

  bool run(ParseNode& root) {
    ParseNode top;
    Piece start;
    start.kind = Piece::Kind::rule;
    start.rule = 0;
    if (!match(start, false, top)) return false;
    skip();
    if (at_ < text_.size()) {
      expect("the end");
      return false;
    }
    root = std::move(top.children[0]);
    return true;
  }

  bool too_deep() const { return too_deep_; }
  bool too_much() const { return steps_ > most(); }
  std::size_t furthest() const { return furthest_; }
  const std::set<std::string>& expected() const { return expected_; }

 private:
  // Grammars that look at the same text again and again are stopped: no text of a person needs it.
  std::size_t most() const { return (std::size_t{1} << 20) + 64 * text_.size(); }

  void skip() {
    while (at_ < text_.size() &&
           (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r'))
      ++at_;
  }

  void expect(std::string what) {
    if (quiet_ > 0) return;
    if (at_ > furthest_) expected_.clear();
    if (at_ >= furthest_) {
      furthest_ = at_;
      expected_.insert(std::move(what));
    }
  }

  bool match(const Piece& piece, bool token, ParseNode& parent) {
    if (++steps_ > most() || too_deep_) return false;
    switch (piece.kind) {
      case Piece::Kind::text:
        return match_text(piece, token);
      case Piece::Kind::set:
        return match_set(piece, token);
      case Piece::Kind::rule:
        return match_rule(piece, token, parent);
      case Piece::Kind::sequence:
        for (const Piece& child : piece.children)
          if (!match(child, token, parent)) return false;
        return true;
      case Piece::Kind::choice:
        for (const Piece& child : piece.children)
          if (attempt(child, token, parent)) return true;
        return false;
      case Piece::Kind::many:
        return match_many(piece, token, parent);
      case Piece::Kind::maybe:
        attempt(piece.children[0], token, parent);
        return true;
      case Piece::Kind::at:
      case Piece::Kind::not_at:
        break;
    }
    return look(piece, token);
  }

  // Leaves no trace where it does not match.
  bool attempt(const Piece& piece, bool token, ParseNode& parent) {
    const std::size_t before = at_;
    const std::size_t children = parent.children.size();
    if (match(piece, token, parent)) return true;
    at_ = before;
    parent.children.resize(children);
    return false;
  }

  bool match_many(const Piece& piece, bool token, ParseNode& parent) {
    std::size_t count = 0;
    for (std::size_t before = at_; attempt(piece.children[0], token, parent); before = at_) {
      ++count;
      if (at_ == before) break;
    }
    return count >= piece.least;
  }

  bool look(const Piece& piece, bool token) {
    const std::size_t before = at_;
    ParseNode nowhere;
    ++quiet_;
    const bool matched = match(piece.children[0], token, nowhere);
    --quiet_;
    at_ = before;
    return matched == (piece.kind == Piece::Kind::at);
  }

  bool match_text(const Piece& piece, bool token) {
    if (!token) skip();
    const std::size_t end = at_ + piece.text.size();
    const bool word = in_word(piece.text.back());
    if (text_.substr(at_, piece.text.size()) == piece.text &&
        !(word && end < text_.size() && in_word(text_[end]))) {
      at_ = end;
      return true;
    }
    if (!token) expect("'" + piece.text + "'");
    return false;
  }

  bool match_set(const Piece& piece, bool token) {
    if (!token) skip();
    if (at_ < text_.size() && piece.bytes[static_cast<unsigned char>(text_[at_])]) {
      ++at_;
      return true;
    }
    if (!token) expect("another character");
    return false;
  }

  bool match_rule(const Piece& piece, bool token, ParseNode& parent) {
    const Rule& rule = rules_[piece.rule];
    if (depth_ >= kMaxPegDepth) {
      too_deep_ = true;
      furthest_ = at_;
      return false;
    }
    if (!token) skip();
    ParseNode node{piece.rule, {at_, at_}, {}};
    const std::size_t begin = at_;
    ++depth_;
    const bool matched = match(rule.body, token || rule.token, node);
    --depth_;
    if (!matched) {
      if (rule.token && !token) {
        at_ = begin;
        std::string what = rule.name;
        for (char& c : what) c = c == '_' ? ' ' : static_cast<char>(c | ('a' - 'A'));
        expect(std::move(what));
      }
      return false;
    }
    node.span.end = at_;
    if (!token) parent.children.push_back(std::move(node));
    return true;
  }

  const std::vector<Rule>& rules_;
  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  std::size_t steps_ = 0;
  int quiet_ = 0;
  bool too_deep_ = false;
  std::size_t furthest_ = 0;
  std::set<std::string> expected_;
};

std::string_view word_at(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && in_word(text[end])) ++end;
  // What is no word is shown as one character, whole.
  if (end == at && end < text.size()) {
    ++end;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) ++end;
  }
  return text.substr(at, end - at);
}

}  // namespace

struct Peg::Grammar {
  std::vector<Rule> rules;
};

Peg::Peg(std::unique_ptr<const Grammar> grammar) : grammar_(std::move(grammar)) {}
Peg::~Peg() = default;
Peg::Peg(Peg&&) noexcept = default;
Peg& Peg::operator=(Peg&&) noexcept = default;

Result<Peg> Peg::make(std::string_view grammar, std::string_view instead) {
  const std::size_t border = grammar.size() + 1;
  std::string both;
  if (!instead.empty()) grammar = both = fmt::format("{}\n{}", grammar, instead);
  if (grammar.size() > kMaxPegGrammar)
    return Error{ErrorCode::parse, fmt::format("the grammar has {} bytes; at most {} are read",
                                               grammar.size(), kMaxPegGrammar)};
  p::memory_input<> in(grammar.data(), grammar.data() + grammar.size(), "grammar");
  try {
    const auto root = p::parse_tree::parse<notation::grammar, notation::selector>(in);
    Result<std::vector<Rule>> rules = Builder().build(*root, border);
    if (!rules) return std::move(rules).error();
    if (auto ok = check_recursion(*rules); !ok) return ok.error();
    return Peg(std::make_unique<const Grammar>(Grammar{*std::move(rules)}));
  } catch (const p::parse_error& failure) {
    const std::size_t at = failure.positions().front().byte;
    return Error{ErrorCode::parse,
                 "the grammar is not in the notation of parsing expression grammars",
                 {"rules look like: sum <- term ('+' term)*"},
                 SourceSpan{at, std::min(at + 1, grammar.size())}};
  }
}

Result<ParseNode> Peg::parse(std::string_view text) const {
  if (text.size() > kMaxPegText)
    return Error{
        ErrorCode::parse,
        fmt::format("the program has {} bytes; at most {} are read", text.size(), kMaxPegText),
        {},
        SourceSpan{kMaxPegText, text.size()}};
  Matcher matcher(grammar_->rules, text);
  ParseNode root;
  const bool matched = matcher.run(root);
  const std::size_t at = matcher.furthest();
  if (matcher.too_deep() || matcher.too_much())
    return Error{ErrorCode::parse,
                 matcher.too_deep() ? fmt::format("this is nested too deep; at most {} rules may "
                                                  "stand inside each other",
                                                  kMaxPegDepth)
                                    : "this takes too long to read",
                 {},
                 SourceSpan{std::min(at, text.size()), text.size()}};
  if (matched) return root;
  const std::string_view found = word_at(text, at);
  const std::vector<std::string> expected(matcher.expected().begin(), matcher.expected().end());
  std::vector<std::string> notes;
  if (const std::string close = nearest(found, words());
      !found.empty() && in_word(found[0]) && !close.empty() && close != found)
    notes.push_back(fmt::format("did you mean '{}'?", close));
  return Error{ErrorCode::parse,
               fmt::format("expected {}, found {}", fmt::join(expected, " or "),
                           found.empty() ? "the end" : fmt::format("'{}'", found)),
               std::move(notes), SourceSpan{at, at + found.size()}};
}

const std::string& Peg::name(std::size_t rule) const {
  return grammar_->rules.at(rule).name;
}

std::size_t Peg::rule(std::string_view name) const {
  for (std::size_t i = 0; i < grammar_->rules.size(); ++i)
    if (grammar_->rules[i].name == name) return i;
  throw Exception(Error{ErrorCode::internal, fmt::format("the grammar has no rule '{}'", name)});
}

const std::vector<PegRule>& Peg::rules() const {
  return grammar_->rules;
}

std::vector<std::string> Peg::words() const {
  std::vector<std::string> words;
  for (const Rule& rule : grammar_->rules) collect_words(rule.body, words);
  return words;
}

}  // namespace inkling::dsl
