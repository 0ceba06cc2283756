// Where the characters of a result come from.
#pragma once

#include <inkling/dsl/compiled.hpp>
#include <inkling/dsl/renderings.hpp>
#include <inkling/translator.hpp>

namespace inkling::dsl {

// As Provenance::origins. `cells` are the inputs; their contents live in the context's arena.
// False: the result is undefined. Precondition: the result is no list.
bool origins(const LanguageTables& tables, const CompiledProgram& program,
             std::span<const Value> inputs, const Cell* cells, EvalContext& context,
             std::vector<TextPiece>& pieces);

}  // namespace inkling::dsl
