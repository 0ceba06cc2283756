// The task file reader: every line is delivered or explained, and a task that was read is written
// and read as the same.
#include <inkling/task.hpp>
#include <sstream>

#include "fuzz.hpp"

namespace inkling::fuzz {
namespace {

void check_task_line(const TaskLine& line) {
  require(line.line > 0, "lines count from 1");
  if (!line.task) {
    require(!line.task.error().message.empty(), "an error has a message");
    return;
  }
  const Task& task = *line.task;
  const std::string json = to_json(task);
  const Result<Task> again = task_from_json(json);
  require(again.ok() && *again == task, "task_from_json(to_json(t)) == t", json);
  if (!check_task(task)) return;
  require(input_types(task).size() == task.examples[0].inputs.size(), "one type per argument",
          json);
  (void)output_type(task);
  (void)find_contradiction(task);
  for (const Query& query : without_answers(task).queries)
    require(!query.output.has_value(), "no solver sees an answer", json);
}

void check(const std::string& text) {
  // Small limits, so that going beyond them is cheap to find.
  ReadLimits limits;
  limits.max_line_bytes = 4096;
  limits.max_examples = 16;
  std::istringstream in(text);
  std::size_t before = 0;
  read_tasks(
      in,
      [&](const TaskLine& line) {
        require(line.line >= before, "lines come in order");
        before = line.line;
        check_task_line(line);
        return true;
      },
      limits);
}

}  // namespace
}  // namespace inkling::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  inkling::fuzz::check(std::string(inkling::fuzz::text_of(data, size)));
  return 0;
}
