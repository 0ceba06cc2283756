// What a model evaluation found, written down.
#include <fmt/format.h>

#include <cmath>
#include <inkling/app/chart.hpp>
#include <inkling/app/model_evaluation.hpp>
#include <inkling/app/render.hpp>
#include <inkling/app/table.hpp>

#include "json.hpp"

namespace inkling::app {
namespace {

std::string shown(const Spread& spread) {
  if (spread.values.empty()) return "-";
  return spread.values.size() == 1
             ? fmt::format("{:.3f}", spread.mean())
             : fmt::format("{:.3f} ± {:.3f}", spread.mean(), spread.deviation());
}

// What the part out of distribution is called on the screen.
std::string outside(const ModelEvaluationOptions& options) {
  return options.part == "test" ? "OOD" : options.part;
}

Json share(double value) {
  return rounded(value, 4);
}

Json whole(double value) {
  return static_cast<std::int64_t>(std::nearbyint(value));
}

// Over the splits, where every one of them has a figure.
std::optional<double> mean_of(const AblationRow& row) {
  Spread means;
  for (const auto& spread : row.ood)
    if (spread) means.values.push_back(spread->mean());
  if (means.values.empty() || means.values.size() != row.ood.size()) return std::nullopt;
  return means.mean();
}

Json row_json(const ModelEvaluationOptions& options, const ModelRow& row, bool with_time) {
  Json json{{"solver", row.solver},
            {"split", row.label},
            {"id", share(row.id.mean())},
            {"ood", share(row.ood.mean())},
            {"tasks", options.tasks}};
  put_unfit(json, row.all);
  if (with_time) json["seconds"] = rounded(row.all.seconds, 6);
  json["part"] = options.part;
  json["id_spread"] = share(row.id.deviation());
  json["ood_spread"] = share(row.ood.deviation());
  json["id_discrete"] = share(row.id_discrete.mean());
  json["ood_discrete"] = share(row.ood_discrete.mean());
  if (!row.novel.values.empty()) {
    json["ood_novel"] = share(row.novel.mean());
    json["novel_tasks"] = row.ood_counts.novel / row.novel.values.size();
  }
  json["models"] = row.id.values.size();
  json["starts"] = row.starts;
  json["steps"] = row.steps;
  json["evaluations"] = whole(row.all.evaluations_per_task());
  json["provided_by"] = row.provided_by;
  return json;
}

}  // namespace

std::string to_json(const ModelEvaluation& evaluation, const std::vector<ModelRow>& rows,
                    bool with_time) {
  Json list = Json::array();
  for (const ModelRow& row : rows) list.push_back(row_json(evaluation.options(), row, with_time));
  return line_of({{"rows", std::move(list)}});
}

std::string to_text(const ModelEvaluation& evaluation, const std::vector<ModelRow>& rows,
                    std::size_t width, bool with_time) {
  const ModelEvaluationOptions& options = evaluation.options();
  const std::string ood = outside(options);
  std::vector<Table::Column> columns{{"solver"},
                                     {"split"},
                                     {"ID"},
                                     {ood},
                                     {ood + ", novel"},
                                     {"ID, tokens"},
                                     {ood + ", tokens"},
                                     {"models"},
                                     {"starts x steps"},
                                     {"evaluations"}};
  if (with_time) columns.push_back({"time"});
  Table table(std::move(columns));
  for (const ModelRow& row : rows) {
    std::vector<std::string> cells{
        row.solver,
        row.label,
        shown(row.id),
        shown(row.ood),
        shown(row.novel),
        shown(row.id_discrete),
        shown(row.ood_discrete),
        fmt::format("{}", row.id.values.size()),
        row.starts == 0 ? "-" : fmt::format("{} x {}", row.starts, row.steps),
        fmt::format("{:.0f}", row.all.evaluations_per_task())};
    if (with_time) cells.push_back(seconds_text(row.all.seconds_per_task()));
    table.add(std::move(cells));
  }
  std::string text =
      table.render(width, {}) +
      fmt::format(
          "  {} tasks in and {} out of distribution for every model, {} examples each\n"
          "  tokens: every code replaced by its most likely token; evaluations and time per "
          "task\n",
          options.tasks, options.tasks, options.examples);
  for (const ModelRow& row : rows) text += unfit_line(row.solver + ", " + row.label, row.all);
  return text;
}

std::string to_json(const ModelEvaluation& evaluation, const std::vector<AblationRow>& rows) {
  Json list = Json::array();
  for (const AblationRow& row : rows) {
    Json json{{"ablation", row.ablation}};
    for (std::size_t i = 0; i < row.ood.size(); ++i)
      if (row.ood[i]) json[evaluation.splits()[i].label] = share(row.ood[i]->mean());
    const auto mean = mean_of(row);
    json["mean_ood"] = mean ? share(*mean) : Json(nullptr);
    list.push_back(std::move(json));
  }
  const ModelEvaluationOptions& options = evaluation.options();
  return line_of({{"solver", options.solvers.back()},
                  {"part", options.part},
                  {"tasks", options.tasks},
                  {"ablations", std::move(list)}});
}

std::string to_text(const ModelEvaluation& evaluation, const std::vector<AblationRow>& rows,
                    std::size_t width) {
  const ModelEvaluationOptions& options = evaluation.options();
  std::vector<Table::Column> columns{{"ablation"}};
  for (const TrainedOn& split : evaluation.splits()) columns.push_back({split.label});
  columns.push_back({"mean " + outside(options)});
  Table table(std::move(columns));
  for (const AblationRow& row : rows) {
    std::vector<std::string> cells{row.ablation};
    for (const auto& spread : row.ood) cells.push_back(spread ? shown(*spread) : "-");
    const auto mean = mean_of(row);
    cells.push_back(mean ? fmt::format("{:.3f}", *mean) : "-");
    table.add(std::move(cells));
  }
  return table.render(width, {}) +
         fmt::format("  accuracy out of distribution of {}, {} tasks each\n",
                     options.solvers.back(), options.tasks);
}

std::string to_json(const ModelEvaluation& evaluation, const std::vector<CurvePoint>& points,
                    bool with_time) {
  const ModelEvaluationOptions& options = evaluation.options();
  Json list = Json::array();
  for (const CurvePoint& point : points) {
    Json json{{"solver", options.solvers.back()},
              {"split", point.label},
              {"starts", point.starts},
              {"steps", point.steps},
              {"ood", share(point.counts.accuracy())},
              {"tasks", point.counts.tasks},
              {"evaluations", whole(point.counts.evaluations_per_task())}};
    put_unfit(json, point.counts);
    if (with_time) json["seconds"] = rounded(point.counts.seconds, 6);
    list.push_back(std::move(json));
  }
  return line_of({{"part", options.part}, {"curve", std::move(list)}});
}

std::string to_text(const ModelEvaluation& evaluation, const std::vector<CurvePoint>& points,
                    std::size_t width, bool with_time) {
  std::vector<Table::Column> columns{
      {"split"}, {"starts"}, {"steps"}, {outside(evaluation.options())}, {"evaluations"}};
  if (with_time) columns.push_back({"time"});
  Table table(std::move(columns));
  for (const CurvePoint& point : points) {
    std::vector<std::string> cells{point.label, fmt::format("{}", point.starts),
                                   fmt::format("{}", point.steps),
                                   fmt::format("{:.3f}", point.counts.accuracy()),
                                   fmt::format("{:.0f}", point.counts.evaluations_per_task())};
    if (with_time) cells.push_back(seconds_text(point.counts.seconds_per_task()));
    table.add(std::move(cells));
  }
  std::string text = table.render(width, {});
  for (const CurvePoint& point : points)
    text += unfit_line(fmt::format("{}, {} x {}", point.label, point.starts, point.steps),
                       point.counts);
  return text;
}

std::string to_svg(const ModelEvaluation& evaluation, const std::vector<CurvePoint>& points) {
  const ModelEvaluationOptions& options = evaluation.options();
  Chart chart;
  chart.title =
      fmt::format("{}: accuracy out of distribution against search budget", options.solvers.back());
  chart.panels = {{fmt::format("{} steps", options.steps), "starts", {}},
                  {fmt::format("{} starts", options.starts), "steps", {}}};
  for (const CurvePoint& point : points) {
    ChartPanel& panel = chart.panels[point.over_starts ? 0 : 1];
    if (panel.series.empty() || panel.series.back().name != point.label)
      panel.series.push_back({point.label, {}});
    panel.series.back().points.push_back(
        {static_cast<double>(point.over_starts ? point.starts : point.steps),
         point.counts.accuracy()});
  }
  for (ChartPanel& panel : chart.panels) panel.log_x = panel.unit_y = panel.markers = true;
  return to_svg(chart);
}

}  // namespace inkling::app
