#include <fmt/format.h>

#include <algorithm>
#include <inkling/task.hpp>
#include <numeric>

#include "example_index.hpp"
#include "text_reader.hpp"

namespace inkling {

namespace {

Result<std::vector<Type>> fold_inputs(const Task& task) {
  detail::InputTypes folder;
  for (std::size_t i = 0; i < task.examples.size(); ++i)
    if (auto ok = folder.add(task.examples[i].inputs, "example", i); !ok) return ok.error();
  for (std::size_t i = 0; i < task.queries.size(); ++i)
    if (auto ok = folder.add(task.queries[i].inputs, "query", i); !ok) return ok.error();
  return folder.types();
}

Result<Type> fold_outputs(const Task& task) {
  Type common;
  for (std::size_t i = 0; i < task.examples.size(); ++i)
    if (auto ok = detail::add_output(task.examples[i].output, i, common); !ok) return ok.error();
  return common;
}

std::uint64_t hash_row(const std::vector<Value>& row) {
  return hash(Value(Value::List(row)));
}

}  // namespace

Task without_answers(const Task& task) {
  Task copy;
  copy.id = task.id;
  copy.domain = task.domain;
  copy.examples = task.examples;
  copy.queries.reserve(task.queries.size());
  for (const Query& query : task.queries) copy.queries.push_back({query.inputs});
  return copy;
}

Result<void> check_task(const Task& task) {
  if (task.examples.empty())
    return Error{ErrorCode::bad_input, "the task has no examples: expected at least one"};
  if (auto inputs = fold_inputs(task); !inputs) return std::move(inputs).error();
  if (auto output = fold_outputs(task); !output) return std::move(output).error();
  return {};
}

std::vector<Type> input_types(const Task& task) {
  return fold_inputs(task).value();
}

Type output_type(const Task& task) {
  return fold_outputs(task).value();
}

// Sorting by hash brings equal inputs together in order of appearance; within such a run only true
// equality counts.
std::optional<Contradiction> find_contradiction(const Task& task) {
  const std::vector<Example>& examples = task.examples;
  std::vector<std::uint64_t> hashes;
  hashes.reserve(examples.size());
  for (const Example& example : examples) hashes.push_back(hash_row(example.inputs));
  std::vector<std::size_t> order(examples.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    if (hashes[a] != hashes[b]) return hashes[a] < hashes[b];
    if (const auto inputs = examples[a].inputs <=> examples[b].inputs; inputs != 0)
      return inputs < 0;
    return a < b;
  });
  std::optional<Contradiction> found;
  std::size_t first = 0;  // position of the first example with the inputs of the current run
  for (std::size_t i = 1; i < order.size(); ++i) {
    const std::size_t a = order[first];
    const std::size_t b = order[i];
    if (hashes[a] != hashes[b] || examples[a].inputs != examples[b].inputs) {
      first = i;
      continue;
    }
    if (examples[a].output != examples[b].output && (!found || b < found->second))
      found = Contradiction{a, b};
  }
  return found;
}

}  // namespace inkling
