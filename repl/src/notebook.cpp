#include "notebook.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <inkling/app/render.hpp>
#include <inkling/app/text.hpp>
#include <inkling/base/screen.hpp>

#include "commands.hpp"

namespace inkling::repl {
namespace {

using jupyter::Shown;

ReplOptions notebook_options(const Context& context) {
  ReplOptions options;
  options.with_time = context.with_time;
  options.color = ColorChoice::never;
  options.model = context.model;
  return options;
}

// The line that the cursor is in, up to the cursor or whole.
struct LineAt {
  std::size_t begin = 0;
  std::string_view text;
};
LineAt line_at(std::string_view cell, std::size_t cursor) {
  cursor = std::min(cursor, cell.size());
  const auto before = cursor == 0 ? std::string_view::npos : cell.rfind('\n', cursor - 1);
  const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
  return {begin, cell.substr(begin, std::min(cell.find('\n', cursor), cell.size()) - begin)};
}

bool of_name(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}
// Solvers' names have more in them: "nearest+first", "a-b".
bool of_id(char c) {
  return of_name(c) || c == '+' || c == '-' || c == '.';
}

// The word around the cursor; behind an opening bracket the one before it.
std::string_view word_at(std::string_view line, std::size_t cursor, bool (*part)(char)) {
  cursor = std::min(cursor, line.size());
  if (cursor > 0 && line[cursor - 1] == '(' && (cursor == line.size() || !part(line[cursor])))
    --cursor;
  std::size_t begin = cursor, end = cursor;
  while (begin > 0 && part(line[begin - 1])) --begin;
  while (end < line.size() && part(line[end])) ++end;
  return line.substr(begin, end - begin);
}

}  // namespace

PromptNotebook::Lines::int_type PromptNotebook::Lines::overflow(int_type c) {
  if (traits_type::eq_int_type(c, traits_type::eof())) return traits_type::not_eof(c);
  const char byte = traits_type::to_char_type(c);
  notebook_.write(kind_, {&byte, 1});
  return c;
}

std::streamsize PromptNotebook::Lines::xsputn(const char* text, std::streamsize size) {
  notebook_.write(kind_, {text, static_cast<std::size_t>(size)});
  return size;
}

PromptNotebook::PromptNotebook(Context& context)
    : interrupts_(context.interrupts),
      session_(context.registry),
      repl_(session_, notebook_options(context), out_, notes_, context.interrupts) {
  repl_.options().shown = [this](const std::string& text, const std::string& html) {
    show_rich(text, html);
  };
  repl_.options().failed = [this](const Error& error, std::string_view source) {
    errors_.emplace_back(error, source);
  };
}

void PromptNotebook::write(Shown::Kind kind, std::string_view text) {
  if (pending_.kind != kind) flush();
  pending_.kind = kind;
  pending_.text += text;
}

void PromptNotebook::flush() {
  if (pending_.text.empty()) return;
  pending_.text = screen::printable(pending_.text);
  if (show_) show_(pending_);
  pending_.text.clear();
}

void PromptNotebook::show_rich(const std::string& text, const std::string& html) {
  flush();
  if (show_) show_({Shown::Kind::rich, screen::printable(text), html});
}

// `line` from 1; `left`: lines behind it that were not run.
jupyter::Failure PromptNotebook::failure(std::size_t line, std::size_t left) const {
  const auto& [error, source] = errors_.front();
  jupyter::Failure failure{std::string(to_text(error.code)), screen::printable(error.message), {}};
  for (const auto& [each, text] : errors_)
    failure.lines.push_back("error: " + screen::printable(render_error(each, text)));
  std::string where = fmt::format("in line {} of the cell", line);
  if (left > 0)
    where += fmt::format("; {} behind it not run",
                         left == 1 ? "the line" : fmt::format("the {} lines", left));
  failure.lines.push_back(where + "; what was entered before it is kept");
  return failure;
}

jupyter::Ran PromptNotebook::run(const std::string& cell,
                                 const std::function<void(const Shown&)>& show) {
  if (interrupts_ != nullptr) interrupts_->take();  // of a time when nothing ran
  show_ = show;
  errors_.clear();
  std::vector<std::string_view> lines;
  for (std::size_t begin = 0; begin <= cell.size();) {
    const auto end = std::min(cell.find('\n', begin), cell.size());
    lines.push_back(std::string_view(cell).substr(begin, end - begin));
    if (lines.back().ends_with('\r')) lines.back().remove_suffix(1);
    begin = end + 1;
  }
  jupyter::Ran ran;
  for (std::size_t i = 0; i < lines.size() && !ran.failure && !ran.leave; ++i) {
    repl_.feed(lines[i]);
    if (i + 1 == lines.size() && repl_.waiting()) repl_.finish();
    flush();
    const auto left = static_cast<std::size_t>(
        std::count_if(lines.begin() + static_cast<std::ptrdiff_t>(i + 1), lines.end(),
                      [](std::string_view line) { return !trim(line).empty(); }));
    if (!errors_.empty())
      ran.failure = failure(i + 1, left);
    else if (repl_.interrupted())
      ran.failure = jupyter::Failure{
          "interrupted", "the best so far is above, and what was entered is kept", {}};
    ran.leave = repl_.take_quit();
  }
  repl_.take_interrupted();
  repl_.forget_pending();
  show_ = nullptr;
  return ran;
}

jupyter::Completed PromptNotebook::complete(std::string_view cell, std::size_t cursor) {
  cursor = std::min(cursor, cell.size());
  const LineAt line = line_at(cell, cursor);
  const Completions found = repl_.complete(line.text.substr(0, cursor - line.begin));
  jupyter::Completed completed{line.begin + found.begin, cursor, {}};
  for (const Completion& word : found.words) completed.words.push_back({word.text, word.summary});
  return completed;
}

// Whether :help knows the topic; what it says is shown then.
bool PromptNotebook::explain(std::string_view topic) {
  return !topic.empty() && run_help(repl_, topic).ok();
}

std::optional<Shown> PromptNotebook::inspect(std::string_view cell, std::size_t cursor) {
  const LineAt line = line_at(cell, cursor);
  const std::size_t at = std::min(cursor, cell.size()) - line.begin;
  Shown all{Shown::Kind::rich, {}, {}};
  bool rich = false;
  show_ = [&](const Shown& part) {
    all.text += part.text;
    rich = rich || part.kind == Shown::Kind::rich;
    all.html += part.kind == Shown::Kind::rich ? part.html : html_lines(part.text);
  };
  bool known = false;
  const auto trimmed = trim(line.text);
  if (trimmed.starts_with(':') &&
      at <= offset_in(line.text, trimmed) + split_first(trimmed).word.size()) {
    const auto command = find_command(split_first(trimmed).word.substr(1));
    known = command.ok() && explain(":" + (*command)->name);
  } else {
    known = explain(word_at(line.text, at, of_id)) || explain(word_at(line.text, at, of_name));
  }
  flush();
  show_ = nullptr;
  if (!known) return std::nullopt;
  if (!rich) all.html.clear();
  return all;
}

bool PromptNotebook::unfinished(std::string_view cell) {
  return repl_.unfinished(cell);
}

void PromptNotebook::interrupt() {
  if (interrupts_ != nullptr) interrupts_->press();
}

}  // namespace inkling::repl
