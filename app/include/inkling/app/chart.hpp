// Charts of curves as SVG files: readable on light and dark ground, in need of nothing else.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace inkling::app {

struct ChartPoint {
  double x = 0.0;
  double y = 0.0;
};

struct ChartSeries {
  std::string name;
  std::vector<ChartPoint> points;  // in the order they are joined; those not finite are left out
};

// One pair of axes. All panels of a chart stand below one another.
struct ChartPanel {
  std::string title;
  std::string x_title;
  std::vector<ChartSeries> series;
  bool log_x = false;    // points with x <= 0 are left out
  bool log_y = false;    // likewise
  bool unit_y = false;   // the y axis is 0..1, whatever the points
  bool markers = false;  // a dot at every point
};

struct Chart {
  std::string title;
  std::vector<ChartPanel> panels;
};

inline constexpr double kChartWidth = 720;   // pixels
inline constexpr double kNarrowChart = 330;  // for a telephone

// The whole file, as UTF-8. Colours follow the reader's preference for light or dark. A panel
// without points says so. The same chart gives the same text. Within a page its rules are for
// charts alone.
std::string to_svg(const Chart& chart, double width = kChartWidth);
// The rules of its colours, below a prefix, for a page that has a way of its own to be dark.
std::string chart_colours(bool dark, std::string_view prefix = {});

}  // namespace inkling::app
