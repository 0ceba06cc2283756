// Peg: the grammar of a concrete syntax as text, in the notation of parsing expression grammars
// (Ford, "Parsing Expression Grammars", POPL 2004). Languages whose programs are not written as
// expressions are read by it.
#pragma once

#include <array>
#include <cstdint>
#include <inkling/dsl/export.hpp>
#include <inkling/result.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace inkling::dsl {

// One use of a rule, with the uses of rules inside it, in the order of the text.
struct ParseNode {
  std::size_t rule = 0;
  SourceSpan span{};
  std::vector<ParseNode> children{};
  std::string_view in(std::string_view text) const {
    return text.substr(span.begin, span.end - span.begin);
  }
};

// What the rules of a grammar are made of, for those who make something else of it than a parse.
struct PegPiece {
  enum class Kind : std::uint8_t {
    text,      // `text`
    set,       // one byte of `bytes`
    rule,      // rule number `rule`
    sequence,  // all children one after the other
    choice,    // the first child that matches
    many,      // the child as often as it matches, `least` times at least
    maybe,     // the child, or nothing
    at,        // looks ahead: the child matches here
    not_at,    // looks ahead: it does not
  };
  Kind kind = Kind::sequence;
  std::string text{};
  std::array<bool, 256> bytes{};
  std::size_t rule = 0;
  std::size_t least = 0;
  std::vector<PegPiece> children{};
  SourceSpan span{};
};
struct PegRule {
  std::string name;
  PegPiece body{};
  bool token = false;
  SourceSpan span{};
};

inline constexpr std::size_t kMaxPegDepth = 400;          // rules inside rules in one text
inline constexpr std::size_t kMaxPegText = 1u << 20;      // bytes of a text
inline constexpr std::size_t kMaxPegGrammar = 64u << 10;  // bytes of a grammar

// A grammar is a list of rules, the first of which is the whole text:
//   program <- 'begin' step* 'end'     # 'text' or "text", blanks between, comments
//   step    <- loop / ACTION           # ordered choice
//   loop    <- 'loop' COUNT? &'(' '(' step+ ')'     # e? e* e+ !e &e (e)
//   COUNT   <- [0-9]+                  # sets [a-z_], and . for any byte
// Rules whose names are in capitals are tokens. Blanks (space, tab, line feed, return) may stand
// before every token and every text outside tokens; a text that ends in a letter, digit or _ ends
// there as a word. Immutable and thread-safe.
class INKLING_DSL_API Peg {
 public:
  // Rules in `instead` take the place of those of the same name. Errors: parse, with a span of the
  // grammar and `instead` behind it in a line of its own: what is no notation, a rule that is used
  // and not defined, defined twice, or begins with itself.
  static Result<Peg> make(std::string_view grammar, std::string_view instead = {});
  ~Peg();
  Peg(Peg&&) noexcept;
  Peg& operator=(Peg&&) noexcept;

  // The tree of the first rule. Errors: parse, with a span and what was expected there; too deep,
  // too long.
  Result<ParseNode> parse(std::string_view text) const;
  const std::string& name(std::size_t rule) const;
  // The number of a rule; it is a bug to ask for one that is not there: Exception.
  std::size_t rule(std::string_view name) const;
  const std::vector<PegRule>& rules() const;
  // The texts of the grammar that are words or marks, each once, in its order.
  std::vector<std::string> words() const;

 private:
  struct Grammar;
  explicit Peg(std::unique_ptr<const Grammar> grammar);
  std::unique_ptr<const Grammar> grammar_;
};

}  // namespace inkling::dsl
