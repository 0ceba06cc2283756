// Catalogue: the kernel's view of a language's operators, as far as a guide prices them. What the
// operators do is known to the library that the language is made with.
#pragma once

#include <inkling/export.hpp>
#include <string>
#include <vector>

namespace inkling {

// Immutable and thread-safe; owned by its language.
class INKLING_API Catalogue {
 public:
  virtual ~Catalogue();
  // By position, in the order that an OperatorPrior gives its prices in. Overloads of an operator
  // are operators of their own and may share a name.
  virtual std::vector<std::string> operator_names() const = 0;
  // Constants and functions that a search tries without being told to, in their text form.
  virtual std::vector<std::string> constant_texts() const = 0;
  virtual std::vector<std::string> function_texts() const = 0;
};

}  // namespace inkling
