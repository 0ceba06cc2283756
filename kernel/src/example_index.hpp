// What is known of a task's examples, so that one more is checked at the cost of its own size.
#pragma once

#include <inkling/task.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace inkling::detail {

// Folds the rows of a task into its argument types; the errors name the row.
class InputTypes {
 public:
  // Unchanged on an error.
  Result<void> add(const std::vector<Value>& inputs, std::string_view kind, std::size_t index);
  const std::vector<Type>& types() const { return types_; }

 private:
  bool started_ = false;
  std::vector<Type> types_;
};

// Folds `output` of example `index` into `common`.
Result<void> add_output(const Value& output, std::size_t index, Type& common);

// Inputs like those of the examples, as they were made last: every comparison that a question asks
// for runs on the same ones.
struct MadeInputs {
  std::string key;  // what they depend on
  std::shared_ptr<const std::vector<std::vector<Value>>> rows;
};

// Types and inputs of the first size() examples.
class ExampleIndex {
 public:
  MadeInputs made;
  std::size_t size() const { return size_; }
  // An example with the same inputs and another output, among those that are in.
  std::optional<std::size_t> contradicted(const std::vector<Example>& examples,
                                          const Example& next) const;
  // Whether the types of one more go with those of the others.
  Result<void> check(const Example& next) const;
  // Takes examples[size()]. Errors: those of check(); then nothing has changed.
  Result<void> add(const std::vector<Example>& examples);

 private:
  std::size_t size_ = 0;
  InputTypes inputs_;
  Type output_;
  std::unordered_multimap<std::uint64_t, std::size_t> by_inputs_;  // distinct examples
};

}  // namespace inkling::detail
