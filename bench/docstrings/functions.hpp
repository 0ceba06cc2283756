// Functions in Python with docstrings, made up: what networks that write programs are shown on in
// place of a corpus. A function takes items from somewhere, leaves some of them out, makes
// something of each and sums them up; its docstring says so in words of its own.
#pragma once

#include <inkling/rng.hpp>
#include <string>
#include <vector>

namespace inkling::docstrings {

using Words = std::vector<std::string>;

struct Function {
  Words docstring;  // in lower case, punctuation by itself
  Words signature;  // "sum", "_", "even", "(", "values", ")"
  Words body;       // tokens of Python; kNewLine, kIndent and kDedent among them
};

inline constexpr const char* kNewLine = "NEWLINE";
inline constexpr const char* kIndent = "INDENT";
inline constexpr const char* kDedent = "DEDENT";

Function random_function(Rng& rng);
// As it stands in a file; a body that is no Python is written all the same.
std::string to_python(const Function& function);
// Whether it is one of those that are kept for tests: a tenth, by a hash of all that it is.
bool is_kept_back(const Function& function);

}  // namespace inkling::docstrings
