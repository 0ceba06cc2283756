#include "states.hpp"

#include <algorithm>
#include <string>

namespace inkling::statements {
namespace {

// Which inputs and outputs a search looks at does not hang on its seed: neither do its answers.
constexpr std::uint64_t kProbeSeed = 1;

Error about(std::size_t example, const Error& cause) {
  Error error = cause;
  error.message = "example " + std::to_string(example + 1) + ": " + cause.message;
  return error;
}

}  // namespace

Result<Examples> load(const dsl::Imperative& machine, const Task& task) {
  std::size_t stride = 0;
  for (std::size_t i = 0; i < task.examples.size(); ++i) {
    const Example& example = task.examples[i];
    if (example.inputs.size() != 1)
      return Error{ErrorCode::bad_input, "statements: programs take one input, example " +
                                             std::to_string(i + 1) + " has " +
                                             std::to_string(example.inputs.size())};
    for (const Value* value : {&example.inputs[0], &example.output}) {
      const Result<std::size_t> bytes = machine.state_bytes(*value);
      if (!bytes) return about(i, bytes.error());
      stride = std::max(stride, (*bytes + 7) / 8 * 8);
    }
  }
  Examples made{States(task.examples.size(), stride), States(task.examples.size(), stride)};
  for (std::size_t i = 0; i < task.examples.size(); ++i) {
    if (auto ok = machine.load(task.examples[i].inputs[0], made.inputs.row(i)); !ok)
      return about(i, ok.error());
    if (auto ok = machine.load(task.examples[i].output, made.outputs.row(i)); !ok)
      return about(i, ok.error());
  }
  return made;
}

States make_probes(const dsl::Imperative& machine, const Examples& examples, std::size_t count) {
  Rng rng(kProbeSeed);
  States probes(count, examples.inputs.stride());
  const std::size_t rows = examples.inputs.rows();
  for (std::size_t i = 0; i < count; ++i) {
    const States& from = i / rows % 2 == 0 ? examples.inputs : examples.outputs;
    std::memcpy(probes.row(i), from.row(i % rows), from.stride());
    // The examples as they are come first, but leave room for others.
    if (i >= std::min(2 * rows, count / 2)) machine.vary(probes.row(i), rng);
  }
  return probes;
}

}  // namespace inkling::statements
