#include <inkling/dsl/operator_table.hpp>

namespace inkling::dsl {

void add_operators(Catalogue& catalogue, const char* group, std::span<const OperatorRow> rows) {
  for (const OperatorRow& row : rows) {
    Operator& op = catalogue.add(row.name, row.signature);
    op.aliases = row.aliases;
    op.summary = row.summary;
    op.words = row.words;
    op.group = group;
    op.compact = row.compact;
    op.infix = row.infix;
    op.precedence = row.precedence;
    op.right_associative = row.right_associative;
    op.eval = row.eval;
    op.kernel = row.kernel;
    op.witness = row.witness;
    op.witnessed = row.witnessed;
    op.role = row.role;
    op.cost = row.cost;
    op.commutative = row.commutative;
    op.lazy = row.lazy;
  }
}

}  // namespace inkling::dsl
