// Tasks of statement languages: one value in, one out. What their domains and generators share.
#pragma once

#include <functional>
#include <inkling/domain.hpp>
#include <inkling/dsl/imperative.hpp>

namespace inkling::dsl {

// Checks one row of a task, for check_rows: a single input, and it and the output (where there is
// one) are what `check` takes. `what` is a noun for the value: "world". Errors: bad_input, naming
// the row and which value.
INKLING_DSL_API Result<void> check_row(const Imperative& machine, const char* what,
                                       const std::function<Result<void>(const Value&)>& check,
                                       const std::vector<Value>& inputs, const Value* output,
                                       const std::string& row);

// Whether a program belongs to part "test" (one in ten, by its text) where `test` says so, else to
// the others.
INKLING_DSL_API bool in_part(const std::string& program, bool test);

// The first `examples` rows as examples, the others as queries with their outputs; `part` goes into
// the task's meta.
INKLING_DSL_API GeneratedTask task_of_rows(const Imperative& machine, std::string program,
                                           std::vector<Example> rows, std::size_t examples,
                                           const std::string& part);

// Error bad_param where a generator's min_statements is above its max_statements.
INKLING_DSL_API Result<void> check_lengths(std::int64_t least, std::int64_t most);

}  // namespace inkling::dsl
