#include "task_cells.hpp"

#include <inkling/domain.hpp>
#include <inkling/dsl/language.hpp>

namespace inkling::random {

namespace {

// Elements touched in one run. A random program that wants more is not worth waiting for.
constexpr std::int64_t kFuel = 100'000;
constexpr std::size_t kScratchBytes = std::size_t{4} << 20;

// An empty list says nothing of its elements: integers will do.
dsl::Sort sort_of(Type type) {
  dsl::Sort sort = dsl::to_sort(type);
  if (sort.base == dsl::Sort::Base::any) sort.base = dsl::Sort::Base::integer;
  return sort;
}

Error mixed(std::string_view searcher) {
  return Error{ErrorCode::bad_input, std::string(searcher) +
                                         ": the examples hold lists of mixed types, which the "
                                         "language has no values for"};
}

}  // namespace

Program World::program(dsl::ExprPtr expr) const {
  // Owns nothing: the registry does.
  const std::shared_ptr<const dsl::Catalogue> shared(std::shared_ptr<void>(), catalogue);
  return dsl::make_program(shared, std::move(expr), *dialect);
}

Result<World> make_world(std::string_view searcher, const Task& task, const Toolbox& tools) {
  World world;
  world.catalogue = tools.language == nullptr ? nullptr : dsl::catalogue_of(*tools.language);
  if (world.catalogue == nullptr)
    return Error{
        ErrorCode::unsupported,
        std::string(searcher) + " needs a domain whose language has an operator catalogue"};
  world.dialect = &dsl::default_dialect(*world.catalogue);
  for (Type type : input_types(task)) world.inputs.push_back(sort_of(type));
  world.output = sort_of(output_type(task));
  for (const dsl::Sort& sort : world.inputs)
    if (sort.base == dsl::Sort::Base::mixed) return mixed(searcher);
  if (world.output.base == dsl::Sort::Base::mixed) return mixed(searcher);
  return world;
}

Result<Examples> Examples::make(const World& world, const Task& task) {
  Examples examples(world, task);
  for (const Example& example : task.examples) {
    std::vector<dsl::Cell> row(world.inputs.size());
    for (std::size_t i = 0; i < row.size(); ++i)
      if (!dsl::to_cell(example.inputs[i], world.inputs[i], examples.inputs_arena_, row[i]))
        return Error{ErrorCode::bad_input, "input " + to_text(example.inputs[i]) +
                                               " is not a value of the language: expected " +
                                               world.catalogue->to_text(world.inputs[i])};
    examples.rows_.push_back(std::move(row));
  }
  return examples;
}

std::size_t Examples::fits(const dsl::Expr& expr) {
  std::size_t fits = 0;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    scratch_.reset();
    dsl::EvalContext context{scratch_, *world_->dialect, kFuel};
    dsl::Cell result;
    if (dsl::evaluate(expr, rows_[i].data(), context, result) &&
        dsl::to_value(result, world_->output) == task_->examples[i].output)
      ++fits;
  }
  // One greedy program must not keep its memory for the rest of the search.
  if (scratch_.bytes() > kScratchBytes) scratch_ = dsl::Arena();
  return fits;
}

}  // namespace inkling::random
