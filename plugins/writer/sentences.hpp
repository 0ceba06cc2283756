// Sentences: the programs of a language whose syntax is a PEG, token by token. A token is a text of
// the grammar, and only where there is a choice: what can stand there alone is left out, and put
// back in programs. So `for (int j = 1; j <= 4; j++) {` is: for, int, j, 1, 4.
#pragma once

#include <inkling/dsl/peg.hpp>
#include <map>
#include <span>

#include "grammar.hpp"

namespace inkling::writer {

// Immutable and thread-safe.
class Sentences {
 public:
  // The grammar may have several texts with the same beginning, if what follows tells them apart
  // (the derivatives of its rules are finite); what may be left out or repeated is taken where it
  // can be, as in a PEG. Errors: unsupported: tokens that are no list of texts, looks ahead, or
  // other grammars.
  static Result<Sentences> make(const dsl::Peg& peg);

  // Of tokens that are named as their texts. kEnd stands for all that the end has in every program.
  const Grammar& grammar() const { return grammar_; }
  // Errors: parse, with the place.
  Result<std::vector<int>> read(std::string_view text) const;
  // Texts with blanks between. `tokens` with or without kEnd. Errors: parse, naming the token.
  Result<std::string> write(std::span<const int> tokens) const;

 private:
  friend class SentenceMaker;
  // What may stand somewhere: a text and what comes behind it, in that order.
  struct Turn {
    std::vector<int> then{};
    int token = kNothing;  // of the grammar; kEnd where nothing but fixed texts comes behind
  };
  using Place = std::map<int, Turn>;  // by text

  static std::size_t at(int index) { return static_cast<std::size_t>(index); }
  // The text that a token stands for, or null where it may not.
  static const std::pair<const int, Turn>* find(const Place& place, int token);

  std::vector<std::string> texts_;
  std::vector<Place> places_;
  Grammar grammar_;
};

}  // namespace inkling::writer
