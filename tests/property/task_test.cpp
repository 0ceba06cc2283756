// Laws of tasks and their JSON form.
#include <sstream>

#include "generators.hpp"

namespace inkling {
namespace {

RC_GTEST_PROP(TaskLaws, JsonReadsBack, ()) {
  const Task task = *test::task();
  const Result<Task> again = task_from_json(to_json(task));
  RC_ASSERT(again.ok());
  RC_ASSERT(*again == task);
}

RC_GTEST_PROP(TaskLaws, JsonIsOneLine, ()) {
  RC_ASSERT(to_json(*test::task()).find('\n') == std::string::npos);
}

// Lines and an array hold the same tasks.
RC_GTEST_PROP(TaskLaws, LinesAndArrayAreTheSame, ()) {
  const auto tasks = *rc::gen::scale(0.3, rc::gen::container<std::vector<Task>>(test::task()));
  std::string lines;
  std::string array = "[";
  for (const Task& task : tasks) {
    lines += to_json(task) + (*rc::gen::arbitrary<bool>() ? "\n" : "\r\n\n");
    array += (array.size() > 1 ? "," : "") + to_json(task);
  }
  for (const std::string& text : {lines, array + "]"}) {
    std::istringstream in(text);
    std::vector<Task> found;
    read_tasks(in, [&](TaskLine line) {
      RC_ASSERT(line.task.ok());
      found.push_back(*std::move(line.task));
      return true;
    });
    RC_ASSERT(found == tasks);
  }
}

// A bad line among good ones is reported with its number, and the others are read.
RC_GTEST_PROP(TaskLaws, ABadLineSpoilsNoOther, ()) {
  const auto count = *rc::gen::inRange<std::size_t>(1, 6);
  const auto bad = *rc::gen::inRange<std::size_t>(0, count);
  const Task task = *rc::gen::scale(0.3, test::task());
  std::string text;
  for (std::size_t i = 0; i < count; ++i)
    text += (i == bad ? to_json(task).substr(1) : to_json(task)) + "\n";
  std::istringstream in(text);
  std::size_t number = 0;
  read_tasks(in, [&](const TaskLine& line) {
    RC_ASSERT(line.line == ++number);
    RC_ASSERT(line.task.ok() == (line.line != bad + 1));
    return true;
  });
  RC_ASSERT(number == count);
}

RC_GTEST_PROP(TaskLaws, SolversSeeNoAnswers, ()) {
  const Task task = *test::task();
  const Task seen = without_answers(task);
  RC_ASSERT(seen.examples == task.examples);
  RC_ASSERT(seen.queries.size() == task.queries.size());
  for (std::size_t i = 0; i < seen.queries.size(); ++i) {
    RC_ASSERT(seen.queries[i].inputs == task.queries[i].inputs);
    RC_ASSERT(!seen.queries[i].output.has_value());
  }
}

RC_GTEST_PROP(TaskLaws, ACheckedTaskHasOneTypePerArgument, ()) {
  const Task task = *test::task();
  if (!check_task(task)) return;
  const std::vector<Type> types = input_types(task);
  RC_ASSERT(types.size() == task.examples[0].inputs.size());
  for (const Example& example : task.examples)
    for (std::size_t i = 0; i < types.size(); ++i)
      RC_ASSERT(unify(types[i], type_of(example.inputs[i])) == types[i]);
}

RC_GTEST_PROP(TaskLaws, AContradictionIsOne, ()) {
  Task task = *rc::gen::scale(0.3, test::task());
  Example other = *rc::gen::elementOf(task.examples);
  other.output = Value::List{other.output, "not the same"};
  task.examples.push_back(other);
  const auto found = find_contradiction(task);
  RC_ASSERT(found.has_value());
  RC_ASSERT(found->first < found->second);
  RC_ASSERT(task.examples[found->first].inputs == task.examples[found->second].inputs);
  RC_ASSERT(task.examples[found->first].output != task.examples[found->second].output);
}

}  // namespace
}  // namespace inkling
