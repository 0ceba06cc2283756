#include "sentences.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>

namespace inkling::writer {
namespace {

constexpr int kLast = 0;                   // the text behind the last one of a program, which is ""
constexpr std::size_t kMostPlaces = 2000;  // of a grammar; those of languages here have below 100

// A grammar without its tokens' rules: texts are leaves.
struct Node {
  enum class Kind : std::uint8_t { text, rule, sequence, choice, maybe, many };
  Kind kind = Kind::sequence;
  int text = kLast;
  std::size_t rule = 0;
  std::vector<const Node*> children{};
};
using Row = std::vector<const Node*>;  // one after the other
using Rows = std::vector<Row>;         // one of them
using Steps = std::map<int, Rows>;     // what may come behind a text

bool in_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

// Whether a text stands at `at`, whole: a word does not go on.
bool stands(std::string_view text, std::string_view all, std::size_t at) {
  const std::size_t end = at + text.size();
  return all.substr(at, text.size()) == text &&
         !(in_word(text.back()) && end < all.size() && in_word(all[end]));
}

std::size_t behind_blanks(std::string_view text, std::size_t at) {
  while (at < text.size() &&
         (text[at] == ' ' || text[at] == '\n' || text[at] == '\t' || text[at] == '\r'))
    ++at;
  return at;
}

}  // namespace

// From the rules of a PEG to places that are left by one text each: derivatives (Brzozowski,
// "Derivatives of regular expressions", J. ACM 1964), with a stack where rules go on behind others.
class SentenceMaker {
 public:
  explicit SentenceMaker(const dsl::Peg& peg) : peg_(peg) { made_.texts_.emplace_back(); }

  Result<Sentences> make() {
    for (const dsl::PegRule& rule : peg_.rules()) {
      const bool used = !rule.token;  // tokens are asked for where they stand
      rules_.push_back(used ? node(rule.body, false) : nullptr);
    }
    Node last;
    last.kind = Node::Kind::text;
    Node first;
    first.kind = Node::Kind::rule;
    place_of({{keep(std::move(first)), keep(std::move(last))}});
    for (std::size_t i = 0; i < known_.size() && !fault_; ++i) fill(i);
    if (!fault_) add_tokens();
    if (!fault_) add_rules();
    if (fault_)
      return Error{ErrorCode::unsupported, "networks cannot write this grammar: " + *fault_};
    return std::move(made_);
  }

 private:
  // The same for the same.
  const Node* keep(Node node) {
    auto key = std::tuple(node.kind, node.text, node.rule, node.children);
    return &nodes_.emplace(std::move(key), std::move(node)).first->second;
  }
  void fail(const std::string& why) {
    if (!fault_) fault_ = why;
  }

  const Node* text(const std::string& which) {
    const auto found = std::find(made_.texts_.begin() + 1, made_.texts_.end(), which);
    Node made;
    made.kind = Node::Kind::text;
    made.text = static_cast<int>(found - made_.texts_.begin());
    if (found == made_.texts_.end()) made_.texts_.push_back(which);
    return keep(std::move(made));
  }

  const Node* node(const dsl::PegPiece& piece, bool token) {
    using Kind = dsl::PegPiece::Kind;
    if (piece.kind == Kind::text) return text(piece.text);
    Node made;
    for (const dsl::PegPiece& it : piece.children) made.children.push_back(node(it, token));
    switch (piece.kind) {
      case Kind::sequence:
        if (token) fail("a token is put together from parts");
        made.kind = Node::Kind::sequence;
        break;
      case Kind::choice:
        made.kind = Node::Kind::choice;
        break;
      case Kind::maybe:
        made.kind = Node::Kind::maybe;
        break;
      case Kind::many:
        made.kind = Node::Kind::many;
        if (piece.least > 0) {
          const Node* again = keep(made);
          made.kind = Node::Kind::sequence;
          made.children.push_back(again);
        }
        break;
      case Kind::rule:
        if (const dsl::PegRule& rule = peg_.rules()[piece.rule]; rule.token) {
          return node(rule.body, true);
        }
        made.kind = Node::Kind::rule;
        made.rule = piece.rule;
        break;
      default:
        fail("a rule looks ahead, or a token is no list of texts");
        break;
    }
    return keep(std::move(made));
  }

  // Whether the end of a node shows without what comes behind it.
  bool closed(const Node& it) {
    switch (it.kind) {
      case Node::Kind::text:
        return true;
      case Node::Kind::rule: {
        if (!asked_.insert(it.rule).second) return false;
        const bool is = closed(*rules_[it.rule]);
        asked_.erase(it.rule);
        return is;
      }
      case Node::Kind::sequence:
        return closed(*it.children.back());
      case Node::Kind::choice:
        return std::all_of(it.children.begin(), it.children.end(),
                           [this](const Node* child) { return closed(*child); });
      default:
        return false;
    }
  }

  static void add(Steps& steps, const Steps& more) {
    for (const auto& [text, rows] : more)
      for (const Row& row : rows)
        if (Rows& known = steps[text]; std::find(known.begin(), known.end(), row) == known.end())
          known.push_back(row);
  }

  Steps steps(const Row& row) {
    if (row.empty()) return {};
    const Row rest(row.begin() + 1, row.end());
    const Node& first = *row.front();
    const auto with = [&](const Node* before, const Row& behind) {
      Row all{before};
      all.insert(all.end(), behind.begin(), behind.end());
      return steps(all);
    };
    Steps made;
    switch (first.kind) {
      case Node::Kind::text:
        made[first.text] = {rest};
        break;
      case Node::Kind::rule:
        return with(rules_[first.rule], rest);
      case Node::Kind::sequence: {
        Row all(first.children.begin(), first.children.end());
        all.insert(all.end(), rest.begin(), rest.end());
        return steps(all);
      }
      case Node::Kind::choice:
        for (const Node* child : first.children) add(made, with(child, rest));
        break;
      case Node::Kind::maybe:
      case Node::Kind::many: {
        made = with(first.children[0], first.kind == Node::Kind::many ? row : rest);
        Steps without = steps(rest);
        // What can be taken is taken.
        for (const auto& [text, rows] : made) without.erase(text);
        add(made, without);
        break;
      }
    }
    return made;
  }

  // A row in pieces, each up to where its end shows. Fixed texts at the end of all are one.
  std::vector<int> places_of(const Row& row) {
    std::vector<int> made;
    Row piece;
    for (std::size_t i = 0; i < row.size(); ++i) {
      piece.push_back(row[i]);
      const bool over = row.back()->kind == Node::Kind::text && row.back()->text == kLast &&
                        std::all_of(row.begin() + static_cast<std::ptrdiff_t>(i) + 1, row.end(),
                                    [](const Node* it) { return it->kind == Node::Kind::text; });
      if (!closed(*row[i]) || (over && i + 1 < row.size())) continue;
      made.push_back(place_of({piece}));
      piece.clear();
    }
    if (!piece.empty()) fail("a rule has no end that shows");
    return made;
  }

  std::vector<int> places_of(Rows rows) {
    if (rows.size() == 1) return places_of(rows[0]);
    // What all of them have at the end, as long as what is before it shows its end.
    std::size_t common = rows[0].size();
    for (const Row& row : rows) {
      const auto apart = std::mismatch(row.rbegin(), row.rend(), rows[0].rbegin(), rows[0].rend());
      common = std::min(common, static_cast<std::size_t>(apart.first - row.rbegin()));
    }
    const auto shows = [&](const Row& row) {
      return row.size() > common && closed(*row[row.size() - common - 1]);
    };
    while (common > 0 && !std::all_of(rows.begin(), rows.end(), shows)) --common;
    const auto border = static_cast<std::ptrdiff_t>(common);
    const std::vector<int> behind = places_of(Row(rows[0].end() - border, rows[0].end()));
    for (Row& row : rows) row.resize(row.size() - common);
    std::vector<int> made{place_of(rows)};
    made.insert(made.end(), behind.begin(), behind.end());
    return made;
  }

  int place_of(const Rows& rows) {
    const auto [found, fresh] = numbers_.emplace(rows, static_cast<int>(known_.size()));
    if (fresh && known_.size() == kMostPlaces) fail("it has too many places");
    if (fresh && !fault_) known_.push_back(rows);
    return found->second;
  }

  void fill(std::size_t number) {
    Steps all;
    for (const Row& row : Rows(known_[number])) add(all, steps(row));
    if (all.empty()) fail("a rule may be empty where its end has to show");
    made_.places_.resize(std::max(made_.places_.size(), number + 1));
    for (const auto& [text, rows] : all) {
      Sentences::Turn turn;
      if (text != kLast) turn.then = places_of(rows);
      made_.places_[number].emplace(text, std::move(turn));
    }
  }

  bool is_fixed(int place) const { return made_.places_[Sentences::at(place)].size() == 1; }

  // Appends places, without those where one text can stand alone. `over`: the end of the program
  // was among these, and nothing is before it.
  void add_choices(const std::vector<int>& then, std::vector<int>& made, bool& over) const {
    for (const int place : then) {
      const Sentences::Place& it = made_.places_[Sentences::at(place)];
      const bool last = it.begin()->first == kLast;
      if (last && made.empty()) over = true;
      if (it.size() > 1 || (last && !made.empty()))
        made.push_back(place);
      else
        add_choices(it.begin()->second.then, made, over);
    }
  }

  // Whether nothing but fixed texts and the end comes behind.
  bool ends_with(const Sentences::Turn& turn) const {
    bool over = false;
    std::vector<int> choices;
    add_choices(turn.then, choices, over);
    return over;
  }

  void add_tokens() {
    std::set<int> used;
    for (const Sentences::Place& place : made_.places_)
      for (const auto& [text, turn] : place)
        if (place.size() > 1 && !ends_with(turn)) used.insert(text);
    tokens_.assign(made_.texts_.size(), kNothing);
    for (const int text : used)
      tokens_[Sentences::at(text)] = made_.grammar_.add_token(made_.texts_[Sentences::at(text)]);
  }

  // Symbol 0 is the whole program, and place i is symbol i + 1.
  void add_rules() {
    Grammar& grammar = made_.grammar_;
    for (std::size_t i = 0; i <= made_.places_.size(); ++i) grammar.add_symbol();
    const auto add = [&](int symbol, int token, std::vector<int> then) {
      for (int& place : then) ++place;
      grammar.add_rule(symbol, token, std::move(then));
    };
    bool over = false;
    std::vector<int> whole;
    add_choices({0}, whole, over);
    if (whole.empty()) return fail("it has one program");
    for (int place = 0; place < static_cast<int>(made_.places_.size()); ++place) {
      Sentences::Place& here = made_.places_[Sentences::at(place)];
      bool ends = false;
      for (auto& [text, turn] : here) {
        bool end = text == kLast;
        if (here.size() == 1 && !end) continue;
        std::vector<int> then;
        add_choices(turn.then, then, end);
        if (end && ends) return fail("the end of a program has two forms");
        ends |= end;
        turn.token = end ? kEnd : tokens_[Sentences::at(text)];
        add(place + 1, turn.token, then);
        if (place != whole[0]) continue;
        then.insert(then.end(), whole.begin() + 1, whole.end());
        add(0, turn.token, std::move(then));
      }
    }
    grammar.finish();
  }

  const dsl::Peg& peg_;
  Sentences made_;
  std::map<std::tuple<Node::Kind, int, std::size_t, std::vector<const Node*>>, Node> nodes_;
  std::vector<const Node*> rules_;
  std::set<std::size_t> asked_;
  std::vector<Rows> known_;
  std::map<Rows, int> numbers_;
  std::vector<int> tokens_;  // of texts
  std::optional<std::string> fault_;
};

Result<Sentences> Sentences::make(const dsl::Peg& peg) {
  return SentenceMaker(peg).make();
}

const std::pair<const int, Sentences::Turn>* Sentences::find(const Place& place, int token) {
  for (const auto& it : place)
    if (it.second.token == token) return &it;
  return nullptr;
}

Result<std::vector<int>> Sentences::read(std::string_view text) const {
  std::vector<int> tokens, open{0};
  std::size_t begin = behind_blanks(text, 0);
  while (!open.empty()) {
    const Place& place = places_[at(open.back())];
    const std::pair<const int, Turn>* longest = nullptr;
    for (const auto& it : place) {
      const std::string& one = texts_[at(it.first)];
      const bool here = it.first == kLast ? begin == text.size() : stands(one, text, begin);
      if (here && (longest == nullptr || one.size() > texts_[at(longest->first)].size()))
        longest = &it;
    }
    if (longest == nullptr)
      return Error{ErrorCode::parse,
                   "'" + std::string(text.substr(begin, 20)) + "' has no form in tokens",
                   {},
                   SourceSpan{begin, text.size()}};
    const bool ended = !tokens.empty() && tokens.back() == kEnd;
    if (longest->second.token != kNothing && !ended) tokens.push_back(longest->second.token);
    begin = behind_blanks(text, begin + texts_[at(longest->first)].size());
    open.pop_back();
    open.insert(open.end(), longest->second.then.rbegin(), longest->second.then.rend());
  }
  return tokens;
}

Result<std::string> Sentences::write(std::span<const int> tokens) const {
  std::string text;
  std::vector<int> open{0};
  std::size_t next = 0;
  bool ended = false;
  while (!open.empty()) {
    const Place& place = places_[at(open.back())];
    const std::pair<const int, Turn>* turn = &*place.begin();
    if (turn->second.token != kNothing && !ended) {
      const int token = next < tokens.size() ? tokens[next] : kEnd;
      turn = find(place, token);
      if (turn == nullptr && next == tokens.size())
        return Error{ErrorCode::parse,
                     "the program of " + std::to_string(tokens.size()) + " tokens is not complete"};
      if (turn == nullptr)
        return Error{ErrorCode::parse, "token " + std::to_string(next + 1) + ", " +
                                           grammar_.name_of(token) + ", may not stand there"};
      ended = token == kEnd;
      ++next;
    }
    text += (text.empty() ? "" : " ") + texts_[at(turn->first)];
    open.pop_back();
    open.insert(open.end(), turn->second.then.rbegin(), turn->second.then.rend());
  }
  if (next < tokens.size())
    return Error{ErrorCode::parse, "token " + std::to_string(next + 1) + ", " +
                                       grammar_.name_of(tokens[next]) +
                                       ", stands behind the end of the program"};
  return text;
}

}  // namespace inkling::writer
