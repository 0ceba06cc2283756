// SyGuS-IF files as tasks, for every command that reads task files.
#include <algorithm>
#include <inkling/formats/formats.hpp>
#include <inkling/plugin_entry.hpp>

namespace inkling::sygus_reader {
namespace {

// Whether a text is among the values: the domain of texts has numbers and truth values as well.
bool has_text(const Task& task) {
  const Example& first = task.examples.front();
  return first.output.is_string() ||
         std::any_of(first.inputs.begin(), first.inputs.end(),
                     [](const Value& value) { return value.is_string(); });
}

class Reader final : public TaskReader {
 public:
  Reader() : format_(*formats::format_of_file("problem.sl")) {
    info_ = {format_.extension, format_.summary};
  }
  const TaskReaderInfo& info() const override { return info_; }
  void read(std::istream& in, const std::string& name, const std::function<bool(TaskLine)>& visit,
            const ReadLimits& limits) const override {
    formats::read_tasks(
        format_, in, name,
        [&visit](TaskLine line) {
          if (line.task) line.task->domain = has_text(*line.task) ? "strings" : "lists";
          return visit(std::move(line));
        },
        limits);
  }

 private:
  const formats::FormatInfo& format_;
  TaskReaderInfo info_;
};

void register_all(Registrar& registrar) {
  registrar.add<TaskReader>("sl", [] { return std::make_unique<Reader>(); });
}

}  // namespace
}  // namespace inkling::sygus_reader

INKLING_PLUGIN("sygus", "0.1.0", "SyGuS-IF files as tasks", 0, inkling::sygus_reader::register_all)
