// inkling report: a page about tasks, a session or records.
#include <fmt/format.h>
#include <unistd.h>

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

// The session's solvers one after the other, so that each has a curve of its own; what was found
// before is not looked for again.
Result<std::vector<SearchCurve>> search_all(Session& session,
                                            const std::vector<std::vector<Value>>& asked,
                                            std::stop_token stop) {
  const std::vector<std::string> all = session.solvers();
  std::vector<SearchCurve> curves;
  CurveSink sink;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (auto set =
            session.set_solvers({all.begin(), all.begin() + static_cast<std::ptrdiff_t>(i + 1)});
        !set)
      return std::move(set).error();
    const auto answers = session.predict(asked, stop, &sink);
    if (!answers) return answers.error();
    for (const Answer& answer : *answers)
      if (answer.solver == all[i]) curves.push_back(sink.take(answer));
  }
  return curves;
}

Result<ReportedQuestion> report_task(Session& session, const Task& task,
                                     const ReportOptions& options, std::stop_token stop) {
  if (auto set = session.set_domain(task.domain); !set) return std::move(set).error();
  session.load_task(task);
  if (!options.solvers.empty())
    if (auto set = session.set_solvers(options.solvers); !set) return std::move(set).error();
  std::vector<std::vector<Value>> asked;
  for (const Query& query : task.queries) asked.push_back(query.inputs);
  auto curves = search_all(session, asked, stop);
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
  const auto visit = [&](TaskLine line) {
    if (stop.stop_requested()) return false;
    if (questions.size() == options.limit) {
      more = true;
      return false;
    }
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
      status.clear();
      context.err << fmt::format("{}:{}: {}\n", options.file, line.line, to_text(made.error()));
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
  Repl repl(session, prompt, context.out, context.err, context.interrupts);
  if (auto run = repl.run_lines(options.file, false); !run) return std::move(run).error();
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
