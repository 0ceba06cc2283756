// Grammar: which token may follow in a program that is written from left to right. A sentence is a
// stack of what is still to come; every token takes one thing off it and puts others on, so that
// whatever a decoder writes through a Cursor parses, and ends within its room.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace inkling::writer {

// Tokens that every language has.
inline constexpr int kNothing = 0;  // behind the end
inline constexpr int kBegin = 1;    // what a decoder is fed first
inline constexpr int kEnd = 2;

// Built once, then immutable and thread-safe. A symbol is what may stand somewhere: the next piece,
// a position, a character. The language is that of the first symbol.
class Grammar {
 public:
  Grammar();  // with the three tokens above
  int add_token(std::string name);
  int add_symbol();
  // In place of `symbol` may stand `token`, and behind it `then`, in that order. A token has one
  // meaning for a symbol.
  void add_rule(int symbol, int token, std::vector<int> then);
  // When all rules are there. Precondition: every symbol can come to an end.
  void finish();

  std::size_t tokens() const { return names_.size(); }
  const std::vector<std::string>& names() const { return names_; }
  std::string name_of(int token) const;  // of one that is there, else "number 7"
  // Tokens that may stand for it, in their order.
  const std::vector<int>& choices(int symbol) const { return symbols_[at(symbol)].tokens; }
  // What comes behind such a token, or null.
  const std::vector<int>* rule(int symbol, int token) const;
  // Tokens that the shortest text of it has.
  std::size_t least(int symbol) const { return symbols_[at(symbol)].least; }

 private:
  static std::size_t at(int index) { return static_cast<std::size_t>(index); }
  struct Symbol {
    std::vector<int> tokens{};
    std::vector<int> rules{};  // [tokens of the grammar]: number of a rule, or -1
    std::size_t least = 0;
  };
  std::vector<std::string> names_;
  std::vector<Symbol> symbols_;
  std::vector<std::vector<int>> then_;
};

// Where a sentence stands. Cheap to copy.
class Cursor {
 public:
  explicit Cursor(const Grammar& grammar) : grammar_(&grammar), stack_{0} {}
  bool done() const { return stack_.empty(); }
  // Precondition: !done().
  const std::vector<int>& choices() const { return grammar_->choices(stack_.back()); }
  // Tokens at least until the end, if `token` comes next; 0: it may not.
  std::size_t length_with(int token) const;
  // False, and nothing changes, where the token may not stand.
  bool take(int token);

 private:
  const Grammar* grammar_;
  std::vector<int> stack_;
};

}  // namespace inkling::writer
