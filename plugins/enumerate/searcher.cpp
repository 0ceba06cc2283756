#include "searcher.hpp"

#include <algorithm>
#include <chrono>
#include <inkling/domain.hpp>
#include <inkling/dsl/language.hpp>
#include <inkling/dsl/verifier.hpp>
#include <numeric>
#include <optional>
#include <text/description.hpp>
#include <text/prices.hpp>

#include "elements.hpp"
#include "search.hpp"

namespace inkling::enumerate {
namespace {

// Tasks with more examples are searched on a few rows; a program that fails on another example
// brings that example in (counterexample-guided).
constexpr std::size_t kAllRows = 24;
constexpr std::size_t kFirstRows = 10;
constexpr std::uint64_t kElementEvaluations = 300'000;  // for a function of elements
constexpr double kLastResort = 1e6;                     // the cost of repeating an output

const ParamSpecs& specs() {
  static const ParamSpecs table = {
      {"max_cost", ParamType::integer, "40", "largest cost of a program", 1, 1000, {}},
      {"max_operator_cost",
       ParamType::integer,
       "3",
       "leave out operators that cost more",
       1,
       1000,
       {}},
      {"max_lambda_cost",
       ParamType::integer,
       "6",
       "largest cost of a function's body; 0 = the language's own cheapest ones only",
       0,
       100,
       {}},
      {"solutions", ParamType::integer, "8", "programs to keep", 1, 1000, {}},
      {"patience",
       ParamType::real,
       "1",
       "how much longer to look for a cheaper program, in times the search for the first",
       0,
       1000,
       {}},
      {"goals", ParamType::boolean, "true", "also work backwards from the outputs", {}, {}, {}},
      {"compose",
       ParamType::boolean,
       "true",
       "join partial answers by concatenation and conditionals",
       {},
       {},
       {}},
      {"literals",
       ParamType::boolean,
       "true",
       "take texts and numbers of the examples as constants, beside the language's own",
       {},
       {},
       {}},
      {"sharing",
       ParamType::boolean,
       "true",
       "count a sub-program that is used twice once",
       {},
       {},
       {}},
      {"value_limit",
       ParamType::integer,
       "0",
       "largest magnitude of an intermediate integer; 0 = eight times the largest in the examples",
       0,
       1e15,
       {}},
      {"max_lambdas",
       ParamType::integer,
       "20000",
       "function bodies per parameter list",
       1,
       1e7,
       {}},
      {"dialect", ParamType::text, "", "dialect of the language; empty = its default", {}, {}, {}},
  };
  return table;
}

std::vector<std::size_t> first_rows(const Task& task) {
  // Repeated examples say nothing new.
  std::vector<std::size_t> rows;
  std::vector<std::uint64_t> seen;
  for (std::size_t r = 0; r < task.examples.size(); ++r) {
    std::uint64_t h = hash(task.examples[r].output);
    for (const Value& v : task.examples[r].inputs) h = mix(h, hash(v));
    if (std::find(seen.begin(), seen.end(), h) != seen.end()) continue;
    if (seen.size() < 4 * kMaxRows) seen.push_back(h);
    rows.push_back(r);
    if (rows.size() > kAllRows) break;
  }
  if (rows.size() > kAllRows) rows.resize(kFirstRows);
  return rows;
}

Options read_options(const Params& params) {
  Options options{};
  options.max_cost = static_cast<int>(params.get_int("max_cost"));
  options.max_operator_cost = static_cast<int>(params.get_int("max_operator_cost"));
  options.max_lambda_cost = static_cast<int>(params.get_int("max_lambda_cost"));
  options.solutions = static_cast<std::size_t>(params.get_int("solutions"));
  options.patience = params.get_real("patience");
  options.goals = params.get_bool("goals");
  options.compose = params.get_bool("compose");
  options.literals = params.get_bool("literals");
  options.sharing = params.get_bool("sharing");
  options.value_limit = params.get_int("value_limit");
  options.max_lambdas = static_cast<std::size_t>(params.get_int("max_lambdas"));
  return options;
}

class EnumerateSearcher final : public Searcher {
 public:
  const SearcherInfo& info() const override {
    static const SearcherInfo facts{
        "enumerate", "bottom-up search with observational equivalence, cheapest programs first",
        specs(), true, false};
    return facts;
  }

  Result<Outcome> search(const Task& task, const Toolbox& tools, const Params& params,
                         std::uint64_t, const Budget& budget,
                         ProgressSink* progress) const override {
    const dsl::Catalogue* catalogue =
        tools.language == nullptr ? nullptr : dsl::catalogue_of(*tools.language);
    if (catalogue == nullptr)
      return Error{ErrorCode::unsupported,
                   "enumerate needs a domain whose language has an operator catalogue"};
    const auto dialect = find_dialect(*catalogue, params.get_text("dialect"));
    if (!dialect.ok()) return dialect.error();
    Result<Prices> prices = prices_of(tools, *catalogue, task);
    if (!prices.ok()) return std::move(prices).error();
    const Result<dsl::Verifier> verifier = dsl::Verifier::make(*catalogue, **dialect, task);
    if (!verifier.ok()) {
      Error error = verifier.error();
      error.message = "enumerate: " + error.message;
      return error;
    }

    const Options options = read_options(params);
    const Setting setting{*catalogue, **dialect, *prices, *verifier};
    Outcome outcome;
    dsl::Arena scratch;
    const std::vector<Solution> mapped_programs =
        map_elements(setting, task, options, budget, outcome);
    std::vector<std::size_t> rows = first_rows(task);
    for (;;) {
      Search pass(setting, task, rows, options, budget, outcome.evaluations, progress);
      for (const Solution& solution : mapped_programs) pass.know(solution);
      outcome.reason = pass.run();
      outcome.evaluations = pass.evaluations();
      outcome.bytes = std::max(outcome.bytes, pass.bytes());
      std::optional<std::size_t> counterexample;
      std::vector<Solution> found;
      for (const Solution& solution : pass.solutions()) {
        const auto failure = verifier->first_failure(*solution.expr, scratch);
        if (!failure)
          found.push_back(solution);
        else if (!counterexample)
          counterexample = failure;
      }
      StopReason reason;
      if (found.empty() && counterexample && rows.size() < kMaxRows &&
          std::find(rows.begin(), rows.end(), *counterexample) == rows.end() &&
          !budget.exhausted(outcome.evaluations, 0, reason)) {
        rows.push_back(*counterexample);
        continue;
      }
      if (found.empty()) {
        if (outcome.reason == StopReason::solved) {
          outcome.reason = StopReason::exhausted;
          if (budget.exhausted(outcome.evaluations, 0, reason)) outcome.reason = reason;
        }
        found = pass.solutions();
        for (Solution& partial : pass.partial()) found.push_back(std::move(partial));
        found.push_back({dsl::most_frequent_output(task), kLastResort});
      }
      add_candidates(setting, task, found, outcome);
      return outcome;
    }
  }

 private:
  static Result<const dsl::Dialect*> find_dialect(const dsl::Catalogue& catalogue,
                                                  const std::string& name) {
    if (name.empty()) return &dsl::default_dialect(catalogue);
    if (const dsl::Dialect* dialect = catalogue.dialect(name)) return dialect;
    Error error{ErrorCode::bad_param,
                "enumerate: unknown dialect '" + name + "' of language " + catalogue.id()};
    std::string known = "known:";
    for (const dsl::Dialect& d : catalogue.dialects()) known += " " + d.name;
    error.notes.push_back(std::move(known));
    return error;
  }

  // Programs that map what makes an element of the output of an element of an input.
  static std::vector<Solution> map_elements(const Setting& setting, const Task& task,
                                            const Options& options, const Budget& budget,
                                            Outcome& outcome) {
    std::vector<Solution> found;
    const dsl::Operator* mapper = mapper_of(setting.catalogue);
    if (mapper == nullptr) return found;
    dsl::Arena scratch;
    for (std::size_t i = 0; i < task.examples.front().inputs.size(); ++i) {
      const std::optional<Task> elements = task_of_elements(task, i);
      if (!elements) continue;
      const auto verifier = dsl::Verifier::make(setting.catalogue, setting.dialect, *elements);
      if (!verifier.ok()) continue;
      const Setting inner{setting.catalogue, setting.dialect, setting.prices, *verifier};
      BudgetLimits limits = budget.limits();
      const std::uint64_t before = outcome.evaluations;
      limits.evaluations = limits.evaluations == 0
                               ? kElementEvaluations
                               : std::min(kElementEvaluations, limits.evaluations / 4);
      if (limits.time.count() > 0)
        limits.time = std::chrono::duration_cast<std::chrono::nanoseconds>(
            std::chrono::duration<double>(budget.remaining_seconds() / 4));
      if (limits.evaluations == 0) continue;
      const Budget share(limits, budget.stop_token());
      const std::vector<std::size_t> rows = first_rows(*elements);
      Search pass(inner, *elements, rows, options, share, 0, nullptr);
      pass.run();
      outcome.evaluations = before + pass.evaluations();
      outcome.bytes = std::max(outcome.bytes, pass.bytes());
      for (const Solution& solution : pass.solutions()) {
        if (verifier->first_failure(*solution.expr, scratch)) continue;
        dsl::ExprPtr expr = mapped(*mapper, solution.expr, i, verifier->input_sorts()[i]);
        const auto price =
            static_cast<double>(setting.prices.operators[static_cast<std::size_t>(mapper->id)]);
        if (!setting.verifier.first_failure(*expr, scratch))
          found.push_back({std::move(expr), solution.cost + price + 1, task.examples.size()});
      }
    }
    return found;
  }

  // Scores are bits: those of the language's moves where it has some, so that the programs of all
  // searches over it are measured alike.
  static void add_candidates(const Setting& setting, const Task& task,
                             const std::vector<Solution>& found, Outcome& outcome) {
    const auto catalogue = setting.catalogue.shared_from_this();
    std::optional<text::Description> description;
    if (!setting.catalogue.moves().empty())
      description.emplace(setting.catalogue, setting.dialect, task);
    const auto bits = [&](const Solution& solution) {
      return description && solution.cost < kLastResort ? description->bits(*solution.expr)
                                                        : inkling::prices::kPlain * solution.cost;
    };
    for (const Solution& solution : found)
      outcome.candidates.push_back(
          {dsl::make_program(catalogue, solution.expr, setting.dialect),
           bits(solution),
           solution.expr->kind == dsl::Expr::Kind::literal ? "repeats an output" : "",
           0,
           {},
           {}});
  }
};

}  // namespace

std::unique_ptr<Searcher> make_searcher() {
  return std::make_unique<EnumerateSearcher>();
}

}  // namespace inkling::enumerate
