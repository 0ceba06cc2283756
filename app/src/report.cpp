#include <fmt/format.h>

#include <algorithm>
#include <inkling/app/agreement.hpp>
#include <inkling/app/layout.hpp>
#include <inkling/app/render.hpp>
#include <inkling/app/report.hpp>
#include <map>

#include "html.hpp"

namespace inkling::app {
namespace {

constexpr std::size_t kMostPlaces = 64;
constexpr int kCell = 22;     // pixels
constexpr int kLabels = 120;  // of the column of steps' names

// A number by which the steps of several programs are matched; 0: no other program has the value.
using Marks = std::map<Value, std::size_t>;

// Values that the steps of two programs or more pass through, numbered in their order.
Marks marks_of(const std::vector<StepsOf>& programs) {
  std::map<Value, std::vector<std::size_t>> who;
  for (std::size_t p = 0; p < programs.size(); ++p)
    for (const TraceStep& step : programs[p].steps) {
      auto& seen = who[step.value];
      if (seen.empty() || seen.back() != p) seen.push_back(p);
    }
  Marks marks;
  std::size_t next = 1;
  for (const StepsOf& program : programs)
    for (const TraceStep& step : program.steps)
      if (who[step.value].size() > 1 && !step.value.is_undefined() && marks.count(step.value) == 0)
        marks[step.value] = next++;
  return marks;
}

std::string steps_html(const StepsOf& program, const Marks& marks) {
  std::string rows;
  for (const TraceStep& step : program.steps) {
    const auto mark = marks.find(step.value);
    rows += fmt::format(
        "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td></tr>\n", html::code(step.label),
        html::code(inkling::to_text(step.value)),
        mark == marks.end() ? "" : fmt::format("<span class=\"mark\">{}</span>", mark->second));
  }
  return fmt::format(
      "<div class=\"wide\"><table class=\"steps\">\n<thead><tr><th>step</th><th>value</th>"
      "<th>same as</th></tr></thead>\n<tbody>\n{}</tbody>\n</table></div>\n",
      rows);
}

bool small_numbers(const Value& value, std::size_t places) {
  if (!value.is_list() || value.as_list().size() != places) return false;
  return std::all_of(value.as_list().begin(), value.as_list().end(), [](const Value& item) {
    return item.is_int() && item.as_int() >= -1 && item.as_int() <= 9;
  });
}

}  // namespace

std::string heat_map(const StepsOf& program) {
  if (program.steps.empty() || !program.steps.front().value.is_list()) return {};
  const std::size_t places = program.steps.front().value.as_list().size();
  if (places == 0 || places > kMostPlaces) return {};
  for (const TraceStep& step : program.steps)
    if (!small_numbers(step.value, places)) return {};
  const int width = kLabels + static_cast<int>(places) * kCell,
            height = static_cast<int>(program.steps.size()) * kCell;
  std::string cells;
  for (std::size_t row = 0; row < program.steps.size(); ++row) {
    const TraceStep& step = program.steps[row];
    const int y = static_cast<int>(row) * kCell;
    cells += fmt::format("<text x=\"0\" y=\"{}\">{}</text>\n", y + 15,
                         html::escaped(shorten(step.label, 16)));
    for (std::size_t i = 0; i < places; ++i) {
      const std::int64_t v = step.value.as_list()[i].as_int();
      const int x = kLabels + static_cast<int>(i) * kCell;
      const bool changed =
          row > 0 && step.value.as_list()[i] != program.steps[row - 1].value.as_list()[i];
      cells += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" class=\"v{}{}\"/>",
                           x, y, kCell - 1, kCell - 1, v < 0 ? std::string("b") : std::to_string(v),
                           changed ? " c" : "");
      if (v >= 0)
        cells += fmt::format("<text x=\"{}\" y=\"{}\" class=\"d{}\">{}</text>", x + kCell / 2 - 4,
                             y + 15, v >= 5 ? " l" : "", v);
      cells += '\n';
    }
  }
  return fmt::format(
      "<div class=\"wide\"><svg class=\"map\" role=\"img\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" "
      "height=\"{1}\" xmlns=\"http://www.w3.org/2000/svg\">\n<title>states of {2}, a row a step"
      "</title>\n{3}</svg></div>\n",
      width, height, html::escaped(program.program), cells);
}

ReportedQuestion report_question(const Session& session,
                                 const std::vector<std::vector<Value>>& asked,
                                 std::stop_token stop) {
  ReportedQuestion question;
  question.answers = collect_answers(session, asked, true, kSure, stop);
  const Task& task = question.answers.task;
  if (!task.queries.empty())
    question.traced = task.queries.front().inputs;
  else if (!task.examples.empty())
    question.traced = task.examples.front().inputs;
  for (const Answer& answer : session.answers()) {
    if (!answer.outcome || answer.outcome->candidates.empty() || answer.interpreter == nullptr)
      continue;
    const Candidate& best = answer.outcome->candidates.front();
    if (best.fits < session.task().examples.size()) continue;
    StepsOf program{
        answer.solver, best.program.text(), answer.interpreter->explain(best.program), {}};
    if (auto steps = answer.interpreter->trace(best.program, question.traced); steps.ok())
      program.steps = *std::move(steps);
    question.programs.push_back(std::move(program));
  }
  return question;
}

std::string to_html(const ReportedQuestion& question, bool with_time) {
  std::string body = to_html(question.answers, with_time);
  for (const Agreement& it : question.answers.agreements) {
    std::string rows;
    for (const Divergence& d : it.report.divergences)
      rows += fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td></tr>\n",
                          html::code(inputs_text(d.inputs)), html::code(inkling::to_text(d.left)),
                          html::code(inkling::to_text(d.right)));
    body += fmt::format("<h3>{} and {}</h3>\n<p>They {}.</p>\n", html::escaped(it.left),
                        html::escaped(it.right), html::escaped(verdict(it.report)));
    if (!rows.empty())
      body += fmt::format(
          "<details><summary>Inputs on which they differ</summary>\n<div class=\"wide\"><table>\n"
          "<thead><tr><th>inputs</th><th>{}</th><th>{}</th></tr></thead>\n<tbody>\n{}</tbody>\n"
          "</table></div></details>\n",
          html::escaped(it.left), html::escaped(it.right), rows);
  }
  const Marks marks = marks_of(question.programs);
  for (const StepsOf& program : question.programs) {
    body += fmt::format("<h3>{}</h3>\n<p>{}</p>\n<p>{}</p>\n", html::escaped(program.solver),
                        html::code(program.program), html::escaped(program.words));
    if (program.steps.empty()) continue;
    body += fmt::format("<details><summary>Step by step on {}</summary>\n{}{}</details>\n",
                        html::code(shorten(inputs_text(question.traced), 60)), heat_map(program),
                        steps_html(program, marks));
  }
  return "<article>\n" + body + "</article>\n";
}

}  // namespace inkling::app
