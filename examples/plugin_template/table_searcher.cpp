// The searcher: tries every chain of steps, short ones first, and keeps the best so far.
#include "components.hpp"
#include "transformations.hpp"

namespace grid {
namespace {

using namespace inkling;

struct GridExample {
  Grid input;
  Grid output;
};

class TableSearcher final : public Searcher {
 public:
  const SearcherInfo& info() const override { return info_; }

  Result<Outcome> search(const Task& task, const Toolbox& tools, const Params& params,
                         std::uint64_t /*seed*/, const Budget& budget,
                         ProgressSink* /*progress*/) const override {
    if (!tools.interpreter)
      return Error{ErrorCode::unsupported, info_.id + " needs an interpreter: use grid-steps"};
    std::vector<GridExample> examples;
    for (const Example& example : task.examples) {
      auto input = example.inputs.size() == 1 ? to_grid(example.inputs[0]) : std::nullopt;
      auto output = to_grid(example.output);
      if (!input || !output) return Error{ErrorCode::bad_input, "an example is no grid"};
      examples.push_back({*std::move(input), *std::move(output)});
    }
    return search_chains(examples, *tools.interpreter,
                         static_cast<std::size_t>(params.get_int("max_steps")), budget);
  }

 private:
  static Result<Outcome> search_chains(const std::vector<GridExample>& examples,
                                       const Interpreter& interpreter, std::size_t max_steps,
                                       const Budget& budget) {
    Outcome outcome;
    std::size_t best_fits = 0;
    for (Steps program; program.size() <= max_steps; next(program)) {
      // Polling reads the clock: a search with cheaper evaluations would do it more rarely.
      if (budget.exhausted(outcome.evaluations, 0, outcome.reason)) return outcome;
      ++outcome.evaluations;
      const std::size_t fits = count_fits(program, examples);
      if (fits <= best_fits) continue;
      auto parsed = interpreter.parse(to_text(program));
      if (!parsed) return parsed.error();
      best_fits = fits;
      Candidate candidate{*parsed};
      candidate.score = static_cast<double>(program.size());
      outcome.candidates.insert(outcome.candidates.begin(), std::move(candidate));
      if (fits < examples.size()) continue;
      outcome.reason = StopReason::solved;
      return outcome;
    }
    outcome.reason = StopReason::exhausted;
    return outcome;
  }

  static std::size_t count_fits(const Steps& program, const std::vector<GridExample>& examples) {
    std::size_t fits = 0;
    for (const auto& example : examples)
      if (run_steps(program, example.input) == example.output) ++fits;
    return fits;
  }

  SearcherInfo info_{
      "grid-table",
      "every chain of steps, short ones first",
      {{"max_steps", ParamType::integer, "3", "longest chain to try, in steps", 0.0, 6.0}}};
};

}  // namespace

std::unique_ptr<inkling::Searcher> make_searcher() {
  return std::make_unique<TableSearcher>();
}

}  // namespace grid
