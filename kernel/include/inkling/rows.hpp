// The rows of a task one after the other: what Domain::check goes over.
#pragma once

#include <inkling/result.hpp>
#include <inkling/task.hpp>
#include <string>

namespace inkling {

// Calls check(inputs, output, where) for every example and query, the output null where a query has
// none, `where` being "example 1", "query 2" .. for messages. Stops at the first error.
template <class Check>
Result<void> check_rows(const Task& task, Check&& check) {
  for (std::size_t i = 0; i < task.examples.size(); ++i) {
    const Example& row = task.examples[i];
    if (Result<void> ok = check(row.inputs, &row.output, "example " + std::to_string(i + 1)); !ok)
      return ok;
  }
  for (std::size_t i = 0; i < task.queries.size(); ++i) {
    const Query& row = task.queries[i];
    if (Result<void> ok = check(row.inputs, row.output ? &*row.output : nullptr,
                                "query " + std::to_string(i + 1));
        !ok)
      return ok;
  }
  return {};
}

}  // namespace inkling
