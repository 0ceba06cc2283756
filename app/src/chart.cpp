#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <inkling/app/chart.hpp>

namespace inkling::app {
namespace {

// Pixels.
constexpr double kLeft = 64;
constexpr double kRight = 28;   // half a label of the x axis hangs over its end
constexpr double kTitle = 34;   // height of the chart's title
constexpr double kHead = 44;    // of a panel's title and the first row of its legend
constexpr double kRow = 18;     // of a further one
constexpr double kPlot = 180;   // of a panel's plot
constexpr double kFoot = 46;    // of the x axis below it
constexpr double kTicks = 5.0;  // wanted per axis

// Okabe and Ito's colours, which colour-blind readers can tell apart, each in a shade for light and
// one for dark ground.
struct Shade {
  const char* light;
  const char* dark;
};
constexpr std::array<Shade, 6> kColours = {{{"#0072b2", "#56b4e9"},
                                            {"#d55e00", "#ff8c42"},
                                            {"#00795a", "#2fc796"},
                                            {"#a8457f", "#e29ac4"},
                                            {"#8a6d00", "#e6c229"},
                                            {"#4d4d4d", "#b8b8b8"}}};

// At most `digits` behind the point, without zeros at the end.
std::string number(double value, int digits = 2) {
  std::array<char, 64> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%.*f", digits, value);
  std::string text = buffer.data();
  if (text.find('.') != text.npos) {
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
  }
  return text == "-0" ? "0" : text;
}

// What stands beside a tick.
std::string label(double value) {
  const double size = std::abs(value);
  if (size != 0.0 && (size < 1e-3 || size >= 1e6)) {
    std::array<char, 64> buffer{};
    std::snprintf(buffer.data(), buffer.size(), "%.3g", value);
    return buffer.data();
  }
  return number(value, 4);
}

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else if (static_cast<unsigned char>(c) >= 0x20)
      out += c;
  }
  return out;
}

struct Axis {
  double low = 0.0;
  double high = 1.0;
  bool log = false;
  double begin = 0.0;  // pixels
  double end = 1.0;

  bool holds(double value) const { return std::isfinite(value) && (!log || value > 0.0); }
  double scaled(double value) const { return log ? std::log10(value) : value; }
  double place(double value) const {
    return begin + (end - begin) * (scaled(value) - low) / (high - low);
  }

  // Room for all values; `low` and `high` are of the scale, so powers of ten on a logarithmic one.
  void fit(const std::vector<double>& values) {
    low = scaled(*std::min_element(values.begin(), values.end()));
    high = scaled(*std::max_element(values.begin(), values.end()));
    if (high - low > 1e-9 * std::max(1.0, std::abs(high))) return;
    low -= 0.5;
    high += 0.5;
  }

  std::vector<double> ticks() const {
    std::vector<double> all;
    if (log) {
      for (double power = std::floor(low); power <= high + 1e-9; power += 1.0)
        for (const double factor : {1.0, 2.0, 5.0}) {
          const double value = factor * std::pow(10.0, power);
          const bool few = high - low < 1.5;
          if ((factor == 1.0 || few) && scaled(value) >= low - 1e-9 && scaled(value) <= high + 1e-9)
            all.push_back(value);
        }
      if (all.size() > 1) return all;
      // Less than a power of ten: the ticks of an even axis.
      Axis even = *this;
      even.log = false;
      even.low = std::pow(10.0, low);
      even.high = std::pow(10.0, high);
      return even.ticks();
    }
    const double rough = (high - low) / kTicks;
    const double power = std::pow(10.0, std::floor(std::log10(rough)));
    const double step = rough > 5 * power   ? 10 * power
                        : rough > 2 * power ? 5 * power
                        : rough > power     ? 2 * power
                                            : power;
    for (double value = std::ceil(low / step - 1e-9) * step; value <= high + 1e-9 * step;
         value += step)
      all.push_back(std::abs(value) < 1e-9 * step ? 0.0 : value);
    return all;
  }
};

std::string line(double x1, double y1, double x2, double y2, const char* style) {
  return "<line class=\"" + std::string(style) + "\" x1=\"" + number(x1) + "\" y1=\"" + number(y1) +
         "\" x2=\"" + number(x2) + "\" y2=\"" + number(y2) + "\"/>\n";
}

std::string text(double x, double y, const char* style, const std::string& content) {
  return "<text class=\"" + std::string(style) + "\" x=\"" + number(x) + "\" y=\"" + number(y) +
         "\">" + escaped(content) + "</text>\n";
}

std::string colour_class(std::size_t series) {
  return "c" + std::to_string(series % kColours.size());
}

// Where the names of the series stand: so far from the left, in that row.
struct Place {
  double x = kLeft;
  std::size_t row = 0;
};
std::vector<Place> legend_places(const ChartPanel& panel, double width) {
  std::vector<Place> places;
  Place next;
  for (const ChartSeries& series : panel.series) {
    // Seven pixels are the mean width of a letter at this size.
    const double taken = 42 + 7 * static_cast<double>(series.name.size());
    if (next.x > kLeft && next.x + taken > width) next = {kLeft, next.row + 1};
    places.push_back(next);
    next.x += taken;
  }
  return places;
}

double head_height(const ChartPanel& panel, double width) {
  const auto places = legend_places(panel, width);
  return kHead + (places.empty() ? 0.0 : kRow * static_cast<double>(places.back().row));
}

std::string legend(const ChartPanel& panel, double width, double top) {
  std::string svg;
  const auto places = legend_places(panel, width);
  for (std::size_t i = 0; i < panel.series.size(); ++i) {
    const double x = places[i].x;
    const double y = top + kRow * static_cast<double>(places[i].row);
    svg += "<line class=\"curve " + colour_class(i) + "\" x1=\"" + number(x) + "\" y1=\"" +
           number(y - 4) + "\" x2=\"" + number(x + 18) + "\" y2=\"" + number(y - 4) + "\"/>\n" +
           text(x + 24, y, "small", panel.series[i].name);
  }
  return svg;
}

std::string curve(const ChartPanel& panel, std::size_t index, const Axis& x, const Axis& y) {
  std::string points;
  std::string dots;
  for (const ChartPoint& point : panel.series[index].points) {
    if (!x.holds(point.x) || !y.holds(point.y)) continue;
    const std::string at_x = number(x.place(point.x));
    const std::string at_y = number(y.place(point.y));
    points += (points.empty() ? "" : " ") + at_x + "," + at_y;
    if (panel.markers)
      dots += "<circle class=\"dot " + colour_class(index) + "\" cx=\"" + at_x + "\" cy=\"" + at_y +
              "\" r=\"3\"/>\n";
  }
  if (points.empty()) return {};
  return "<polyline class=\"curve " + colour_class(index) + "\" points=\"" + points + "\"/>\n" +
         dots;
}

std::string plot(const ChartPanel& panel, double width, double top) {
  const double head = head_height(panel, width);
  std::string svg = text(kLeft, top + 16, "panel", panel.title) + legend(panel, width, top + 34);
  Axis x{0, 1, panel.log_x, kLeft, width - kRight};
  Axis y{0, 1, panel.log_y, top + head + kPlot, top + head};
  std::vector<double> all_x;
  std::vector<double> all_y;
  for (const ChartSeries& series : panel.series)
    for (const ChartPoint& point : series.points) {
      if (!x.holds(point.x) || !y.holds(point.y)) continue;
      all_x.push_back(point.x);
      all_y.push_back(point.y);
    }
  svg += line(x.begin, y.begin, x.end, y.begin, "axis") +
         line(x.begin, y.begin, x.begin, y.end, "axis");
  if (all_x.empty())
    return svg + text(kLeft + 12, top + head + kPlot / 2, "small", "nothing was measured");
  x.fit(all_x);
  if (!panel.unit_y) y.fit(all_y);
  for (const double value : y.ticks())
    svg += line(x.begin, y.place(value), x.end, y.place(value), "grid") +
           text(kLeft - 6, y.place(value) + 4, "small end", label(value));
  double free = 0;  // up to here labels stand already
  for (const double value : x.ticks()) {
    const std::string name = label(value);
    const double half = 3.5 * static_cast<double>(name.size());
    svg += line(x.place(value), y.begin, x.place(value), y.begin + 4, "axis");
    if (x.place(value) - half < free) continue;
    free = x.place(value) + half + 4;
    svg += text(x.place(value), y.begin + 18, "small middle", name);
  }
  svg += text((x.begin + x.end) / 2, y.begin + 36, "small middle", panel.x_title);
  for (std::size_t i = 0; i < panel.series.size(); ++i) svg += curve(panel, i, x, y);
  return svg;
}

std::string style() {
  return "<style>\n"
         ".chart text{font-family:sans-serif}\n"
         ".chart .title{font-size:17px;font-weight:bold}\n"
         ".chart .panel{font-size:14px;font-weight:bold}\n.chart .small{font-size:12px}\n"
         ".chart .end{text-anchor:end}\n.chart .middle{text-anchor:middle}\n"
         ".chart .curve{stroke-width:2}\n" +
         chart_colours(false) + "@media (prefers-color-scheme:dark){\n" + chart_colours(true) +
         "}\n</style>\n";
}

}  // namespace

std::string chart_colours(bool dark, std::string_view prefix) {
  std::string rules;
  const auto add = [&](const std::string& what, const std::string& colours) {
    rules += std::string(prefix) + ".chart " + what + "{" + colours + "}\n";
  };
  add("text", dark ? "fill:#e8e8e8" : "fill:#1a1a1a");
  add(".ground", dark ? "fill:#16181c" : "fill:#ffffff");
  add(".axis", dark ? "stroke:#a0a0a0" : "stroke:#555555");
  add(".grid", dark ? "stroke:#3a3d44" : "stroke:#dddddd");
  for (std::size_t i = 0; i < kColours.size(); ++i) {
    const std::string colour = dark ? kColours[i].dark : kColours[i].light;
    add("." + colour_class(i), "stroke:" + colour + ";fill:" + colour);
  }
  add(".curve", "fill:none");
  add(".dot", "stroke:none");
  return rules;
}

std::string to_svg(const Chart& chart, double width) {
  std::string body;
  double height = kTitle;
  for (const ChartPanel& panel : chart.panels) {
    body += plot(panel, width, height);
    height += head_height(panel, width) + kPlot + kFoot;
  }
  return "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" viewBox=\"0 0 " +
         number(width) + " " + number(height) + "\" width=\"" + number(width) + "\" height=\"" +
         number(height) + "\" role=\"img\">\n<title>" + escaped(chart.title) + "</title>\n" +
         style() + "<rect class=\"ground\" width=\"100%\" height=\"100%\"/>\n" +
         text(kLeft, 24, "title", chart.title) + body + "</svg>\n";
}

}  // namespace inkling::app
