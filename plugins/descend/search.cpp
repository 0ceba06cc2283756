#include "search.hpp"

#include <algorithm>
#include <inkling/nn/descend.hpp>
#include <numeric>

#include "latent_model.hpp"
#include "offspring.hpp"

namespace inkling::descend {
namespace {

constexpr std::size_t kGroup = 16;   // starts between two looks at the budget
constexpr std::size_t kDecoded = 2;  // most promising starts of a group that are run exactly
constexpr std::size_t kTurn = 5;     // draws of one model before the next model's
constexpr std::size_t kLooks = 4;    // of an engine that runs by itself, between two reports
constexpr float kNever = std::numeric_limits<float>::max();

std::uint64_t unsigned_of(std::int64_t value) {
  return static_cast<std::uint64_t>(value);
}

StartOptions start_options(const Params& params) {
  return {static_cast<std::size_t>(params.get_int("starts")),
          static_cast<float>(params.get_real("spread")), params.get_real("vocabulary")};
}

}  // namespace

Search::Search(const Task& task, const Interpreter& interpreter, const Params& params,
               std::uint64_t seed, ProgressSink* progress, std::unique_ptr<LatentProblem> problem)
    : task_(task),
      interpreter_(interpreter),
      progress_(progress),
      problem_(std::move(problem)),
      root_(seed),
      starts_(*problem_, start_options(params), root_),
      loss_(starts_.count(), kNever) {}

std::size_t Search::groups() const {
  return (starts_.count() + kGroup - 1) / kGroup;
}

Result<Outcome> Search::finish() {
  if (solved_) outcome_.reason = StopReason::solved;
  for (const Kept& kept : pool_.kept()) {
    Candidate candidate;
    candidate.program = kept.program;
    candidate.score = kept.loss;
    candidate.fits = kept.fits;
    outcome_.candidates.push_back(std::move(candidate));
  }
  return std::move(outcome_);
}

Result<void> Search::evaluate_group(std::vector<float>& latent, std::size_t group,
                                    const Evaluation& how, std::vector<float>* gradient) {
  const std::size_t first = group * kGroup;
  const std::size_t count = std::min(kGroup, starts_.count() - first);
  const LatentSpace& space = starts_.space();
  const auto view = [&](std::vector<float>& data) {
    return TensorView<float>(data.data() + first * size(), {count, space.positions, space.width});
  };
  outcome_.evaluations += count * (gradient == nullptr ? 1 : 3);
  return problem_->evaluate(view(latent), how, TensorView<float>(loss_.data() + first, {count}),
                            gradient == nullptr ? TensorView<float>() : view(*gradient));
}

Result<void> Search::look(std::vector<float>& latent) {
  for (std::size_t g = 0; g < groups(); ++g) {
    if (g > 0 && out_of_budget()) return {};
    if (auto done = evaluate_group(latent, g, {}, nullptr); !done.ok()) return done;
    examine(latent, g);
  }
  report();
  return {};
}

void Search::examine(const std::vector<float>& latent, std::size_t group) {
  const std::size_t first = group * kGroup;
  std::vector<std::size_t> order(std::min(kGroup, starts_.count() - first));
  std::iota(order.begin(), order.end(), first);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return loss_[a] < loss_[b]; });
  order.resize(std::min(order.size(), kDecoded));
  for (const std::size_t s : order) {
    // A start that is no better than the best kept one cannot change the answer.
    if (!pool_.kept().empty() && !(loss_[s] < pool_.kept().front().loss)) continue;
    examine_one(latent.data() + s * size(), loss_[s]);
  }
}

void Search::examine_one(const float* latent, float loss) {
  const LatentSpace& space = starts_.space();
  const TensorView<const float> start(latent, {space.positions, space.width});
  const std::string& owner = interpreter_.info().id;
  LatentCode code = problem_->decode(start);
  LatentCode named = code;
  if (space.codes > 0) named.vector.clear();
  Kept kept{Program::latent(owner, std::move(named)), 0, static_cast<double>(loss)};
  kept.fits = count_fits(interpreter_, kept.program, task_, budget_);
  // Tokens say what a program is; a mixture of them is kept only where it does more.
  if (space.codes > 0 && !code.vector.empty() && kept.fits < task_.examples.size()) {
    Program mixture = Program::latent(owner, std::move(code));
    const std::size_t fits = count_fits(interpreter_, mixture, task_, budget_);
    if (fits > kept.fits) kept = {std::move(mixture), fits, kept.loss};
  }
  solved_ = solved_ || kept.fits == task_.examples.size();
  pool_.add(std::move(kept));
}

void Search::report() {
  if (progress_ == nullptr || pool_.kept().empty()) return;
  const Kept& best = pool_.kept().front();
  progress_->report({fraction_, outcome_.evaluations, best.program.text(), best.fits});
}

Result<double> Search::begin(const Params&) {
  const LatentSpace& space = starts_.space();
  const TensorView<const float> own(starts_.middle().data(), {space.positions, space.width});
  if (auto finite = common::check_finite(starts_.middle(), problem_->decode(own).model); !finite)
    return std::move(finite).error();
  float loss = 0.0F;
  ++outcome_.evaluations;
  if (auto done = problem_->evaluate(
          TensorView<const float>(starts_.middle().data(), {1, space.positions, space.width}), {},
          TensorView<float>(&loss, {1}), {});
      !done.ok())
    return std::move(done).error();
  examine_one(starts_.middle().data(), loss);
  return double{loss};
}

// ---- by gradient ----

// Runs the starts that the engine thinks best, as programs.
void Search::examine_best(const DescentState& state) {
  std::vector<std::size_t> order = best_first(state);
  order.resize(std::min(order.size(), kCandidates));
  for (const std::size_t s : order)
    examine_one(state.best_latent.data() + s * size(), state.best_loss[s]);
}

Result<void> Search::look(DescentState& state) {
  for (std::size_t g = 0; g < groups(); ++g) {
    if (g > 0 && out_of_budget()) return {};
    if (auto done = evaluate_group(state.latent, g, {}, nullptr); !done.ok()) return done;
    examine(state.latent, g);
    for (std::size_t s = g * kGroup; s < std::min(starts_.count(), (g + 1) * kGroup); ++s) {
      if (!(loss_[s] < state.best_loss[s])) continue;
      state.best_loss[s] = loss_[s];
      const auto from = state.latent.begin() + static_cast<std::ptrdiff_t>(s * size());
      std::copy_n(from, size(),
                  state.best_latent.begin() + static_cast<std::ptrdiff_t>(s * size()));
    }
  }
  return {};
}

// One step of every start, a group at a time; ends between two groups when the budget does.
Result<void> Search::step_by_hand(DescentState& state, const Descent& descent,
                                  std::vector<float>& gradient) {
  Evaluation how;
  how.progress = nn::progress_of(state.step, descent.steps);
  for (std::size_t g = 0; g < groups(); ++g) {
    if (out_of_budget()) return {};
    how.noise = Rng(descent.seed).split("group", state.step * groups() + g).next();
    if (auto done = evaluate_group(state.latent, g, how, &gradient); !done.ok()) return done;
    for (std::size_t s = g * kGroup; s < std::min(starts_.count(), (g + 1) * kGroup); ++s) {
      const std::size_t at = s * size();
      nn::descend(descent.learning_rate, descent.clip_norm, state.step, size(),
                  gradient.data() + at, state.first.data() + at, state.second.data() + at,
                  state.latent.data() + at);
    }
  }
  ++state.step;
  return {};
}

Result<void> Search::advance_by_hand(DescentState& state, const Descent& descent) {
  if (state.first.empty()) {
    state.first.assign(state.latent.size(), 0.0F);
    state.second.assign(state.latent.size(), 0.0F);
    state.best_loss.assign(starts_.count(), kNever);
    state.best_fits.assign(starts_.count(), 0);
    state.best_latent = state.latent;
  }
  std::vector<float> gradient(state.latent.size());
  outcome_.bytes = std::max(outcome_.bytes, 5 * state.latent.size() * sizeof(float));
  if (state.step == 0)
    if (auto done = look(state); !done.ok()) return done;
  const std::size_t end = std::min(descent.until, descent.steps);
  while (state.step < end && !solved_) {
    const std::size_t before = state.step;
    if (auto done = step_by_hand(state, descent, gradient); !done.ok()) return done;
    if (state.step == before) return {};
    if (state.step % descent.check_every != 0 && state.step != descent.steps) continue;
    if (auto done = look(state); !done.ok()) return done;
    if (out_of_budget()) return {};
  }
  return {};
}

Result<void> Search::advance(DescentState& state, const Descent& descent) {
  const std::uint64_t before = outcome_.evaluations - state.evaluations;
  auto done = problem_->run(state, descent, budget_);
  if (!done) return advance_by_hand(state, descent);
  outcome_.evaluations = before + state.evaluations;
  outcome_.bytes = std::max(outcome_.bytes, state.bytes);
  return *std::move(done);
}

Result<void> Search::run_round(DescentState& state, Descent descent, std::int64_t round,
                               std::int64_t rounds) {
  state.step = 0;
  while (state.step < descent.steps && !solved_) {
    descent.until = state.step + kLooks * descent.check_every;
    const std::size_t wanted = std::min(descent.until, descent.steps);
    if (auto done = advance(state, descent); !done.ok()) return done;
    fraction_ = (static_cast<double>(round) +
                 static_cast<double>(state.step) / static_cast<double>(descent.steps)) /
                static_cast<double>(rounds);
    examine_best(state);
    report();
    if (state.step >= wanted || solved_) continue;
    if (out_of_budget()) break;
    // The engine saw every example reproduced, and the program by itself does not: go on.
    if (!descent.stop_when_fit) break;
    descent.stop_when_fit = false;
  }
  return {};
}

Result<double> Search::screen(const Params& params) {
  const auto times = static_cast<std::size_t>(params.get_int("screen"));
  const auto smallest = [&] { return pool_.kept().front().loss; };
  if (draws_ == 0) {
    drawn_ = starts_.draw("starts", 0);
    drawn_loss_.assign(starts_.count(), kNever);
  }
  const std::size_t end = std::min(times, draws_ + kTurn);
  drawing_ = end < times;
  if (times == 1) return smallest();
  for (; draws_ < end; ++draws_) {
    std::vector<float> latent = draws_ == 0 ? drawn_ : starts_.draw("starts", draws_);
    for (std::size_t g = 0; g < groups(); ++g) {
      if (out_of_budget()) {
        drawing_ = false;
        return smallest();
      }
      if (auto done = evaluate_group(latent, g, {}, nullptr); !done.ok())
        return std::move(done).error();
      examine(latent, g);
      if (solved_) return smallest();
    }
    report();
    // The inductor's own program keeps the first place.
    for (std::size_t s = 0; s < starts_.count(); ++s) {
      if (!(loss_[s] < drawn_loss_[s]) || (s == 0 && draws_ > 0)) continue;
      drawn_loss_[s] = loss_[s];
      std::copy_n(latent.begin() + static_cast<std::ptrdiff_t>(s * size()), size(),
                  drawn_.begin() + static_cast<std::ptrdiff_t>(s * size()));
    }
  }
  return smallest();
}

Result<Outcome> Search::by_gradient(const Params& params) {
  const std::int64_t steps = params.get_int("steps");
  const std::int64_t rounds = std::min(params.get_int("rounds"), steps);
  Descent descent;
  descent.check_every = static_cast<std::size_t>(params.get_int("check_every"));
  descent.learning_rate = static_cast<float>(params.get_real("learning_rate"));
  descent.clip_norm = static_cast<float>(params.get_real("clip"));
  DescentState state;
  state.latent = std::move(drawn_);
  for (std::int64_t round = 0; round < rounds && !solved_; ++round) {
    if (round > 0) {
      if (out_of_budget()) break;
      renew(state, starts_, root_.split("renew", unsigned_of(round)));
    }
    // The first rounds take what is left over.
    descent.steps = static_cast<std::size_t>(steps / rounds + (round < steps % rounds ? 1 : 0));
    descent.seed = root_.split("noise", unsigned_of(round)).next();
    if (auto done = run_round(state, descent, round, rounds); !done.ok()) return done.error();
  }
  for (std::string& warning : state.warnings) outcome_.warnings.push_back(std::move(warning));
  return finish();
}

// ---- by chance ----

Result<Outcome> Search::by_prior(const Params& params) {
  const std::uint64_t steps = unsigned_of(params.get_int("steps"));
  const std::uint64_t check_every = unsigned_of(params.get_int("check_every"));
  // What a gradient search of the same size may evaluate, in rounds of all starts: one forward and
  // a backward pass per step, and looks before and within each of its own rounds.
  const std::uint64_t its_rounds = std::min(kRounds, steps);
  std::uint64_t rounds = kScreen + 3 * steps;
  for (std::uint64_t round = 0; round < its_rounds; ++round) {
    const std::uint64_t its_steps = steps / its_rounds + (round < steps % its_rounds ? 1 : 0);
    rounds += 1 + (its_steps + check_every - 1) / check_every;
  }
  outcome_.bytes = 2 * starts_.count() * size() * sizeof(float);
  for (std::uint64_t round = 0; round < rounds && !solved_; ++round) {
    if (round > 0 && out_of_budget()) break;
    std::vector<float> latent = starts_.draw("prior", round);
    fraction_ = static_cast<double>(round + 1) / static_cast<double>(rounds);
    if (auto done = look(latent); !done.ok()) return std::move(done).error();
  }
  return finish();
}

}  // namespace inkling::descend
