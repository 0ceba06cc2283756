#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <inkling/app/evaluation.hpp>
#include <inkling/app/model_choice.hpp>
#include <inkling/app/render.hpp>
#include <inkling/app/table.hpp>
#include <inkling/app/text.hpp>
#include <inkling/interpreter.hpp>
#include <mutex>
#include <thread>

#include "json.hpp"

namespace inkling::app {
namespace {

double share(std::size_t part, std::size_t whole) {
  return whole == 0 ? std::nan("") : static_cast<double>(part) / static_cast<double>(whole);
}

// The same program with one token in every place instead of a mixture.
Program discrete_form(const Program& program) {
  if (program.kind() != Program::Kind::latent) return program;
  LatentCode code = program.code();
  if (code.space.codes == 0) return program;
  code.vector.clear();
  return Program::latent(program.owner(), std::move(code));
}

bool all_right(const Task& task, const std::vector<Value>& predictions) {
  if (predictions.size() != task.queries.size()) return false;
  for (std::size_t i = 0; i < predictions.size(); ++i)
    if (predictions[i] != *task.queries[i].output) return false;
  return true;
}

bool right_when_discrete(const Task& task, const Solver& solver, const Program& program) {
  const Program discrete = discrete_form(program);
  std::vector<Value> predictions;
  for (const Query& query : task.queries) {
    auto value = solver.interpreter().run(discrete, query.inputs);
    if (!value) return false;
    predictions.push_back(*std::move(value));
  }
  return all_right(task, predictions);
}

// Streams of tasks are named after the part that they are drawn from.
std::string stream(const Params& generator) {
  return generator.has("part") ? generator.get_text("part") : "tasks";
}

Result<Counts> run_task(const Solver& solver, const Trial& trial, const std::stop_token& stop,
                        std::size_t index) {
  Rng rng = Rng(trial.seed).split(stream(trial.generator), index);
  auto made = trial.domain.generate(trial.generator, rng);
  if (!made) return std::move(made).error();
  const Task& task = made->task;
  const auto known = [](const Query& query) { return query.output.has_value(); };
  if (task.queries.empty() || !std::all_of(task.queries.begin(), task.queries.end(), known))
    return Error{
        ErrorCode::unsupported,
        fmt::format("the generator of domain '{}' gave a task without a query, so there is "
                    "nothing to be right on",
                    trial.domain.info().id),
        {"ask it for one, where it has the parameter: queries=1"}};
  Counts counts;
  counts.tasks = 1;
  counts.novel = task.meta.find("\"novel\":true") != std::string::npos ? 1U : 0U;
  const auto outcome = solver.solve(task, trial.seed + index, Budget(trial.limits, stop));
  if (!outcome && outcome.error().code == ErrorCode::bad_input) {
    counts.unfit = 1;
    counts.unfit_reason = outcome.error().message;
    return counts;
  }
  if (!outcome) return outcome.error();
  counts.evaluations = outcome->evaluations;
  counts.seconds = outcome->seconds;
  if (outcome->candidates.empty()) return counts;
  const Candidate& best = outcome->candidates.front();
  counts.right = all_right(task, best.predictions) ? 1U : 0U;
  counts.novel_right = counts.novel * counts.right;
  counts.discrete = right_when_discrete(task, solver, best.program) ? 1U : 0U;
  return counts;
}

}  // namespace

void Counts::add(const Counts& other) {
  tasks += other.tasks;
  right += other.right;
  discrete += other.discrete;
  novel += other.novel;
  novel_right += other.novel_right;
  if (unfit == 0) unfit_reason = other.unfit_reason;
  unfit += other.unfit;
  evaluations += other.evaluations;
  seconds += other.seconds;
}

double Counts::accuracy() const {
  return share(right, tasks);
}
double Counts::discrete_accuracy() const {
  return share(discrete, tasks);
}
double Counts::novel_accuracy() const {
  return share(novel_right, novel);
}
double Counts::evaluations_per_task() const {
  return static_cast<double>(evaluations) / static_cast<double>(std::max<std::size_t>(tasks, 1));
}
double Counts::seconds_per_task() const {
  return seconds / static_cast<double>(std::max<std::size_t>(tasks, 1));
}

Result<std::optional<Counts>> evaluate(const Solver& solver, const Trial& trial,
                                       const std::stop_token& stop,
                                       const std::function<void(std::size_t)>& done) {
  std::vector<std::optional<Result<Counts>>> results(trial.tasks);
  std::atomic<std::size_t> next{0};
  std::atomic<bool> failed{false};
  std::mutex mutex;
  std::size_t finished = 0;
  const auto drain = [&] {
    for (std::size_t i = next++; i < results.size(); i = next++) {
      if (stop.stop_requested() || failed) return;
      results[i].emplace(run_task(solver, trial, stop, i));
      if (!*results[i]) failed = true;
      const std::scoped_lock lock(mutex);
      ++finished;
      if (done) done(finished);
    }
  };
  {
    std::vector<std::jthread> threads;
    for (unsigned i = 1; i < trial.jobs; ++i) threads.emplace_back(drain);
    drain();
  }
  Counts sum;
  for (auto& result : results) {
    if (result && !*result) return std::move(*result).error();
    if (result) sum.add(**result);
  }
  if (stop.stop_requested()) return std::optional<Counts>();
  return std::optional<Counts>(sum);
}

Result<Evaluator> Evaluator::make(Registry& registry, const EvaluationOptions& options) {
  const auto domain = registry.domain(options.domain);
  if (!domain) return domain.error();
  auto generator = Params::parse((*domain)->info().generator, options.params);
  if (!generator) return std::move(generator).error();
  Evaluator made(Trial{**domain, *std::move(generator), options.tasks, options.seed, options.limits,
                       options.jobs});
  made.names_ = options.solvers.empty() ? (*domain)->info().default_solvers : options.solvers;
  if (options.model) {
    auto chosen =
        with_model(registry, **domain, *options.model, made.names_, !options.solvers.empty());
    if (!chosen) return std::move(chosen).error();
    made.names_ = *std::move(chosen);
  }
  // Before anything long begins: every solver must be there.
  for (const std::string& text : made.names_) {
    auto solver = Solver::make(registry, text, **domain);
    if (!solver) return std::move(solver).error();
    made.solvers_.push_back(*std::move(solver));
  }
  return made;
}

Result<Counts> Evaluator::run(std::size_t solver, std::size_t index,
                              const std::stop_token& stop) const {
  return run_task(solvers_[solver], trial_, stop, index);
}

Result<EvaluationTable> evaluate(Registry& registry, const EvaluationOptions& options,
                                 const std::stop_token& stop, const Ticking& tick) {
  const auto made = Evaluator::make(registry, options);
  if (!made) return made.error();
  EvaluationTable evaluation;
  for (std::size_t i = 0; i < made->names_.size(); ++i) {
    const std::string& name = made->names_[i];
    auto counts = evaluate(made->solvers_[i], made->trial_, stop, [&](std::size_t done) {
      if (tick) tick(fmt::format("{}: {} of {}", name, done, options.tasks));
    });
    if (!counts) return std::move(counts).error();
    evaluation.stopped = !*counts;
    if (evaluation.stopped) break;
    evaluation.rows.push_back({name, **counts});
  }
  return evaluation;
}

std::string to_json(const Counts& counts) {
  return line_of({{"tasks", counts.tasks},
                  {"right", counts.right},
                  {"discrete", counts.discrete},
                  {"novel", counts.novel},
                  {"novel_right", counts.novel_right},
                  {"unfit", counts.unfit},
                  {"unfit_reason", counts.unfit_reason},
                  {"evaluations", counts.evaluations},
                  {"seconds", counts.seconds}});
}

Result<Counts> counts_from_json(const std::string& text) {
  try {
    const Json json = Json::parse(text);
    Counts counts;
    json.at("tasks").get_to(counts.tasks);
    json.at("right").get_to(counts.right);
    json.at("discrete").get_to(counts.discrete);
    json.at("novel").get_to(counts.novel);
    json.at("novel_right").get_to(counts.novel_right);
    json.at("unfit").get_to(counts.unfit);
    json.at("unfit_reason").get_to(counts.unfit_reason);
    json.at("evaluations").get_to(counts.evaluations);
    json.at("seconds").get_to(counts.seconds);
    return counts;
  } catch (const Json::exception& fault) {
    return Error{ErrorCode::parse, fmt::format("these are no counts: {}", fault.what())};
  }
}

void put_unfit(Json& row, const Counts& counts) {
  row["unfit"] = counts.unfit;
  if (counts.unfit > 0) row["unfit_reason"] = counts.unfit_reason;
}

std::string unfit_line(const std::string& what, const Counts& counts) {
  if (counts.unfit == 0) return {};
  return fmt::format("  {}: {} of {} tasks do not fit, and count as not solved: {}\n", what,
                     counts.unfit, counts.tasks, counts.unfit_reason);
}

std::string to_json(const EvaluationTable& evaluation, bool with_time) {
  Json rows = Json::array();
  for (const auto& [solver, counts] : evaluation.rows) {
    Json row{
        {"solver", solver}, {"accuracy", rounded(counts.accuracy(), 6)}, {"tasks", counts.tasks}};
    put_unfit(row, counts);
    row["evaluations"] = counts.evaluations;
    if (with_time) row["seconds"] = rounded(counts.seconds, 6);
    rows.push_back(std::move(row));
  }
  return line_of({{"rows", std::move(rows)}});
}

std::string to_text(const EvaluationTable& evaluation, std::size_t width, bool with_time) {
  std::vector<Table::Column> columns{{"solver", true}, {"right"}, {"accuracy"}, {"evaluations"}};
  if (with_time) columns.push_back({"time"});
  Table table(std::move(columns));
  for (const auto& [solver, counts] : evaluation.rows) {
    std::vector<std::string> cells{solver, fmt::format("{}/{}", counts.right, counts.tasks),
                                   fmt::format("{:.3f}", counts.accuracy()),
                                   fmt::format("{:.0f}", counts.evaluations_per_task())};
    if (with_time) cells.push_back(seconds_text(counts.seconds_per_task()));
    table.add(std::move(cells));
  }
  std::string text = table.render(width, {}) +
                     (with_time ? "  evaluations and time per task\n" : "  evaluations per task\n");
  for (const auto& [solver, counts] : evaluation.rows) text += unfit_line(solver, counts);
  return text;
}

}  // namespace inkling::app
