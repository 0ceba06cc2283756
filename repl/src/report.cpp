// inkling report: a page about the tasks of a file.
#include <fmt/format.h>
#include <unistd.h>

#include <inkling/app/render.hpp>
#include <inkling/app/report.hpp>
#include <inkling/app/text.hpp>
#include <inkling/base/files.hpp>
#include <ostream>

#include "cli.hpp"
#include "status_line.hpp"

namespace inkling::repl {
namespace {

// The section of one task. Errors: those of the domain and the solvers.
Result<std::string> section(Context& context, Session& session, const Task& task,
                            const ReportOptions& options, std::stop_token stop) {
  if (auto set = session.set_domain(task.domain); !set) return std::move(set).error();
  session.load_task(task);
  if (!options.solvers.empty())
    if (auto set = session.set_solvers(options.solvers); !set) return std::move(set).error();
  std::vector<std::vector<Value>> asked;
  for (const Query& query : task.queries) asked.push_back(query.inputs);
  if (auto answers = session.predict(asked, stop); !answers) return std::move(answers).error();
  const ReportedQuestion question = report_question(session, asked, stop);
  return to_html(question, context.with_time);
}

}  // namespace

int run_report_command(Context& context, const ReportOptions& options) {
  StopOnInterrupt stop(context.interrupts);
  StatusLine status(context.err, is_terminal(STDERR_FILENO) && !options.out.empty());
  Session session(context.registry);
  session.settings() = options.settings;
  std::string body;
  std::size_t done = 0, bad = 0;
  std::optional<Error> fault;
  const auto visit = [&](TaskLine line) {
    if (stop.stopped() || done == options.limit) return false;
    auto made = line.task ? section(context, session, *line.task, options, stop.token())
                          : Result<std::string>(line.task.error());
    if (stop.stopped()) return false;
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
    body += html_heading(line.task->id.empty() ? fmt::format("Task {}", done + 1) : line.task->id) +
            *made;
    status.show(fmt::format("{} done", counted(++done, "task")));
    return true;
  };
  const auto read = context.registry.read_tasks(options.file, visit);
  status.clear();
  if (!read) return fail(context, read.error());
  if (fault) return fail(context, *fault);
  if (stop.stopped()) return kInterrupted;
  if (done == 0) {
    if (bad == 0) context.err << fmt::format("error: there is no task in {}\n", options.file);
    return kUnreadable;
  }
  const std::string page = html_page("inkling: " + counted(done, "task"), body);
  if (options.out.empty())
    context.out << page << std::flush;
  else if (const files::Fault wrong = files::write_file(options.out, page))
    return fail(context, Error{ErrorCode::io, "cannot write " + options.out + ": " + *wrong});
  return bad > 0 ? kUnreadable : kRan;
}

}  // namespace inkling::repl
