// inkling report: a page about tasks, a session or records.
#include <fmt/format.h>
#include <unistd.h>

#include <inkling/app/question.hpp>
#include <inkling/app/render.hpp>
#include <inkling/app/report.hpp>
#include <inkling/app/text.hpp>
#include <inkling/base/files.hpp>
#include <ostream>

#include "cli.hpp"
#include "commands.hpp"
#include "repl.hpp"
#include "status_line.hpp"

namespace inkling::repl {
namespace {

Result<ReportedQuestion> report_task(Session& session, const Task& task,
                                     const ReportOptions& options, std::stop_token stop) {
  if (auto fine = check_examples(task); !fine) return std::move(fine).error();
  if (auto set = session.set_domain(task.domain); !set) return std::move(set).error();
  session.load_task(task);
  if (!options.solvers.empty())
    if (auto set = session.set_solvers(options.solvers); !set) return std::move(set).error();
  std::vector<std::vector<Value>> asked;
  for (const Query& query : task.queries) asked.push_back(query.inputs);
  auto curves = search_curves(session, asked, stop);
  if (!curves) return std::move(curves).error();
  ReportedQuestion question = report_question(session, asked, stop);
  question.curves = *std::move(curves);
  return question;
}

// "12 tasks", and that there are more where the page ends before its file does.
std::string heading(std::size_t count, const char* thing, bool more) {
  return more ? fmt::format("the first {} (--limit takes more)", counted(count, thing))
              : counted(count, thing);
}

// A page that is made, and what went wrong beside it.
struct Page {
  std::string title;
  std::string body;
  std::size_t bad = 0;
  bool stopped = false;
  bool more = false;  // the limit left something out
};

std::string questions_body(Context& context, const std::vector<ReportedQuestion>& questions,
                           const std::vector<std::string>& headings) {
  std::string body;
  for (std::size_t i = 0; i < questions.size(); ++i)
    body += html_heading(headings[i]) + to_html(questions[i], context.with_time);
  return body + summary_html(questions);
}

// What a file is that is none of those that can be reported.
Error nothing_to_report(const std::string& file, const std::string& why) {
  Error error{ErrorCode::bad_input,
              fmt::format("'{}' holds nothing that can be reported: {}", file, why)};
  for (const char* end : {".csv", ".tsv"})
    if (file.ends_with(end))
      error.notes.push_back(fmt::format("a table is filled by `inkling fill {}`", file));
  error.notes.push_back(
      "expected are tasks (a JSON object a line), a session (.ink), or records that solve, "
      "predict, eval or crosscheck wrote with --json");
  return error;
}

// Errors: usage (a solver that is not there), io; not_found: there is nothing to report.
Result<Page> page_of_tasks(Context& context, const ReportOptions& options) {
  StopOnInterrupt interrupt(context.interrupts);
  const std::stop_token stop = interrupt.token();
  StatusLine status(context.err, is_terminal(STDERR_FILENO) && !options.out.empty());
  Session session(context.registry);
  session.settings() = options.settings;
  std::vector<ReportedQuestion> questions;
  std::vector<std::string> headings;
  std::size_t bad = 0;
  bool more = false;
  std::optional<Error> fault;
  // Lines that are no tasks are told when it is sure that the file is one of tasks.
  std::vector<std::pair<std::size_t, Error>> unread;
  bool tasks = false;
  const auto say = [&](std::size_t number, const Error& error) {
    status.clear();
    context.err << fmt::format("{}:{}: {}\n", options.file, number, to_text(error));
  };
  const auto say_unread = [&] {
    for (const auto& [number, error] : unread) say(number, error);
    unread.clear();
  };
  const auto visit = [&](TaskLine line) {
    if (stop.stop_requested()) return false;
    if (questions.size() == options.limit) {
      more = true;
      return false;
    }
    tasks = tasks || line.task.ok();
    if (!tasks) {
      unread.emplace_back(line.line, line.task.error());
      ++bad;
      return unread.size() < kMaxBadStart;
    }
    say_unread();
    auto made = line.task ? report_task(session, *line.task, options, stop)
                          : Result<ReportedQuestion>(line.task.error());
    if (stop.stop_requested()) return false;
    if (!made) {
      const bool usage = line.task.ok() && (made.error().code == ErrorCode::not_found ||
                                            made.error().code == ErrorCode::bad_param);
      if (usage) {
        fault = made.error();
        return false;
      }
      ++bad;
      say(line.line, made.error());
      return true;
    }
    questions.push_back(*std::move(made));
    headings.push_back(line.task->id.empty() ? fmt::format("Task {}", questions.size())
                                             : line.task->id);
    status.show(fmt::format("{} done", counted(questions.size(), "task")));
    return true;
  };
  const auto read = context.registry.read_tasks(options.file, visit);
  status.clear();
  if (!read) return read.error();
  if (fault) return *std::move(fault);
  if (!tasks && !unread.empty())
    return nothing_to_report(options.file, fmt::format("line {}: {}", unread.front().first,
                                                       unread.front().second.message));
  if (questions.empty() && bad == 0)
    return Error{ErrorCode::bad_input, "there is no task in " + options.file};
  return Page{"inkling: " + heading(questions.size(), "task", more),
              questions.empty() ? "" : questions_body(context, questions, headings), bad,
              interrupt.stopped(), more};
}

Result<Page> page_of_session(Context& context, const ReportOptions& options) {
  if (!options.solvers.empty())
    return Error{
        ErrorCode::bad_param,
        fmt::format("--solvers does not go with '{}': a session names its own", options.file),
        {":solvers in the session chooses them"}};
  Session session(context.registry);
  session.settings() = options.settings;
  std::vector<ReportedQuestion> questions;
  std::vector<std::string> headings;
  bool more = false;
  ReplOptions prompt;
  prompt.with_time = context.with_time;
  prompt.color = context.color;
  prompt.model = context.model;
  prompt.answered = [&](const std::vector<std::vector<Value>>& asked) {
    if (questions.size() == options.limit) {
      more = true;
      return;
    }
    StopOnInterrupt stop(context.interrupts);
    questions.push_back(report_question(session, asked, stop.token()));
    headings.push_back(fmt::format("Question {}", questions.size()));
  };
  // Told when it is sure that the file is a session.
  std::vector<std::pair<Error, std::string>> faults;
  prompt.failed = [&](const Error& error, std::string_view source) {
    faults.emplace_back(error, source);
  };
  Repl repl(session, prompt, context.out, context.err, context.interrupts);
  auto run = repl.run_lines(options.file, false);
  if (!faults.empty() && session.task().examples.empty() && questions.empty())
    return nothing_to_report(options.file, faults.front().first.message);
  for (const auto& [error, source] : faults) fail(context, error, source);
  if (!run) return std::move(run).error();
  if (questions.empty() && repl.bad_lines() == 0)
    return Error{
        ErrorCode::bad_input,
        fmt::format("the session '{}' asks nothing: there is nothing to report", options.file),
        {"`inputs -> ?` asks"}};
  return Page{"inkling: " + heading(questions.size(), "question", more),
              questions.empty() ? "" : questions_body(context, questions, headings),
              repl.bad_lines(), repl.interrupted(), more};
}

}  // namespace

int run_report_command(Context& context, const ReportOptions& options) {
  auto page = Result<Page>(Page{});
  if (is_session_file(options.file)) {
    page = page_of_session(context, options);
  } else if (holds_records(options.file)) {
    auto body = records_html(options.file, options.limit);
    if (!body) return fail(context, body.error());
    page = Page{"inkling: records", *std::move(body)};
  } else {
    page = page_of_tasks(context, options);
  }
  if (!page) return fail(context, page.error());
  if (page->stopped) return kInterrupted;
  if (page->body.empty()) return kUnreadable;
  if (page->more)
    context.err << fmt::format(
        "only the first {} on the page: --limit N takes more\n",
        options.limit == 1 ? "one is" : fmt::format("{} are", options.limit));
  const std::string text = html_page(page->title, page->body);
  if (options.out.empty())
    context.out << text << std::flush;
  else if (const files::Fault wrong = files::write_file(options.out, text))
    return fail(context, Error{ErrorCode::io, "cannot write " + options.out + ": " + *wrong});
  return page->bad > 0 ? kUnreadable : kRan;
}

}  // namespace inkling::repl
