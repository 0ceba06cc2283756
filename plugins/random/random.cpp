// The `random` searcher: random well-typed programs; the ones that fit most examples are kept.
#include <algorithm>
#include <chrono>
#include <inkling/dsl/random_program.hpp>
#include <inkling/dsl/verifier.hpp>
#include <optional>
#include <text/description.hpp>
#include <text/prices.hpp>

#include "baselines.hpp"
#include "world.hpp"

namespace inkling::random {

namespace {

struct Kept {
  std::size_t fits = 0;
  std::size_t nodes = 0;
  std::string text;
  dsl::ExprPtr expr;
};

// More fits first, then the smaller program; the one found first stays ahead of its equals.
bool better(const Kept& a, const Kept& b) {
  if (a.fits != b.fits) return a.fits > b.fits;
  return a.nodes < b.nodes;
}

// The best few, best first, each text once.
class Pool {
 public:
  explicit Pool(std::size_t size) : size_(size) {}

  void add(const dsl::Catalogue& catalogue, std::size_t fits, const dsl::ExprPtr& expr) {
    Kept kept{fits, dsl::node_count(*expr), {}, expr};
    if (kept_.size() == size_ && !better(kept, kept_.back())) return;
    kept.text = dsl::print(catalogue, *expr);
    const auto same = [&](const Kept& other) { return other.text == kept.text; };
    if (std::any_of(kept_.begin(), kept_.end(), same)) return;
    const auto at = std::upper_bound(kept_.begin(), kept_.end(), kept, better);
    kept_.insert(at, std::move(kept));
    if (kept_.size() > size_) kept_.pop_back();
  }
  const std::vector<Kept>& kept() const { return kept_; }

 private:
  std::size_t size_;
  std::vector<Kept> kept_;
};

// How many examples a program reproduces.
class Examples {
 public:
  explicit Examples(dsl::Verifier verifier) : verifier_(std::move(verifier)) {}
  std::size_t fits(const dsl::Expr& expr) {
    std::size_t fits = 0;
    for (std::size_t i = 0; i < verifier_.size(); ++i)
      fits += verifier_.reproduces(expr, i, scratch_, kFuel);
    // One greedy program must not keep its memory for the rest of the search.
    if (scratch_.bytes() > kScratchBytes) scratch_ = dsl::Arena();
    return fits;
  }
  std::size_t size() const { return verifier_.size(); }
  std::size_t bytes() const { return verifier_.bytes() + scratch_.bytes(); }

 private:
  // Elements touched in one run. A random program that wants more is not worth waiting for.
  static constexpr std::int64_t kFuel = 100'000;
  static constexpr std::size_t kScratchBytes = std::size_t{4} << 20;
  dsl::Verifier verifier_;
  dsl::Arena scratch_;
};

const ParamSpecs& specs() {
  static const ParamSpecs table = {
      {"max_nodes", ParamType::integer, "12", "largest program, in nodes, roughly", 1, 100, {}},
      {"keep", ParamType::integer, "8", "programs to keep", 1, 1000, {}},
  };
  return table;
}

class RandomSearcher final : public Searcher {
 public:
  const SearcherInfo& info() const override {
    static const SearcherInfo facts{"random", "random well-typed programs; a baseline", specs(),
                                    true, false};
    return facts;
  }

  Result<Outcome> search(const Task& task, const Toolbox& tools, const Params& params,
                         std::uint64_t seed, const Budget& budget,
                         ProgressSink* progress) const override {
    Result<World> world = make_world("random", task, tools);
    if (!world) return std::move(world).error();
    Result<dsl::Verifier> verifier = dsl::Verifier::make(*world->catalogue, *world->dialect, task);
    if (!verifier) return std::move(verifier).error();
    Examples examples(*std::move(verifier));
    Pool pool(static_cast<std::size_t>(params.get_int("keep")));
    Outcome outcome;
    outcome.reason =
        draw(*world, examples, pool, params.get_int("max_nodes"), seed, budget, progress, outcome);
    // In bits, as the scores of other searches over the language are.
    std::optional<text::Description> description;
    if (!world->catalogue->moves().empty())
      description.emplace(*world->catalogue, *world->dialect, task);
    for (const Kept& kept : pool.kept()) {
      Candidate candidate;
      candidate.program = world->program(kept.expr);
      candidate.score = description ? description->bits(*kept.expr)
                                    : prices::kPlain * static_cast<double>(kept.nodes);
      outcome.candidates.push_back(std::move(candidate));
    }
    return outcome;
  }

 private:
  // Draws until a program fits all examples or the budget is spent; at least once. Program number n
  // depends on the seed and n alone. One thread: the baseline is not meant to be fast.
  static StopReason draw(const World& world, Examples& examples, Pool& pool, std::int64_t max_nodes,
                         std::uint64_t seed, const Budget& budget, ProgressSink* progress,
                         Outcome& outcome) {
    using Clock = std::chrono::steady_clock;
    const Rng streams(seed);
    auto reported = Clock::now();
    StopReason reason = StopReason::exhausted;
    do {
      Rng rng = streams.split("random program", outcome.evaluations);
      dsl::RandomProgramOptions options;
      options.max_nodes = static_cast<std::size_t>(rng.uniform(1, max_nodes));
      const auto expr =
          dsl::random_program(*world.catalogue, world.inputs, world.output, options, rng);
      ++outcome.evaluations;
      if (!expr) continue;
      const std::size_t fits = examples.fits(**expr);
      outcome.bytes = std::max(outcome.bytes, examples.bytes());
      pool.add(*world.catalogue, fits, *expr);
      if (fits == examples.size()) return StopReason::solved;
      if (progress != nullptr && Clock::now() - reported > std::chrono::milliseconds(200)) {
        reported = Clock::now();
        const Kept& best = pool.kept().front();
        progress->report({-1.0, outcome.evaluations, best.text, best.fits});
      }
    } while (!budget.exhausted(outcome.evaluations, examples.bytes(), reason));
    return reason;
  }
};

}  // namespace

std::unique_ptr<Searcher> make_random() {
  return std::make_unique<RandomSearcher>();
}

}  // namespace inkling::random
