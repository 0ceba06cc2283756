// Files in the formats of other tools: what they ask for answered in their own words, and tasks
// written as such files.
#include <fmt/format.h>

#include <filesystem>
#include <inkling/base/files.hpp>
#include <inkling/formats/formats.hpp>
#include <ostream>
#include <set>

#include "cli.hpp"

namespace inkling::repl {
namespace {

// A name for a file: what stands behind the suite, with nothing in it that a path is made of.
std::string file_name(const Task& task, std::size_t number, const std::string& extension) {
  std::string name;
  for (char c : task.id) {
    const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' ||
                       (c == '.' && !name.empty());
    name += plain ? c : '_';
  }
  if (name.empty()) name = fmt::format("task{}", number);
  return name.substr(0, 200) + "." + extension;
}

}  // namespace

bool answers_in_own_words(const SolveOptions& options) {
  return !options.json && options.target.empty() && options.batch.solvers.empty() &&
         !options.batch.model && formats::format_of_file(options.batch.file) != nullptr;
}

int run_answer_command(Context& context, const SolveOptions& options) {
  StopOnInterrupt stop(context.interrupts);
  const formats::FormatInfo& format = *formats::format_of_file(options.batch.file);
  std::string source;
  const auto answer = formats::answer_file(
      context.registry, format,
      {options.batch.file, options.batch.limits, options.batch.seed, options.free_grammar},
      stop.token(), &source);
  if (!answer) {
    // What such a file may not hold is a fault of the file, not of the command line.
    const int code = fail(context, answer.error(), source);
    return code == kUsage && answer.error().span ? kUnreadable : code;
  }
  for (const std::string& warning : answer->warnings) context.err << "warning: " << warning << '\n';
  if (!answer->reason.empty()) context.err << options.batch.file << ": " << answer->reason << '\n';
  context.out << answer->text << std::flush;
  if (stop.stopped()) return kInterrupted;
  return answer->solved || answer->definite ? kRan : kFailed;
}

int run_export_command(Context& context, const ExportOptions& options) {
  std::string extension;
  for (const auto& format : formats::known())
    if (format.id == options.format) extension = format.extension;
  if (extension.empty()) return fail(context, formats::write_task(options.format, {}, {}).error());
  std::size_t number = 0;
  std::set<std::string> names;
  int code = kRan;
  std::string only;  // what goes to standard output
  bool several = false;
  const auto read = context.registry.read_tasks(options.file, [&](const TaskLine& line) {
    ++number;
    if (!line.task) {
      context.err << fmt::format("{}:{}: {}\n", options.file, line.line,
                                 to_text(line.task.error()));
      code = kUnreadable;
      return true;
    }
    if (!options.task.empty() && options.task != line.task->id &&
        options.task != std::to_string(number))
      return true;
    if (options.out.empty() && !names.empty()) {
      several = true;
      return false;
    }
    const auto text = formats::write_task(options.format, *line.task, {options.oracle});
    if (!text) {
      context.err << fmt::format("{}:{}: {}\n", options.file, line.line, to_text(text.error()));
      code = kUnreadable;
      return true;
    }
    std::string name = file_name(*line.task, number, extension);
    if (!names.insert(name).second) {
      name = fmt::format("task{}-{}", number, name);
      names.insert(name);
    }
    if (options.out.empty()) {
      only = *text;
      return true;
    }
    const auto path = std::filesystem::path(options.out) / name;
    if (const files::Fault fault = files::write_file(path, *text)) {
      code = fail(context,
                  {ErrorCode::io, fmt::format("cannot write '{}': {}", path.string(), *fault)});
      names.erase(name);
      return false;
    }
    return true;
  });
  if (!read) return fail(context, read.error());
  if (several)
    return fail(
        context,
        {ErrorCode::bad_param,
         fmt::format("'{}' holds several tasks, and a file of the format holds one", options.file),
         {"--task NUMBER or ID chooses one, --out FOLDER writes a file for each"}});
  if (names.empty() && code == kRan)
    return fail(context, {ErrorCode::not_found,
                          options.task.empty()
                              ? fmt::format("'{}' holds no task", options.file)
                              : fmt::format("'{}' holds no task '{}'", options.file, options.task),
                          {}});
  if (!options.out.empty() && !names.empty())
    context.err << fmt::format("{} written to {}\n",
                               names.size() == 1 ? "1 file" : fmt::format("{} files", names.size()),
                               options.out);
  context.out << only << std::flush;
  return code;
}

}  // namespace inkling::repl
