#include "searcher.hpp"

#include <inkling/inductor.hpp>
#include <inkling/interpreter.hpp>

#include "portfolio.hpp"

namespace inkling::descend {
namespace {

Error missing(const std::string& searcher, const char* tool) {
  return Error{ErrorCode::unsupported, searcher + " needs " + tool + ", and this solver has none"};
}

ParamSpecs common_specs(const char* spread, const char* vocabulary) {
  return {
      {"starts", ParamType::integer, "32", "search variables at once", 1, 4096, {}},
      {"steps", ParamType::integer, "100", "steps of every start", 1, 100000, {}},
      {"spread", ParamType::real, spread, "standard deviation of the starts", 0, 100, {}},
      {"vocabulary",
       ParamType::real,
       vocabulary,
       "share of the starts that are random programs of the tokens that the model usually writes; "
       "without effect where programs are vectors",
       0,
       1,
       {}},
      {"check_every", ParamType::integer, "5", "steps between looks without noise", 1, 1000, {}},
      {"model", ParamType::text, "auto", "auto (all of them) or a model's name", {}, {}, {}},
  };
}

ParamSpecs gradient_specs() {
  ParamSpecs specs = common_specs("2", "0.75");
  specs.push_back({"learning_rate", ParamType::real, "0.3", "of Adam", 1e-6, 10, {}});
  specs.push_back(
      {"clip", ParamType::real, "1", "largest gradient norm of a start", 1e-6, 1e6, {}});
  specs.push_back({"screen",
                   ParamType::integer,
                   std::to_string(kScreen),
                   "starts are the best of this many times as many drawn",
                   1,
                   1000,
                   {}});
  specs.push_back(
      {"rounds",
       ParamType::integer,
       std::to_string(kRounds),
       "the steps are divided into so many rounds, each annealed anew, with offspring of "
       "the best starts in the place of the worst",
       1,
       1000,
       {}});
  return specs;
}

class VariableSearcher : public Searcher {
 public:
  VariableSearcher(SearcherInfo info, Search::Method method)
      : info_(std::move(info)), method_(method) {}
  const SearcherInfo& info() const override { return info_; }

  Result<Outcome> search(const Task& task, const Toolbox& tools, const Params& params,
                         std::uint64_t seed, const Budget& budget,
                         ProgressSink* progress) const override {
    if (tools.interpreter == nullptr || tools.interpreter->gradient() == nullptr)
      return missing(info_.id, "an interpreter that gives gradients");
    return search_models({task, *tools.interpreter, params, seed, budget, progress}, method_);
  }

 private:
  SearcherInfo info_;
  Search::Method method_;
};

class LatentSearcher : public Searcher {
 public:
  const SearcherInfo& info() const override { return info_; }

  Result<Outcome> search(const Task& task, const Toolbox& tools, const Params& params,
                         std::uint64_t seed, const Budget& budget, ProgressSink*) const override {
    if (tools.inductor == nullptr) return missing("latent", "an inductor");
    if (tools.interpreter == nullptr) return missing("latent", "an interpreter");
    Rng rng(seed);
    Params wishes(tools.inductor->info().params);
    if (const std::string& model = params.get_text("model"); model != "auto")
      if (auto set = wishes.set("model", model); !set.ok()) return std::move(set).error();
    const auto proposed = tools.inductor->propose(task, 1, wishes, rng);
    if (!proposed.ok()) return proposed.error();
    Outcome outcome;
    for (const ScoredProgram& it : *proposed) {
      Candidate candidate;
      candidate.program = it.program;
      candidate.score = -it.log_probability;
      outcome.candidates.push_back(std::move(candidate));
      ++outcome.evaluations;
      if (count_fits(*tools.interpreter, it.program, task, budget) == task.examples.size())
        outcome.reason = StopReason::solved;
    }
    return outcome;
  }

 private:
  SearcherInfo info_{"latent",
                     "the inductor's own program, no search",
                     {{"model",
                       ParamType::text,
                       "auto",
                       "auto (the one that explains the examples best) or a model's name",
                       {},
                       {},
                       {}}},
                     false,
                     false};
};

}  // namespace

std::unique_ptr<Searcher> make_latent_searcher() {
  return std::make_unique<LatentSearcher>();
}

std::unique_ptr<Searcher> make_prior_searcher() {
  return std::make_unique<VariableSearcher>(
      SearcherInfo{"latent+prior", "random latent programs around the inductor's",
                   common_specs("0.5", "0"), false, true},
      Search::Method{nullptr, &Search::by_prior});
}

std::unique_ptr<Searcher> make_gradient_searcher() {
  return std::make_unique<VariableSearcher>(
      SearcherInfo{"latent+gradient", "gradient search for latent programs", gradient_specs(),
                   false, true},
      Search::Method{&Search::screen, &Search::by_gradient});
}

}  // namespace inkling::descend
