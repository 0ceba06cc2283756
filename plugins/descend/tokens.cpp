#include "tokens.hpp"

#include <algorithm>
#include <cmath>
#include <inkling/gradient.hpp>
#include <inkling/interpreter.hpp>
#include <limits>

#include "paths.hpp"
#include "pool.hpp"

namespace inkling::descend {
namespace {

constexpr std::size_t kMostPairs = 32;  // examples that a search looks at; its programs run on all
constexpr std::size_t kDraws = 16;      // programs of the inductor that its tokens are priced by
constexpr double kUsual = 0.5;          // weight of what training tasks need
constexpr double kDrawn = 0.499;        // of what the inductor writes for these examples
constexpr double kAnything = 1.0 - kUsual - kDrawn;

class TokenMovers : public Movers {
 public:
  TokenMovers(std::unique_ptr<TokenMachine> machine, std::vector<double> prices)
      : machine_(std::move(machine)), prices_(std::move(prices)) {}
  const TokenMachine& machine() const { return *machine_; }
  const std::vector<double>& prices() const override { return prices_; }
  std::vector<int> apply(std::span<const int> moves, std::span<const int> tapes) const override {
    return machine_->apply(moves, tapes);
  }

 private:
  std::unique_ptr<TokenMachine> machine_;
  std::vector<double> prices_;
};

// Bits of every token for these examples; the one that does nothing is never taken.
std::vector<double> prices_of(const TokenMachine& machine, std::span<const LatentCode> drawn) {
  const std::size_t codes = machine.space().codes;
  std::vector<double> written(codes, 0.0), usual = machine.usage();
  for (const LatentCode& code : drawn)
    for (const int token : code.tokens) written[static_cast<std::size_t>(token)] += 1.0;
  written[0] = 0.0;
  if (usual.size() != codes) usual.assign(codes, 1.0);
  usual[0] = 0.0;
  const auto normalise = [&](std::vector<double>& shares) {
    double sum = 0.0;
    for (const double share : shares) sum += share;
    for (double& share : shares) share = sum > 0 ? share / sum : 1.0 / static_cast<double>(codes);
  };
  normalise(written);
  normalise(usual);
  std::vector<double> bits(codes, std::numeric_limits<double>::infinity());
  for (std::size_t t = 1; t < codes; ++t)
    bits[t] = -std::log2(kUsual * usual[t] + kDrawn * written[t] +
                         kAnything / static_cast<double>(codes));
  return bits;
}

Result<Pairs> read_pairs(const Task& task, const Codec& codec) {
  Pairs pairs;
  pairs.places = codec.shape().places;
  pairs.read = codec.read_places();
  std::vector<int> tape(pairs.places);
  const std::size_t count = task.examples.size(), kept = std::min(count, kMostPairs);
  for (std::size_t k = 0; k < kept; ++k) {
    const Example& example = task.examples[k * count / kept];
    if (auto ok = codec.write_inputs(example.inputs, tape); !ok) return std::move(ok).error();
    pairs.x.insert(pairs.x.end(), tape.begin(), tape.end());
    if (auto ok = codec.write_output(example.output, tape); !ok) return std::move(ok).error();
    pairs.y.insert(pairs.y.end(), tape.begin(), tape.end());
  }
  return pairs;
}

// A model with what is to be known of it for a task.
struct Language {
  std::unique_ptr<TokenMovers> movers;
  Pairs pairs;
  Path first;  // the inductor's own program
};

Result<Language> learned_language(const DifferentiableInterpreter& interpreter,
                                  const std::string& model, const Task& task, const Rng& root) {
  auto machine = interpreter.tokens(model);
  if (!machine) return std::move(machine).error();
  // Says which example does not fit the tape, if one does not.
  Rng rng = root.split("tokens of " + model);
  auto drawn = (*machine)->propose(task, kDraws, rng);
  if (!drawn) return std::move(drawn).error();
  auto pairs = read_pairs(task, (*machine)->codec());
  if (!pairs) return std::move(pairs).error();
  Language language;
  language.pairs = *std::move(pairs);
  if (!drawn->empty())
    for (const int token : drawn->front().tokens)
      if (token != 0) language.first.push_back({0, token});
  std::vector<double> prices = prices_of(**machine, *drawn);
  language.movers = std::make_unique<TokenMovers>(*std::move(machine), std::move(prices));
  return language;
}

// Of every model that takes the task; the first model's error when none does.
Result<std::vector<Language>> learned_languages(const DifferentiableInterpreter& interpreter,
                                                const std::string& wanted, const Task& task,
                                                std::uint64_t seed) {
  std::vector<std::string> names{wanted};
  if (wanted == "auto") names = interpreter.models();
  if (names.empty()) names.emplace_back();
  std::vector<Language> languages;
  std::optional<Error> refused;
  for (const std::string& name : names) {
    auto language = learned_language(interpreter, name, task, Rng(seed));
    if (language.ok())
      languages.push_back(*std::move(language));
    else if (!refused)
      refused = std::move(language).error();
  }
  if (languages.empty()) return *std::move(refused);
  return languages;
}

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
    auto languages =
        learned_languages(*interpreter.gradient(), params.get_text("model"), task, seed);
    if (!languages) return std::move(languages).error();
    // Tapes of one kind are searched together, so that the cheapest program of all models is first.
    Outcome outcome;
    Pool pool;
    std::vector<bool> searched(languages->size(), false);
    for (std::size_t first = 0; first < languages->size(); ++first) {
      if (searched[first]) continue;
      const Pairs& pairs = (*languages)[first].pairs;
      std::vector<const Language*> together;
      PathSearch search(pairs, false);
      for (std::size_t i = first; i < languages->size(); ++i) {
        const Language& language = (*languages)[i];
        if (searched[i] || language.pairs.x != pairs.x || language.pairs.y != pairs.y) continue;
        searched[i] = true;
        search.add(*language.movers, language.movers->machine().space().positions, 0.0);
        Path path = language.first;
        for (Step& step : path) step.movers = together.size();
        if (!path.empty()) search.follow(path);
        together.push_back(&language);
      }
      const auto look = [&](const Path& path, std::size_t) {
        const std::size_t whose = path.empty() ? 0 : path.front().movers;
        const TokenMachine& machine = together[whose]->movers->machine();
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
