#include "searcher.hpp"

#include <algorithm>
#include <cmath>
#include <inkling/gradient.hpp>
#include <inkling/inductor.hpp>
#include <inkling/interpreter.hpp>
#include <limits>
#include <numeric>

namespace inkling::gradient {
namespace {

constexpr float kBeta1 = 0.9F;
constexpr float kBeta2 = 0.9F;       // as the Latent Program Network does
constexpr std::size_t kGroup = 8;    // starts between two looks at the budget
constexpr std::size_t kDecoded = 4;  // most promising starts that are run exactly at every look
constexpr std::size_t kCandidates = 5;

std::uint64_t unsigned_of(std::int64_t value) {
  return static_cast<std::uint64_t>(value);
}

struct Kept {
  Program program;
  std::size_t fits = 0;
  double loss = 0;
};

// The best few programs, each text once; more fits first, then the smaller loss.
class Pool {
 public:
  void add(Kept kept) {
    const auto same = std::find_if(kept_.begin(), kept_.end(), [&](const Kept& other) {
      return other.program.text() == kept.program.text();
    });
    if (same == kept_.end())
      kept_.push_back(std::move(kept));
    else if (better(kept, *same))
      *same = std::move(kept);
    std::stable_sort(kept_.begin(), kept_.end(), better);
    if (kept_.size() > kCandidates) kept_.resize(kCandidates);
  }
  const std::vector<Kept>& kept() const { return kept_; }

 private:
  static bool better(const Kept& a, const Kept& b) {
    return a.fits != b.fits ? a.fits > b.fits : a.loss < b.loss;
  }
  std::vector<Kept> kept_;
};

std::size_t count_fits(const Interpreter& interpreter, const Program& program, const Task& task) {
  std::size_t fits = 0;
  for (const Example& example : task.examples) {
    const Result<Value> output = interpreter.run(program, example.inputs);
    if (output.ok() && *output == example.output) ++fits;
  }
  return fits;
}

Error missing(const char* searcher, const char* tool) {
  return Error{ErrorCode::unsupported,
               std::string(searcher) + " needs " + tool + ", and this solver has none"};
}

const std::vector<ParamSpec>& common_specs() {
  static const ParamSpecs specs = {
      {"starts", ParamType::integer, "32", "search variables at once", 1, 4096, {}},
      {"steps", ParamType::integer, "100", "steps of every start", 1, 100000, {}},
      {"spread", ParamType::real, "0.5", "standard deviation of the starts", 0, 100, {}},
      {"check_every", ParamType::integer, "5", "steps between looks without noise", 1, 1000, {}},
      {"state_to", ParamType::real, "0.3", "last temperature of the states", 0.01, 100, {}},
      {"program_to", ParamType::real, "0.3", "last temperature of the program", 0.01, 100, {}},
  };
  return specs;
}

ParamSpecs gradient_specs() {
  ParamSpecs specs = common_specs();
  specs.push_back({"learning_rate", ParamType::real, "0.1", "of Adam", 1e-6, 10, {}});
  specs.push_back(
      {"clip", ParamType::real, "1", "largest gradient norm of a start", 1e-6, 1e6, {}});
  specs.push_back(
      {"state_from", ParamType::real, "1", "first temperature of the states", 0.01, 100, {}});
  specs.push_back(
      {"program_from", ParamType::real, "1", "first temperature of the program", 0.01, 100, {}});
  return specs;
}

// What the searches over search variables share: the problem, the budget, what was found.
class Search {
 public:
  Search(const Task& task, const Toolbox& tools, const Params& params, std::uint64_t seed,
         const Budget& budget, ProgressSink* progress, std::unique_ptr<LatentProblem> problem)
      : task_(task),
        interpreter_(*tools.interpreter),
        budget_(budget),
        progress_(progress),
        problem_(std::move(problem)),
        shape_(problem_->shape()),
        starts_(static_cast<std::size_t>(params.get_int("starts"))),
        spread_(static_cast<float>(params.get_real("spread"))),
        root_(seed) {
    quiet_.noise = false;
    quiet_.program_temperature = static_cast<float>(params.get_real("program_to"));
    quiet_.state_temperature = static_cast<float>(params.get_real("state_to"));
  }

  Result<Outcome> by_gradient(const Params& params);
  Result<Outcome> by_prior(const Params& params);

 private:
  std::size_t size() const { return shape_.positions * shape_.width; }
  std::size_t groups() const { return (starts_ + kGroup - 1) / kGroup; }

  // The first start is the inductor's own; the others lie around it.
  std::vector<float> draw(std::string_view stream, std::uint64_t index) const {
    const std::vector<float> middle = problem_->initial();
    std::vector<float> all;
    Rng rng = root_.split(stream, index);
    for (std::size_t s = 0; s < starts_; ++s)
      for (const float x : middle)
        all.push_back(s == 0 && index == 0 ? x : x + spread_ * static_cast<float>(rng.normal()));
    return all;
  }

  bool out_of_budget() {
    return budget_.exhausted(outcome_.evaluations, outcome_.bytes, outcome_.reason);
  }

  // One evaluation of a group; `gradient` may be null.
  Result<void> evaluate_group(std::vector<float>& latent, std::size_t group,
                              const Relaxation& relaxation, std::vector<float>* gradient) {
    const std::size_t first = group * kGroup;
    const std::size_t count = std::min(kGroup, starts_ - first);
    const auto view = [&](std::vector<float>& data) {
      return TensorView<float>(data.data() + first * size(),
                               {count, shape_.positions, shape_.width});
    };
    outcome_.evaluations += count * (gradient == nullptr ? 1 : 3);
    return problem_->evaluate(view(latent), relaxation,
                              TensorView<float>(loss_.data() + first, {count}),
                              gradient == nullptr ? TensorView<float>() : view(*gradient));
  }

  // Judges every start without noise and runs the most promising ones. Sets solved_.
  Result<void> look(std::vector<float>& latent) {
    for (std::size_t g = 0; g < groups(); ++g) {
      if (g > 0 && out_of_budget()) return {};
      if (auto done = evaluate_group(latent, g, quiet_, nullptr); !done.ok()) return done;
      examine(latent, g);
    }
    report();
    return {};
  }

  void examine(const std::vector<float>& latent, std::size_t group) {
    const std::size_t first = group * kGroup;
    std::vector<std::size_t> order(std::min(kGroup, starts_ - first));
    std::iota(order.begin(), order.end(), first);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return loss_[a] < loss_[b]; });
    order.resize(std::min(order.size(), kDecoded / 2));
    for (const std::size_t s : order) {
      // A start that is no better than the worst kept one cannot change the answer.
      if (!pool_.kept().empty() && !(loss_[s] < pool_.kept().front().loss)) continue;
      const TensorView<const float> start(latent.data() + s * size(),
                                          {shape_.positions, shape_.width});
      Program program = Program::latent(interpreter_.info().id, problem_->decode(start));
      const std::size_t fits = count_fits(interpreter_, program, task_);
      solved_ = solved_ || fits == task_.examples.size();
      pool_.add({std::move(program), fits, static_cast<double>(loss_[s])});
    }
  }

  void report() {
    if (progress_ == nullptr || pool_.kept().empty()) return;
    const Kept& best = pool_.kept().front();
    progress_->report({fraction_, outcome_.evaluations, best.program.text(), best.fits});
  }

  Outcome finish() {
    if (solved_) outcome_.reason = StopReason::solved;
    for (const Kept& kept : pool_.kept()) {
      Candidate candidate;
      candidate.program = kept.program;
      candidate.score = kept.loss;
      outcome_.candidates.push_back(std::move(candidate));
    }
    return std::move(outcome_);
  }

  const Task& task_;
  const Interpreter& interpreter_;
  const Budget& budget_;
  ProgressSink* progress_;
  std::unique_ptr<LatentProblem> problem_;
  LatentShape shape_;
  std::size_t starts_;
  float spread_;
  Rng root_;
  Relaxation quiet_;
  std::vector<float> loss_ = std::vector<float>(starts_, std::numeric_limits<float>::max());
  Pool pool_;
  Outcome outcome_;
  bool solved_ = false;
  double fraction_ = 0;
};

// Adam on every start by itself, descending the loss.
class Ascent {
 public:
  Ascent(std::size_t starts, std::size_t size, float rate, float clip)
      : size_(size),
        rate_(rate),
        clip_(clip),
        first_(starts * size, 0.0F),
        second_(starts * size, 0.0F) {}

  void step(std::vector<float>& latent, std::vector<float>& gradient, std::size_t start, int step) {
    const std::size_t begin = start * size_;
    float norm = 0.0F;
    for (std::size_t i = begin; i < begin + size_; ++i) norm += gradient[i] * gradient[i];
    norm = std::sqrt(norm);
    if (!std::isfinite(norm)) return;  // it stays where it is
    const float scale = norm > clip_ ? clip_ / norm : 1.0F;
    const float correct1 = 1.0F - std::pow(kBeta1, static_cast<float>(step + 1));
    const float correct2 = 1.0F - std::pow(kBeta2, static_cast<float>(step + 1));
    for (std::size_t i = begin; i < begin + size_; ++i) {
      const float g = gradient[i] * scale;
      first_[i] = kBeta1 * first_[i] + (1.0F - kBeta1) * g;
      second_[i] = kBeta2 * second_[i] + (1.0F - kBeta2) * g * g;
      latent[i] -= rate_ * (first_[i] / correct1) / (std::sqrt(second_[i] / correct2) + 1e-8F);
    }
  }

 private:
  std::size_t size_;
  float rate_;
  float clip_;
  std::vector<float> first_, second_;
};

float annealed(double from, double to, std::int64_t step, std::int64_t steps) {
  const double at = steps <= 1 ? 1.0 : static_cast<double>(step) / static_cast<double>(steps - 1);
  return static_cast<float>(from * std::pow(to / from, at));
}

Result<Outcome> Search::by_gradient(const Params& params) {
  std::vector<float> latent = draw("starts", 0);
  std::vector<float> gradient(latent.size());
  Ascent ascent(starts_, size(), static_cast<float>(params.get_real("learning_rate")),
                static_cast<float>(params.get_real("clip")));
  outcome_.bytes = 4 * latent.size() * sizeof(float);
  const std::int64_t steps = params.get_int("steps");
  const std::int64_t check_every = params.get_int("check_every");
  if (auto done = look(latent); !done.ok()) return std::move(done).error();
  for (std::int64_t step = 0; step < steps && !solved_; ++step) {
    Relaxation noisy;
    noisy.program_temperature =
        annealed(params.get_real("program_from"), params.get_real("program_to"), step, steps);
    noisy.state_temperature =
        annealed(params.get_real("state_from"), params.get_real("state_to"), step, steps);
    for (std::size_t g = 0; g < groups(); ++g) {
      if (out_of_budget()) return finish();
      noisy.seed = root_.split("noise", unsigned_of(step) * groups() + g).next();
      if (auto done = evaluate_group(latent, g, noisy, &gradient); !done.ok())
        return std::move(done).error();
      for (std::size_t s = g * kGroup; s < std::min(starts_, (g + 1) * kGroup); ++s)
        ascent.step(latent, gradient, s, static_cast<int>(step));
    }
    fraction_ = static_cast<double>(step + 1) / static_cast<double>(steps);
    if ((step + 1) % check_every != 0 && step + 1 != steps) continue;
    if (auto done = look(latent); !done.ok()) return std::move(done).error();
    if (out_of_budget()) return finish();
  }
  return finish();
}

Result<Outcome> Search::by_prior(const Params& params) {
  const std::uint64_t steps = unsigned_of(params.get_int("steps"));
  const std::uint64_t check_every = unsigned_of(params.get_int("check_every"));
  // What a gradient search of the same size may evaluate, in rounds of `starts` programs.
  const std::uint64_t rounds = 3 * steps + 1 + (steps + check_every - 1) / check_every;
  outcome_.bytes = 2 * starts_ * size() * sizeof(float);
  for (std::uint64_t round = 0; round < rounds && !solved_; ++round) {
    if (round > 0 && out_of_budget()) break;
    std::vector<float> latent = draw("prior", round);
    fraction_ = static_cast<double>(round + 1) / static_cast<double>(rounds);
    if (auto done = look(latent); !done.ok()) return std::move(done).error();
  }
  return finish();
}

using Method = Result<Outcome> (Search::*)(const Params&);

class VariableSearcher : public Searcher {
 public:
  VariableSearcher(SearcherInfo info, Method method) : info_(std::move(info)), method_(method) {}
  const SearcherInfo& info() const override { return info_; }

  Result<Outcome> search(const Task& task, const Toolbox& tools, const Params& params,
                         std::uint64_t seed, const Budget& budget,
                         ProgressSink* progress) const override {
    if (tools.interpreter == nullptr || tools.interpreter->gradient() == nullptr)
      return missing(info_.id.c_str(), "an interpreter that gives gradients");
    auto problem = tools.interpreter->gradient()->prepare(task, {});
    if (!problem.ok()) return std::move(problem).error();
    Search search(task, tools, params, seed, budget, progress, std::move(*problem));
    return (search.*method_)(params);
  }

 private:
  SearcherInfo info_;
  Method method_;
};

class LatentSearcher : public Searcher {
 public:
  const SearcherInfo& info() const override { return info_; }

  Result<Outcome> search(const Task& task, const Toolbox& tools, const Params&, std::uint64_t seed,
                         const Budget&, ProgressSink*) const override {
    if (tools.inductor == nullptr) return missing("latent", "an inductor");
    if (tools.interpreter == nullptr) return missing("latent", "an interpreter");
    Rng rng(seed);
    const Params defaults(tools.inductor->info().params);
    const auto proposed = tools.inductor->propose(task, 1, defaults, rng);
    if (!proposed.ok()) return proposed.error();
    Outcome outcome;
    for (const ScoredProgram& it : *proposed) {
      Candidate candidate;
      candidate.program = it.program;
      candidate.score = -it.log_probability;
      outcome.candidates.push_back(std::move(candidate));
      ++outcome.evaluations;
      if (count_fits(*tools.interpreter, it.program, task) == task.examples.size())
        outcome.reason = StopReason::solved;
    }
    return outcome;
  }

 private:
  SearcherInfo info_{"latent", "the inductor's own program, no search", {}, false, false};
};

}  // namespace

std::unique_ptr<Searcher> make_latent_searcher() {
  return std::make_unique<LatentSearcher>();
}

std::unique_ptr<Searcher> make_prior_searcher() {
  return std::make_unique<VariableSearcher>(
      SearcherInfo{"latent+prior", "random latent programs around the inductor's", common_specs(),
                   false, true},
      &Search::by_prior);
}

std::unique_ptr<Searcher> make_gradient_searcher() {
  return std::make_unique<VariableSearcher>(
      SearcherInfo{"latent+gradient", "gradient search for latent programs", gradient_specs(),
                   false, true},
      &Search::by_gradient);
}

}  // namespace inkling::gradient
