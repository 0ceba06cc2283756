#include <fmt/format.h>

#include <inkling/app/render.hpp>

namespace inkling::app {
namespace {

// Text and attributes alike.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string code(std::string_view text) {
  return fmt::format("<code>{}</code>", escaped(text));
}

std::string examples_html(const Task& task) {
  std::string rows;
  for (const Example& it : task.examples)
    rows += fmt::format("<tr><td>{}</td><td>{}</td></tr>\n", code(inputs_text(it.inputs)),
                        code(inkling::to_text(it.output)));
  for (const Query& it : task.queries)
    rows += fmt::format("<tr class=\"asked\"><td>{}</td><td>?</td></tr>\n",
                        code(inputs_text(it.inputs)));
  return fmt::format(
      "<table class=\"examples\">\n<thead><tr><th>inputs</th><th>output</th></tr></thead>\n"
      "<tbody>\n{}</tbody>\n</table>\n",
      rows);
}

std::string answer_html(const SolverAnswer& answer, bool asked, bool with_time) {
  const bool found = !answer.program.empty();
  std::string cells = fmt::format("<th scope=\"row\">{}</th>", escaped(answer.solver));
  if (asked)
    cells += fmt::format("<td>{}</td>", found ? code(predictions_text(answer.predictions)) : "-");
  cells += fmt::format("<td>{}</td>", found          ? code(answer.program)
                                      : answer.error ? escaped("error: " + answer.error->message)
                                                     : std::string("no program was found"));
  cells += fmt::format("<td class=\"{}\">{}/{}</td>", answer.fits_all() ? "all" : "some",
                       answer.fits, answer.examples);
  if (with_time)
    cells += fmt::format("<td>{}</td>", answer.error ? "-" : escaped(seconds_text(answer.seconds)));
  return fmt::format("<tr class=\"{}\">{}</tr>\n", to_text(answer.status), cells);
}

std::string answers_html(const QuestionAnswers& all, bool with_time) {
  const bool asked = !all.task.queries.empty();
  std::string rows;
  for (const SolverAnswer& answer : all.answers) rows += answer_html(answer, asked, with_time);
  return fmt::format(
      "<table class=\"answers\">\n<thead><tr><th>solver</th>{}<th>program</th><th>fits</th>{}"
      "</tr></thead>\n<tbody>\n{}</tbody>\n</table>\n",
      asked ? "<th>prediction</th>" : "", with_time ? "<th>time</th>" : "", rows);
}

// What stands below the table, one item a sentence.
std::string remarks_html(const QuestionAnswers& all) {
  std::string items;
  const auto add = [&](std::string_view kind, const std::string& html) {
    items += fmt::format("<li class=\"{}\">{}</li>\n", kind, html);
  };
  for (const Agreement& it : all.agreements)
    add(it.report.agreements == it.report.inputs ? "agree" : "differ",
        escaped(fmt::format("{} and {} {}", it.left, it.right, agreement_text(it.report))));
  for (const SolverAnswer& answer : all.answers)
    for (const Alternative& it : answer.alternatives)
      add("alternative", fmt::format("{}: also possible: {} by {}", escaped(answer.solver),
                                     code(predictions_text(it.predictions)), code(it.program)));
  for (const std::string& warning : all.warnings) add("warning", "note: " + escaped(warning));
  for (const SolverAnswer& answer : all.answers)
    for (const std::string& warning : answer.warnings)
      add("warning", "note: " + escaped(answer.solver + ": " + warning));
  return items.empty() ? "" : "<ul>\n" + items + "</ul>\n";
}

constexpr std::string_view kStyle =
    "body{font:16px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#1a1a1a;"
    "background:#fff}\n"
    "table{border-collapse:collapse;margin:0 0 1em}\n"
    "th,td{text-align:left;padding:.3em .8em;border-bottom:1px solid #ddd;vertical-align:top}\n"
    "thead th{color:#666;font-weight:normal}\ncode{font-size:.95em;overflow-wrap:anywhere}\n"
    ".asked td{background:#f4f7ff}\ntd.all{color:#14712c}\ntd.some,.differ,.error "
    "td{color:#a32020}\n"
    ".warning{color:#805300}\nul{padding-left:1.2em}\n";

}  // namespace

std::string to_html(const QuestionAnswers& all, bool with_time) {
  return "<section class=\"inkling\">\n" + examples_html(all.task) + answers_html(all, with_time) +
         remarks_html(all) + "</section>\n";
}

std::string html_page(std::string_view title, std::string_view body) {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<title>{}</title>\n<style>\n{}</style>\n</head>\n<body>\n<h1>{}</h1>\n{}</body>\n</html>\n",
      escaped(title), kStyle, escaped(title), body);
}

}  // namespace inkling::app
