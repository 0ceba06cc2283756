// The parts of the strings catalogue. Each adds the operators of its headings.
#pragma once

#include <inkling/dsl/operator_table.hpp>
#include <inkling/dsl/scalar_operators.hpp>

namespace inkling::strings {

using dsl::CallSite;
using dsl::Catalogue;
using dsl::Cell;
using dsl::Dialect;
using dsl::EvalContext;
using dsl::kSum;
using dsl::kUndefined;
using dsl::Operator;
using dsl::OperatorRow;
using dsl::Role;

// `capitalized`: a capital first, small letters elsewhere. False when the fuel is spent.
enum class Casing { upper, lower, capitalized };
bool change_case(EvalContext& context, const Cell& s, Casing casing, Cell& result);

void add_slicing_operators(Catalogue& catalogue);     // building and cutting
void add_searching_operators(Catalogue& catalogue);   // finding, replacing, before and after
void add_character_operators(Catalogue& catalogue);   // case, tests, filters, numbers
void add_piece_operators(Catalogue& catalogue);       // lists of strings
void add_number_operators(Catalogue& catalogue);      // numbers written as text
void add_date_operators(Catalogue& catalogue);        // dates and times written as text
void add_robustfill_operators(Catalogue& catalogue);  // enumerations first, then the operators

}  // namespace inkling::strings
