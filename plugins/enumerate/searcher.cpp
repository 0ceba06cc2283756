#include "searcher.hpp"

#include <inkling/domain.hpp>
#include <inkling/dsl/language.hpp>
#include <inkling/dsl/verifier.hpp>

#include "run.hpp"

namespace inkling::enumerate {
namespace {

using search::Guidance;

// The guide's parameters in front of the dialect, which is the last one.
ParamSpecs with_guide(ParamSpecs own) {
  for (ParamSpec& spec : Guidance::params("200000")) own.insert(own.end() - 1, std::move(spec));
  return own;
}

const ParamSpecs& specs() {
  static const ParamSpecs table = with_guide({
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
      {"decompose",
       ParamType::boolean,
       "false",
       "search in steps: values that look near to the output become inputs of further searches; "
       "these have the guide's turn",
       {},
       {},
       {}},
      {"decompose_steps",
       ParamType::integer,
       "3",
       "values on the way to the output, at most",
       1,
       20,
       {}},
      {"decompose_width",
       ParamType::integer,
       "16",
       "values of each step that are gone on from",
       1,
       1000,
       {}},
      {"dialect", ParamType::text, "", "dialect of the language; empty = its default", {}, {}, {}},
  });
  return table;
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
    const Result<dsl::Verifier> verifier = dsl::Verifier::make(*catalogue, **dialect, task);
    if (!verifier.ok()) {
      Error error = verifier.error();
      error.message = "enumerate: " + error.message;
      return error;
    }

    const Options options = read_options(params);
    const Prices usual = catalogue_prices(*catalogue);
    auto guidance = Guidance::make("enumerate", task, tools, *catalogue, params);
    if (!guidance.ok()) return std::move(guidance).error();
    Run run(*catalogue, **dialect, *verifier, task, usual, options, budget, progress);
    run.map_elements();
    const auto turn = [&](const OperatorPrior* prior, const Patience& patience) {
      return run.by(prior == nullptr ? usual : guided_prices(*catalogue, *prior), patience);
    };
    if (params.get_bool("decompose")) {
      search_in_steps(*guidance, params, budget, usual, run);
    } else {
      const auto done = guidance->run(
          budget, [&] { return run.evaluations(); }, turn);
      if (!done.ok()) return done.error();
    }
    run.map_numbers();
    Outcome outcome = run.outcome();
    if (const std::string note = guidance->note(); !note.empty()) outcome.warnings.push_back(note);
    return outcome;
  }

 private:
  // The turns of a guide, with steps in place of its prices; a guide says which values are near.
  static void search_in_steps(const Guidance& guidance, const Params& params, const Budget& budget,
                              const Prices& usual, Run& run) {
    if (guidance.after() > 0 && run.by(usual, Patience{guidance.after()})) return;
    const StepOptions steps{static_cast<std::size_t>(params.get_int("decompose_width")),
                            static_cast<int>(params.get_int("decompose_steps"))};
    Decomposition::Ask ask;
    if (guidance.guided()) ask = [&](const Task& task) { return guidance.parts_of(task); };
    if (!run.by_steps(steps, ask, guidance.share(budget, run.evaluations()))) run.by(usual, {});
  }

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
};

}  // namespace

std::unique_ptr<Searcher> make_searcher() {
  return std::make_unique<EnumerateSearcher>();
}

}  // namespace inkling::enumerate
