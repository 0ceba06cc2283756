// Pictures of states: places x steps.
#include <fmt/format.h>

#include <algorithm>
#include <inkling/app/layout.hpp>
#include <inkling/app/report.hpp>

#include "html.hpp"

namespace inkling::app {
namespace {

constexpr std::size_t kMostPlaces = 64;
constexpr int kCell = 22;     // pixels
constexpr int kLabels = 120;  // of the column of steps' names
constexpr int kLetter = 8;

bool small_numbers(const Value& value, std::size_t places) {
  if (!value.is_list() || value.as_list().size() != places) return false;
  return std::all_of(value.as_list().begin(), value.as_list().end(), [](const Value& item) {
    return item.is_int() && item.as_int() >= -1 && item.as_int() <= 9;
  });
}

// One cell of a map: what stands there, how dark it is, from 0 to 1, and what a pointer is told.
struct MapCell {
  std::string text;
  double shade = 0;
  std::string title{};
};
struct MapRow {
  std::string label;
  std::vector<MapCell> cells;
  std::string remark{};  // behind the row
};

std::string map_svg(const std::vector<MapRow>& rows, const std::string& title) {
  std::size_t longest = 1, remark = 0;
  for (const MapRow& row : rows) {
    remark = std::max(remark, row.remark.size());
    for (const MapCell& cell : row.cells) longest = std::max(longest, display_width(cell.text));
  }
  const int across = kCell + kLetter * static_cast<int>(std::min<std::size_t>(longest, 8) - 1);
  const int places = static_cast<int>(rows.front().cells.size());
  const int width =
      kLabels + places * across + (remark == 0 ? 0 : kLetter * static_cast<int>(remark) + kLetter);
  std::string cells;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const int y = static_cast<int>(r) * kCell;
    cells += fmt::format("<text x=\"0\" y=\"{}\">{}</text>\n", y + 15,
                         html::escaped(shorten(rows[r].label, 16)));
    for (std::size_t i = 0; i < rows[r].cells.size(); ++i) {
      const MapCell& cell = rows[r].cells[i];
      const int x = kLabels + static_cast<int>(i) * across;
      const bool changed =
          r > 0 && (i >= rows[r - 1].cells.size() || cell.text != rows[r - 1].cells[i].text);
      cells +=
          fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"{} style=\"--a:{:.2f}\">",
                      x, y, across - 1, kCell - 1, changed ? " class=\"c\"" : "", cell.shade);
      cells += cell.title.empty()
                   ? std::string("</rect>")
                   : fmt::format("<title>{}</title></rect>", html::escaped(cell.title));
      if (!cell.text.empty())
        cells +=
            fmt::format("<text x=\"{}\" y=\"{}\" class=\"d{}\">{}</text>", x + across / 2, y + 15,
                        cell.shade > 0.5 ? " l" : "", html::escaped(shorten(cell.text, 8)));
      cells += '\n';
    }
    if (!rows[r].remark.empty())
      cells +=
          fmt::format("<text x=\"{}\" y=\"{}\">{}</text>\n", kLabels + places * across + kLetter,
                      y + 15, html::escaped(rows[r].remark));
  }
  return fmt::format(
      "<div class=\"wide\" tabindex=\"0\"><svg class=\"map\" role=\"img\" viewBox=\"0 0 {0} {1}\" "
      "width=\"{0}\" height=\"{1}\" xmlns=\"http://www.w3.org/2000/svg\">\n<title>{2}</title>\n{3}"
      "</svg></div>\n",
      width, static_cast<int>(rows.size()) * kCell, html::escaped(title), cells);
}

}  // namespace

std::string heat_map(const TracedProgram& program) {
  if (program.steps.empty()) return {};
  std::vector<MapRow> rows;
  if (!program.states.empty()) {
    if (program.states.front().symbols.size() > kMostPlaces) return {};
    for (std::size_t r = 0; r < program.states.size(); ++r) {
      const TapeState& state = program.states[r];
      MapRow& row = rows.emplace_back(MapRow{program.steps[r].label, {}});
      if (r > 0) row.remark = certainty_text(program, r);
      for (std::size_t i = 0; i < state.symbols.size(); ++i)
        // Squared: between certain and nearly certain there is more to see than below.
        row.cells.push_back({state.symbols[i], 0.9 * state.certainty[i] * state.certainty[i],
                             r == 0 ? std::string()
                                    : fmt::format("place {}: {}, {:.2f} %", i + 1, state.symbols[i],
                                                  100 * state.certainty[i])});
    }
    return map_svg(rows, fmt::format("tape of {}, a row a step; the darker, the more certain",
                                     program.program));
  }
  if (!program.steps.front().value.is_list()) return {};
  const std::size_t places = program.steps.front().value.as_list().size();
  if (places == 0 || places > kMostPlaces) return {};
  for (const TraceStep& step : program.steps) {
    if (!small_numbers(step.value, places)) return {};
    MapRow& row = rows.emplace_back(MapRow{step.label, {}});
    for (const Value& item : step.value.as_list()) {
      const auto v = static_cast<double>(item.as_int());
      row.cells.push_back({v < 0 ? std::string() : inkling::to_text(item),
                           v < 0 ? 0 : (v < 5 ? 0.06 + 0.08 * v : 0.22 + 0.08 * v)});
    }
  }
  return map_svg(rows, fmt::format("states of {}, a row a step", program.program));
}

}  // namespace inkling::app
