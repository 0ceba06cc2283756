#include <fmt/format.h>

#include <inkling/app/render.hpp>

#include "html.hpp"

namespace inkling::app {
namespace {

using html::code;
using html::escaped;

std::string examples_html(const Task& task) {
  std::string rows;
  for (const Example& it : task.examples)
    rows += fmt::format("<tr><td>{}</td><td>{}</td></tr>\n", code(inputs_text(it.inputs)),
                        code(inkling::to_text(it.output)));
  for (const Query& it : task.queries)
    rows += fmt::format("<tr class=\"asked\"><td>{}</td><td>?</td></tr>\n",
                        code(inputs_text(it.inputs)));
  return html::table("examples", {"inputs", "output"}, rows);
}

std::string answer_html(const SolverAnswer& answer, bool asked, bool with_time) {
  const bool found = !answer.program.empty();
  std::string cells = fmt::format("<th scope=\"row\">{}</th>", escaped(answer.solver));
  if (asked)
    cells += fmt::format("<td>{}</td><td>{}</td>",
                         found ? code(predictions_text(answer.predictions)) : "-",
                         answer.confidence ? percent_text(*answer.confidence) : std::string("-"));
  cells += fmt::format("<td>{}</td>", found          ? code(answer.program)
                                      : answer.error ? escaped("error: " + answer.error->message)
                                                     : std::string("no program was found"));
  cells += fmt::format("<td class=\"{}\">{}/{}</td>", answer.fits_all() ? "all" : "some",
                       answer.fits, answer.examples);
  if (with_time)
    cells += fmt::format("<td class=\"time\">{}</td>",
                         answer.error ? "-" : escaped(seconds_text(answer.seconds)));
  return fmt::format("<tr class=\"{}\">{}</tr>\n", to_text(answer.status), cells);
}

std::string answers_html(const QuestionAnswers& all, bool with_time) {
  const bool asked = !all.task.queries.empty();
  std::string rows;
  for (const SolverAnswer& answer : all.answers) rows += answer_html(answer, asked, with_time);
  std::vector<std::string> head{"solver"};
  if (asked) head.insert(head.end(), {"prediction", "confidence"});
  head.insert(head.end(), {"program", "fits"});
  if (with_time) head.emplace_back("time");
  return html::table("answers", head, rows);
}

// What stands below the table, one item a sentence.
std::string remarks_html(const QuestionAnswers& all) {
  std::string items;
  const auto add = [&](std::string_view kind, const std::string& html) {
    items += fmt::format("<li class=\"{}\">{}</li>\n", kind, html);
  };
  const SolverAnswer* unsure = all.unsure();
  if (unsure != nullptr)
    add("unsure",
        fmt::format("not sure ({}){}", percent_text(*unsure->confidence),
                    all.ask ? ": what is the output for " + code(inputs_text(*all.ask)) + "?"
                            : std::string()));
  for (const Agreement& it : all.agreements)
    if (all.ask && unsure == nullptr && it.two_worlds && it.report.agreements != it.report.inputs)
      add("ask",
          fmt::format("which is right: what is the output for {} ?", code(inputs_text(*all.ask))));
  for (const Agreement& it : all.agreements)
    add(it.report.agreements == it.report.inputs ? "agree" : "differ",
        escaped(fmt::format("{} and {} {}", it.left, it.right, agreement_text(it.report))));
  for (const auto& [answer, it] : all.other_readings())
    add("alternative",
        fmt::format("{}: also possible{}: {} by {}", escaped(answer->solver),
                    it->confidence ? fmt::format(" ({})", percent_text(*it->confidence)) : "",
                    code(predictions_text(it->predictions)), code(it->program)));
  for (const std::string& warning : all.warnings) add("warning", "note: " + escaped(warning));
  for (const SolverAnswer& answer : all.answers)
    for (const std::string& warning : answer.warnings)
      add("warning", "note: " + escaped(answer.solver + ": " + warning));
  return items.empty() ? "" : "<ul>\n" + items + "</ul>\n";
}

// Light and dark as the reader prefers; wide tables scroll by themselves, so that the page fits a
// telephone: a shadow stands at the edge behind which there is more. It lies below what scrolls,
// and a strip of paper that scrolls along covers it where there is none.
constexpr std::string_view kStyle =
    R"(:root{color-scheme:light dark;--ink:#1a1a1a;--paper:#fff;--line:#ddd;--dim:#5a5a5a;--ask:rgba(60,120,255,.06);
--good:#14712c;--bad:#a32020;--note:#805300;--blue:30,80,160;--more:rgba(0,0,0,.45)}
@media (prefers-color-scheme:dark){:root{--ink:#e8e8e8;--paper:#161616;--line:#3a3a3a;--dim:#a8a8a8;
--ask:rgba(120,170,255,.1);--good:#6fd08a;--bad:#ff8c8c;--note:#e0b060;--blue:120,170,255;--more:rgba(255,255,255,.45)}}
body{font:16px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:var(--ink);background:var(--paper)}
table{border-collapse:collapse;margin:0}
th,td{text-align:left;padding:.3em .8em;border-bottom:1px solid var(--line);vertical-align:top}
thead th{color:var(--dim);font-weight:normal}
h1,h2,h3,p,li,summary,code{overflow-wrap:anywhere}
code{font-size:.95em;unicode-bidi:isolate}
td code{display:inline-block;min-width:5em}
.asked td{background:var(--ask)}
td.all{color:var(--good)}
td.some,.differ,.error td{color:var(--bad)}
.warning,.unsure{color:var(--note)}
.time{white-space:nowrap}
ul{padding-left:1.2em}
article{border-top:2px solid var(--line);margin-top:2em;padding-top:1em}
.wide{overflow-x:auto;margin:0 0 1em;background:linear-gradient(90deg,var(--paper) 40%,transparent) 0 0/2.5em 100% no-repeat local,
linear-gradient(270deg,var(--paper) 40%,transparent) 100% 0/2.5em 100% no-repeat local,
linear-gradient(90deg,var(--more),transparent) 0 0/1em 100% no-repeat scroll,
linear-gradient(270deg,var(--more),transparent) 100% 0/1em 100% no-repeat scroll}
.wide .ground{fill:none}
:focus-visible{outline:2px solid rgb(var(--blue));outline-offset:2px}
tr.both td{background:var(--ask)}
.steps code{white-space:nowrap}
details{margin:0 0 1em}
summary{cursor:pointer}
.mark{border:1px solid currentColor;border-radius:1em;padding:0 .5em}
.map text{font:13px sans-serif;fill:var(--ink)}
.map .d{text-anchor:middle}
.map .l{fill:var(--paper)}
.map rect{fill:rgba(var(--blue),var(--a,0));stroke:var(--line)}
.map .c{stroke:var(--ink)}
@media (max-width:40em){body{margin:1em auto}th,td{padding:.3em .4em}}
)";

}  // namespace

std::string to_html(const QuestionAnswers& all, bool with_time) {
  return "<section class=\"inkling\">\n" + examples_html(all.task) + answers_html(all, with_time) +
         remarks_html(all) + "</section>\n";
}

std::string html_heading(std::string_view text) {
  return fmt::format("<h2>{}</h2>\n", escaped(text));
}

std::string html_page(std::string_view title, std::string_view body) {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<title>{}</title>\n<style>\n{}</style>\n</head>\n<body>\n<h1>{}</h1>\n{}</body>\n</html>\n",
      escaped(title), kStyle, escaped(title), body);
}

}  // namespace inkling::app
