#include "language.hpp"

#include <inkling/dsl/expr.hpp>

#include "grid.hpp"

namespace inkling::patterns {
namespace {

bool run_paste(dsl::EvalContext& context, const dsl::CallSite& site, const dsl::Cell* args,
               dsl::Cell& result) {
  const auto grid = to_grid(dsl::to_value(args[0], site.args[0]));
  const auto pattern = to_grid(dsl::to_value(args[1], site.args[1]));
  if (!grid || !pattern || !context.spend(grid->size() * grid->front().size())) return false;
  const auto out = paste(*grid, *pattern);
  return out && dsl::to_cell(to_value(*out), site.result, context.arena, result);
}

// The smallest pattern between grid and result.
std::size_t witness_paste(dsl::EvalContext& context, const dsl::CallSite& site, std::size_t,
                          const dsl::Cell* args, const dsl::Cell& result, dsl::Cell* values) {
  const auto grid = to_grid(dsl::to_value(args[0], site.args[0]));
  const auto out = to_grid(dsl::to_value(result, site.result));
  const auto pattern = grid && out ? find_pattern(*grid, *out) : std::nullopt;
  return pattern && dsl::to_cell(to_value(*pattern), site.args[1], context.arena, values[0]) ? 1
                                                                                             : 0;
}

}  // namespace

std::shared_ptr<const dsl::Catalogue> patterns_catalogue() {
  static const std::shared_ptr<const dsl::Catalogue> catalogue = [] {
    auto made = std::make_shared<dsl::Catalogue>("patterns", "the language of patterns");
    dsl::Operator& op =
        made->add("paste", "(grid: list list int, pattern: list list int) -> list list int");
    op.group = "grids";
    op.summary =
        "the pattern stands in the grid from its first pixel on; what stands out falls off";
    op.words = "{0} with {1} pasted at its first pixel";
    op.eval = run_paste;
    op.witness = witness_paste;
    op.witnessed = 2;  // the pattern
    return made;
  }();
  return catalogue;
}

dsl::LanguageTables patterns_tables() {
  dsl::LanguageTables tables;
  tables.renderings.push_back({"python", {{"paste", "paste({0}, {1})"}}, R"py(
class Undefined(Exception):
    """There is no result."""

def paste(grid, pattern):
    for rows in (grid, pattern):
        if not (1 <= len(rows) <= 30 and 1 <= len(rows[0]) <= 30):
            raise Undefined
        if any(len(row) != len(rows[0]) for row in rows):
            raise Undefined
        if any(not 0 <= cell <= 9 for row in rows for cell in row):
            raise Undefined
    corner = next(((r, c) for r, row in enumerate(grid) for c, cell in enumerate(row) if cell), None)
    if corner is None:
        raise Undefined
    out = [list(row) for row in grid]
    for r, row in enumerate(pattern, corner[0]):
        for c, cell in enumerate(row, corner[1]):
            if r < len(out) and c < len(out[r]):
                out[r][c] = cell
    return out
)py"});
  return tables;
}

}  // namespace inkling::patterns
