#include "batch_printer.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <inkling/app/code.hpp>
#include <inkling/app/render.hpp>
#include <inkling/app/text.hpp>
#include <inkling/base/files.hpp>
#include <ostream>

namespace inkling::repl {

BatchPrinter::BatchPrinter(Context& context, const SolveOptions& options, std::uint64_t kept)
    : context_(context),
      options_(options),
      progress_(context.err, !options.json && is_terminal(STDERR_FILENO)),
      kept_(kept) {
  if (options.target.empty()) return;
  // Beforehand: answers come from other threads, and the registry is of this one.
  Registry& registry = context.registry;
  for (const std::string& id : registry.ids(Kind::domain)) {
    const auto domain = registry.domain(id);
    const auto language =
        domain ? registry.language_of(**domain) : Result<const Language*>(nullptr);
    if (language && *language != nullptr) languages_[id] = *language;
  }
}

void BatchPrinter::answered(const QuestionAnswers& task) {
  std::string text;
  for (const SolverAnswer& answer : task.answers) {
    const Language* language = language_of(task);
    std::string line = options_.json ? to_json(task, answer, context_.with_time)
                                     : answer_line(task, answer, context_.with_time);
    if (options_.json && language != nullptr)
      line = record_with_code(line, *language, options_.target, input_types(task.task));
    text += line + '\n';
    if (options_.json || language == nullptr || !answer.fits_all()) continue;
    const auto code = code_of(*language, answer.program, options_.target, input_types(task.task));
    text += code ? *code : "  " + code.error().message + "\n";
  }
  write(text);
}

void BatchPrinter::write(const std::string& text) {
  progress_.clear();
  if (options_.resume.empty()) {
    context_.out << text << std::flush;
  } else if (!fault_) {
    std::error_code ec;
    files::Fault fault;
    if (kept_ && std::filesystem::exists(options_.resume, ec))
      fault = files::cut_file(options_.resume, *kept_);
    kept_.reset();
    if (!fault) fault = files::append_file(options_.resume, text, /*durable=*/false);
    if (fault)
      fault_ = Error{ErrorCode::io, fmt::format("cannot write '{}': {}", options_.resume, *fault)};
  }
}

void BatchPrinter::refused(std::size_t line, const Error& error) {
  progress_.clear();
  context_.err << fmt::format("{}:{}: {}\n", options_.batch.file, line, to_text(error))
               << std::flush;
}

void BatchPrinter::progress(std::size_t done) {
  if (progress_.on()) progress_.show(fmt::format("{} done", counted(done, "task")));
}

// Whose programs are to be written in another one; null: none are.
const Language* BatchPrinter::language_of(const QuestionAnswers& task) const {
  const auto found = languages_.find(task.task.domain);
  return found == languages_.end() ? nullptr : found->second;
}

}  // namespace inkling::repl
