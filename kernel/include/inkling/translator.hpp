// What some languages can do with a program besides running it: write it in another language, and
// say where the characters of a result come from. Interfaces beside Language, asked for by a
// function.
#pragma once

#include <inkling/language.hpp>

namespace inkling {

// Something else that programs can be written in: "python".
struct Target {
  std::string id;
  std::string summary;  // one line: what comes out, and what it runs in
};

// Where the inputs stand that code is about, in the target's own words: columns of a table of a
// database, cells of a sheet. Without names: parameters, cells of the first row. Code that is a
// function has no use for it.
struct Placement {
  std::vector<std::string> inputs{};  // "name", "B2"; as many as there are inputs, or none
  std::string table{};                // of a database
};

// Stateless and thread-safe.
class INKLING_API Translator {
 public:
  virtual ~Translator();
  virtual std::vector<Target> targets() const = 0;
  // Whole and runnable, of as many inputs as there are types; none: of those that the program looks
  // at. Errors: not_found (no such target),
  // unsupported with what cannot be written there by name, type.
  virtual Result<std::string> translate(const Program& program, std::string_view target,
                                        std::span<const Type> inputs,
                                        const Placement& placement) const = 0;
};

// A stretch of an input's text, in characters.
struct Stretch {
  std::size_t input = 0;
  std::size_t begin = 0;
  std::size_t end = 0;
  friend bool operator==(const Stretch&, const Stretch&) = default;
};

// Where a stretch of a result's text comes from. Pieces lie side by side and cover the result.
struct TextPiece {
  enum class Kind {
    copied,    // the characters of its one source, or their capitals or small letters
    computed,  // new characters, made from what stands in its sources
    constant,  // from the program itself: no source
  };
  std::size_t begin = 0;  // characters of the result
  std::size_t end = 0;
  Kind kind = Kind::constant;
  std::vector<Stretch> sources{};  // in the order of the inputs, apart from each other
  friend bool operator==(const TextPiece&, const TextPiece&) = default;
};

// Stateless and thread-safe.
class INKLING_API Provenance {
 public:
  virtual ~Provenance();
  // Of a result; of another one than a text, of its text form. Empty where it is undefined or the
  // empty text. Errors: as run(), and unsupported for a list.
  virtual Result<std::vector<TextPiece>> origins(const Program& program,
                                                 std::span<const Value> inputs) const = 0;
};

// Null: the language cannot.
INKLING_API const Translator* translator_of(const Language& language);
INKLING_API const Provenance* provenance_of(const Language& language);

}  // namespace inkling
