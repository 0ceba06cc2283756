#include <fmt/format.h>

#include <inkling/task.hpp>
#include <iterator>

#include "text_reader.hpp"

namespace inkling {

namespace {

using detail::TextReader;

// Puts the place in the task before the reason: "examples[2].inputs: ...".
Error within(std::string_view place, Error error) {
  const std::string_view glue =
      error.message.starts_with('[') || error.message.starts_with('.') ? "" : ": ";
  error.message = fmt::format("{}{}{}", place, glue, error.message);
  return error;
}

// Calls on_field(name) with the cursor on each value of an object, refusing repeated `known` names.
template <class OnField>
Result<void> read_object(TextReader& reader, std::string_view what, OnField&& on_field) {
  if (!reader.take('{')) return reader.expected(what);
  if (reader.take('}')) return {};
  while (true) {
    if (reader.peek() != '"') return reader.expected("a field name in quotes");
    Result<std::string> name = reader.read_string();
    if (!name) return std::move(name).error();
    if (!reader.take(':')) return reader.expected("':' after a field name");
    Result<void> field = on_field(*name);
    if (!field) return field;
    if (reader.take('}')) return {};
    if (!reader.take(',')) return reader.expected("',' or '}' in an object");
  }
}

// Calls on_element(index) with the cursor on each element of an array.
template <class OnElement>
Result<void> read_array(TextReader& reader, std::string_view what, OnElement&& on_element) {
  if (!reader.take('[')) return reader.expected(what);
  if (reader.take(']')) return {};
  for (std::size_t index = 0;; ++index) {
    Result<void> element = on_element(index);
    if (!element) return within(fmt::format("[{}]", index), std::move(element).error());
    if (reader.take(']')) return {};
    if (!reader.take(',')) return reader.expected("',' or ']' in an array");
  }
}

// Marks a field as seen; an Error when it was already.
Result<void> mark(bool& seen, std::string_view name) {
  if (seen) return Error{ErrorCode::parse, fmt::format("field \"{}\" is given twice", name)};
  seen = true;
  return {};
}

Error missing(std::string_view name) {
  return Error{ErrorCode::parse, fmt::format("missing field \"{}\"", name)};
}

Result<void> read_text(TextReader& reader, std::string& out) {
  if (reader.peek() != '"') return reader.expected("a string");
  Result<std::string> text = reader.read_string();
  if (!text) return std::move(text).error();
  out = *std::move(text);
  return {};
}

Result<void> read_inputs(TextReader& reader, std::vector<Value>& out) {
  return read_array(reader, "an array of arguments", [&](std::size_t) -> Result<void> {
    Result<Value> value = reader.read_value(true);
    if (!value) return std::move(value).error();
    out.push_back(*std::move(value));
    return {};
  });
}

// An example, or a query when `allow_null`: its output may be missing or null.
struct Row {
  std::vector<Value> inputs;
  std::optional<Value> output{};
};

Result<Row> read_row(TextReader& reader, bool is_query) {
  Row row;
  bool has_inputs = false;
  bool has_output = false;
  Result<void> read =
      read_object(reader, "an object with \"inputs\" and \"output\"",
                  [&](const std::string& name) -> Result<void> {
                    if (name == "inputs") {
                      if (auto once = mark(has_inputs, name); !once) return once;
                      auto inputs = read_inputs(reader, row.inputs);
                      return inputs ? inputs : within(".inputs", std::move(inputs).error());
                    }
                    if (name == "output") {
                      if (auto once = mark(has_output, name); !once) return once;
                      if (is_query && reader.peek() == 'n') return reader.skip_json(nullptr);
                      Result<Value> value = reader.read_value(true);
                      if (!value) return within(".output", std::move(value).error());
                      row.output = *std::move(value);
                      return {};
                    }
                    return reader.skip_json(nullptr);
                  });
  if (!read) return std::move(read).error();
  if (!has_inputs) return missing("inputs");
  if (!has_output && !is_query) return missing("output");
  return row;
}

class TaskReader {
 public:
  TaskReader(std::string_view json, const ReadLimits& limits) : reader_(json), limits_(limits) {}

  Result<Task> read() {
    Result<void> read = read_object(reader_, "a task object { ... }",
                                    [&](const std::string& name) { return read_field(name); });
    if (!read) return std::move(read).error();
    if (auto rest = reader_.finish(); !rest) return rest.error();
    if (!has_domain_) return missing("domain");
    if (!has_examples_) return missing("examples");
    return std::move(task_);
  }

 private:
  Result<void> read_field(const std::string& name) {
    if (name == "id") return once(has_id_, name, [&] { return read_text(reader_, task_.id); });
    if (name == "domain")
      return once(has_domain_, name, [&] { return read_text(reader_, task_.domain); });
    if (name == "examples") return once(has_examples_, name, [&] { return read_examples(); });
    if (name == "queries") return once(has_queries_, name, [&] { return read_queries(); });
    if (name == "meta")
      return once(has_meta_, name, [&] { return reader_.skip_json(&task_.meta); });
    return reader_.skip_json(nullptr);
  }

  template <class Read>
  Result<void> once(bool& seen, const std::string& name, Read&& read) {
    if (auto marked = mark(seen, name); !marked) return marked;
    Result<void> field = read();
    if (!field) return within(name, std::move(field).error());
    return {};
  }

  Result<void> count(std::size_t size) const {
    if (size < limits_.max_examples) return {};
    Error error{ErrorCode::bad_input, fmt::format("more than {} rows", limits_.max_examples)};
    error.span = SourceSpan{reader_.position(), reader_.position()};
    return error;
  }

  Result<void> read_examples() {
    return read_array(reader_, "an array of examples", [&](std::size_t index) -> Result<void> {
      if (auto fits = count(index); !fits) return fits;
      Result<Row> row = read_row(reader_, false);
      if (!row) return std::move(row).error();
      task_.examples.push_back({std::move(row->inputs), *std::move(row->output)});
      return {};
    });
  }

  Result<void> read_queries() {
    return read_array(reader_, "an array of queries", [&](std::size_t index) -> Result<void> {
      if (auto fits = count(index); !fits) return fits;
      Result<Row> row = read_row(reader_, true);
      if (!row) return std::move(row).error();
      task_.queries.push_back({std::move(row->inputs), std::move(row->output)});
      return {};
    });
  }

  TextReader reader_;
  const ReadLimits& limits_;
  Task task_;
  bool has_id_ = false;
  bool has_domain_ = false;
  bool has_examples_ = false;
  bool has_queries_ = false;
  bool has_meta_ = false;
};

void append_row(std::string& out, const std::vector<Value>& inputs, const Value* output) {
  out += R"({"inputs":)";
  out += to_json(Value(Value::List(inputs)));
  if (output != nullptr) {
    out += R"(,"output":)";
    out += to_json(*output);
  }
  out.push_back('}');
}

}  // namespace

Result<Task> task_from_json(std::string_view json, const ReadLimits& limits) {
  if (json.size() > limits.max_line_bytes)
    return Error{ErrorCode::bad_input, fmt::format("the task has {} bytes, the limit is {}",
                                                   json.size(), limits.max_line_bytes)};
  Result<Task> task = TaskReader(json, limits).read();
  if (!task && task.error().span)
    task.error().notes.push_back(fmt::format("at byte {}", task.error().span->begin + 1));
  return task;
}

std::string to_json(const Task& task) {
  std::string out = fmt::format(R"({{"id":{},"domain":{},"examples":[)", to_json(Value(task.id)),
                                to_json(Value(task.domain)));
  for (std::size_t i = 0; i < task.examples.size(); ++i) {
    if (i > 0) out.push_back(',');
    append_row(out, task.examples[i].inputs, &task.examples[i].output);
  }
  out += R"(],"queries":[)";
  for (std::size_t i = 0; i < task.queries.size(); ++i) {
    if (i > 0) out.push_back(',');
    append_row(out, task.queries[i].inputs,
               task.queries[i].output ? &*task.queries[i].output : nullptr);
  }
  out.push_back(']');
  if (!task.meta.empty()) out += R"(,"meta":)" + task.meta;
  out.push_back('}');
  return out;
}

}  // namespace inkling
