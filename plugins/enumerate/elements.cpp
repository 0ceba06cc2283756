#include "elements.hpp"

#include <algorithm>
#include <map>

namespace inkling::enumerate {
namespace {

constexpr std::size_t kMostExamples = 200;  // of elements

using dsl::Expr;
using dsl::ExprPtr;

// The element becomes the variable of the new function, which is the outermost one.
ExprPtr of_variable(const ExprPtr& body, int list) {
  if (body->kind == Expr::Kind::input && body->index == list) return dsl::make_bound(0, body->sort);
  auto copy = std::make_shared<Expr>(*body);
  if (copy->kind == Expr::Kind::bound) ++copy->index;
  for (ExprPtr& arg : copy->args) arg = of_variable(arg, list);
  return copy;
}

}  // namespace

const dsl::Operator* mapper_of(const dsl::Catalogue& catalogue) {
  const auto list_of = [](dsl::Sort sort) {
    ++sort.depth;
    return sort;
  };
  for (const dsl::Operator& op : catalogue.operators()) {
    if (op.params.size() != 2 || !op.params[0].is_function() || op.params[1].is_function())
      continue;
    const dsl::Param& function = op.params[0];
    if (function.lambda.size() == 1 && function.lambda[0] != function.sort &&
        op.params[1].sort == list_of(function.lambda[0]) && op.result == list_of(function.sort))
      return &op;
  }
  return nullptr;
}

std::optional<Elements> task_of_elements(const Task& task, std::size_t list) {
  Elements elements;
  elements.task.id = task.id;
  elements.task.domain = task.domain;
  std::map<std::vector<Value>, Value> known;
  bool several = false;
  for (const Example& example : task.examples) {
    const Value& whole = example.inputs[list];
    if (!whole.is_list() || !example.output.is_list() ||
        whole.as_list().size() != example.output.as_list().size())
      return std::nullopt;
    several = several || whole.as_list().size() > 1;
    for (std::size_t i = 0; i < whole.as_list().size(); ++i) {
      std::vector<Value> inputs = example.inputs;
      inputs[list] = whole.as_list()[i];
      const bool structured = inputs[list].is_list() || inputs[list].is_string();
      elements.structured = elements.structured || structured;
      const Value& wanted = example.output.as_list()[i];
      const auto [at, fresh] = known.try_emplace(inputs, wanted);
      if (!fresh && !(at->second == wanted)) return std::nullopt;
      if (fresh && elements.task.examples.size() < kMostExamples)
        elements.task.examples.push_back({std::move(inputs), wanted});
    }
  }
  if (!several || elements.task.examples.size() < 2 || !check_task(elements.task).ok())
    return std::nullopt;
  return elements;
}

ExprPtr mapped(const dsl::Operator& mapper, const ExprPtr& body, std::size_t list,
               dsl::Sort elements) {
  dsl::Sort whole = elements;
  ++whole.depth;
  dsl::Sort result = body->sort;
  ++result.depth;
  const int index = static_cast<int>(list);
  return dsl::make_call(
      mapper,
      {dsl::make_lambda({elements}, of_variable(body, index)), dsl::make_input(index, whole)},
      result);
}

}  // namespace inkling::enumerate
