// Task: input/output examples, and queries whose outputs are asked for. Reader and writer of the
// task file format (JSON Lines, or one JSON array).
#pragma once

#include <functional>
#include <inkling/value.hpp>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

namespace inkling {

struct Example {
  std::vector<Value> inputs;  // the argument list: a unary task on a list has [[1,2,3]]
  Value output;
  friend bool operator==(const Example&, const Example&) = default;
};

struct Query {
  std::vector<Value> inputs;
  std::optional<Value> output{};  // for scoring only; no solver ever sees it
  friend bool operator==(const Query&, const Query&) = default;
};

struct Task {
  std::string id;
  std::string domain;
  std::vector<Example> examples;
  std::vector<Query> queries;
  std::string meta{};  // JSON text, kept and ignored
  friend bool operator==(const Task&, const Task&) = default;
};

// The same task with every query output and `meta` removed: what a solver is given.
INKLING_API Task without_answers(const Task& task);

// Structural checks that hold in every domain: at least one example, the same number of inputs
// everywhere, argument types that unify over examples and queries. Errors name the example.
INKLING_API Result<void> check_task(const Task& task);
// Argument types (unified over examples and queries) and output type. Precondition: check_task ok.
INKLING_API std::vector<Type> input_types(const Task& task);
INKLING_API Type output_type(const Task& task);

// Two examples (0-based, first < second) with equal inputs and different outputs.
struct Contradiction {
  std::size_t first = 0;
  std::size_t second = 0;
};
// O(n log n) in the number of examples.
INKLING_API std::optional<Contradiction> find_contradiction(const Task& task);

struct TaskLine {
  std::size_t line = 0;  // 1-based line, or 1-based element of a JSON array
  Result<Task> task;     // an Error names the reason; the other lines are still delivered
};

struct ReadLimits {
  std::size_t max_line_bytes = 64u << 20;
  std::size_t max_examples = 1'000'000;
};

// Calls `visit` for every non-blank line in order; stop early by returning false. Lines longer than
// the limit are skipped without being held in memory and reported as bad_input.
INKLING_API void read_tasks(std::istream& in, const std::function<bool(TaskLine)>& visit,
                            const ReadLimits& limits = {});
// Reads a file, or standard input for "-". Error io when it cannot be opened.
INKLING_API Result<void> read_task_file(const std::string& path,
                                        const std::function<bool(TaskLine)>& visit,
                                        const ReadLimits& limits = {});

INKLING_API Result<Task> task_from_json(std::string_view json, const ReadLimits& limits = {});
INKLING_API std::string to_json(const Task& task);  // one line, no newline
INKLING_API std::string to_json(const Value& value);

}  // namespace inkling
