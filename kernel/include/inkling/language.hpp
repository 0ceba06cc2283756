// Language: a readable DSL of a domain, registered by a plugin. It is an Interpreter for symbolic
// programs that can also complete names and describe itself. A domain may have several; its
// DomainInfo names the default.
#pragma once

#include <inkling/catalogue.hpp>
#include <inkling/interpreter.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace inkling {

struct Completion {
  std::string text;     // the whole word
  std::string summary;  // signature or one line of help
};

class INKLING_API Language : public Interpreter {
 public:
  ~Language() override;
  // Parses and type-checks against argument types (x0, x1, ...). Errors carry a span.
  virtual Result<Program> parse_typed(std::string_view text,
                                      std::span<const Type> inputs) const = 0;
  // Everything that can stand where `prefix` ends, sorted.
  virtual std::vector<Completion> complete(std::string_view prefix) const = 0;
  // The reference page, generated from the operator catalogue (Markdown).
  virtual std::string reference() const = 0;
  const Language* language() const final { return this; }
  // The operators that a symbolic search puts programs together from, or null when the language has
  // none.
  virtual const Catalogue* catalogue() const;
};

}  // namespace inkling
