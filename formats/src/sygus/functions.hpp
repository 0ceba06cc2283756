// SMT-LIB's functions on strings, integers and truth values, as an operator catalogue: what
// constraints are evaluated with, and what grammars choose from. Undefined is what SMT-LIB leaves
// open (division by zero) and what does not fit 64 bits.
#pragma once

#include <inkling/dsl/catalogue.hpp>
#include <inkling/dsl/sexpr.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace inkling::sygus {

// Operators under their names in SMT-LIB 2.6, with the older ones as aliases (str.to.int); one for
// every combination of sorts, n-ary functions with two arguments. Immutable.
const dsl::Catalogue& functions();
// Whether a name is one of theirs, and whether two names are of the same function.
bool is_function(std::string_view name);
bool same_function(std::string_view a, std::string_view b);
// What a name stands for in the standard: "str.to_int" of "str.to.int".
std::string standard_name(std::string_view name);

// The functions as they are searched where a problem has no grammar of its own.
struct FunctionUse {
  std::string_view name;
  std::string_view arguments;  // a letter each: S, I, B
  char result;
};
const std::vector<FunctionUse>& usual_functions();
// What a use of a function costs in the search.
int cost_of(std::string_view name);

// A sort by its name: String, Int, Bool. nullopt: none that is supported.
std::optional<dsl::Sort> sort_named(std::string_view name);
std::string_view name_of(dsl::Sort sort);
// The sort that a letter stands for in tables: S, I, B.
dsl::Sort sort_of(char letter);

// The value of a literal: "a", 3, -1, (- 1), true; nullopt: it is none. Error unsupported: a
// character that values cannot hold (\u{0}, a surrogate), an integer beyond 64 bits.
Result<std::optional<Value>> literal(const dsl::SExpr& expr);
dsl::SExpr to_sexpr(const Value& value);

}  // namespace inkling::sygus
