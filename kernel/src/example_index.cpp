#include "example_index.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace inkling::detail {
namespace {

constexpr std::size_t kShownBytes = 80;

std::string shown(const Value& value) {
  std::string text = to_text(value);
  if (text.size() <= kShownBytes) return text;
  std::size_t cut = kShownBytes;
  while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0U) == 0x80U) --cut;
  return text.substr(0, cut) + "...";
}

std::uint64_t hash_row(const std::vector<Value>& row) {
  return hash(Value(Value::List(row)));
}

}  // namespace

Result<void> InputTypes::add(const std::vector<Value>& inputs, std::string_view kind,
                             std::size_t index) {
  if (inputs.empty())
    return Error{ErrorCode::bad_input,
                 fmt::format("{} {} has no inputs: expected at least one", kind, index + 1)};
  if (started_ && inputs.size() != types_.size())
    return Error{ErrorCode::bad_input,
                 fmt::format("{} {} has {} input{}, but example 1 has {}", kind, index + 1,
                             inputs.size(), inputs.size() == 1 ? "" : "s", types_.size())};
  std::vector<Type> types = types_;
  types.resize(inputs.size());
  for (std::size_t k = 0; k < inputs.size(); ++k) {
    const Type type = type_of(inputs[k]);
    if (inputs[k].is_undefined())
      return Error{ErrorCode::bad_input,
                   fmt::format("{} {}: input {} is undefined", kind, index + 1, k + 1)};
    const std::optional<Type> common = unify(types[k], type);
    if (!common)
      return Error{
          ErrorCode::type,
          fmt::format("{} {}: input {} is {}, of type {}, but before it was of type {}", kind,
                      index + 1, k + 1, shown(inputs[k]), to_text(type), to_text(types[k]))};
    types[k] = *common;
  }
  started_ = true;
  types_ = std::move(types);
  return {};
}

Result<void> add_output(const Value& output, std::size_t index, Type& common) {
  if (output.is_undefined())
    return Error{ErrorCode::bad_input,
                 fmt::format("example {} has an undefined output: expected a value", index + 1)};
  const Type type = type_of(output);
  const std::optional<Type> both = unify(common, type);
  if (!both)
    return Error{
        ErrorCode::type,
        fmt::format("example {}: the output is {}, of type {}, but before it was of type {}",
                    index + 1, shown(output), to_text(type), to_text(common))};
  common = *both;
  return {};
}

std::optional<std::size_t> ExampleIndex::contradicted(const std::vector<Example>& examples,
                                                      const Example& next) const {
  std::optional<std::size_t> first;
  const auto [begin, end] = by_inputs_.equal_range(hash_row(next.inputs));
  for (auto it = begin; it != end; ++it) {
    const Example& old = examples[it->second];
    if (old.inputs == next.inputs && old.output != next.output)
      first = std::min(first.value_or(it->second), it->second);
  }
  return first;
}

Result<void> ExampleIndex::check(const Example& next) const {
  InputTypes inputs = inputs_;
  Type output = output_;
  if (auto ok = inputs.add(next.inputs, "example", size_); !ok) return ok;
  return add_output(next.output, size_, output);
}

Result<void> ExampleIndex::add(const std::vector<Example>& examples) {
  const Example& next = examples[size_];
  if (auto ok = check(next); !ok) return ok;
  (void)inputs_.add(next.inputs, "example", size_);
  (void)add_output(next.output, size_, output_);
  const std::uint64_t key = hash_row(next.inputs);
  const auto [begin, end] = by_inputs_.equal_range(key);
  const bool known =
      std::any_of(begin, end, [&](const auto& item) { return examples[item.second] == next; });
  if (!known) by_inputs_.emplace(key, size_);
  ++size_;
  return {};
}

}  // namespace inkling::detail
