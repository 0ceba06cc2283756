#include <gmock/gmock.h>

#include <cmath>
#include <inkling/app/chart.hpp>
#include <limits>
#include <sstream>

namespace inkling::app {
namespace {

using testing::HasSubstr;
using testing::Not;

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (std::size_t at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++n;
  return n;
}

Chart line_chart(std::vector<ChartPoint> points) {
  return {"Loss", {ChartPanel{"panel", "step", {ChartSeries{"one", std::move(points)}}}}};
}

TEST(Chart, DrawsEverySeriesOfEveryPanel) {
  Chart chart = line_chart({{0, 1}, {1, 2}, {2, 4}});
  chart.panels[0].series.push_back({"two", {{0, 3}, {2, 3}}});
  chart.panels.push_back(chart.panels[0]);
  const std::string svg = to_svg(chart);
  EXPECT_EQ(count(svg, "<polyline"), 4U);
  EXPECT_EQ(count(svg, ">two</text>"), 2U);
  EXPECT_EQ(count(svg, "<circle"), 0U);
  EXPECT_TRUE(svg.starts_with("<svg xmlns="));
  EXPECT_TRUE(svg.ends_with("</svg>\n"));
  EXPECT_EQ(svg, to_svg(chart));
}

TEST(Chart, HasColoursForLightAndDarkGround) {
  const std::string svg = to_svg(line_chart({{0, 1}, {1, 2}}));
  EXPECT_THAT(svg, HasSubstr("@media (prefers-color-scheme:dark)"));
  EXPECT_THAT(svg, Not(HasSubstr("href")));
}

// A label is centred below its tick: the last one hangs over the end of the axis by half its width.
TEST(Chart, TheLastLabelLiesWithinThePicture) {
  const std::string svg = to_svg(line_chart({{0, 1}, {10'000, 2}}));
  const std::size_t label = svg.find(">10000</text>");
  ASSERT_NE(label, svg.npos);
  const std::size_t x = svg.rfind("x=\"", label);
  constexpr double kHalf = 5 * 8.0 / 2;  // five digits of at most eight pixels
  const std::size_t width = svg.find("width=\"");
  EXPECT_LE(std::stod(svg.substr(x + 3)) + kHalf, std::stod(svg.substr(width + 7)));
}

// Names and ticks that do not fit beside one another stand below, or are left out.
TEST(Chart, ANarrowOneHasAllItsSeriesWithinItsWidth) {
  Chart chart = line_chart({{0, 1}, {100'000, 2}});
  for (const char* name : {"a solver with a long name", "another solver", "a third one"})
    chart.panels[0].series.push_back({name, {{0, 1}, {100'000, 2}}});
  const std::string svg = to_svg(chart, kNarrowChart);
  EXPECT_THAT(svg, HasSubstr("width=\"330\""));
  std::size_t names = 0;
  for (const ChartSeries& series : chart.panels[0].series) {
    const std::size_t label = svg.find(">" + series.name + "</text>");
    ASSERT_NE(label, svg.npos);
    const double x = std::stod(svg.substr(svg.rfind("x=\"", label) + 3));
    EXPECT_LE(x + 7 * static_cast<double>(series.name.size()), kNarrowChart) << series.name;
    ++names;
  }
  EXPECT_EQ(names, 4U);
}

// Within a page they hold for charts alone.
TEST(Chart, RulesNameCharts) {
  const std::string svg = to_svg(line_chart({{0, 1}, {1, 2}}));
  const std::size_t begin = svg.find("<style>") + 7;
  std::istringstream lines(svg.substr(begin, svg.find("</style>") - begin));
  for (std::string line; std::getline(lines, line);)
    if (line.find('{') != line.npos && !line.starts_with("@media"))
      EXPECT_TRUE(line.starts_with(".chart ")) << line;
}

TEST(Chart, LargerValuesStandHigher) {
  const std::string svg = to_svg(line_chart({{0, 0}, {1, 10}}));
  const std::string points = svg.substr(svg.find("points=\"") + 8);
  double x1 = 0, y1 = 0, x2 = 0, y2 = 0;
  ASSERT_EQ(std::sscanf(points.c_str(), "%lf,%lf %lf,%lf", &x1, &y1, &x2, &y2), 4);
  EXPECT_LT(x1, x2);
  EXPECT_GT(y1, y2);
}

TEST(Chart, LogarithmicAxesAreEvenInPowers) {
  Chart chart = line_chart({{1, 0.5}, {10, 0.5}, {100, 0.5}, {0, 0.5}});
  chart.panels[0].log_x = chart.panels[0].unit_y = chart.panels[0].markers = true;
  const std::string svg = to_svg(chart);
  EXPECT_EQ(count(svg, "<circle"), 3U);  // no place for 0
  const std::string points = svg.substr(svg.find("points=\"") + 8);
  double x[3], y[3];
  ASSERT_EQ(std::sscanf(points.c_str(), "%lf,%lf %lf,%lf %lf,%lf", &x[0], &y[0], &x[1], &y[1],
                        &x[2], &y[2]),
            6);
  EXPECT_NEAR(x[1] - x[0], x[2] - x[1], 0.02);
}

TEST(Chart, EveryAxisHasTicks) {
  for (const double top : {2.9, 9.0, 40.0, 1e7}) {
    Chart chart = line_chart({{0, 2.2}, {1, top}});
    chart.panels[0].log_y = true;
    EXPECT_GE(count(to_svg(chart), "class=\"grid\""), 2U) << top;
  }
}

TEST(Chart, TextIsEscaped) {
  Chart chart = line_chart({{0, 1}, {1, 2}});
  chart.title = "a<b & \"c\"";
  const std::string svg = to_svg(chart);
  EXPECT_THAT(svg, HasSubstr("a&lt;b &amp; &quot;c&quot;"));
  EXPECT_THAT(svg, Not(HasSubstr("a<b")));
}

TEST(Chart, PointsThatAreNotFiniteAreLeftOut) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const std::string svg =
      to_svg(line_chart({{0, 1}, {1, nan}, {2, std::numeric_limits<double>::infinity()}, {3, 2}}));
  EXPECT_THAT(svg, Not(HasSubstr("nan")));
  EXPECT_THAT(svg, Not(HasSubstr("inf")));
}

TEST(Chart, EmptyAndConstantPanelsAreDrawn) {
  EXPECT_THAT(to_svg(line_chart({})), HasSubstr("nothing was measured"));
  EXPECT_THAT(to_svg(Chart{}), HasSubstr("</svg>"));
  const std::string flat = to_svg(line_chart({{5, 2}}));
  EXPECT_THAT(flat, HasSubstr("<polyline"));
  EXPECT_THAT(flat, Not(HasSubstr("nan")));
}

}  // namespace
}  // namespace inkling::app
