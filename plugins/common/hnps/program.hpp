// The language of HNPS (Hierarchical Neural Program Synthesis, arXiv 2303.06018): a text is put
// together from parts of the input, cut between two positions, and constant characters. Syntax and
// meaning are those that the paper's tables and its appendix show; plugins/hnps makes a Language of
// it.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace inkling::hnps {

inline constexpr std::string_view kCharacters = "&,.?!@()[]%{}/:;$#' ";
inline constexpr std::array<std::string_view, 8> kTypes{"Word",     "Num",   "Alphanum", "Allcaps",
                                                        "Propcase", "Lower", "Digit",    "Char"};
inline constexpr int kFarthest = 20;  // a constant position is -20 to 20
inline constexpr int kMostIndex = 3;  // an index of a match is -3 to 3
inline constexpr std::size_t kMostExpressions = 64;

// What is looked for: a type, or one of the characters.
struct Pattern {
  std::uint8_t number = 0;  // of kTypes, and then of kCharacters
  bool is_type() const { return number < kTypes.size(); }
  char character() const { return kCharacters[number - kTypes.size()]; }
  friend auto operator<=>(const Pattern&, const Pattern&) = default;
};
inline constexpr std::size_t kPatterns = kTypes.size() + kCharacters.size();

struct Position {
  bool constant = true;
  // Of a constant: the position, negative from the end; of a match: its index from 0, negative from
  // the last one.
  std::int8_t number = 0;
  Pattern pattern{};  // of a match
  bool end = false;   // its last character, and not its first
  friend auto operator<=>(const Position&, const Position&) = default;
};

struct Expression {
  bool constant = true;
  std::uint8_t character = 0;  // of a constant: its place in kCharacters
  Position from{}, to{};       // else: the input from the one up to, not including, the other
  friend auto operator<=>(const Expression&, const Expression&) = default;
};

struct Program {
  std::vector<Expression> expressions;
  // Num, Lower and Alphanum match single characters, too. The paper does not say; as a rule they
  // take two or more, which Word and Allcaps must.
  bool single = false;
  friend bool operator==(const Program&, const Program&) = default;
};

std::string to_text(Pattern pattern);  // `Word`, `","`
std::string to_text(const Position& position);
std::string to_text(const Expression& expression);
std::string to_text(const Program& program);  // one space between tokens; read() takes it back

// In words: "the first character of Word 2 from the end".
std::string words(const Position& position);
std::string words(const Expression& expression);

// The input as patterns see it: a byte for every code point; what is beyond ASCII belongs to no
// type. Keeps a view of the text.
class Subject {
 public:
  explicit Subject(std::string_view utf8);
  std::string_view symbols() const { return offsets_.empty() ? text_ : std::string_view(symbols_); }
  // The part between two positions as Python's text[from:to] gives it.
  std::string_view cut(std::int64_t from, std::int64_t to) const;

 private:
  std::string_view text_;
  std::string symbols_;
  std::vector<std::uint32_t> offsets_;  // of the code points, and the end; empty for ASCII
};

// First and last character of the matches: the leftmost, each as long as can be, not overlapping.
using Match = std::pair<std::int32_t, std::int32_t>;
std::vector<Match> matches(std::string_view symbols, Pattern pattern, bool single);
// A position of that boundary; nullopt: there is no such match.
std::optional<std::int32_t> place(const std::vector<Match>& found, int index, bool end);
std::optional<std::int32_t> place(const Subject& subject, const Position& position, bool single);

// What an expression gives, as a view of the input or of constants; nullopt: a match is missing, or
// nothing is between the positions, which `why` then says in words.
std::optional<std::string_view> run(const Expression& expression, const Subject& subject,
                                    bool single, std::string* why = nullptr);
std::optional<std::string> run(const Program& program, const Subject& subject,
                               std::string* why = nullptr);

// Bits of a program's description under the probabilities of the paper's table 4.
double bits(const Program& program);

}  // namespace inkling::hnps
