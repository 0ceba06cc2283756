#include "bustle_searcher.hpp"

#include <algorithm>
#include <inkling/language.hpp>

#include "bustle_search.hpp"
#include "hnps_language.hpp"

namespace inkling::hnps {
namespace {

constexpr double kMostExpressionsTried = 1e9;

const ParamSpecs& specs() {
  static const ParamSpecs table = {
      {"max_expressions",
       ParamType::integer,
       "500000",
       "expressions that are tried, at most",
       1,
       kMostExpressionsTried,
       {}},
      {"max_weight", ParamType::integer, "100", "heaviest value that is kept", 2, 1000, {}},
      {"heuristics",
       ParamType::boolean,
       "true",
       "weigh texts by whether they are parts of the outputs, and by edit distance to them",
       {},
       {},
       {}},
      {"prune",
       ParamType::boolean,
       "false",
       "drop texts that are no part of an output: the language does nothing but join them",
       {},
       {},
       {}},
      {"more",
       ParamType::integer,
       "20000",
       "expressions that are tried once a program fits, to see what else fits as well",
       0,
       kMostExpressionsTried,
       {}},
  };
  return table;
}

struct Texts {
  std::vector<std::string> inputs, outputs;
};

Result<Texts> texts_of(const Task& task) {
  Texts texts;
  for (const Example& example : task.examples) {
    const std::string where = "bustle: example " + std::to_string(texts.inputs.size() + 1);
    if (example.inputs.size() != 1)
      return Error{ErrorCode::bad_input, where + " has " + std::to_string(example.inputs.size()) +
                                             " inputs: programs of hnps take one text"};
    if (!example.inputs[0].is_string() || !example.output.is_string())
      return Error{ErrorCode::bad_input, where + " is " + inkling::to_text(example.inputs[0]) +
                                             " -> " + inkling::to_text(example.output) +
                                             ": programs of hnps make text of text"};
    texts.inputs.push_back(example.inputs[0].as_string());
    texts.outputs.push_back(example.output.as_string());
  }
  return texts;
}

class BustleSearcher final : public Searcher {
 public:
  const SearcherInfo& info() const override {
    static const SearcherInfo facts{
        "bustle", "bottom-up by weight, texts that look like the outputs first", specs()};
    return facts;
  }

  Result<Outcome> search(const Task& task, const Toolbox& tools, const Params& params,
                         std::uint64_t, const Budget& budget,
                         ProgressSink* progress) const override {
    if (tools.language == nullptr || tools.language->info().id != kId)
      return Error{ErrorCode::unsupported, "bustle searches the language hnps alone"};
    const Result<Texts> texts = texts_of(task);
    if (!texts) return texts.error();
    BustleOptions options;
    options.max_weight = static_cast<std::size_t>(params.get_int("max_weight"));
    options.more = static_cast<std::uint64_t>(params.get_int("more"));
    options.heuristics = params.get_bool("heuristics");
    options.prune = params.get_bool("prune");
    search::Meter meter(budget);
    meter.end_after(static_cast<std::uint64_t>(params.get_int("max_expressions")));
    Bustle bustle(texts->inputs, texts->outputs, options, meter);
    const bool all = bustle.run();
    Outcome outcome;
    outcome.evaluations = meter.evaluations();
    outcome.bytes = meter.bytes;
    outcome.reason = !bustle.solutions().empty() ? StopReason::solved
                     : meter.over()              ? meter.reason()
                     : all                       ? StopReason::exhausted
                                                 : StopReason::evaluations;
    for (const Bustle::Found& it : bustle.solutions()) add(it.program, outcome);
    // Never empty-handed: what gives some outputs, or any program.
    if (outcome.candidates.empty()) {
      Program program = bustle.best().program;
      if (program.expressions.empty()) program.expressions.emplace_back();
      add(program, outcome);
    }
    std::stable_sort(outcome.candidates.begin(), outcome.candidates.end(),
                     [](const Candidate& a, const Candidate& b) { return a.score < b.score; });
    if (progress != nullptr) {
      Progress report;
      report.evaluations = outcome.evaluations;
      report.fits = bustle.best().fits;
      report.best = outcome.candidates.front().program.text();
      progress->report(report);
    }
    return outcome;
  }

 private:
  static void add(const Program& program, Outcome& outcome) {
    Candidate candidate;
    candidate.program = make_program(program);
    candidate.score = bits(program);
    outcome.candidates.push_back(std::move(candidate));
  }
};

}  // namespace

std::unique_ptr<Searcher> make_bustle_searcher() {
  return std::make_unique<BustleSearcher>();
}

}  // namespace inkling::hnps
