#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <inkling/app/record.hpp>

namespace inkling::app {

std::string_view to_text(SolveStatus status) {
  switch (status) {
    case SolveStatus::solved:
      return "solved";
    case SolveStatus::partial:
      return "partial";
    case SolveStatus::unsolved:
      return "unsolved";
    case SolveStatus::timeout:
      return "timeout";
    case SolveStatus::error:
      return "error";
  }
  return "error";
}

namespace {

SolveStatus status_of(const Task& task, const Outcome& outcome) {
  const std::size_t fits = outcome.candidates.empty() ? 0 : outcome.candidates.front().fits;
  if (fits > 0 && fits == task.examples.size()) return SolveStatus::solved;
  if (fits > 0) return SolveStatus::partial;
  return outcome.reason == StopReason::deadline ? SolveStatus::timeout : SolveStatus::unsolved;
}

// A query with a known output that got no prediction counts as wrong.
std::vector<std::optional<bool>> compare(const Task& task, const std::vector<Value>& predictions) {
  std::vector<std::optional<bool>> correct;
  for (std::size_t i = 0; i < task.queries.size(); ++i) {
    const std::optional<Value>& wanted = task.queries[i].output;
    if (!wanted)
      correct.emplace_back(std::nullopt);
    else
      correct.emplace_back(i < predictions.size() && predictions[i] == *wanted);
  }
  return correct;
}

std::string json_text(const std::string& text) {
  return to_json(Value(text));
}

std::string json_bool(const std::optional<bool>& value) {
  if (!value) return "null";
  return *value ? "true" : "false";
}

template <class Items, class Print>
std::string json_list(const Items& items, Print&& print) {
  std::string out = "[";
  for (const auto& item : items) {
    if (out.size() > 1) out.push_back(',');
    out += print(item);
  }
  return out + "]";
}

}  // namespace

ResultRecord make_record(const Task& task, std::string solver, const Result<Outcome>& outcome) {
  ResultRecord record;
  record.id = task.id;
  record.solver = std::move(solver);
  record.examples = task.examples.size();
  if (!outcome) {
    record.error = outcome.error();
    record.status =
        outcome.error().code == ErrorCode::budget ? SolveStatus::timeout : SolveStatus::error;
    record.correct = compare(task, {});
    return record;
  }
  record.status = status_of(task, *outcome);
  record.seconds = outcome->seconds;
  record.evaluations = outcome->evaluations;
  if (!outcome->candidates.empty()) {
    const Candidate& best = outcome->candidates.front();
    record.fits = best.fits;
    record.program = best.program.text();
    record.program_size = best.program.size();
    record.predictions = best.predictions;
  }
  record.correct = compare(task, record.predictions);
  return record;
}

// `correct` is [] when no query has a known output; otherwise it has one entry per query.
std::string to_json(const ResultRecord& record, bool with_time) {
  const bool scored = std::any_of(record.correct.begin(), record.correct.end(),
                                  [](const auto& entry) { return entry.has_value(); });
  std::string out = fmt::format(
      R"({{"id":{},"solver":{},"status":"{}","fits":{},"examples":{},"program":{},)",
      json_text(record.id), json_text(record.solver), to_text(record.status), record.fits,
      record.examples, record.program.empty() ? "null" : json_text(record.program));
  out +=
      fmt::format(R"("predictions":{},"correct":{},)",
                  json_list(record.predictions, [](const Value& value) { return to_json(value); }),
                  scored ? json_list(record.correct, json_bool) : "[]");
  if (with_time)
    out +=
        fmt::format(R"("seconds":{:.6g},)", std::isfinite(record.seconds) ? record.seconds : 0.0);
  out += fmt::format(R"("evaluations":{},"error":{}}})", record.evaluations,
                     record.error ? json_text(to_text(*record.error)) : "null");
  return out;
}

}  // namespace inkling::app
