#include <fmt/format.h>

#include <inkling/app/render.hpp>
#include <vector>

#include "html.hpp"

namespace inkling::app {
namespace {

using html::code;
using html::escaped;

std::string examples_html(const Task& task, const Domain* domain) {
  std::string rows;
  for (const Example& it : task.examples)
    rows += fmt::format("<tr><td>{}{}</td><td>{}{}</td></tr>\n", code(inputs_text(it.inputs)),
                        html::pictures(domain, it.inputs), code(inkling::to_text(it.output)),
                        html::pictures(domain, std::span(&it.output, 1)));
  for (const Query& it : task.queries)
    rows +=
        fmt::format("<tr class=\"asked\"><td>{}{}</td><td>{}</td></tr>\n",
                    code(inputs_text(it.inputs)), html::pictures(domain, it.inputs),
                    it.output ? code(inkling::to_text(*it.output)) + " (asked, and known)" : "?");
  return html::table("examples", {"inputs", "output"}, rows);
}

std::string answer_html(const SolverAnswer& answer, bool asked, bool with_time,
                        const Domain* domain) {
  const bool found = !answer.program.empty();
  std::string cells = fmt::format("<th scope=\"row\">{}</th>", escaped(answer.solver));
  if (asked)
    cells += fmt::format("<td>{}</td><td>{}</td>",
                         found ? code(predictions_text(answer.predictions)) +
                                     html::pictures(domain, answer.predictions)
                               : "-",
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

std::string answers_html(const QuestionAnswers& all, bool with_time, const Domain* domain) {
  const bool asked = !all.task.queries.empty();
  std::string rows;
  for (const SolverAnswer& answer : all.answers)
    rows += answer_html(answer, asked, with_time, domain);
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

// Rules for the parts of pages, which hold below a prefix where a page is somebody else's. Wide
// tables scroll by themselves, so that the page fits a telephone: a shadow stands at the edge
// behind which there is more. It lies below what scrolls, and a strip of paper that scrolls along
// covers it where there is none.
struct Rule {
  std::vector<std::string_view> selectors;
  std::string_view declarations;
};
const std::vector<Rule>& rules() {
  static const std::vector<Rule> all = {
      {{"table"}, "border-collapse:collapse;margin:0;table-layout:auto;border:0;font-size:inherit"},
      {{"th", "td"},
       "text-align:left;padding:.3em .8em;border:0;border-bottom:1px solid "
       "var(--line);vertical-align:top;white-space:pre-wrap"},
      {{"thead th"}, "color:var(--dim);font-weight:normal"},
      {{"h1", "h2", "h3", "p", "li", "summary", "code"}, "overflow-wrap:anywhere"},
      {{"code"}, "font-size:.95em;unicode-bidi:isolate"},
      {{"td code"}, "display:inline-block;min-width:5em"},
      {{".asked td"}, "background:var(--ask)"},
      {{"td.all"}, "color:var(--good)"},
      {{"td.some", ".differ", ".error td"}, "color:var(--bad)"},
      {{".warning", ".unsure"}, "color:var(--note)"},
      {{".time"}, "white-space:nowrap"},
      {{"ul"}, "padding-left:1.2em"},
      {{".wide"},
       "overflow-x:auto;margin:0 0 1em;background:linear-gradient(90deg,var(--paper) "
       "40%,transparent) 0 0/2.5em 100% no-repeat local,\n"
       "linear-gradient(270deg,var(--paper) 40%,transparent) 100% 0/2.5em 100% no-repeat local,\n"
       "linear-gradient(90deg,var(--more),transparent) 0 0/1em 100% no-repeat scroll,\n"
       "linear-gradient(270deg,var(--more),transparent) 100% 0/1em 100% no-repeat scroll"},
      {{".of-narrow"}, "display:none"},
      {{":focus-visible"}, "outline:2px solid rgb(var(--blue));outline-offset:2px"},
      {{"tr.both td"}, "background:var(--ask)"},
      {{".steps code"}, "white-space:nowrap"},
      {{"details"}, "margin:0 0 1em"},
      {{"summary"}, "cursor:pointer"},
      {{".mark"}, "border:1px solid currentColor;border-radius:1em;padding:0 .5em"},
      {{".map text"}, "font:13px sans-serif;fill:var(--ink)"},
      {{".map .d"}, "text-anchor:middle"},
      {{".map .l"}, "fill:var(--paper)"},
      {{".map rect"}, "fill:rgba(var(--blue),var(--a,0));stroke:var(--line)"},
      {{".map .c"}, "stroke:var(--ink)"},
  };
  return all;
}

std::string rules_below(std::string_view prefix) {
  std::string text;
  for (const auto& [selectors, declarations] : rules()) {
    const char* separator = "";
    for (const auto selector : selectors) {
      text += fmt::format("{}{}{}", separator, prefix, selector);
      separator = ",";
    }
    text += fmt::format("{{{}}}\n", declarations);
  }
  return text;
}

// Charts in a narrow window.
std::string narrow_below(std::string_view prefix) {
  return fmt::format(
      "@media (max-width:45em){{{0}.of-wide{{display:none}}{0}.of-narrow{{display:block}}}}\n",
      prefix);
}

// Without those of ink and paper.
constexpr std::string_view kLight =
    "--line:#ddd;--dim:#5a5a5a;--ask:rgba(60,120,255,.06);--good:#14712c;--bad:#a32020;"
    "--note:#805300;--blue:30,80,160;--more:rgba(0,0,0,.45)";
constexpr std::string_view kDark =
    "--line:#3a3a3a;--dim:#a8a8a8;--ask:rgba(120,170,255,.1);--good:#6fd08a;--bad:#ff8c8c;"
    "--note:#e0b060;--blue:120,170,255;--more:rgba(255,255,255,.45)";

// Light and dark as the reader prefers.
std::string page_style() {
  return fmt::format(
             ":root{{color-scheme:light dark;--ink:#1a1a1a;--paper:#fff;{}}}\n"
             "@media (prefers-color-scheme:dark){{:root{{--ink:#e8e8e8;--paper:#161616;{}}}}}\n"
             "body{{font:16px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em;"
             "color:var(--ink);background:var(--paper)}}\n"
             "article+h2{{border-top:2px solid var(--line);margin-top:2em;padding-top:.8em}}\n",
             kLight, kDark) +
         rules_below("") +
         ".wide .chart .ground{fill:none}\n"
         "@media (max-width:40em){body{margin:1em auto}th,td{padding:.3em .4em}}\n" +
         narrow_below("");
}

// Twice, so that its rules go before those of the notebook.
constexpr std::string_view kCell = "div.inkling.inkling ";

// Light and dark as the notebook is, whatever the reader prefers elsewhere; ink and paper are the
// notebook's own.
std::string cell_style(bool charts) {
  std::string style =
      fmt::format(
          "div.inkling{{display:grid;grid-template-columns:minmax(0,1fr);--ink:var(--jp-content-"
          "font-color1,var(--vscode-editor-foreground,"
          "#1a1a1a));--paper:var(--jp-layout-color0,var(--vscode-editor-background,#fff));{}}}\n"
          "[data-jp-theme-light=false] div.inkling,.vscode-dark div.inkling,"
          ".vscode-high-contrast div.inkling{{{}}}\n",
          kLight, kDark) +
      rules_below(kCell);
  if (charts)
    style += chart_colours(false, kCell) +
             chart_colours(true, "[data-jp-theme-light=false] div.inkling.inkling ") +
             chart_colours(true, ".vscode-dark div.inkling.inkling ") + std::string(kCell) +
             ".wide .chart .ground{fill:none}\n" + narrow_below(kCell);
  return style;
}

}  // namespace

std::string to_html(const QuestionAnswers& all, bool with_time, const Domain* domain) {
  return "<section>\n" + examples_html(all.task, domain) +
         answers_only_html(all, with_time, domain) + "</section>\n";
}

std::string answers_only_html(const QuestionAnswers& all, bool with_time, const Domain* domain) {
  return answers_html(all, with_time, domain) + remarks_html(all);
}

std::string explanation_html(std::string_view program, std::string_view words) {
  return fmt::format("<p>{}</p>\n<p>{}</p>\n", code(program), escaped(words));
}

std::string html_heading(std::string_view text) {
  return fmt::format("<h2>{}</h2>\n", escaped(text));
}

std::string html_lines(std::string_view text) {
  return fmt::format("<pre>{}</pre>\n", escaped(text));
}

std::string html_page(std::string_view title, std::string_view body) {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<title>{}</title>\n<style>\n{}</style>\n</head>\n<body>\n<h1>{}</h1>\n{}</body>\n</html>\n",
      escaped(title), page_style(), escaped(title), body);
}

std::string html_cell(std::string_view body) {
  return fmt::format("<div class=\"inkling\"><style>\n{}</style>\n{}</div>\n",
                     cell_style(body.find("class=\"chart\"") != body.npos), body);
}

}  // namespace inkling::app
