#include "searcher.hpp"

#include <inkling/domain.hpp>
#include <inkling/dsl/language.hpp>
#include <inkling/language.hpp>

#include "run.hpp"

namespace inkling::substring {
namespace {

using search::Guidance;

ParamSpecs with_guide(ParamSpecs own) {
  for (ParamSpec& spec : Guidance::params("100000")) own.push_back(std::move(spec));
  return own;
}

const ParamSpecs& specs() {
  static const ParamSpecs table = with_guide({
      {"solutions", ParamType::integer, "8", "programs to keep", 1, 100, {}},
      {"conditions", ParamType::integer, "2", "conditions on any path; 0 = none", 0, 3, {}},
      {"queries",
       ParamType::boolean,
       "true",
       "count what is undefined or empty on the queries",
       {},
       {},
       {}},
  });
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
    const Result<dsl::Verifier> verifier =
        dsl::Verifier::make(*catalogue, dsl::default_dialect(*catalogue), task);
    if (!verifier) {
      Error error = verifier.error();
      error.message = "substring: " + error.message;
      return error;
    }
    auto guidance = Guidance::make("substring", task, tools, *catalogue, params);
    if (!guidance) return std::move(guidance).error();
    EngineOptions options;
    options.solutions = static_cast<std::size_t>(params.get_int("solutions"));
    options.conditions = static_cast<int>(params.get_int("conditions"));
    const Advice own = own_advice(steps_of(*catalogue));
    Run run(*catalogue, *verifier, task, own, options, params.get_bool("queries"), budget);
    const auto turn = [&](const OperatorPrior* prior, const search::Patience& patience) {
      return prior == nullptr ? run.by(own, patience)
                              : run.by(guided_advice(own, *catalogue, *prior), patience);
    };
    const auto done = guidance->run(
        budget, [&] { return run.evaluations(); }, turn);
    if (!done) return done.error();
    Outcome outcome = run.outcome();
    if (const std::string note = guidance->note(); !note.empty()) outcome.warnings.push_back(note);
    return outcome;
  }
};

}  // namespace

std::unique_ptr<Searcher> make_searcher() {
  return std::make_unique<SubstringSearcher>();
}

}  // namespace inkling::substring
