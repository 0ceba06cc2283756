#include <algorithm>
#include <cmath>
#include <inkling/app/chart.hpp>
#include <inkling/app/curves.hpp>
#include <inkling/base/files.hpp>
#include <limits>
#include <nlohmann/json.hpp>

namespace inkling::app {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMaxMetrics = std::uint64_t{256} << 20;

// Cut-off and foreign lines are left out.
std::vector<nlohmann::json> read_looks(const fs::path& file) {
  std::vector<nlohmann::json> looks;
  files::Input in;
  if (in.open(file, kMaxMetrics)) return looks;
  for (std::string line; std::getline(in, line);) {
    auto look = nlohmann::json::parse(line, nullptr, /*allow_exceptions=*/false);
    if (look.is_object() && look.contains("step")) looks.push_back(std::move(look));
  }
  return looks;
}

double number_of(const nlohmann::json& look, const std::string& name) {
  const auto found = look.find(name);
  return found != look.end() && found->is_number() ? found->get<double>()
                                                   : std::numeric_limits<double>::quiet_NaN();
}

ChartSeries series_of(const std::vector<nlohmann::json>& looks, const std::string& name) {
  ChartSeries series{name, {}};
  for (const auto& look : looks)
    series.points.push_back({number_of(look, "step"), number_of(look, name)});
  return series;
}

// Shares get the axis of shares, and what falls by orders of magnitude a logarithmic one.
void choose_axis(ChartPanel& panel) {
  double least = std::numeric_limits<double>::infinity(), most = -least;
  for (const ChartSeries& series : panel.series)
    for (const ChartPoint& point : series.points)
      if (std::isfinite(point.y)) {
        least = std::min(least, point.y);
        most = std::max(most, point.y);
      }
  panel.unit_y = least >= 0 && most <= 1;
  panel.log_y = !panel.unit_y && least > 0 && most > 20 * least;
}

}  // namespace

Result<fs::path> draw_curves(const fs::path& folder, const std::string& title,
                             const std::vector<TrainingFigure>& figures) {
  const auto looks = read_looks(folder / "metrics.jsonl");
  Chart chart{title, {}};
  for (const TrainingFigure& figure : figures) {
    if (figure.panel.empty()) continue;
    auto panel = std::find_if(chart.panels.begin(), chart.panels.end(),
                              [&](const ChartPanel& it) { return it.title == figure.panel; });
    if (panel == chart.panels.end())
      panel = chart.panels.insert(panel, ChartPanel{figure.panel, "step", {}});
    panel->series.push_back(series_of(looks, figure.name));
  }
  if (looks.empty() || chart.panels.empty()) return fs::path();
  for (ChartPanel& panel : chart.panels) choose_axis(panel);
  const fs::path file = folder / "curves.svg";
  if (const files::Fault fault = files::write_file(file, to_svg(chart)))
    return Error{ErrorCode::io, "cannot write " + file.string() + ": " + *fault};
  return file;
}

}  // namespace inkling::app
