#include "candidates.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <inkling/domain.hpp>
#include <inkling/rng.hpp>
#include <inkling/search_clock.hpp>
#include <limits>
#include <set>
#include <unordered_set>

#include "guarded.hpp"

namespace inkling::detail {

namespace {

using Rows = std::vector<std::vector<Value>>;

Value run_row(const Interpreter& interpreter, const Program& program, const std::vector<Value>& row,
              std::string_view plugin, std::string* failure) {
  Result<Value> value = guarded(plugin, [&] { return interpreter.run(program, row); });
  if (value) return *std::move(value);
  if (failure != nullptr && failure->empty()) *failure = to_text(value.error());
  return {};
}

double rank_score(const Candidate& candidate) {
  return std::isnan(candidate.score) ? std::numeric_limits<double>::infinity() : candidate.score;
}

bool ranks_before(const Candidate& a, const Candidate& b) {
  if (a.fits != b.fits) return a.fits > b.fits;
  if (rank_score(a) != rank_score(b)) return rank_score(a) < rank_score(b);
  if (a.program.size() != b.program.size()) return a.program.size() < b.program.size();
  return a.program.text() < b.program.text();
}

void rank(std::vector<Candidate>& candidates) {
  std::stable_sort(candidates.begin(), candidates.end(), ranks_before);
  std::unordered_set<std::string> seen;
  std::erase_if(candidates,
                [&](const Candidate& c) { return !seen.insert(c.program.text()).second; });
}

// How long running candidates may go on after the end of the budget.
std::chrono::nanoseconds grace(const Budget& budget) {
  return std::chrono::milliseconds(30) + budget.limits().time / 40;
}

}  // namespace

std::vector<Value> run_rows(const Interpreter& interpreter, const Program& program,
                            std::span<const std::vector<Value>> rows, std::string_view plugin,
                            std::string* failure) {
  Result<std::vector<Value>> batch =
      guarded(plugin, [&] { return interpreter.run_batch(program, rows); });
  if (batch && batch->size() == rows.size()) return *std::move(batch);
  // One row's error spoils a batch; row by row, the others keep their values.
  std::vector<Value> values;
  values.reserve(rows.size());
  for (const std::vector<Value>& row : rows)
    values.push_back(run_row(interpreter, program, row, plugin, failure));
  return values;
}

namespace {

// Rows of a task, in pieces between which the clock is looked at.
class Runner {
 public:
  Runner(const Interpreter& interpreter, std::string_view plugin, const Budget& budget)
      : interpreter_(interpreter), plugin_(plugin), budget_(budget) {}

  // What there was time for: the first piece, and of `whole` all of it.
  std::vector<Value> run(const Program& program, const Rows& rows, bool whole) {
    constexpr std::size_t kAtOnce = 64;
    std::vector<Value> values;
    while (values.size() < rows.size() && (values.empty() || whole || !late())) {
      const std::size_t count = std::min(kAtOnce, rows.size() - values.size());
      const auto piece = std::span(rows).subspan(values.size(), count);
      for (Value& value : run_rows(interpreter_, program, piece, plugin_, &failure_))
        values.push_back(std::move(value));
    }
    return values;
  }
  bool late() const {
    StopReason reason{};
    return budget_.exhausted(0, 0, reason) && search_now() - start_ > grace(budget_);
  }
  const std::string& failure() const { return failure_; }

 private:
  const Interpreter& interpreter_;
  std::string_view plugin_;
  const Budget& budget_;
  std::chrono::steady_clock::time_point start_ = search_now();
  std::string failure_;
};

}  // namespace

void run_candidates(Outcome& outcome, const Task& task, const Interpreter& interpreter,
                    std::string_view plugin, const Budget& budget) {
  Rows examples;
  examples.reserve(task.examples.size());
  for (const Example& example : task.examples) examples.push_back(example.inputs);
  Rows queries;
  for (const Query& query : task.queries) queries.push_back(query.inputs);

  Runner runner(interpreter, plugin, budget);
  std::size_t unchecked = 0;
  for (std::size_t i = 0; i < outcome.candidates.size(); ++i) {
    Candidate& candidate = outcome.candidates[i];
    candidate.fits = 0;
    if (i > 0 && runner.late()) {
      candidate.note = "not run on the examples: out of time";
      ++unchecked;
      continue;
    }
    candidate.outputs = runner.run(candidate.program, examples, false);
    for (std::size_t k = 0; k < candidate.outputs.size(); ++k)
      candidate.fits += candidate.outputs[k] == task.examples[k].output ? 1U : 0U;
    if (candidate.outputs.size() < examples.size())
      candidate.note = fmt::format("was run on {} of {} examples only: out of time",
                                   candidate.outputs.size(), examples.size());
    candidate.outputs.resize(examples.size());
    candidate.predictions = runner.run(candidate.program, queries, true);
  }
  if (unchecked > 0)
    outcome.warnings.push_back(
        fmt::format("{} candidates were not run on the examples: out of time", unchecked));
  if (!runner.failure().empty())
    outcome.warnings.push_back(
        fmt::format("a program failed and counts as undefined: {}", runner.failure()));
  rank(outcome.candidates);
}

namespace {

constexpr std::size_t kProbes = 32;
constexpr std::size_t kDefined = 8;  // of the probes, so that agreement on them says anything

Rows probes_like(const Task& task, const Domain& domain, std::string_view plugin) {
  const auto rows = guarded(plugin, [&]() -> Result<Rows> {
    // Distinct ones, beside the examples: what is known already says nothing new.
    std::set<std::vector<Value>> made;
    std::set<std::vector<Value>> examples;
    for (const Example& example : task.examples) examples.insert(example.inputs);
    Rng rng = Rng(0).split("probes");
    for (std::size_t i = 0; i < kProbes; ++i)
      if (std::vector<Value> row = domain.sample_inputs(task, rng); !examples.contains(row))
        made.insert(std::move(row));
    return Rows(made.begin(), made.end());
  });
  return rows ? *rows : Rows();
}

}  // namespace

void drop_alike(Outcome& outcome, const Task& task, const Domain& domain,
                const Interpreter& interpreter, std::string_view plugin, const Budget& budget) {
  const auto fits = [&](const Candidate& candidate) {
    return candidate.fits == task.examples.size() &&
           candidate.program.kind() == Program::Kind::symbolic;
  };
  if (std::count_if(outcome.candidates.begin(), outcome.candidates.end(), fits) < 2) return;
  const Rows probes = probes_like(task, domain, plugin);
  StopReason reason{};
  std::set<std::vector<Value>> known;
  std::erase_if(outcome.candidates, [&](const Candidate& candidate) {
    if (!fits(candidate) || budget.exhausted(0, 0, reason)) return false;
    std::vector<Value> said = run_rows(interpreter, candidate.program, probes, plugin);
    const auto defined = std::count_if(said.begin(), said.end(),
                                       [](const Value& value) { return !value.is_undefined(); });
    if (static_cast<std::size_t>(defined) < kDefined) return false;
    said.insert(said.end(), candidate.predictions.begin(), candidate.predictions.end());
    return !known.insert(std::move(said)).second;
  });
}

void predict_again(Outcome& outcome, std::span<const std::vector<Value>> queries,
                   const Interpreter& interpreter, std::string_view plugin) {
  for (Candidate& candidate : outcome.candidates)
    candidate.predictions = run_rows(interpreter, candidate.program, queries, plugin);
}

}  // namespace inkling::detail
