#include <fmt/format.h>

#include <algorithm>
#include <inkling/result.hpp>

namespace inkling {

std::string_view to_text(ErrorCode code) {
  switch (code) {
    case ErrorCode::parse:
      return "parse";
    case ErrorCode::type:
      return "type";
    case ErrorCode::bad_param:
      return "bad_param";
    case ErrorCode::bad_input:
      return "bad_input";
    case ErrorCode::not_found:
      return "not_found";
    case ErrorCode::io:
      return "io";
    case ErrorCode::unsupported:
      return "unsupported";
    case ErrorCode::budget:
      return "budget";
    case ErrorCode::plugin:
      return "plugin";
    case ErrorCode::device:
      return "device";
    case ErrorCode::internal:
      return "internal";
  }
  return "internal";
}

std::string to_text(const Error& error) {
  if (error.notes.empty()) return error.message;
  return fmt::format("{} ({})", error.message, fmt::join(error.notes, "; "));
}

namespace {

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

// Columns as a person counts them: one per code point.
std::size_t count_columns(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return !is_continuation(c); }));
}

struct Window {
  std::string text;        // the part of the line that is shown
  std::size_t column = 0;  // of the caret, in columns of `text`
  std::size_t carets = 1;
};

// The source line around the span, cut to a screen's width on code point boundaries.
Window cut_window(std::string_view source, SourceSpan span) {
  constexpr std::size_t kContext = 60;
  const std::size_t begin = std::min(span.begin, source.size());
  std::size_t line_begin = begin == 0 ? 0 : source.rfind('\n', begin - 1);
  line_begin = begin == 0 || line_begin == std::string_view::npos ? 0 : line_begin + 1;
  std::size_t line_end = source.find('\n', begin);
  if (line_end == std::string_view::npos) line_end = source.size();
  const std::size_t end = std::clamp(span.end, begin, line_end);

  std::size_t from = begin - line_begin > kContext ? begin - kContext : line_begin;
  while (from < begin && is_continuation(source[from])) ++from;
  std::size_t to = std::min(line_end, begin + kContext);
  while (to < line_end && is_continuation(source[to])) ++to;

  const std::string_view before = from > line_begin ? "..." : "";
  Window window;
  window.text =
      fmt::format("{}{}{}", before, source.substr(from, to - from), to < line_end ? "..." : "");
  std::replace(window.text.begin(), window.text.end(), '\t', ' ');
  window.column = before.size() + count_columns(source.substr(from, begin - from));
  const std::size_t marked = std::min(end, to);
  window.carets = std::max<std::size_t>(
      1, marked > begin ? count_columns(source.substr(begin, marked - begin)) : 0);
  return window;
}

}  // namespace

std::string render_error(const Error& error, std::string_view source) {
  std::string out = error.message;
  if (error.span) {
    const Window window = cut_window(source, *error.span);
    out += fmt::format("\n  {}\n  {}{}", window.text, std::string(window.column, ' '),
                       std::string(window.carets, '^'));
  }
  for (const std::string& note : error.notes) out += "\n  " + note;
  return out;
}

Exception::Exception(Error error) : error_(std::move(error)) {}
Exception::Exception(const Exception&) = default;
Exception& Exception::operator=(const Exception&) = default;
Exception::~Exception() = default;

const char* Exception::what() const noexcept {
  return error_.message.c_str();
}

}  // namespace inkling
