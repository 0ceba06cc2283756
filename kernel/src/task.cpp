#include <fmt/format.h>

#include <algorithm>
#include <inkling/task.hpp>
#include <numeric>

#include "text_reader.hpp"

namespace inkling {

namespace {

constexpr std::size_t kShownBytes = 80;

std::string shown(const Value& value) {
  std::string text = to_text(value);
  if (text.size() <= kShownBytes) return text;
  std::size_t cut = kShownBytes;
  while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0U) == 0x80U) --cut;
  return text.substr(0, cut) + "...";
}

// Folds the rows of a task into its argument types; remembers what an error needs to say.
class TypeFolder {
 public:
  Result<void> add(const std::vector<Value>& inputs, std::string_view kind, std::size_t index) {
    if (!started_) {
      started_ = true;
      types_.resize(inputs.size());
    }
    if (inputs.empty())
      return Error{ErrorCode::bad_input,
                   fmt::format("{} {} has no inputs: expected at least one", kind, index + 1)};
    if (inputs.size() != types_.size())
      return Error{ErrorCode::bad_input,
                   fmt::format("{} {} has {} input{}, but example 1 has {}", kind, index + 1,
                               inputs.size(), inputs.size() == 1 ? "" : "s", types_.size())};
    for (std::size_t k = 0; k < inputs.size(); ++k) {
      const Type type = type_of(inputs[k]);
      if (inputs[k].is_undefined())
        return Error{ErrorCode::bad_input,
                     fmt::format("{} {}: input {} is undefined", kind, index + 1, k + 1)};
      const std::optional<Type> common = unify(types_[k], type);
      if (!common)
        return Error{
            ErrorCode::type,
            fmt::format("{} {}: input {} is {}, of type {}, but before it was of type {}", kind,
                        index + 1, k + 1, shown(inputs[k]), to_text(type), to_text(types_[k]))};
      types_[k] = *common;
    }
    return {};
  }
  const std::vector<Type>& types() const { return types_; }

 private:
  bool started_ = false;
  std::vector<Type> types_;
};

Result<std::vector<Type>> fold_inputs(const Task& task) {
  TypeFolder folder;
  for (std::size_t i = 0; i < task.examples.size(); ++i)
    if (auto ok = folder.add(task.examples[i].inputs, "example", i); !ok) return ok.error();
  for (std::size_t i = 0; i < task.queries.size(); ++i)
    if (auto ok = folder.add(task.queries[i].inputs, "query", i); !ok) return ok.error();
  return folder.types();
}

Result<Type> fold_outputs(const Task& task) {
  Type common;
  for (std::size_t i = 0; i < task.examples.size(); ++i) {
    const Value& output = task.examples[i].output;
    if (output.is_undefined())
      return Error{ErrorCode::bad_input,
                   fmt::format("example {} has an undefined output: expected a value", i + 1)};
    const Type type = type_of(output);
    const std::optional<Type> both = unify(common, type);
    if (!both)
      return Error{
          ErrorCode::type,
          fmt::format("example {}: the output is {}, of type {}, but before it was of type {}",
                      i + 1, shown(output), to_text(type), to_text(common))};
    common = *both;
  }
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
