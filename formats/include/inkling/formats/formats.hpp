// Formats of other tools that tasks come in, and that answers are given in. Their names are data:
// a face asks which there are.
#pragma once

#include <functional>
#include <inkling/budget.hpp>
#include <inkling/registry.hpp>
#include <inkling/task.hpp>
#include <istream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace inkling::formats {

struct FormatInfo {
  std::string id;         // "sygus"
  std::string extension;  // of its files, without the dot: "sl"
  std::string summary;    // one line
};
const std::vector<FormatInfo>& known();
// The format of files with this name, or null.
const FormatInfo* format_of_file(std::string_view path);

// Reads a file of the format as tasks, as TaskReader::read() does.
void read_tasks(const FormatInfo& format, std::istream& in, const std::string& name,
                const std::function<bool(TaskLine)>& visit, const ReadLimits& limits);

struct AnswerRequest {
  std::string file;
  BudgetLimits limits{};  // for all that the file asks for
  std::uint64_t seed = 0;
  bool free_grammar = false;  // answers need not keep to the file's grammar
};
struct FileAnswer {
  bool solved = false;
  bool definite = true;  // else it only was not found
  std::string text;      // in the format's own words, with a line end
  std::string reason{};  // why it is not solved
  std::vector<std::string> warnings{};
};
// Answers what a file asks for in the format's own words. Every answer has been held against the
// file. Errors: io, and those of reading (with the place in `source`, which receives the text),
// plugin.
Result<FileAnswer> answer_file(Registry& registry, const FormatInfo& format,
                               const AnswerRequest& request, std::stop_token stop,
                               std::string* source);

struct WriteRequest {
  std::string oracle{};  // a program that is asked for outputs of further inputs; empty: none
};
// A task as a file of the format. Errors: unsupported (values that the format has not),
// not_found (no such format).
Result<std::string> write_task(std::string_view format, const Task& task,
                               const WriteRequest& request);

}  // namespace inkling::formats
