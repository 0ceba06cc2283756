// inkling eval: the tables of neural language interpreters. Knows a domain, a generator with
// suites and parts, and solvers with the parameters model, starts and steps; nothing of what runs
// them.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <fstream>
#include <inkling/app/model_facts.hpp>
#include <inkling/app/render.hpp>
#include <inkling/app/table.hpp>
#include <inkling/app/text.hpp>
#include <inkling/chart.hpp>
#include <inkling/domain.hpp>
#include <inkling/interpreter.hpp>
#include <inkling/solver.hpp>
#include <iterator>
#include <map>
#include <mutex>
#include <ostream>
#include <thread>

#include "cli.hpp"

namespace inkling::repl {
namespace {

constexpr const char* kDomain = "sequences";

// ---- one solver on one part of a split

struct Work {
  std::string split;
  std::string variant;
  std::string part;  // train: in distribution; test, development: out of it
};

struct Counts {
  std::size_t tasks = 0;
  std::size_t right = 0;
  std::size_t discrete = 0;     // right with every code replaced by its most likely token
  std::size_t novel = 0;        // tasks that no single training function solves
  std::size_t novel_right = 0;  // of these
  std::uint64_t evaluations = 0;
  double seconds = 0.0;

  void add(const Counts& other) {
    tasks += other.tasks;
    right += other.right;
    discrete += other.discrete;
    novel += other.novel;
    novel_right += other.novel_right;
    evaluations += other.evaluations;
    seconds += other.seconds;
  }
  double accuracy() const { return share(right, tasks); }
  double discrete_accuracy() const { return share(discrete, tasks); }
  double novel_accuracy() const { return share(novel_right, novel); }

 private:
  static double share(std::size_t part, std::size_t whole) {
    return whole == 0 ? std::nan("") : static_cast<double>(part) / static_cast<double>(whole);
  }
};

// A line on a terminal that says what runs.
class Ticker {
 public:
  explicit Ticker(std::ostream& err) : err_(err), on_(isatty(STDERR_FILENO) == 1) {}
  ~Ticker() { show(""); }
  Ticker(const Ticker&) = delete;
  Ticker& operator=(const Ticker&) = delete;
  void show(const std::string& text) {
    const std::scoped_lock lock(mutex_);
    if (on_) err_ << "\r\x1b[K" << text << std::flush;
  }

 private:
  std::ostream& err_;
  bool on_;
  std::mutex mutex_;
};

bool has_spec(const ParamSpecs& specs, const std::string& name) {
  return std::any_of(specs.begin(), specs.end(),
                     [&](const ParamSpec& spec) { return spec.name == name; });
}

// The same program with one token in every place instead of a mixture.
Program discrete_form(const Program& program) {
  if (program.kind() != Program::Kind::latent) return program;
  LatentCode code = program.code();
  if (code.space.codes == 0) return program;
  code.vector.clear();
  return Program::latent(program.owner(), std::move(code));
}

struct Bench {
  Context& context;
  const EvalOptions& options;
  const Domain& domain;
  std::stop_token stop;
  Ticker& ticker;
};

// What the part out of distribution is called on the screen.
std::string outside(const EvalOptions& options) {
  return options.part == "test" ? "OOD" : options.part;
}

Result<Params> generator_params(const Bench& bench, const Work& work) {
  return Params::parse(bench.domain.info().generator,
                       fmt::format("suite={},variant={},part={},examples={},queries=1", work.split,
                                   work.variant, work.part, bench.options.examples));
}

// One task, which depends on nothing but the options and its number.
Result<Counts> run_task(const Bench& bench, const Solver& solver, const Params& generator,
                        const Work& work, std::size_t index) {
  Rng rng = Rng(bench.options.seed).split(work.part, index);
  auto made = bench.domain.generate(generator, rng);
  if (!made) return std::move(made).error();
  const Task& task = made->task;
  const auto outcome =
      solver.solve(task, bench.options.seed + index, Budget(bench.options.limits, bench.stop));
  if (!outcome) return outcome.error();
  Counts counts;
  counts.tasks = 1;
  counts.evaluations = outcome->evaluations;
  counts.seconds = outcome->seconds;
  const bool novel = task.meta.find("\"novel\":true") != task.meta.npos;
  counts.novel = novel ? 1U : 0U;
  if (outcome->candidates.empty()) return counts;
  const Candidate& best = outcome->candidates.front();
  const bool right = !best.predictions.empty() && task.queries[0].output &&
                     best.predictions[0] == *task.queries[0].output;
  counts.right = right ? 1U : 0U;
  counts.novel_right = novel && right ? 1U : 0U;
  const auto discrete =
      solver.interpreter().run(discrete_form(best.program), task.queries[0].inputs);
  counts.discrete = discrete && task.queries[0].output && *discrete == *task.queries[0].output;
  return counts;
}

// All tasks of a part, spread over threads; the sums do not depend on how. nullopt when stopped.
Result<std::optional<Counts>> run_tasks(const Bench& bench, const Solver& solver,
                                        const Work& work) {
  const auto generator = generator_params(bench, work);
  if (!generator) return generator.error();
  std::vector<std::optional<Result<Counts>>> results(bench.options.tasks);
  std::atomic<std::size_t> next{0};
  std::atomic<std::size_t> done{0};
  std::atomic<bool> failed{false};
  const auto drain = [&] {
    for (std::size_t i = next++; i < results.size(); i = next++) {
      if (bench.stop.stop_requested() || failed) return;
      results[i].emplace(run_task(bench, solver, *generator, work, i));
      if (!*results[i]) failed = true;
      bench.ticker.show(
          fmt::format("{} {} {}: {} of {}", work.split, solver.preset().id,
                      work.part == "train" ? std::string("ID") : outside(bench.options), ++done,
                      results.size()));
    }
  };
  {
    std::vector<std::jthread> threads;
    for (unsigned i = 1; i < bench.options.jobs; ++i) threads.emplace_back(drain);
    drain();
  }
  Counts sum;
  for (auto& result : results) {
    if (result && !*result) return std::move(*result).error();
    if (result) sum.add(**result);
  }
  if (bench.stop.stop_requested()) return std::optional<Counts>();
  return std::optional<Counts>(sum);
}

// ---- which models, which solvers

using Models = std::vector<ModelFacts>;

Result<Models> find_models(const EvalOptions& options) {
  Models models;
  const bool named = !options.weights.empty();
  std::vector<std::filesystem::path> files(options.weights.begin(), options.weights.end());
  if (!named) files = installed_models();
  for (const auto& file : files) {
    auto facts = read_model_facts(file);
    if (!facts) return facts.error();
    if (facts->text("domain") != kDomain) {
      if (!named) continue;
      return Error{ErrorCode::plugin,
                   fmt::format("the weights {} are for domain '{}', and {} is needed",
                               file.string(), facts->text("domain"), kDomain)};
    }
    if (file.string().find_first_of(",()") != std::string::npos)
      return Error{ErrorCode::bad_param,
                   fmt::format("the path {} has a comma or a bracket: rename it", file.string())};
    facts->file = std::filesystem::absolute(file);
    models.push_back(*std::move(facts));
  }
  if (models.empty())
    return Error{ErrorCode::plugin,
                 "there are no weights to evaluate",
                 {"train some (`inkling train nli`), or name files with --weights"}};
  return models;
}

// Those trained on a split; the variant matters for shifts only.
Models trained_on(const Models& models, const std::string& split, const std::string& variant) {
  Models found;
  for (const ModelFacts& facts : models) {
    const std::string tasks = "," + facts.tasks() + ",";
    const bool circular = tasks.find(",variant=circular,") != tasks.npos;
    const bool named = tasks.find(",suite=") != tasks.npos;
    const bool same =
        named ? tasks.find(",suite=" + split + ",") != tasks.npos : split == "shift-l";
    if (same && (split == "comp-i" || circular == (variant == "circular"))) found.push_back(facts);
  }
  return found;
}

// "nli+gradient" may be provided under another id, where only the engine that trains models is
// there.
std::string available_solver(const Registry& registry, const std::string& id) {
  const auto ids = registry.ids(Kind::solver);
  const auto has = [&](const std::string& name) {
    return std::find(ids.begin(), ids.end(), name) != ids.end();
  };
  if (has(id) || !id.starts_with("nli")) return id;
  const std::string other = "nli-torch" + id.substr(3);
  return has(other) ? other : id;
}

// The same solver by the engine that trains models, or "": it runs architectures that the fast one
// does not.
std::string reference_solver(const Registry& registry, const std::string& text) {
  const auto named = parse_named_params(text);
  if (!named || !named->name.starts_with("nli") || named->name.starts_with("nli-torch")) return {};
  const std::string other = "nli-torch" + named->name.substr(3);
  const auto ids = registry.ids(Kind::solver);
  if (std::find(ids.begin(), ids.end(), other) == ids.end()) return {};
  return named->params.empty() ? other : other + "(" + named->params + ")";
}

// The solver that a person named, on one model and with a budget of starts and steps as far as it
// has them.
Result<Solver> make_solver(const Bench& bench, const std::string& text, const ModelFacts& model,
                           std::size_t starts, std::size_t steps) {
  const auto named = parse_named_params(text);
  if (!named) return named.error();
  auto& registry = bench.context.registry;
  const std::string id = available_solver(registry, named->name);
  const auto plain = Solver::make(registry, id, bench.domain);
  if (!plain) return plain.error();
  const ParamSpecs& specs = plain->params().specs();
  if (!has_spec(specs, "model"))
    return Error{ErrorCode::unsupported,
                 fmt::format("solver '{}' has no model that could be evaluated", id)};
  std::string params = fmt::format("model={}", model.file.string());
  if (has_spec(specs, "starts")) params += fmt::format(",starts={}", starts);
  if (has_spec(specs, "steps")) params += fmt::format(",steps={}", steps);
  if (!named->params.empty()) params += "," + named->params;
  return Solver::make(registry, fmt::format("{}({})", id, params), bench.domain);
}

// ---- rows

// Over the models of a row, one per seed.
struct Spread {
  std::vector<double> values;
  double mean() const {
    double sum = 0.0;
    for (const double x : values) sum += x;
    return values.empty() ? std::nan("") : sum / static_cast<double>(values.size());
  }
  // Standard deviation of the sample; 0 for one model.
  double deviation() const {
    if (values.size() < 2) return 0.0;
    double sum = 0.0;
    for (const double x : values) sum += (x - mean()) * (x - mean());
    return std::sqrt(sum / static_cast<double>(values.size() - 1));
  }
};

struct Row {
  std::string solver;
  Work work;
  Spread id, ood, id_discrete, ood_discrete, novel;
  Counts ood_counts;
  Counts all;
  std::size_t starts = 0;
  std::size_t steps = 0;
  std::string provided_by;
};

// nullopt when stopped.
Result<std::optional<Row>> make_row(const Bench& bench, const std::string& solver, Work work,
                                    const Models& models) {
  Row row;
  row.solver = solver;
  row.work = work;
  for (const ModelFacts& model : models) {
    const auto made = make_solver(bench, solver, model, bench.options.starts, bench.options.steps);
    if (!made) return made.error();
    row.provided_by = made->preset().id;
    const bool searches = has_spec(made->params().specs(), "starts");
    row.starts = searches ? static_cast<std::size_t>(made->params().get_int("starts")) : 0;
    row.steps = searches ? static_cast<std::size_t>(made->params().get_int("steps")) : 0;
    for (const std::string& part : {std::string("train"), bench.options.part}) {
      work.part = part;
      auto counts = run_tasks(bench, *made, work);
      if (!counts) return std::move(counts).error();
      if (!*counts) return std::optional<Row>();
      const Counts& c = **counts;
      row.all.add(c);
      const bool test = work.part != "train";
      (test ? row.ood : row.id).values.push_back(c.accuracy());
      (test ? row.ood_discrete : row.id_discrete).values.push_back(c.discrete_accuracy());
      if (!test) continue;
      row.ood_counts.add(c);
      if (c.novel > 0) row.novel.values.push_back(c.novel_accuracy());
    }
  }
  return std::optional<Row>(std::move(row));
}

std::string shown(const Spread& spread) {
  if (spread.values.empty()) return "-";
  return spread.values.size() == 1
             ? fmt::format("{:.3f}", spread.mean())
             : fmt::format("{:.3f} ± {:.3f}", spread.mean(), spread.deviation());
}

double per_task(double total, const Counts& counts) {
  return total / static_cast<double>(std::max<std::size_t>(counts.tasks, 1));
}

std::string row_json(const Row& row, const EvalOptions& options, bool with_time) {
  std::string text = fmt::format(
      R"({{"solver":{},"split":"{}","id":{:.4f},"ood":{:.4f},"tasks":{})",
      to_json(Value(row.solver)), row.work.split, row.id.mean(), row.ood.mean(), options.tasks);
  if (with_time) text += fmt::format(",\"seconds\":{:.3f}", row.all.seconds);
  text += fmt::format(",\"part\":\"{}\"", options.part);
  if (row.work.split != "comp-i") text += fmt::format(",\"variant\":\"{}\"", row.work.variant);
  text += fmt::format(
      R"(,"id_spread":{:.4f},"ood_spread":{:.4f},"id_discrete":{:.4f},"ood_discrete":{:.4f})",
      row.id.deviation(), row.ood.deviation(), row.id_discrete.mean(), row.ood_discrete.mean());
  if (!row.novel.values.empty())
    text += fmt::format(R"(,"ood_novel":{:.4f},"novel_tasks":{})", row.novel.mean(),
                        row.ood_counts.novel / row.novel.values.size());
  return text +
         fmt::format(
             R"(,"models":{},"starts":{},"steps":{},"evaluations":{:.0f},"provided_by":"{}"}})",
             row.id.values.size(), row.starts, row.steps,
             per_task(static_cast<double>(row.all.evaluations), row.all), row.provided_by);
}

void print_rows(Context& context, const std::vector<Row>& rows, const EvalOptions& options) {
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
  if (context.with_time) columns.push_back({"time"});
  Table table(std::move(columns));
  for (const Row& row : rows) {
    std::vector<std::string> cells{
        row.solver,
        row.work.split +
            (row.work.variant == "circular" && row.work.split != "comp-i" ? ", circular" : ""),
        shown(row.id),
        shown(row.ood),
        shown(row.novel),
        shown(row.id_discrete),
        shown(row.ood_discrete),
        fmt::format("{}", row.id.values.size()),
        row.starts == 0 ? "-" : fmt::format("{} x {}", row.starts, row.steps),
        fmt::format("{:.0f}", per_task(static_cast<double>(row.all.evaluations), row.all))};
    if (context.with_time) cells.push_back(seconds_text(per_task(row.all.seconds, row.all)));
    table.add(std::move(cells));
  }
  context.out << table.render(terminal_columns(STDOUT_FILENO),
                              Style{colors_wanted(context.color, isatty(STDOUT_FILENO) == 1)})
              << fmt::format(
                     "  {} tasks in and {} out of distribution for every model, {} examples each\n"
                     "  tokens: every code replaced by its most likely token; evaluations and time "
                     "per task\n",
                     options.tasks, options.tasks, options.examples);
}

struct Cell {
  std::string split;
  std::string variant;
  Models models;
};

// The splits and variants that were asked for and have weights; those without are named.
std::vector<Cell> cells_of(Context& context, const EvalOptions& options, const Models& models) {
  std::vector<Cell> cells;
  for (const std::string& split : options.splits)
    for (const std::string& variant : options.variants) {
      if (split == "comp-i" && variant != options.variants.front()) continue;
      Models found = trained_on(models, split, variant);
      if (found.empty()) {
        context.err << fmt::format("no weights were trained on {}{}: that row is left out\n", split,
                                   split == "comp-i" ? "" : ", " + variant);
        continue;
      }
      cells.push_back({split, variant, std::move(found)});
    }
  return cells;
}

Models only(const Models& models, const std::string& ablation) {
  Models found;
  for (const ModelFacts& facts : models)
    if (facts.ablation() == ablation) found.push_back(facts);
  return found;
}

// ---- the three tables

int print_table(const Bench& bench, const std::vector<Cell>& cells) {
  std::vector<Row> rows;
  bool stopped = false;
  for (const Cell& cell : cells) {
    for (const std::string& solver : bench.options.solvers) {
      const Models models = only(cell.models, "full");
      if (models.empty() || stopped) continue;
      auto row = make_row(bench, solver, {cell.split, cell.variant, {}}, models);
      if (!row) return fail(bench.context, row.error());
      stopped = !*row;
      if (*row) rows.push_back(**std::move(row));
    }
  }
  bench.ticker.show("");
  if (bench.options.json) {
    std::string text;
    for (const Row& row : rows)
      text += (text.empty() ? "" : ",") + row_json(row, bench.options, bench.context.with_time);
    bench.context.out << "{\"rows\":[" << text << "]}\n";
  } else if (!rows.empty()) {
    print_rows(bench.context, rows, bench.options);
  }
  return stopped ? kInterrupted : kRan;
}

// Mean accuracy out of distribution of every ablation, and over the splits where all are there.
int print_ablations(const Bench& bench, const std::vector<Cell>& cells) {
  std::vector<std::string> names;
  for (const Cell& cell : cells)
    for (const ModelFacts& facts : cell.models)
      if (std::find(names.begin(), names.end(), facts.ablation()) == names.end())
        names.push_back(facts.ablation());
  const std::string solver = bench.options.solvers.back();
  std::vector<Table::Column> columns{{"ablation"}};
  for (const Cell& cell : cells) columns.push_back({cell.split});
  columns.push_back({"mean " + outside(bench.options)});
  Table table(columns);
  std::string json;
  for (const std::string& name : names) {
    std::vector<std::string> row{name};
    std::string fields;
    Spread over_splits;
    for (const Cell& cell : cells) {
      const Models models = only(cell.models, name);
      if (models.empty()) {
        row.emplace_back("-");
        continue;
      }
      auto made = make_row(bench, solver, {cell.split, cell.variant, {}}, models);
      if (const auto other = reference_solver(bench.context.registry, solver);
          !made && !other.empty())
        made = make_row(bench, other, {cell.split, cell.variant, {}}, models);
      if (made && !*made) return kInterrupted;
      if (!made) {
        bench.ticker.show("");
        bench.context.err << fmt::format("{} on {}: {}\n", name, cell.split, made.error().message);
        row.emplace_back("-");
        continue;
      }
      const Spread& ood = (**made).ood;
      over_splits.values.push_back(ood.mean());
      row.push_back(shown(ood));
      fields += fmt::format(",\"{}\":{:.4f}", cell.split, ood.mean());
    }
    const bool complete = over_splits.values.size() == cells.size();
    row.push_back(complete ? fmt::format("{:.3f}", over_splits.mean()) : "-");
    json +=
        fmt::format("{}{{\"ablation\":\"{}\"{},\"mean_ood\":{}}}", json.empty() ? "" : ",", name,
                    fields, complete ? fmt::format("{:.4f}", over_splits.mean()) : "null");
    table.add(std::move(row));
  }
  bench.ticker.show("");
  if (bench.options.json)
    bench.context.out << fmt::format(
        "{{\"solver\":{},\"part\":\"{}\",\"tasks\":{},\"ablations\":[{}]}}\n",
        to_json(Value(solver)), bench.options.part, bench.options.tasks, json);
  else
    bench.context.out << table.render(terminal_columns(STDOUT_FILENO), Style{})
                      << fmt::format("  accuracy out of distribution of {}, {} tasks each\n",
                                     solver, bench.options.tasks);
  return kRan;
}

struct CurvePoint {
  std::string split;
  std::size_t starts = 0;
  std::size_t steps = 0;
  Counts counts;
};

// Accuracy out of distribution over starts at the given steps, and over steps at the given starts.
int print_curve(const Bench& bench, const std::vector<Cell>& cells) {
  const EvalOptions& options = bench.options;
  const std::string solver = options.solvers.back();
  Chart chart;
  chart.title = fmt::format("{}: accuracy out of distribution against search budget", solver);
  ChartPanel by_starts{fmt::format("{} steps", options.steps), "starts", {}};
  ChartPanel by_steps{fmt::format("{} starts", options.starts), "steps", {}};
  std::vector<CurvePoint> points;
  bool stopped = false;
  const auto sweep = [&](const Cell& cell, ChartPanel& panel, const std::vector<std::size_t>& grid,
                         bool starts_vary) -> Result<void> {
    ChartSeries series{cell.split, {}};
    for (const std::size_t value : grid) {
      CurvePoint point{cell.split,
                       starts_vary ? value : options.starts,
                       starts_vary ? options.steps : value,
                       {}};
      for (const ModelFacts& model : only(cell.models, "full")) {
        const auto made = make_solver(bench, solver, model, point.starts, point.steps);
        if (!made) return made.error();
        auto counts = run_tasks(bench, *made, {cell.split, cell.variant, options.part});
        if (!counts) return std::move(counts).error();
        stopped = stopped || !*counts;
        if (stopped) return {};
        point.counts.add(**counts);
      }
      series.points.push_back({static_cast<double>(value), point.counts.accuracy()});
      points.push_back(std::move(point));
    }
    panel.series.push_back(std::move(series));
    return {};
  };
  for (const Cell& cell : cells) {
    if (!stopped)
      if (auto done = sweep(cell, by_starts, options.curve_starts, true); !done)
        return fail(bench.context, done.error());
    if (!stopped)
      if (auto done = sweep(cell, by_steps, options.curve_steps, false); !done)
        return fail(bench.context, done.error());
  }
  bench.ticker.show("");
  std::string json;
  std::vector<Table::Column> columns{
      {"split"}, {"starts"}, {"steps"}, {outside(options)}, {"evaluations"}};
  if (bench.context.with_time) columns.push_back({"time"});
  Table table(columns);
  for (const CurvePoint& point : points) {
    const double evaluations =
        per_task(static_cast<double>(point.counts.evaluations), point.counts);
    const double seconds = per_task(point.counts.seconds, point.counts);
    std::vector<std::string> row{
        point.split, fmt::format("{}", point.starts), fmt::format("{}", point.steps),
        fmt::format("{:.3f}", point.counts.accuracy()), fmt::format("{:.0f}", evaluations)};
    if (bench.context.with_time) row.push_back(seconds_text(seconds));
    table.add(std::move(row));
    json += fmt::format(
        R"({}{{"solver":{},"split":"{}","starts":{},"steps":{},"ood":{:.4f},"tasks":{},"evaluations":{:.0f})",
        json.empty() ? "" : ",", to_json(Value(solver)), point.split, point.starts, point.steps,
        point.counts.accuracy(), point.counts.tasks, evaluations);
    json +=
        bench.context.with_time ? fmt::format(",\"seconds\":{:.3f}}}", point.counts.seconds) : "}";
  }
  if (options.json)
    bench.context.out << fmt::format("{{\"part\":\"{}\",\"curve\":[{}]}}\n", options.part, json);
  else if (!points.empty())
    bench.context.out << table.render(terminal_columns(STDOUT_FILENO), Style{});
  if (!options.out.empty()) {
    for (ChartPanel* panel : {&by_starts, &by_steps})
      panel->log_x = panel->unit_y = panel->markers = true;
    chart.panels = {by_starts, by_steps};
    std::ofstream file(options.out, std::ios::binary | std::ios::trunc);
    file << to_svg(chart);
    if (!file.flush())
      return fail(bench.context, Error{ErrorCode::io, fmt::format("cannot write {}", options.out)});
    (options.json ? bench.context.err : bench.context.out)
        << fmt::format("wrote {}\n", options.out);
  }
  return stopped ? kInterrupted : kRan;
}

}  // namespace

int run_eval_command(Context& context, const EvalOptions& options) {
  if (options.id != "nli")
    return fail(context, Error{ErrorCode::not_found,
                               fmt::format("there is nothing to evaluate as '{}'", options.id),
                               {"known is nli, the neural language interpreter"}});
  const auto domain = context.registry.domain(kDomain);
  if (!domain) return fail(context, domain.error());
  // Before anything long begins: every solver must be there.
  for (const std::string& text : options.solvers) {
    const auto named = parse_named_params(text);
    if (!named) return fail(context, named.error());
    const std::string id = available_solver(context.registry, named->name);
    if (const auto solver = Solver::make(context.registry, id, **domain); !solver)
      return fail(context, solver.error());
  }
  const auto models = find_models(options);
  if (!models) return fail(context, models.error());
  const auto cells = cells_of(context, options, *models);
  if (cells.empty())
    return fail(context, Error{ErrorCode::plugin,
                               "there are no weights for any of the splits asked for",
                               {"train some (`inkling train nli`), or name files with --weights"}});
  StopOnInterrupt stop(context.interrupts);
  Ticker ticker(context.err);
  const Bench bench{context, options, **domain, stop.token(), ticker};
  if (options.ablations) return print_ablations(bench, cells);
  if (options.budget_curve) return print_curve(bench, cells);
  return print_table(bench, cells);
}

}  // namespace inkling::repl
