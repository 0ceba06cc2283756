// The parts of the strings catalogue. Each adds the operators of its headings.
#pragma once

#include <inkling/dsl/catalogue.hpp>
#include <span>

namespace inkling::strings {

using dsl::CallSite;
using dsl::Catalogue;
using dsl::Cell;
using dsl::Dialect;
using dsl::Eval;
using dsl::EvalContext;
using dsl::kUndefined;
using dsl::Operator;
using dsl::Role;
using dsl::Witness;

// One line of an operator table. `words` explains a call: "the first {1} characters of {0}".
struct StringOperator {
  const char* name;
  const char* signature;
  Eval eval;
  int cost;
  const char* words;
  const char* summary;
  std::vector<std::string> aliases{};
  const char* compact = "";
  const char* infix = "";
  int precedence = 0;
  Witness witness = nullptr;
  std::uint32_t witnessed = 0;
  Role role = Role::none;
  bool commutative = false;
};
void add_operators(Catalogue& catalogue, const char* group,
                   std::span<const StringOperator> operators);

// `capitalized`: a capital first, small letters elsewhere. False when the fuel is spent.
enum class Casing { upper, lower, capitalized };
bool change_case(EvalContext& context, const Cell& s, Casing casing, Cell& result);

void add_slicing_operators(Catalogue& catalogue);     // building and cutting
void add_searching_operators(Catalogue& catalogue);   // finding, replacing, before and after
void add_character_operators(Catalogue& catalogue);   // case, tests, filters, numbers
void add_piece_operators(Catalogue& catalogue);       // lists of strings
void add_robustfill_operators(Catalogue& catalogue);  // enumerations first, then the operators

}  // namespace inkling::strings
