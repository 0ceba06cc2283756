// Programs of HNPS as flat sequences of tokens, which networks read and write, and which token may
// follow which.
#pragma once

#include <bitset>
#include <inkling/result.hpp>
#include <span>

#include "program.hpp"

namespace inkling::hnps {

// The end (and what fills up), 5 functions, 8 types, 2 boundaries, 10 brackets, 41 integers, 20
// characters: 87, as the width of the paper's decoder says.
inline constexpr int kEnd = 0;
inline constexpr std::size_t kVocabulary = 87;
using TokenSet = std::bitset<kVocabulary>;

// "SubStr", "s(", "Word", "-3", "\",\""; of the end "<end>". Precondition: 0 <= token <
// kVocabulary.
const std::string& token_text(int token);
// Of a text as above, or -1.
int token_of(std::string_view text);

// Those of to_text(), without the end; the dialect is not among them.
std::vector<int> to_tokens(const Program& program);
// The end, and what stands behind it, may be left out. Errors: parse, naming the place and what may
// stand there.
Result<Program> from_tokens(std::span<const int> tokens);
// Tokens of such a program: 3, and 15 for a part between matches, 2 less for each constant
// position, 4 for a constant.
std::size_t token_count(const Program& program);

// Reads a program token by token. Cheap to copy: a beam keeps one for each of its programs.
class Automaton {
 public:
  // Programs of at most so many expressions.
  explicit Automaton(std::size_t most = kMostExpressions) : most_(most) {}
  // What may come next; the end alone once the program is complete.
  const TokenSet& allowed() const;
  // False, and nothing changes: the token may not stand here.
  bool push(int token);
  bool complete() const { return place_ == Place::done; }
  // Fewest tokens until the program is complete, 0 to 11.
  std::size_t least_left() const;

 private:
  enum class Place : std::uint8_t {
    begin,           // Concat
    open,            // c(
    first,           // an expression
    next,            // an expression, or c)
    last,            // c)
    open_const,      // k(
    character,       // the constant
    close_const,     // k)
    open_substr,     // s(
    position,        // ConstPos or Regex
    open_constpos,   // p(
    constant,        // -20 to 20
    close_constpos,  // p)
    open_regex,      // r(
    pattern,         // a type or a character
    index,           // -3 to 3
    boundary,        // Start or End
    close_regex,     // r)
    close_substr,    // s)
    done,
    places,
  };
  static std::array<TokenSet, static_cast<std::size_t>(Place::places)> make_table();
  void leave_position() { place_ = ++positions_ == 2 ? Place::close_substr : Place::position; }

  Place place_ = Place::begin;
  std::uint8_t positions_ = 0;  // of the part that is being read
  std::size_t expressions_ = 0;
  std::size_t most_;
};

}  // namespace inkling::hnps
