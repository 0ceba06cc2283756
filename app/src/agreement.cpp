#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <inkling/app/agreement.hpp>
#include <inkling/app/answers.hpp>
#include <inkling/app/layout.hpp>
#include <inkling/app/render.hpp>
#include <inkling/app/text.hpp>
#include <inkling/solver.hpp>

#include "json.hpp"

namespace inkling::app {
namespace {

constexpr std::size_t kMostTries = 500;  // inputs that are run to make one smaller,
constexpr std::size_t kTogether = 16;    // so many at a time, as networks run them

// Smaller values, the smallest first.
std::vector<Value> smaller(const Value& value) {
  std::vector<Value> found;
  if (value.is_bool() && value.as_bool()) found.emplace_back(false);
  if (value.is_int() && value.as_int() != 0) {
    const std::int64_t v = value.as_int();
    found.emplace_back(0);
    if (v / 2 != 0) found.emplace_back(v / 2);
    if (v < 0 && v > std::numeric_limits<std::int64_t>::min()) found.emplace_back(-v);
    found.emplace_back(v > 0 ? v - 1 : v + 1);
  }
  if (value.is_string()) {
    const std::string& text = value.as_string();
    // Pieces are whole characters: bytes 10xxxxxx go on with the one before.
    std::vector<std::size_t> starts;
    for (std::size_t i = 0; i < text.size(); ++i)
      if ((static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U) starts.push_back(i);
    const std::size_t count = starts.size();
    starts.push_back(text.size());
    const auto without = [&](std::size_t from, std::size_t to) {
      return text.substr(0, starts[from]) + text.substr(starts[to]);
    };
    for (std::size_t piece = (count + 1) / 2; piece > 0; piece /= 2)
      for (std::size_t from = 0; from + piece <= count; from += piece)
        found.emplace_back(without(from, from + piece));
    for (std::size_t i = 0; i < count; ++i)
      if (const char c = text[starts[i]]; starts[i + 1] == starts[i] + 1 && c != 'a' && c != ' ') {
        std::string plain = text;
        plain[starts[i]] = c >= '0' && c <= '9' ? '0' : 'a';
        if (plain != text && c != '0') found.emplace_back(std::move(plain));
      }
  }
  if (value.is_list()) {
    const Value::List& list = value.as_list();
    for (std::size_t piece = (list.size() + 1) / 2; piece > 0; piece /= 2)
      for (std::size_t from = 0; from + piece <= list.size(); from += piece) {
        Value::List rest(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(from));
        rest.insert(rest.end(), list.begin() + static_cast<std::ptrdiff_t>(from + piece),
                    list.end());
        found.emplace_back(std::move(rest));
      }
    for (std::size_t i = 0; i < list.size(); ++i)
      for (Value& item : smaller(list[i])) {
        Value::List changed = list;
        changed[i] = std::move(item);
        found.emplace_back(std::move(changed));
      }
  }
  return found;
}

// Row by row where one of them spoils the whole; what a program does not take is undefined.
std::vector<Value> run(const CheckedProgram& checked, const std::vector<std::vector<Value>>& rows) {
  if (auto values = checked.interpreter->run_batch(checked.program, rows);
      values.ok() && values->size() == rows.size())
    return *std::move(values);
  std::vector<Value> values;
  for (const std::vector<Value>& row : rows) {
    const auto value = checked.interpreter->run(checked.program, row);
    values.push_back(value.ok() ? *value : Value());
  }
  return values;
}

Json json_of(const Share& share) {
  return Json{{"share", rounded(share.share, 4)},
              {"low", rounded(share.low, 4)},
              {"high", rounded(share.high, 4)}};
}

// What a solver says of a task, if its best program fits all examples.
struct Side {
  Solver solver;
  Outcome outcome;
  CheckedProgram program() const {
    return {&solver.interpreter(), outcome.candidates.front().program};
  }
  const std::vector<Value>& predictions() const { return outcome.candidates.front().predictions; }
};

Result<std::optional<Side>> solve(Solver solver, const Task& task, const AgreementOptions& options,
                                  const std::stop_token& stop, TaskAgreement& out,
                                  std::size_t side) {
  auto outcome = solver.solve(task, options.seed, Budget(options.limits, stop));
  if (!outcome) return std::move(outcome).error();
  if (outcome->candidates.empty()) return std::optional<Side>();
  const Candidate& best = outcome->candidates.front();
  out.program[side] = best.program.text();
  out.fits[side] = best.fits == task.examples.size();
  if (!out.fits[side]) return std::optional<Side>();
  return std::optional<Side>(Side{std::move(solver), *std::move(outcome)});
}

// What those sides that have a program are worth, each by itself or, with the report, together.
void rate(const Task& task, const AgreementOptions& options, const std::optional<Side> (&sides)[2],
          const CrossCheckReport* report, std::optional<double> (&confidence)[2]) {
  QuestionAnswers all{task, {}, {}, {}};
  std::vector<const Outcome*> outcomes;
  for (const std::size_t s : {0U, 1U}) {
    if (!sides[s]) continue;
    outcomes.push_back(&sides[s]->outcome);
    all.answers.push_back(make_answer(task, options.solvers[s], sides[s]->outcome));
  }
  if (report != nullptr)
    all.agreements.push_back({options.solvers[0], options.solvers[1], *report,
                              (all.answers[0].latent && all.answers[1].bits) ||
                                  (all.answers[0].bits && all.answers[1].latent)});
  rate_answers(all, outcomes);
  std::size_t next = 0;
  for (const std::size_t s : {0U, 1U})
    if (sides[s]) confidence[s] = all.answers[next++].confidence;
}

std::optional<bool> is_right(const Task& task, const std::vector<Value>& predictions) {
  if (task.queries.empty()) return std::nullopt;
  bool right = true;
  for (std::size_t i = 0; i < task.queries.size(); ++i) {
    if (!task.queries[i].output) return std::nullopt;
    right = right && i < predictions.size() && predictions[i] == *task.queries[i].output;
  }
  return right;
}

bool knows_answers(const Task& task) {
  return !task.queries.empty() &&
         std::all_of(task.queries.begin(), task.queries.end(),
                     [](const Query& query) { return query.output.has_value(); });
}

// Fresh inputs that the domain takes itself. Error: it makes none.
Result<std::vector<std::vector<Value>>> rows_like(const Task& task, const Domain& domain,
                                                  const AgreementOptions& options) {
  const Rng root(options.seed);
  return taken_inputs(domain, task, options.inputs, [&, i = std::size_t{0}]() mutable {
    Rng rng = root.split("agreement", i++);
    return domain.sample_inputs(task, rng);
  });
}

Result<TaskAgreement> check_task(Registry& registry, const Task& task,
                                 const AgreementOptions& options, const std::stop_token& stop) {
  TaskAgreement out;
  out.id = task.id;
  const auto domain = registry.domain(task.domain);
  if (!domain) return domain.error();
  std::optional<Side> sides[2];
  for (std::size_t s = 0; s < 2; ++s) {
    auto solver = Solver::make(registry, options.solvers[s], **domain);
    if (!solver) return solver.error();
    auto side = solve(*std::move(solver), task, options, stop, out, s);
    if (!side) {
      out.error[s] = std::move(side).error();
      continue;
    }
    sides[s] = *std::move(side);
    if (sides[s]) out.right[s] = is_right(task, sides[s]->predictions());
    if (!sides[s] && knows_answers(task)) out.right[s] = false;
    std::optional<Side> alone[2];
    std::swap(alone[s], sides[s]);
    rate(task, options, alone, nullptr, out.alone);
    std::swap(alone[s], sides[s]);
  }
  if (!sides[0] || !sides[1] || stop.stop_requested()) return out;
  out.same_queries = sides[0]->predictions() == sides[1]->predictions();
  BudgetLimits limits = options.limits;
  limits.evaluations = 0;  // of a search
  const auto rows = rows_like(task, **domain, options);
  if (!rows) return rows.error();
  auto report =
      crosscheck(sides[0]->program(), sides[1]->program(), *rows, Budget(limits, stop), 3);
  if (!report) return report.error();
  rate(task, options, sides, &*report, out.joint);
  BudgetLimits unlimited;
  unlimited.time = {};
  shrink_first(*report, sides[0]->program(), sides[1]->program(), **domain, task,
               Budget(unlimited, stop));
  out.report = *std::move(report);
  return out;
}

void add(FileAgreement& sums, const TaskAgreement& task, bool known) {
  ++sums.tasks;
  for (const std::size_t s : {0U, 1U}) {
    sums.fits[s] += task.fits[s] ? 1U : 0U;
    sums.right[s] += task.right[s].value_or(false) ? 1U : 0U;
  }
  sums.known += known ? 1U : 0U;
  if (!task.report) return;
  ++sums.compared;
  sums.identical += task.report->agreements == task.report->inputs ? 1U : 0U;
  sums.inputs += task.report->inputs;
  sums.agreements += task.report->agreements;
  sums.undefined += task.report->left_undefined + task.report->right_undefined;
  if (!known) return;
  if (task.same_queries) {
    ++sums.agreed;
    sums.agreed_right += task.right[0].value_or(false) ? 1U : 0U;
    return;
  }
  ++sums.differ;
  for (const std::size_t s : {0U, 1U})
    sums.only[s] += task.right[s].value_or(false) && !task.right[1 - s].value_or(false) ? 1U : 0U;
}

std::string of_tasks(std::size_t part, std::size_t count) {
  return part == count ? fmt::format("all {}", count) : fmt::format("{} of {}", part, count);
}

}  // namespace

Share wilson(std::size_t part, std::size_t count) {
  if (count == 0) return {};
  constexpr double z = 1.959963984540054;  // of 95 %
  const auto n = static_cast<double>(count);
  const double p = static_cast<double>(part) / n;
  const double middle = (p + z * z / (2 * n)) / (1 + z * z / n);
  const double half = z / (1 + z * z / n) * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
  return {p, std::max(0.0, middle - half), std::min(1.0, middle + half)};
}

std::string to_text(const Share& share) {
  return fmt::format("{:.1f}% ({:.1f} to {:.1f})", 100 * share.share, 100 * share.low,
                     100 * share.high);
}

Divergence shrink(const Divergence& found, const CheckedProgram& left, const CheckedProgram& right,
                  const Domain& domain, const Task& like, const Budget& budget) {
  Divergence best = found;
  StopReason reason{};
  std::size_t tries = 0;
  Task asked = without_answers(like);
  const auto taken = [&](const std::vector<Value>& inputs) {
    asked.queries = {Query{inputs, {}}};
    return inkling::check_task(asked).ok() && domain.check(asked).ok();
  };
  // Of some smaller inputs, run together, the first on which they differ in the same way.
  const auto differs = [&](std::vector<std::vector<Value>>& rows) {
    const std::vector<Value> a = run(left, rows), b = run(right, rows);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      // A difference in values is not to become one about what is undefined.
      const bool same_kind = a[i].is_undefined() == best.left.is_undefined() &&
                             b[i].is_undefined() == best.right.is_undefined();
      if (a[i] == b[i] || !same_kind) continue;
      best = {std::move(rows[i]), a[i], b[i]};
      return true;
    }
    return false;
  };
  for (bool went_on = true; went_on;) {
    went_on = false;
    std::vector<std::vector<Value>> rows;
    const auto run_rows = [&] {
      tries += rows.size();
      went_on = differs(rows);
      rows.clear();
    };
    const std::vector<Value> from = best.inputs;
    for (std::size_t i = 0; i < from.size() && !went_on; ++i)
      for (Value& value : smaller(from[i])) {
        if (tries + rows.size() > kMostTries || budget.exhausted(0, 0, reason)) return best;
        std::vector<Value> inputs = from;
        inputs[i] = std::move(value);
        if (!taken(inputs)) continue;
        rows.push_back(std::move(inputs));
        if (rows.size() < kTogether) continue;
        run_rows();
        if (went_on) break;
      }
    if (!went_on && !rows.empty()) run_rows();
  }
  return best;
}

void shrink_first(CrossCheckReport& report, const CheckedProgram& left, const CheckedProgram& right,
                  const Domain& domain, const Task& like, const Budget& budget) {
  if (report.divergences.empty()) return;
  Divergence& first = report.divergences.front();
  first = shrink(first, left, right, domain, like, budget);
  const auto same = [&](const Divergence& other) {
    return &other != &first && other.inputs == first.inputs;
  };
  report.divergences.erase(
      std::remove_if(report.divergences.begin(), report.divergences.end(), same),
      report.divergences.end());
}

std::string verdict(const CrossCheckReport& report) {
  if (report.inputs == 0) return "nothing was compared";
  const Share share = wilson(report.agreements, report.inputs);
  std::string text =
      fmt::format("agree on {} of {} generated inputs", report.agreements, report.inputs);
  if (report.both_undefined == report.inputs) return text + ", and have no value on any of them";
  // What was never seen to happen may still happen to some: the lower end of the interval says it.
  text += report.agreements == report.inputs
              ? fmt::format(": on {:.1f}% of such inputs or more", 100 * share.low)
              : fmt::format(": {}", to_text(share));
  if (report.left_undefined > 0)
    text += fmt::format("; the first alone has no value on {}", report.left_undefined);
  if (report.right_undefined > 0)
    text += fmt::format("; the second alone has no value on {}", report.right_undefined);
  if (report.both_undefined > 0)
    text += fmt::format("; both have none on {}", report.both_undefined);
  return text;
}

Result<FileAgreement> check_agreement(
    Registry& registry, const AgreementOptions& options, const std::stop_token& stop,
    const std::function<void(const TaskAgreement&)>& each,
    const std::function<void(std::size_t, const Error&)>& bad_line) {
  if (options.solvers.size() != 2)
    return Error{
        ErrorCode::bad_param,
        fmt::format("{} to compare, and two are needed", counted(options.solvers.size(), "solver")),
        {"--solvers A,B names them"}};
  FileAgreement sums;
  for (const std::size_t s : {0U, 1U}) sums.solvers[s] = options.solvers[s];
  std::optional<Error> fault;
  const auto visit = [&](TaskLine line) {
    if (stop.stop_requested()) return false;
    auto done = line.task ? check_task(registry, *line.task, options, stop)
                          : Result<TaskAgreement>(line.task.error());
    if (stop.stop_requested()) return false;
    if (!done) {
      const ErrorCode code = done.error().code;
      if (line.task.ok() && (code == ErrorCode::not_found || code == ErrorCode::bad_param ||
                             code == ErrorCode::plugin)) {
        fault = done.error();
        return false;
      }
      ++sums.bad_lines;
      if (bad_line) bad_line(line.line, done.error());
      return true;
    }
    add(sums, *done, knows_answers(*line.task));
    if (each) each(*done);
    if (done->report && done->report->agreements < done->report->inputs &&
        sums.disagreements.size() < options.shown)
      sums.disagreements.push_back(*std::move(done));
    return true;
  };
  auto read = registry.read_tasks(options.file, visit);
  if (!read) return std::move(read).error();
  if (fault) return *std::move(fault);
  sums.stopped = stop.stop_requested();
  return sums;
}

std::string verdict(const FileAgreement& all) {
  if (all.compared == 0)
    return fmt::format("of {} no one has a program of both {} and {}: nothing was compared",
                       counted(all.tasks, "task"), all.solvers[0], all.solvers[1]);
  std::string text = fmt::format(
      "{} and {} both fit {}; their programs do the same on every input of {} and on {} of inputs",
      all.solvers[0], all.solvers[1], of_tasks(all.compared, all.tasks) + " tasks",
      of_tasks(all.identical, all.compared), to_text(wilson(all.agreements, all.inputs)));
  if (all.known > 0)
    text += fmt::format(
        "; their answers are the same on {} of tasks and then {} are right, of all tasks {} of {} "
        "and {} of {}",
        to_text(wilson(all.agreed, all.known)),
        all.agreed == 0 ? "none" : to_text(wilson(all.agreed_right, all.agreed)),
        to_text(wilson(all.right[0], all.known)), all.solvers[0],
        to_text(wilson(all.right[1], all.known)), all.solvers[1]);
  return text;
}

std::string to_json(const TaskAgreement& task, const FileAgreement& of) {
  Json sides = Json::array();
  for (const std::size_t s : {0U, 1U}) {
    Json side{{"solver", of.solvers[s]}, {"program", task.program[s]}, {"fits", task.fits[s]}};
    if (task.right[s]) side["right"] = *task.right[s];
    side["alone"] = app::json_of(task.alone[s], 6);
    side["confidence"] = app::json_of(task.joint[s] ? task.joint[s] : task.alone[s], 6);
    if (task.error[s]) side["error"] = task.error[s]->message;
    sides.push_back(std::move(side));
  }
  Json record{{"task", task.id}, {"sides", std::move(sides)}};
  if (task.report) {
    Json divergences = Json::array();
    for (const Divergence& d : task.report->divergences)
      divergences.push_back({{"inputs", app::json_of(d.inputs)},
                             {"left", app::json_of(d.left)},
                             {"right", app::json_of(d.right)}});
    record["inputs"] = task.report->inputs;
    record["agreements"] = task.report->agreements;
    record["left_undefined"] = task.report->left_undefined;
    record["right_undefined"] = task.report->right_undefined;
    record["same_queries"] = task.same_queries;
    record["divergences"] = std::move(divergences);
  }
  return line_of(record);
}

std::string to_json(const FileAgreement& all) {
  Json record{{"solvers", {all.solvers[0], all.solvers[1]}},
              {"tasks", all.tasks},
              {"bad_lines", all.bad_lines},
              {"fits", {all.fits[0], all.fits[1]}},
              {"compared", all.compared},
              {"identical", all.identical},
              {"inputs", all.inputs},
              {"agreements", all.agreements},
              {"undefined", all.undefined},
              {"agreement", json_of(wilson(all.agreements, all.inputs))}};
  if (all.known > 0) {
    record["known"] = all.known;
    record["right"] = {all.right[0], all.right[1]};
    record["agreed"] = all.agreed;
    record["agreed_right"] = all.agreed_right;
    record["differ"] = all.differ;
    record["only_right"] = {all.only[0], all.only[1]};
  }
  record["stopped"] = all.stopped;
  record["verdict"] = verdict(all);
  return line_of(record);
}

std::string to_text(const FileAgreement& all, std::size_t width) {
  std::string text;
  for (const TaskAgreement& task : all.disagreements) {
    text += fmt::format(
        "{}: {} of {} inputs differ\n  {}: {}\n  {}: {}\n", task.id.empty() ? "a task" : task.id,
        task.report->inputs - task.report->agreements, task.report->inputs, all.solvers[0],
        shorten(task.program[0], width), all.solvers[1], shorten(task.program[1], width));
    text += divergence_lines(*task.report);
  }
  if (all.compared - all.identical > all.disagreements.size())
    text += fmt::format("and {} more tasks with differences\n",
                        all.compared - all.identical - all.disagreements.size());
  return text + break_lines(verdict(all), width, 2) + (all.stopped ? "\nstopped early\n" : "\n");
}

}  // namespace inkling::app
