// Statement form to one expression.
#pragma once

#include "syntax.hpp"

namespace inkling::dsl {

struct Desugared {
  std::vector<syntax::Name> inputs;  // names of the INPUT statements, in order
  syntax::NodePtr body;
};

// A statement used once is put in place, one used more often becomes a let, so that nothing runs
// twice; statements that the last one does not need are dropped. Errors parse: a name that is
// defined twice, used before its definition, or too many levels.
Result<Desugared> desugar(const std::vector<syntax::Statement>& statements);

}  // namespace inkling::dsl
