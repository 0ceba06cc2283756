// The language: the same steps as operators of a catalogue, which `enumerate` can search.
#include <inkling/dsl/expr.hpp>
#include <inkling/dsl/language.hpp>

#include "components.hpp"
#include "transformations.hpp"

namespace grid {
namespace {

using namespace inkling;

// All operators share this function; each carries its own step.
bool run_step(dsl::EvalContext& context, const dsl::CallSite& site, const dsl::Cell* args,
              dsl::Cell& result) {
  const auto grid = to_grid(dsl::to_value(args[0], site.args[0]));
  if (!grid || !context.spend(grid->size() * kMaxSide)) return false;
  const auto* step = static_cast<const Step*>(site.op->data.get());
  return dsl::to_cell(to_value(step->apply(*grid)), site.result, context.arena, result);
}

std::shared_ptr<const dsl::Catalogue> make_catalogue() {
  auto catalogue = std::make_shared<dsl::Catalogue>("grid", "the language of grids");
  for (const Step& step : steps()) {
    dsl::Operator& op =
        catalogue->add(std::string(step.name), "(g: list list int) -> list list int");
    op.summary = step.help;
    op.words = std::string(step.help) + " of {0}";
    op.eval = run_step;
    op.data = std::shared_ptr<const void>(std::shared_ptr<void>(), &step);  // the table's own
  }
  return catalogue;
}

}  // namespace

std::unique_ptr<inkling::Language> make_language() {
  return dsl::make_language(make_catalogue(), "grid");
}

}  // namespace grid
