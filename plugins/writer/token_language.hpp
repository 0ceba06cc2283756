// TokenLanguage: all that a network that writes programs knows of a language and its domain. A new
// language is one more of these; decoders, beam and training do not change.
#pragma once

#include <inkling/codec.hpp>
#include <inkling/domain.hpp>
#include <inkling/language.hpp>
#include <memory>
#include <span>

#include "grammar.hpp"

namespace inkling::writer {

// What a network sees of an example: places for the inputs, then for the output, with symbols below
// `symbols`; kBlank where nothing stands.
struct SpecificationShape {
  std::size_t inputs = 0, outputs = 0;
  std::size_t symbols = 0;
  std::size_t side = 0;  // of the square grid that either is, row by row; 0: it is none
  std::size_t places() const { return inputs + outputs; }
};
inline constexpr int kBlank = 0;

// Immutable and thread-safe. Keeps pointers to the domain and the language, which outlive it.
class TokenLanguage {
 public:
  virtual ~TokenLanguage() = default;
  virtual const Grammar& grammar() const = 0;
  // Tokens of a program, kEnd at last. Errors: unsupported (it has no such form), naming what.
  virtual Result<std::vector<int>> read(const Program& program) const = 0;
  // The program of a whole sentence, with or without kEnd. Errors: parse.
  virtual Result<Program> write(std::span<const int> tokens) const = 0;

  virtual const SpecificationShape& specification() const = 0;
  // Fills `places` [specification().places()]. Errors: bad_input (the example does not fit), naming
  // the value and what would.
  virtual Result<void> encode(const Example& example, std::span<int> places) const = 0;
};

// RobustFill's language (Devlin et al., ICML 2017, in the variant of ExeDec, ICLR 2024): the form
// of a catalogue whose operators have compact names. A program is a row of pieces; a piece is an
// operator and its arguments, Compose and two operators, or ConstStr and a character; an argument
// is an integer of -100..100, a constant of an enumeration or a character of the tape.
Result<std::shared_ptr<const TokenLanguage>> make_robustfill(const Domain& domain,
                                                             const Language& language,
                                                             std::string_view tape);

// A language of statements (dsl::Imperative): the texts of its grammar as it is written, where
// there is a choice (sentences.hpp). Its tape has symbol 0 where nothing stands.
Result<std::shared_ptr<const TokenLanguage>> make_statement_tokens(const Domain& domain,
                                                                   const Language& language,
                                                                   std::string_view tape);

// That of a language of the domain; null: there is none. Errors: unsupported (networks do not write
// it), bad_param (the tape).
Result<std::shared_ptr<const TokenLanguage>> make_token_language(const Domain& domain,
                                                                 const Language* language,
                                                                 std::string_view tape);

}  // namespace inkling::writer
