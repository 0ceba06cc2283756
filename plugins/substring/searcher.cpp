#include "searcher.hpp"

#include <algorithm>
#include <inkling/domain.hpp>
#include <inkling/dsl/language.hpp>
#include <inkling/dsl/verifier.hpp>
#include <inkling/language.hpp>
#include <map>
#include <text/description.hpp>

#include "engine.hpp"

namespace inkling::substring {
namespace {

// Rows that are worked on at once. Of more examples a few are taken; a program that fails on
// another one brings that one in (counterexample-guided).
constexpr std::size_t kFirstExamples = 8;
constexpr std::size_t kMostExamples = 16;
constexpr std::size_t kMostQueries = 10;
constexpr double kLastResort = 1e6;  // bits of repeating an output
// Longer texts are not taken apart: every step would have to read them whole.
constexpr std::size_t kMostBytes = 32'768;  // of all inputs and outputs that are worked on

const ParamSpecs& specs() {
  static const ParamSpecs table = {
      {"solutions", ParamType::integer, "8", "programs to keep", 1, 100, {}},
      {"conditions", ParamType::integer, "2", "conditions on any path; 0 = none", 0, 3, {}},
      {"queries",
       ParamType::boolean,
       "true",
       "count what is undefined or empty on the queries",
       {},
       {},
       {}},
  };
  return table;
}

class SubstringSearcher final : public Searcher {
 public:
  const SearcherInfo& info() const override {
    static const SearcherInfo facts{
        "substring", "parts of the inputs and constants put together, shortest description first",
        specs(), true, false};
    return facts;
  }

  Result<Outcome> search(const Task& task, const Toolbox& tools, const Params& params,
                         std::uint64_t, const Budget& budget, ProgressSink*) const override {
    const dsl::Catalogue* catalogue =
        tools.language == nullptr ? nullptr : dsl::catalogue_of(*tools.language);
    if (catalogue == nullptr || catalogue->moves().empty())
      return Error{ErrorCode::unsupported,
                   "substring needs a domain whose language says how texts are taken apart",
                   {"expected a catalogue with moves"}};
    const dsl::Dialect& dialect = dsl::default_dialect(*catalogue);
    const Result<dsl::Verifier> verifier = dsl::Verifier::make(*catalogue, dialect, task);
    if (!verifier) {
      Error error = verifier.error();
      error.message = "substring: " + error.message;
      return error;
    }
    const std::vector<Step> steps = steps_of(*catalogue);
    EngineOptions options;
    options.solutions = static_cast<std::size_t>(params.get_int("solutions"));
    options.conditions = static_cast<int>(params.get_int("conditions"));
    text::Description description(*catalogue, dialect, task);
    Meter meter(budget);
    Engine engine(*catalogue, steps, options, meter);
    dsl::Arena values;
    std::vector<std::size_t> chosen = first_examples(task);
    Outcome outcome;
    dsl::Arena scratch;
    for (;;) {
      const Rows rows =
          rows_of(task, *verifier, dialect, chosen, params.get_bool("queries"), values);
      if (bytes_of(rows) > kMostBytes) {
        outcome.warnings.push_back("substring takes texts of " + std::to_string(kMostBytes) +
                                   " bytes in all: these are longer");
        add(*catalogue, dialect, {kLastResort, dsl::most_frequent_output(task)},
            "repeats an output", outcome);
        outcome.reason = StopReason::exhausted;
        break;
      }
      Found found = engine.run(rows);
      outcome.bytes = std::max(outcome.bytes, engine.bytes());
      std::optional<std::size_t> counterexample;
      outcome.candidates.clear();
      std::vector<Solution> failed;
      for (Solution& solution : found.solutions) {
        const auto failure = verifier->first_failure(*solution.expr, scratch);
        if (failure && !counterexample) counterexample = failure;
        if (failure)
          failed.push_back(std::move(solution));
        else
          add(*catalogue, dialect, {description.bits(*solution.expr), solution.expr}, {}, outcome);
      }
      if (!outcome.candidates.empty()) {
        // The search is led by the prices set by hand, what it found is ordered by those learned.
        std::stable_sort(outcome.candidates.begin(), outcome.candidates.end(),
                         [](const Candidate& a, const Candidate& b) { return a.score < b.score; });
        outcome.reason = StopReason::solved;
        break;
      }
      if (counterexample && chosen.size() < kMostExamples && !meter.over() &&
          std::find(chosen.begin(), chosen.end(), *counterexample) == chosen.end()) {
        chosen.push_back(*counterexample);
        continue;
      }
      for (const Solution& solution : failed) add(*catalogue, dialect, solution, {}, outcome);
      if (found.partial.expr != nullptr) add(*catalogue, dialect, found.partial, {}, outcome);
      add(*catalogue, dialect, {kLastResort, dsl::most_frequent_output(task)}, "repeats an output",
          outcome);
      outcome.reason = meter.over() ? meter.reason() : StopReason::exhausted;
      break;
    }
    outcome.evaluations = meter.evaluations();
    return outcome;
  }

 private:
  // Distinct ones, spread over the task.
  static std::vector<std::size_t> first_examples(const Task& task) {
    std::vector<std::size_t> rows;
    std::map<std::vector<Value>, std::size_t> seen;
    for (std::size_t r = 0; r < task.examples.size() && rows.size() < kFirstExamples; ++r)
      if (seen.emplace(task.examples[r].inputs, r).second) rows.push_back(r);
    return rows;
  }

  static Rows rows_of(const Task& task, const dsl::Verifier& verifier, const dsl::Dialect& dialect,
                      const std::vector<std::size_t>& chosen, bool queries, dsl::Arena& values) {
    Rows rows;
    rows.dialect = &dialect;
    rows.sorts = verifier.input_sorts();
    rows.output = verifier.output_sort();
    rows.examples = chosen.size();
    for (const std::size_t r : chosen) {
      rows.inputs.insert(rows.inputs.end(), verifier.inputs(r), verifier.inputs(r) + rows.arity());
      rows.outputs.push_back(verifier.output(r));
    }
    if (!queries) return rows;
    for (const Query& query : task.queries) {
      if (rows.queries == kMostQueries) break;
      std::vector<Cell> cells(rows.arity());
      bool fits = true;
      for (std::size_t i = 0; fits && i < rows.arity(); ++i)
        fits = dsl::to_cell(query.inputs[i], rows.sorts[i], values, cells[i]);
      if (!fits) continue;
      rows.inputs.insert(rows.inputs.end(), cells.begin(), cells.end());
      ++rows.queries;
    }
    return rows;
  }

  static std::size_t bytes_of(const Rows& rows) {
    std::size_t bytes = 0;
    for (std::size_t r = 0; r < rows.size(); ++r)
      for (std::size_t i = 0; i < rows.arity(); ++i)
        if (!rows.sorts[i].scalar()) bytes += rows.input(r, i).size;
    if (!rows.output.scalar())
      for (const Cell& output : rows.outputs) bytes += output.size;
    return bytes;
  }

  static void add(const dsl::Catalogue& catalogue, const dsl::Dialect& dialect,
                  const Solution& solution, std::string note, Outcome& outcome) {
    outcome.candidates.push_back(
        {dsl::make_program(catalogue.shared_from_this(), solution.expr, dialect),
         solution.bits,
         std::move(note),
         0,
         {},
         {}});
  }
};

}  // namespace

std::unique_ptr<Searcher> make_searcher() {
  return std::make_unique<SubstringSearcher>();
}

}  // namespace inkling::substring
