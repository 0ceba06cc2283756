#include "guidance.hpp"

#include <cmath>
#include <inkling/inductor.hpp>

namespace inkling::search {
namespace {

// Where neither time nor evaluations are limited the guide's prices have so many evaluations.
constexpr std::uint64_t kEnough = 50'000'000;

}  // namespace

ParamSpecs Guidance::params(const std::string& after) {
  return {
      {"guide",
       ParamType::text,
       "auto",
       "whose prices lead the search in its turn: a model's name, auto, or off",
       {},
       {},
       {}},
      {"guide_after",
       ParamType::integer,
       after,
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
  };
}

Guidance::Guidance(std::string searcher, const Task& task, const Toolbox& tools,
                   const Catalogue& catalogue, const Params& params)
    : searcher_(std::move(searcher)),
      task_(task),
      tools_(tools),
      catalogue_(catalogue),
      wanted_(params.get_text("guide")),
      after_(static_cast<std::uint64_t>(params.get_int("guide_after"))),
      share_(params.get_real("guide_share")) {}

Result<Guidance> Guidance::make(std::string searcher, const Task& task, const Toolbox& tools,
                                const Catalogue& catalogue, const Params& params) {
  Guidance made(std::move(searcher), task, tools, catalogue, params);
  if (made.wanted_ != "off" && made.wanted_ != "auto" && tools.inductor == nullptr)
    return Error{
        ErrorCode::not_found,
        made.searcher_ + ": there is no guide here, and '" + made.wanted_ + "' was asked for",
        {"guide=auto does without one; `inkling plugins` lists what is there"}};
  made.guided_ = made.wanted_ == "auto" ? tools.inductor != nullptr && tools.inductor->ready().ok()
                                        : made.wanted_ != "off";
  if (made.guided_ && (made.wanted_ != "auto" || made.after_ == 0))
    if (auto asked = made.ask(); !asked) return asked.error();
  return made;
}

Result<void> Guidance::ask() {
  if (asked_) return {};
  asked_ = true;
  const std::string& id = tools_.inductor->info().id;
  const auto named = [&](Error error) {
    error.message = searcher_ + ": inductor '" + id + "': " + error.message;
    return error;
  };
  const Guide* guide = tools_.inductor->guide();
  if (guide == nullptr)
    return named({ErrorCode::unsupported,
                  "it does not guide a search",
                  {searcher_ + " takes prices from an inductor, not its programs; name one that "
                               "guides, or none"}});
  const bool any = wanted_ == "auto";
  Result<OperatorPrior> prior = guide->weigh(task_, *tools_.language, any ? "" : wanted_);
  if (!prior.ok()) {
    if (any && prior.error().code == ErrorCode::unsupported) return {};
    return named(std::move(prior).error());
  }
  if (auto ok = check_prior(*prior, catalogue_); !ok.ok()) return named(ok.error());
  prior_ = *std::move(prior);
  return {};
}

// All of it leaves the rest to nobody.
Patience Guidance::share(const Budget& budget, std::uint64_t evaluations) const {
  Patience patience;
  if (share_ >= 1) return patience;
  const BudgetLimits& limits = budget.limits();
  if (limits.time.count() > 0)
    patience.seconds = budget.elapsed_seconds() + share_ * budget.remaining_seconds();
  if (limits.evaluations > evaluations)
    patience.evaluations =
        evaluations +
        static_cast<std::uint64_t>(share_ * static_cast<double>(limits.evaluations - evaluations));
  if (limits.time.count() == 0 && limits.evaluations == 0)
    patience.evaluations = evaluations + kEnough;
  return patience;
}

std::optional<double> Guidance::parts_of(const Task& task) const {
  const Guide* guide = guided_ ? tools_.inductor->guide() : nullptr;
  if (guide == nullptr) return std::nullopt;
  const auto prior = guide->weigh(task, *tools_.language, wanted_ == "auto" ? "" : wanted_);
  if (!prior.ok()) return std::nullopt;
  double parts = 0;
  for (const auto* list : {&prior->operators, &prior->constants, &prior->functions})
    for (const double bits : *list) parts += std::exp2(-bits);
  return parts;
}

Result<void> Guidance::run(const Budget& budget, const std::function<std::uint64_t()>& evaluations,
                           const Turn& turn) {
  if (!guided_) {
    turn(nullptr, {});
    return {};
  }
  if (after_ > 0 && turn(nullptr, Patience{after_})) return {};
  if (auto asked = ask(); !asked) return asked;
  const bool tried = prior_ && share_ > 0;
  if (!tried || !turn(&*prior_, share(budget, evaluations()))) turn(nullptr, {});
  return {};
}

}  // namespace inkling::search
