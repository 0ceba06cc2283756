#include "world.hpp"

#include <inkling/domain.hpp>
#include <inkling/dsl/language.hpp>
#include <inkling/dsl/verifier.hpp>

namespace inkling::random {

namespace {

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
  for (Type type : input_types(task)) world.inputs.push_back(dsl::column_sort(type));
  world.output = dsl::column_sort(output_type(task));
  for (const dsl::Sort& sort : world.inputs)
    if (sort.base == dsl::Sort::Base::mixed) return mixed(searcher);
  if (world.output.base == dsl::Sort::Base::mixed) return mixed(searcher);
  return world;
}

}  // namespace inkling::random
