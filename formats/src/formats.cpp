#include <fmt/format.h>

#include <algorithm>
#include <inkling/base/files.hpp>
#include <inkling/formats/formats.hpp>
#include <iterator>

#include "sygus/answer.hpp"
#include "sygus/write.hpp"

namespace inkling::formats {

const std::vector<FormatInfo>& known() {
  static const std::vector<FormatInfo> formats = {
      {"sygus", "sl", "SyGuS-IF 2.1: problems by example on strings, integers and truth values"}};
  return formats;
}

const FormatInfo* format_of_file(std::string_view path) {
  for (const FormatInfo& format : known())
    if (path.ends_with("." + format.extension)) return &format;
  return nullptr;
}

void read_tasks(const FormatInfo&, std::istream& in, const std::string& name,
                const std::function<bool(TaskLine)>& visit, const ReadLimits& limits) {
  std::string text;
  char piece[1 << 16];
  while (in.read(piece, sizeof(piece)) || in.gcount() > 0) {
    text.append(piece, static_cast<std::size_t>(in.gcount()));
    if (text.size() > limits.max_line_bytes) {
      visit({1, Error{ErrorCode::bad_input,
                      fmt::format("the file has more than {} bytes", limits.max_line_bytes)}});
      return;
    }
  }
  const auto line_of = [&text](std::size_t at) {
    at = std::min(at, text.size());
    return 1 + static_cast<std::size_t>(
                   std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
  };
  const auto problem = sygus::read_problem(text, limits);
  if (!problem) {
    const auto& span = problem.error().span;
    visit({line_of(span ? span->begin : 0), problem.error()});
    return;
  }
  for (const sygus::SynthFun& function : problem->functions) {
    const std::size_t line = line_of(function.span.begin);
    if (function.points.empty()) {
      if (!visit({line,
                  Error{ErrorCode::bad_input, fmt::format("'{}' has no example", function.name)}}))
        return;
      continue;
    }
    if (!visit({line, sygus::to_task(function, name + ":" + function.name)})) return;
  }
}

Result<FileAnswer> answer_file(Registry& registry, const FormatInfo&, const AnswerRequest& request,
                               std::stop_token stop, std::string* source) {
  const ReadLimits limits;
  std::string text;
  const files::Fault fault = files::read_file(request.file, limits.max_line_bytes, text);
  if (fault) return Error{ErrorCode::io, fmt::format("cannot read '{}': {}", request.file, *fault)};
  if (source != nullptr) *source = text;
  const auto problem = sygus::read_problem(text, limits);
  if (!problem) return problem.error();
  sygus::AnswerOptions options;
  options.limits = request.limits;
  options.seed = request.seed;
  options.free_grammar = request.free_grammar;
  auto found = sygus::answer(registry, *problem, options, std::move(stop));
  if (!found) return found.error();
  return FileAnswer{found->verdict == sygus::Verdict::solved,
                    found->verdict != sygus::Verdict::fail, std::move(found->text),
                    std::move(found->reason), problem->warnings};
}

Result<std::string> write_task(std::string_view format, const Task& task,
                               const WriteRequest& request) {
  std::string names;
  for (const FormatInfo& one : known()) {
    if (one.id == format) return sygus::write_problem(task, request.oracle);
    names += (names.empty() ? "" : ", ") + one.id;
  }
  return Error{ErrorCode::not_found,
               fmt::format("there is no format '{}'", format),
               {"formats are " + names}};
}

}  // namespace inkling::formats
