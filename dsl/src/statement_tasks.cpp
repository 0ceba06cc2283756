#include <fmt/format.h>

#include <inkling/dsl/statement_tasks.hpp>

namespace inkling::dsl {

namespace {
constexpr std::uint64_t kTestShare = 10;  // one program in so many
}

Result<void> check_row(const Imperative& machine, const char* what,
                       const std::function<Result<void>(const Value&)>& check,
                       const std::vector<Value>& inputs, const Value* output,
                       const std::string& row) {
  if (inputs.size() != 1)
    return Error{ErrorCode::bad_input,
                 fmt::format("{} has {} inputs, and domain {} takes exactly one {}", row,
                             inputs.size(), machine.facts().domain, what)};
  const auto named = [&](const Value& value, const char* which) -> Result<void> {
    const Result<void> checked = check(value);
    if (checked) return {};
    Error error = checked.error();
    error.message = fmt::format("{}, {}: {}", row, which, error.message);
    return error;
  };
  if (auto checked = named(inputs[0], "input"); !checked) return checked;
  return output != nullptr ? named(*output, "output") : Result<void>();
}

bool in_part(const std::string& program, bool test) {
  return (hash(Value(program)) % kTestShare == 0) == test;
}

GeneratedTask task_of_rows(const Imperative& machine, std::string program,
                           std::vector<Example> rows, std::size_t examples,
                           const std::string& part) {
  GeneratedTask made;
  made.program = std::move(program);
  made.task.domain = machine.facts().domain;
  made.task.meta = fmt::format("{{\"part\":\"{}\"}}", part);
  for (std::size_t r = 0; r < rows.size(); ++r) {
    if (r < examples)
      made.task.examples.push_back(std::move(rows[r]));
    else
      made.task.queries.push_back({std::move(rows[r].inputs), std::move(rows[r].output)});
  }
  return made;
}

Result<void> check_lengths(std::int64_t least, std::int64_t most) {
  if (least <= most) return {};
  return Error{ErrorCode::bad_param,
               fmt::format("min_statements={} is more than max_statements={}", least, most),
               {"ask for at least as many as at most"}};
}

}  // namespace inkling::dsl
