#include "searcher.hpp"

#include <inkling/domain.hpp>
#include <inkling/dsl/language.hpp>
#include <inkling/dsl/verifier.hpp>
#include <inkling/inductor.hpp>
#include <optional>

#include "run.hpp"

namespace inkling::enumerate {
namespace {

// Where neither time nor evaluations are limited the guide's prices have so many evaluations.
constexpr std::uint64_t kEnough = 50'000'000;

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
      {"guide",
       ParamType::text,
       "auto",
       "whose prices lead the search in its turn: a model's name, auto, or off",
       {},
       {},
       {}},
      {"guide_after",
       ParamType::integer,
       "200000",
       "evaluations by the language's own prices before the guide has its turn",
       0,
       1e15,
       {}},
      {"guide_share",
       ParamType::real,
       "0.5",
       "share of what is left then that the guide's turn may take without finding anything",
       0,
       1,
       {}},
      {"dialect", ParamType::text, "", "dialect of the language; empty = its default", {}, {}, {}},
  };
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
    const std::string& wanted = params.get_text("guide");
    if (wanted != "off" && wanted != "auto" && tools.inductor == nullptr)
      return Error{ErrorCode::not_found,
                   "enumerate: there is no guide here, and '" + wanted + "' was asked for",
                   {"guide=auto does without one; `inkling plugins` lists what is there"}};
    const bool guided = wanted == "auto" ? tools.inductor != nullptr && tools.inductor->ready().ok()
                                         : wanted != "off";
    const auto after = static_cast<std::uint64_t>(params.get_int("guide_after"));
    // What somebody named is asked even where nothing is left for it to do: a slip shows at once.
    std::optional<Guided> guide;
    if (guided && (wanted != "auto" || after == 0)) {
      auto made = guided_prices_of(tools, *catalogue, task, wanted);
      if (!made.ok()) return std::move(made).error();
      guide = *std::move(made);
    }
    Run run(*catalogue, **dialect, *verifier, task, usual, options, budget, progress);
    run.map_elements();
    if (!guided) {
      run.by(usual, {});
    } else if (after == 0 || !run.by(usual, Patience{after})) {
      if (!guide) {
        auto made = guided_prices_of(tools, *catalogue, task, wanted);
        if (!made.ok()) return std::move(made).error();
        guide = *std::move(made);
      }
      const double share = params.get_real("guide_share");
      const bool tried = guide->prices && share > 0;
      if (!tried || !run.by(*guide->prices, patience_of(share, budget, run.evaluations())))
        run.by(usual, {});
    }
    run.map_numbers();
    Outcome outcome = run.outcome();
    if (guide && !guide->note.empty()) outcome.warnings.push_back(guide->note);
    return outcome;
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

  // A share of what is left; all of it leaves the rest to nobody.
  static Patience patience_of(double share, const Budget& budget, std::uint64_t evaluations) {
    Patience patience;
    if (share >= 1) return patience;
    const BudgetLimits& limits = budget.limits();
    if (limits.time.count() > 0)
      patience.seconds = budget.elapsed_seconds() + share * budget.remaining_seconds();
    if (limits.evaluations > evaluations)
      patience.evaluations =
          evaluations +
          static_cast<std::uint64_t>(share * static_cast<double>(limits.evaluations - evaluations));
    if (limits.time.count() == 0 && limits.evaluations == 0)
      patience.evaluations = evaluations + kEnough;
    return patience;
  }
};

}  // namespace

std::unique_ptr<Searcher> make_searcher() {
  return std::make_unique<EnumerateSearcher>();
}

}  // namespace inkling::enumerate
