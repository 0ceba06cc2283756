#include <fmt/format.h>

#include <algorithm>
#include <inkling/dsl/verifier.hpp>
#include <map>

namespace inkling::dsl {
namespace {

Error mixed(const Catalogue& catalogue, const std::string& where) {
  return Error{ErrorCode::bad_input,
               fmt::format("{} holds lists of mixed types, which language {} has no values for",
                           where, catalogue.id()),
               {"the elements of a list must be of one type"}};
}

Error misfit(const Catalogue& catalogue, std::size_t example, const std::string& what,
             const Value& value, Sort sort) {
  return Error{
      ErrorCode::bad_input,
      fmt::format("example {}, {}: {} is no value of language {}; expected {}", example + 1, what,
                  inkling::to_text(value), catalogue.id(), catalogue.to_text(sort)),
      {"integers lie between -(2^63-1) and 2^63-1"}};
}

}  // namespace

Sort column_sort(Type type) {
  Sort sort = to_sort(type);
  if (sort.base == Sort::Base::any) sort.base = Sort::Base::integer;
  return sort;
}

ExprPtr most_frequent_output(const Task& task) {
  constexpr std::size_t kCounted = 1000;  // more say little, and take time that is over
  std::map<Value, std::size_t> counts;
  for (std::size_t i = 0; i < std::min(kCounted, task.examples.size()); ++i)
    ++counts[task.examples[i].output];
  const auto most =
      std::max_element(counts.begin(), counts.end(),
                       [](const auto& a, const auto& b) { return a.second < b.second; });
  return make_literal(most->first, column_sort(output_type(task)));
}

Result<Verifier> Verifier::make(const Catalogue& catalogue, const Dialect& dialect,
                                const Task& task) {
  Verifier made(dialect);
  for (Type type : input_types(task)) made.sorts_.push_back(column_sort(type));
  made.output_sort_ = column_sort(output_type(task));
  const std::size_t arity = made.sorts_.size();
  for (std::size_t i = 0; i < arity; ++i)
    if (made.sorts_[i].base == Sort::Base::mixed)
      return mixed(catalogue, fmt::format("input {}", i + 1));
  if (made.output_sort_.base == Sort::Base::mixed) return mixed(catalogue, "the output");
  made.inputs_.resize(task.examples.size() * arity);
  made.outputs_.resize(task.examples.size());
  for (std::size_t r = 0; r < task.examples.size(); ++r) {
    const Example& example = task.examples[r];
    for (std::size_t i = 0; i < arity; ++i)
      if (!to_cell(example.inputs[i], made.sorts_[i], made.values_, made.inputs_[r * arity + i]))
        return misfit(catalogue, r, fmt::format("input {}", i + 1), example.inputs[i],
                      made.sorts_[i]);
    if (!to_cell(example.output, made.output_sort_, made.values_, made.outputs_[r]))
      return misfit(catalogue, r, "output", example.output, made.output_sort_);
  }
  return made;
}

bool Verifier::reproduces(const Expr& expr, std::size_t example, Arena& scratch,
                          std::int64_t fuel) const {
  scratch.reset();
  EvalContext context{scratch, *dialect_, fuel};
  Cell result;
  return evaluate(expr, inputs(example), context, result) &&
         equal_cells(output_sort_, result, outputs_[example]);
}

std::optional<std::size_t> Verifier::first_failure(const Expr& expr, Arena& scratch) const {
  for (std::size_t r = 0; r < size(); ++r)
    if (!reproduces(expr, r, scratch)) return r;
  return std::nullopt;
}

}  // namespace inkling::dsl
