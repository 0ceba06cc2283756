// Questions as parts of a page.
#include <fmt/format.h>

#include <algorithm>
#include <inkling/app/agreement.hpp>
#include <inkling/app/render.hpp>
#include <inkling/app/report.hpp>
#include <inkling/app/text.hpp>
#include <inkling/nn/dictionary.hpp>
#include <set>

#include "html.hpp"

namespace inkling::app {
namespace {

constexpr std::size_t kLongEnough = 2;  // points of a curve: fewer are no curve

// A number by which the steps of several programs are matched; 0: no other program has the value.
using Marks = std::map<Value, std::size_t>;

// Values that the steps of two programs or more pass through, numbered in their order.
Marks marks_of(const std::vector<TracedProgram>& programs) {
  std::map<Value, std::vector<std::size_t>> who;
  for (std::size_t p = 0; p < programs.size(); ++p)
    for (const TraceStep& step : programs[p].steps) {
      auto& seen = who[step.value];
      if (seen.empty() || seen.back() != p) seen.push_back(p);
    }
  Marks marks;
  std::size_t next = 1;
  for (const TracedProgram& program : programs)
    for (const TraceStep& step : program.steps)
      if (who[step.value].size() > 1 && !step.value.is_undefined() && marks.count(step.value) == 0)
        marks[step.value] = next++;
  return marks;
}

std::string marked_steps(const Domain* domain, const TracedProgram& program, const Marks& marks) {
  std::string rows;
  for (std::size_t i = 0; i < program.steps.size(); ++i) {
    const TraceStep& step = program.steps[i];
    const auto mark = marks.find(step.value);
    rows += fmt::format(
        "<tr><th scope=\"row\">{}</th><td>{}{}</td><td>{}</td></tr>\n", html::code(step.label),
        html::code(value_text(program, i)), html::pictures(domain, std::span(&step.value, 1)),
        mark == marks.end() ? "" : fmt::format("<span class=\"mark\">{}</span>", mark->second));
  }
  return html::table("steps", {"step", "value", "same as"}, rows);
}

std::string candidates_html(const ReportedQuestion& question) {
  const bool asked = !question.answers.task.queries.empty();
  std::string rows;
  for (const ReportedCandidate& it : question.candidates) {
    rows += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td>", html::escaped(it.solver),
                        html::code(shorten(it.program, 200)));
    if (asked)
      rows += fmt::format("<td>{}</td><td>{}</td>", html::code(predictions_text(it.predictions)),
                          it.confidence ? percent_text(*it.confidence) : std::string("-"));
    rows += fmt::format("<td>{}</td><td>{}/{}</td></tr>\n",
                        it.bits ? fmt::format("{:.1f}", *it.bits) : "-", it.fits,
                        question.answers.task.examples.size());
  }
  if (rows.empty()) return {};
  std::vector<std::string> head{"solver", "program"};
  if (asked) head.insert(head.end(), {"prediction", "confidence"});
  head.insert(head.end(), {"bits", "fits"});
  return html::part(fmt::format("Candidates of every solver ({})", question.candidates.size()),
                    html::table("candidates", head, rows));
}

// Only where a search took long enough to say how it went.
std::string curves_html(const ReportedQuestion& question) {
  ChartPanel panel{"examples reproduced by the best program", "evaluations", {}, true};
  panel.markers = true;
  bool long_enough = false;
  for (const SearchCurve& curve : question.curves) {
    long_enough = long_enough || curve.points.size() > kLongEnough;
    ChartSeries series{curve.solver, {}};
    for (const auto& [x, y] : curve.points) series.points.push_back({x, y});
    panel.series.push_back(std::move(series));
  }
  if (!long_enough) return {};
  return html::part("How the searches went", html::picture({"Searches", {panel}}));
}

}  // namespace

std::string steps_html(const TracedProgram& program, const Domain* domain) {
  const bool certain = !program.states.empty();
  std::string rows;
  for (std::size_t i = 0; i < program.steps.size(); ++i)
    rows += fmt::format(
        "<tr><th scope=\"row\">{}</th><td>{}{}</td>{}</tr>\n", html::code(program.steps[i].label),
        html::code(value_text(program, i)),
        html::pictures(domain, std::span(&program.steps[i].value, 1)),
        certain
            ? fmt::format("<td>{}</td>", i == 0 ? "" : html::escaped(certainty_text(program, i)))
            : std::string());
  std::vector<std::string> head{"step", "value"};
  if (certain) head.emplace_back("certain");
  return heat_map(program) + html::table("steps", head, rows);
}

std::string steps_html(const TracedProgram& left, const TracedProgram& right) {
  std::string rows;
  for (const AlignedStep& row : align(left.steps, right.steps)) {
    const auto label = [](const TracedProgram& program, std::optional<std::size_t> step) {
      return step ? html::code(program.steps[*step].label) : std::string();
    };
    std::string certain;
    if (row.left && *row.left > 0) certain = certainty_text(left, *row.left);
    if (certain.empty() && row.right && *row.right > 0) certain = certainty_text(right, *row.right);
    rows += fmt::format(
        "<tr{}><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
        row.left && row.right ? " class=\"both\"" : "", label(left, row.left),
        label(right, row.right),
        html::code(row.left ? value_text(left, *row.left) : value_text(right, *row.right)),
        html::escaped(certain));
  }
  return html::table("steps", {left.name, right.name, "value", "certain"}, rows);
}

std::string to_html(const Agreement& it) {
  std::string rows;
  for (const Divergence& d : it.report.divergences)
    rows += fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td></tr>\n",
                        html::code(inputs_text(d.inputs)), html::code(inkling::to_text(d.left)),
                        html::code(inkling::to_text(d.right)));
  std::string body = fmt::format("<h3>{} and {}</h3>\n<p>They {}.</p>\n", html::escaped(it.left),
                                 html::escaped(it.right), html::escaped(verdict(it.report)));
  if (!rows.empty())
    body += html::part("Inputs on which they differ",
                       html::table("", {"inputs", it.left, it.right}, rows));
  return body;
}

namespace {

// Everything of the section but examples and answers.
std::string details_html(const ReportedQuestion& question, bool with_time) {
  std::string body;
  for (const Agreement& it : question.answers.agreements) body += to_html(it);
  const auto& programs = question.programs;
  const auto latent = std::find_if(programs.begin(), programs.end(),
                                   [](const TracedProgram& it) { return it.latent; });
  const auto symbolic = std::find_if(programs.begin(), programs.end(),
                                     [](const TracedProgram& it) { return !it.latent; });
  const std::string inputs = html::code(shorten(inputs_text(question.traced), 60));
  if (latent != programs.end() && symbolic != programs.end() && !latent->steps.empty() &&
      !symbolic->steps.empty())
    body += html::part_of("Both step by step on " + inputs, steps_html(*latent, *symbolic));
  const Marks marks = marks_of(programs);
  for (const TracedProgram& program : programs) {
    body += fmt::format("<h3>{}</h3>\n<p>{}</p>\n<p>{}</p>\n", html::escaped(program.name),
                        html::code(program.program), html::escaped(program.words));
    if (!program.steps.empty())
      body += html::part_of("Step by step on " + inputs,
                            heat_map(program) + marked_steps(question.domain, program, marks));
  }
  // Searches say how far they are by the clock.
  return body + candidates_html(question) + (with_time ? curves_html(question) : std::string());
}

}  // namespace

std::string to_html(const ReportedQuestion& question, bool with_time) {
  return "<article>\n" + to_html(question.answers, with_time, question.domain) +
         details_html(question, with_time) + "</article>\n";
}

std::string answers_cell_html(const ReportedQuestion& question, bool with_time) {
  const std::string details = details_html(question, with_time);
  return answers_only_html(question.answers, with_time, question.domain) +
         (details.empty() ? details : html::part("steps, candidates and searches", details));
}

namespace {

// How many questions every solver has solved with at most so many evaluations.
std::string solved_html(const std::vector<ReportedQuestion>& questions) {
  std::vector<std::pair<std::string, std::vector<double>>> solved;
  for (const ReportedQuestion& question : questions)
    for (const SolverAnswer& answer : question.answers.answers) {
      auto it = std::find_if(solved.begin(), solved.end(),
                             [&](const auto& known) { return known.first == answer.solver; });
      if (it == solved.end()) it = solved.insert(solved.end(), {answer.solver, {}});
      if (answer.fits_all())
        it->second.push_back(static_cast<double>(std::max<std::uint64_t>(1, answer.evaluations)));
    }
  return html::solved_chart(std::move(solved), questions.size(), "evaluations of a search");
}

std::string dictionary_html(const std::string& model, const std::string& dictionary) {
  std::string rows;
  for (const nn::DictionaryEntry& it : nn::read_dictionary(dictionary)) {
    std::string what = html::code(it.meaning);
    if (!it.where.empty()) what += " where " + html::code(it.where);
    rows += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td><td>{:.3f}</td></tr>\n", it.token,
                        what, it.agreement);
  }
  const std::string body =
      rows.empty() ? fmt::format("<p>No meanings are stored with it: {} finds them.</p>\n",
                                 html::code("inkling models describe " + model + " --store"))
                   : html::table("", {"token", "what it does", "agreement"}, rows);
  return html::part(fmt::format("Dictionary of {}", model), body);
}

}  // namespace

std::string summary_html(const std::vector<ReportedQuestion>& questions) {
  std::string body;
  if (questions.size() > 1) body += solved_html(questions);
  std::map<std::string, std::string> dictionaries;
  for (const ReportedQuestion& question : questions)
    dictionaries.insert(question.dictionaries.begin(), question.dictionaries.end());
  if (!dictionaries.empty()) body += html_heading("What tokens mean");
  for (const auto& [model, dictionary] : dictionaries) body += dictionary_html(model, dictionary);
  return body;
}

}  // namespace inkling::app
