#include "tokens.hpp"

#include <algorithm>
#include <map>

#include "syntax.hpp"

namespace inkling::hnps {
namespace {

// Where the groups of the vocabulary begin.
enum Group : int {
  kFunctions = 1,
  kTypeTokens = 6,
  kBoundaries = 14,
  kBrackets = 16,
  kIntegers = 26,
  kCharacterTokens = 67,
};
enum Function : int { kConcat = kFunctions, kSubStr, kConstStr, kConstPos, kRegex };
// Opening brackets; the closing one is the next.
enum Bracket : int { kC = kBrackets, kS = kC + 2, kK = kS + 2, kP = kK + 2, kR = kP + 2 };

int integer(int value) {
  return kIntegers + kFarthest + value;
}

std::vector<std::string> make_texts() {
  std::vector<std::string> texts{"<end>", "Concat", "SubStr", "ConstStr", "ConstPos", "Regex"};
  for (const std::string_view type : kTypes) texts.emplace_back(type);
  texts.insert(texts.end(),
               {"Start", "End", "c(", "c)", "s(", "s)", "k(", "k)", "p(", "p)", "r(", "r)"});
  for (int value = -kFarthest; value <= kFarthest; ++value) texts.push_back(std::to_string(value));
  for (const char c : kCharacters) texts.push_back(std::string("\"") + c + '"');
  return texts;
}

const std::vector<std::string>& texts() {
  static const std::vector<std::string> made = make_texts();
  return made;
}

void add(const Position& it, std::vector<int>& tokens) {
  if (it.constant) {
    tokens.insert(tokens.end(), {kConstPos, kP, integer(it.number), kP + 1});
    return;
  }
  const int pattern = it.pattern.is_type()
                          ? kTypeTokens + it.pattern.number
                          : kCharacterTokens + it.pattern.number - static_cast<int>(kTypes.size());
  tokens.insert(tokens.end(),
                {kRegex, kR, pattern, integer(it.number), kBoundaries + (it.end ? 1 : 0), kR + 1});
}

}  // namespace

const std::string& token_text(int token) {
  return texts().at(static_cast<std::size_t>(token));
}

int token_of(std::string_view text) {
  const auto at = std::find(texts().begin(), texts().end(), text);
  return at == texts().end() ? -1 : static_cast<int>(at - texts().begin());
}

std::vector<int> to_tokens(const Program& program) {
  std::vector<int> tokens{kConcat, kC};
  for (const Expression& it : program.expressions) {
    if (it.constant) {
      tokens.insert(tokens.end(), {kConstStr, kK, kCharacterTokens + it.character, kK + 1});
      continue;
    }
    tokens.insert(tokens.end(), {kSubStr, kS});
    add(it.from, tokens);
    add(it.to, tokens);
    tokens.push_back(kS + 1);
  }
  tokens.push_back(kC + 1);
  return tokens;
}

std::size_t token_count(const Program& program) {
  std::size_t count = 3;
  for (const Expression& it : program.expressions)
    count += it.constant ? 4 : 15 - (it.from.constant ? 2U : 0U) - (it.to.constant ? 2U : 0U);
  return count;
}

Result<Program> from_tokens(std::span<const int> tokens) {
  Automaton automaton;
  std::string text;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (automaton.complete() && tokens[i] == kEnd) break;
    if (automaton.push(tokens[i])) {
      text += (text.empty() ? "" : " ") + token_text(tokens[i]);
      continue;
    }
    std::string expected;
    for (std::size_t token = 0; token < kVocabulary; ++token)
      if (automaton.allowed().test(token))
        expected += (expected.empty() ? "" : ", ") + token_text(static_cast<int>(token));
    const bool known = tokens[i] >= 0 && tokens[i] < static_cast<int>(kVocabulary);
    return Error{ErrorCode::parse, "token " + std::to_string(i + 1) + " is " +
                                       (known ? token_text(tokens[i]) : std::to_string(tokens[i])) +
                                       ": expected " + expected};
  }
  if (!automaton.complete())
    return Error{ErrorCode::parse, "the program ends after " + std::to_string(tokens.size()) +
                                       " tokens and is not complete"};
  return read(text);
}

std::array<TokenSet, static_cast<std::size_t>(Automaton::Place::places)> Automaton::make_table() {
  std::array<TokenSet, static_cast<std::size_t>(Place::places)> table;
  const auto allow = [&](Place place, int first, int last) {
    for (int token = first; token <= last; ++token)
      table[static_cast<std::size_t>(place)].set(static_cast<std::size_t>(token));
  };
  const auto one = [&](Place place, int token) { allow(place, token, token); };
  one(Place::begin, kConcat);
  one(Place::open, kC);
  allow(Place::first, kSubStr, kConstStr);
  allow(Place::next, kSubStr, kConstStr);
  one(Place::next, kC + 1);
  one(Place::last, kC + 1);
  one(Place::open_const, kK);
  allow(Place::character, kCharacterTokens, static_cast<int>(kVocabulary) - 1);
  one(Place::close_const, kK + 1);
  one(Place::open_substr, kS);
  allow(Place::position, kConstPos, kRegex);
  one(Place::open_constpos, kP);
  allow(Place::constant, integer(-kFarthest), integer(kFarthest));
  one(Place::close_constpos, kP + 1);
  one(Place::open_regex, kR);
  allow(Place::pattern, kTypeTokens, kBoundaries - 1);
  allow(Place::pattern, kCharacterTokens, static_cast<int>(kVocabulary) - 1);
  allow(Place::index, integer(-kMostIndex), integer(kMostIndex));
  allow(Place::boundary, kBoundaries, kBoundaries + 1);
  one(Place::close_regex, kR + 1);
  one(Place::close_substr, kS + 1);
  one(Place::done, kEnd);
  return table;
}

const TokenSet& Automaton::allowed() const {
  static const auto table = make_table();
  return table[static_cast<std::size_t>(place_)];
}

bool Automaton::push(int token) {
  if (token < 0 || token >= static_cast<int>(kVocabulary) ||
      !allowed().test(static_cast<std::size_t>(token)))
    return false;
  switch (place_) {
    case Place::first:
    case Place::next:
      positions_ = 0;
      place_ = token == kC + 1    ? Place::done
               : token == kSubStr ? Place::open_substr
                                  : Place::open_const;
      break;
    case Place::position:
      place_ = token == kRegex ? Place::open_regex : Place::open_constpos;
      break;
    case Place::close_constpos:
    case Place::close_regex:
      leave_position();
      break;
    case Place::open_substr:
      place_ = Place::position;
      break;
    case Place::close_const:
    case Place::close_substr:
      place_ = ++expressions_ >= most_ ? Place::last : Place::next;
      break;
    case Place::last:
      place_ = Place::done;
      break;
    case Place::done:
    case Place::places:
      break;
    default:
      place_ = static_cast<Place>(static_cast<int>(place_) + 1);
  }
  return true;
}

std::size_t Automaton::least_left() const {
  // From a place to the end of the program, where every choice is the shortest and one more
  // position is wanted; in the order of Place.
  static constexpr std::array<std::uint8_t, static_cast<std::size_t>(Place::places)> kLeft{
      7, 6, 5, 1, 1, 4, 3, 2, 11, 10, 9, 8, 7, 11, 10, 9, 8, 7, 2, 0};
  const std::size_t left = kLeft[static_cast<std::size_t>(place_)];
  const bool in_position = place_ >= Place::position && place_ <= Place::close_regex;
  return in_position && positions_ == 1 ? left - 4 : left;
}

}  // namespace inkling::hnps
