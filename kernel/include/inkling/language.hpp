// Language: a readable DSL of a domain. It is an Interpreter for symbolic programs that can also
// complete names and describe itself.
#pragma once

#include <inkling/interpreter.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace inkling {

namespace dsl {
class Catalogue;  // <inkling/dsl/catalogue.hpp>; opaque to the kernel
}

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
  // The operator catalogue for symbolic search, or null when the language has none.
  virtual const dsl::Catalogue* catalogue() const;
};

}  // namespace inkling
