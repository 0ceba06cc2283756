#include "html.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <inkling/app/picture.hpp>
#include <inkling/base/screen.hpp>

namespace inkling::app::html {

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : screen::printable(text)) {
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

std::string table(std::string_view kind, const std::vector<std::string>& head,
                  const std::string& rows) {
  std::string cells;
  for (const std::string& it : head) cells += fmt::format("<th scope=\"col\">{}</th>", escaped(it));
  return fmt::format(
      "<div class=\"wide\" tabindex=\"0\"><table{}>\n<thead><tr>{}</tr></thead>\n<tbody>\n{}"
      "</tbody>\n</table></div>\n",
      kind.empty() ? std::string() : fmt::format(" class=\"{}\"", kind), cells, rows);
}

std::string part(std::string_view summary, const std::string& body) {
  return part_of(escaped(summary), body);
}

std::string part_of(const std::string& summary, const std::string& body) {
  return fmt::format("<details><summary>{}</summary>\n{}</details>\n", summary, body);
}

std::string pictures(const Domain* domain, std::span<const Value> values) {
  std::string all;
  for (const Value& value : values)
    if (const auto picture = picture_of(domain, value))
      all += "<div>" + to_svg(*picture, inkling::to_text(value)) + "</div>";
  return all;
}

std::string picture(const Chart& chart) {
  return "<div class=\"wide of-wide\" tabindex=\"0\">" + to_svg(chart) +
         "</div>\n<div class=\"wide of-narrow\" tabindex=\"0\">" + to_svg(chart, kNarrowChart) +
         "</div>\n";
}

std::string solved_chart(std::vector<std::pair<std::string, std::vector<double>>> solved,
                         std::size_t tasks, const std::string& of) {
  ChartPanel panel{fmt::format("share of {} tasks solved", tasks), of, {}, true};
  panel.unit_y = true;
  double last = 0;
  for (const auto& [solver, values] : solved)
    for (const double value : values) last = std::max(last, value);
  for (auto& [solver, values] : solved) {
    std::sort(values.begin(), values.end());
    ChartSeries series{solver, {}};
    // Stairs: what was solved stays solved, up to the last one of all.
    const auto share = [&](std::size_t count) {
      return static_cast<double>(count) / static_cast<double>(tasks);
    };
    for (std::size_t i = 0; i < values.size(); ++i) {
      series.points.push_back({values[i], share(i)});
      series.points.push_back({values[i], share(i + 1)});
    }
    series.points.push_back({last, share(values.size())});
    panel.series.push_back(std::move(series));
  }
  return picture({"Tasks solved", {panel}});
}

}  // namespace inkling::app::html
