#include "tokens.hpp"

#include <algorithm>
#include <inkling/gradient.hpp>
#include <inkling/interpreter.hpp>

#include "learned.hpp"
#include "paths.hpp"
#include "pool.hpp"

namespace inkling::descend {
namespace {

class TokenMovers : public Movers {
 public:
  explicit TokenMovers(Learned learned) : learned_(std::move(learned)) {}
  const Learned& learned() const { return learned_; }
  const TokenMachine& machine() const { return *learned_.machine; }
  const std::vector<double>& prices() const override { return learned_.bits; }
  std::vector<int> apply(std::span<const int> moves, std::span<const int> tapes) const override {
    return machine().apply(moves, tapes);
  }
  Pairs pairs() const {
    const Codec& codec = machine().codec();
    return {codec.shape().places, learned_.x, learned_.y, codec.read_places()};
  }

 private:
  Learned learned_;
};

class SymbolicSearcher : public Searcher {
 public:
  const SearcherInfo& info() const override { return info_; }

  Result<Outcome> search(const Task& task, const Toolbox& tools, const Params& params,
                         std::uint64_t seed, const Budget& budget,
                         ProgressSink* progress) const override {
    if (tools.interpreter == nullptr || tools.interpreter->gradient() == nullptr)
      return Error{ErrorCode::unsupported,
                   "latent+symbolic needs an interpreter of latent programs, and this solver has "
                   "none"};
    const Interpreter& interpreter = *tools.interpreter;
    auto languages = learned_languages(*interpreter.gradient(), params.get_text("model"), task,
                                       seed, Misfits::refused);
    if (!languages) return std::move(languages).error();
    std::vector<TokenMovers> movers;
    for (Learned& learned : *languages) movers.emplace_back(std::move(learned));
    // Tapes of one kind are searched together, so that the cheapest program of all models is first.
    Outcome outcome;
    Pool pool;
    std::vector<bool> searched(movers.size(), false);
    for (std::size_t first = 0; first < movers.size(); ++first) {
      if (searched[first]) continue;
      const Pairs pairs = movers[first].pairs();
      std::vector<const TokenMovers*> together;
      PathSearch search(pairs, false);
      for (std::size_t i = first; i < movers.size(); ++i) {
        const Pairs own = movers[i].pairs();
        if (searched[i] || own.x != pairs.x || own.y != pairs.y) continue;
        searched[i] = true;
        search.add(movers[i], movers[i].machine().space().positions, 0.0);
        Path path;
        for (const int token : movers[i].learned().first) path.push_back({together.size(), token});
        if (!path.empty()) search.follow(path);
        together.push_back(&movers[i]);
      }
      const auto look = [&](const Path& path, std::size_t) {
        const std::size_t whose = path.empty() ? 0 : path.front().movers;
        const TokenMachine& machine = together[whose]->machine();
        LatentCode code{machine.space(), {}, {}, machine.model()};
        if (path.empty()) code.tokens.push_back(0);
        for (const Step& step : path) code.tokens.push_back(step.move);
        Kept kept{Program::latent(interpreter.info().id, std::move(code)), 0,
                  static_cast<double>(path.size())};
        kept.fits = count_fits(interpreter, kept.program, task, budget);
        const bool solved = kept.fits == task.examples.size();
        pool.add(std::move(kept));
        if (progress != nullptr)
          progress->report({0.0, outcome.evaluations + search.evaluations(),
                            pool.kept().front().program.text(), pool.kept().front().fits});
        return solved;
      };
      BudgetLimits limits = budget.limits();
      if (limits.evaluations > 0) {
        if (outcome.evaluations >= limits.evaluations) break;
        limits.evaluations -= outcome.evaluations;
      }
      if (limits.time.count() > 0)
        limits.time = std::chrono::nanoseconds(
            std::max<std::int64_t>(1, static_cast<std::int64_t>(budget.remaining_seconds() * 1e9)));
      outcome.reason = search.run(look, look, Budget(limits, budget.stop_token()));
      outcome.evaluations += search.evaluations();
      outcome.bytes = std::max(outcome.bytes, search.bytes());
      if (outcome.reason != StopReason::exhausted) break;
    }
    for (const Kept& kept : pool.kept()) {
      Candidate candidate;
      candidate.program = kept.program;
      candidate.score = kept.loss;
      candidate.fits = kept.fits;
      outcome.candidates.push_back(std::move(candidate));
    }
    return outcome;
  }

 private:
  SearcherInfo info_{
      "latent+symbolic",
      "programs of a model's tokens, cheapest first, each state once",
      {{"model", ParamType::text, "auto", "auto (all of them) or a model's name", {}, {}, {}}},
      false,
      false};
};

}  // namespace

std::unique_ptr<Searcher> make_symbolic_searcher() {
  return std::make_unique<SymbolicSearcher>();
}

}  // namespace inkling::descend
