#include "searcher.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <inkling/gradient.hpp>
#include <inkling/inductor.hpp>
#include <inkling/interpreter.hpp>
#include <limits>
#include <numeric>
#include <optional>
#include <set>

namespace inkling::descend {
namespace {

constexpr float kBeta1 = 0.9F;
constexpr float kBeta2 = 0.9F;       // as the Latent Program Network does
constexpr std::size_t kGroup = 16;   // starts between two looks at the budget
constexpr std::size_t kDecoded = 2;  // most promising starts of a group that are run exactly
constexpr std::size_t kCandidates = 5;
constexpr int kTries = 20;         // for a program that was not written before
constexpr std::size_t kLooks = 4;  // of an engine that runs by itself, between two reports

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
  std::vector<std::vector<Value>> rows;
  for (const Example& example : task.examples) rows.push_back(example.inputs);
  const auto outputs = interpreter.run_batch(program, rows);
  if (!outputs.ok()) return 0;
  std::size_t fits = 0;
  for (std::size_t i = 0; i < rows.size(); ++i)
    fits += (*outputs)[i] == task.examples[i].output ? 1U : 0U;
  return fits;
}

Error missing(const char* searcher, const char* tool) {
  return Error{ErrorCode::unsupported,
               std::string(searcher) + " needs " + tool + ", and this solver has none"};
}

// What a gradient search does besides its steps, unless it is told otherwise.
constexpr std::uint64_t kRounds = 5, kScreen = 100;
constexpr std::size_t kTurn = 5;  // draws of one model before the next model's

ParamSpecs common_specs(const char* spread, const char* vocabulary) {
  return {
      {"starts", ParamType::integer, "32", "search variables at once", 1, 4096, {}},
      {"steps", ParamType::integer, "100", "steps of every start", 1, 100000, {}},
      {"spread", ParamType::real, spread, "standard deviation of the starts", 0, 100, {}},
      {"vocabulary",
       ParamType::real,
       vocabulary,
       "share of the starts that are random programs of the tokens that the model usually writes",
       0,
       1,
       {}},
      {"check_every", ParamType::integer, "5", "steps between looks without noise", 1, 1000, {}},
      {"state_to", ParamType::real, "0.3", "last temperature of the states", 0.01, 100, {}},
      {"program_to", ParamType::real, "0.3", "last temperature of the program", 0.01, 100, {}},
      {"model", ParamType::text, "auto", "auto (all of them) or a model's name", {}, {}, {}},
      {"engine",
       ParamType::choice,
       "auto",
       "what runs the model: auto (the processor), cpu, cpu-bf16, cuda, cuda-tf32",
       {},
       {},
       {"auto", "cpu", "cpu-bf16", "cuda", "cuda-tf32"}},
  };
}

ParamSpecs gradient_specs() {
  ParamSpecs specs = common_specs("2", "0.75");
  specs.push_back({"learning_rate", ParamType::real, "0.3", "of Adam", 1e-6, 10, {}});
  specs.push_back(
      {"clip", ParamType::real, "1", "largest gradient norm of a start", 1e-6, 1e6, {}});
  specs.push_back(
      {"state_from", ParamType::real, "1", "first temperature of the states", 0.01, 100, {}});
  specs.push_back(
      {"program_from", ParamType::real, "1", "first temperature of the program", 0.01, 100, {}});
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

// What the searches over search variables share: the problem, the budget, what was found.
class Search {
 public:
  // Makes the same problem on an engine that needs no device.
  using Fallback = std::function<Result<std::unique_ptr<LatentProblem>>()>;

  Search(const Task& task, const Toolbox& tools, const Params& params, std::uint64_t seed,
         ProgressSink* progress, std::unique_ptr<LatentProblem> problem, Fallback fallback)
      : task_(task),
        interpreter_(*tools.interpreter),
        progress_(progress),
        problem_(std::move(problem)),
        fallback_(std::move(fallback)),
        shape_(problem_->shape()),
        starts_(static_cast<std::size_t>(params.get_int("starts"))),
        spread_(static_cast<float>(params.get_real("spread"))),
        written_(params.get_real("vocabulary")),
        middle_(problem_->initial()),
        vocabulary_(problem_->vocabulary()),
        root_(seed) {
    quiet_.noise = false;
    quiet_.program_temperature = static_cast<float>(params.get_real("program_to"));
    quiet_.state_temperature = static_cast<float>(params.get_real("state_to"));
  }

  // How a search goes on after begin().
  struct Method {
    // Before any model is searched; null: nothing to do. Returns the smallest loss seen so far.
    // Errors: the interpreter's.
    Result<double> (Search::*prepare)(const Params&);
    Result<Outcome> (Search::*run)(const Params&);
  };
  template <class T>
  Result<T> call(Result<T> (Search::*step)(const Params&), const Params& params,
                 const Budget& budget) {
    budget_ = budget;
    return (this->*step)(params);
  }
  // Draws the starts of a gradient search, the likeliest of `screen` times as many: kTurn draws, to
  // be called again while drawing().
  Result<double> screen(const Params& params);
  bool drawing() const { return drawing_; }
  Result<Outcome> by_gradient(const Params& params);
  Result<Outcome> by_prior(const Params& params);
  bool solved() const { return solved_; }
  // What was found so far; the search is over then.
  Result<Outcome> finish() {
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
  // Loss of the inductor's own program, which is run and kept.
  Result<double> begin();

 private:
  std::size_t size() const { return shape_.positions * shape_.width; }
  std::size_t groups() const { return (starts_ + kGroup - 1) / kGroup; }

  // The first start is the inductor's own; the others lie around it.
  std::vector<float> draw(std::string_view stream, std::uint64_t index) {
    std::vector<float> all;
    all.reserve(starts_ * size());
    const Rng own = root_.split(stream, index);
    Rng rng = own;
    for (std::size_t s = 0; s < starts_; ++s) {
      const bool first = s == 0 && index == 0;
      for (const float x : middle_)
        all.push_back(first ? x : x + spread_ * static_cast<float>(rng.normal()));
      if (first || !knows_words()) continue;
      // The words' own stream: starts around the inductor do not depend on how many are written.
      Rng words = own.split("words", s);
      if (words.uniform_real() < written_) write(words, all.data() + all.size() - size());
    }
    return all;
  }

  bool knows_words() const { return written_ > 0 && vocabulary_.weights.size() > 1; }
  // A random program of usual tokens: skips, and N tokens anywhere, N with a chance of 1 / N. Where
  // the skips stand changes nothing, so a sequence of tokens is written once; when kTries in a row
  // were there before, `program` stays what it is.
  void write(Rng& rng, float* program) {
    const std::size_t positions = shape_.positions;
    double all = 0;
    for (std::size_t n = 1; n <= positions; ++n) all += 1.0 / static_cast<double>(n);
    std::vector<std::size_t> words;
    for (int tries = 0; tries < kTries; ++tries) {
      double left = all * rng.uniform_real();
      std::size_t count = 1;
      for (; count < positions && left > 1.0 / static_cast<double>(count); ++count)
        left -= 1.0 / static_cast<double>(count);
      words.clear();
      for (std::size_t i = 0; i < count; ++i) words.push_back(draw_word(rng));
      if (sequences_.insert(words).second) break;
      words.clear();
    }
    if (words.empty()) return;
    std::vector<std::size_t> places(positions);
    std::iota(places.begin(), places.end(), std::size_t{0});
    rng.shuffle(places);
    std::sort(places.begin(), places.begin() + static_cast<std::ptrdiff_t>(words.size()));
    for (std::size_t t = 0; t < positions; ++t) put_word(0, program + t * shape_.width);
    for (std::size_t i = 0; i < words.size(); ++i)
      put_word(words[i], program + places[i] * shape_.width);
  }
  // One of the words but the first, by their weights.
  std::size_t draw_word(Rng& rng) const {
    double left = rng.uniform_real() * (1.0 - double{vocabulary_.weights[0]});
    std::size_t word = 1;
    for (; word + 1 < vocabulary_.weights.size() && left > double{vocabulary_.weights[word]};
         ++word)
      left -= double{vocabulary_.weights[word]};
    return word;
  }
  void put_word(std::size_t word, float* to) const {
    std::copy_n(vocabulary_.vectors.begin() + static_cast<std::ptrdiff_t>(word * shape_.width),
                shape_.width, to);
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
    order.resize(std::min(order.size(), kDecoded));
    for (const std::size_t s : order) {
      // A start that is no better than the best kept one cannot change the answer.
      if (!pool_.kept().empty() && !(loss_[s] < pool_.kept().front().loss)) continue;
      examine_one(latent.data() + s * size(), loss_[s]);
    }
  }

  void examine_one(const float* latent, float loss) {
    const TensorView<const float> start(latent, {shape_.positions, shape_.width});
    Program program = Program::latent(interpreter_.info().id, problem_->decode(start));
    const std::size_t fits = count_fits(interpreter_, program, task_);
    solved_ = solved_ || fits == task_.examples.size();
    pool_.add({std::move(program), fits, static_cast<double>(loss)});
  }

  void report() {
    if (progress_ == nullptr || pool_.kept().empty()) return;
    const Kept& best = pool_.kept().front();
    progress_->report({fraction_, outcome_.evaluations, best.program.text(), best.fits});
  }

  // Advances the search to schedule.until, on the engine or, where that cannot, by hand.
  Result<void> advance(GradientState& state, const GradientSchedule& schedule);
  Result<void> advance_by_hand(GradientState& state, const GradientSchedule& schedule);
  Result<void> look(GradientState& state);
  // One round: all steps of a schedule. Stops early when solved or out of budget.
  Result<void> run_round(GradientState& state, GradientSchedule schedule, std::int64_t round,
                         std::int64_t rounds);
  // Offspring of the best starts in the place of the others.
  void renew(GradientState& state, std::int64_t round);
  std::vector<std::size_t> best_first(const GradientState& state) const;
  void examine_best(const GradientState& state);

  const Task& task_;
  const Interpreter& interpreter_;
  Budget budget_;
  ProgressSink* progress_;
  std::unique_ptr<LatentProblem> problem_;
  Fallback fallback_;
  LatentShape shape_;
  std::size_t starts_;
  float spread_;
  double written_;             // share of the starts
  std::vector<float> middle_;  // the inductor's own, [positions x width]
  LatentVocabulary vocabulary_;
  std::set<std::vector<std::size_t>> sequences_;  // of words, written so far
  Rng root_;
  Relaxation quiet_;
  std::vector<float> loss_ = std::vector<float>(starts_, std::numeric_limits<float>::max());
  // Starts of a gradient search, their losses, how often they were drawn and whether to go on.
  std::vector<float> drawn_, drawn_loss_;
  std::size_t draws_ = 0;
  bool drawing_ = true;
  Pool pool_;
  Outcome outcome_;
  bool solved_ = false;
  double fraction_ = 0;
};

// One step of Adam on one start, descending the loss.
void descend(GradientState& state, const GradientSchedule& schedule, std::size_t start,
             std::size_t size, const float* gradient) {
  const std::size_t begin = start * size;
  float norm = 0.0F;
  for (std::size_t i = 0; i < size; ++i) norm += gradient[i] * gradient[i];
  norm = std::sqrt(norm);
  if (!std::isfinite(norm)) return;  // it stays where it is
  const float scale = norm > schedule.clip_norm ? schedule.clip_norm / norm : 1.0F;
  const auto t = static_cast<float>(state.step + 1);
  const float correct1 = 1.0F - std::pow(kBeta1, t);
  const float correct2 = 1.0F - std::pow(kBeta2, t);
  for (std::size_t i = 0; i < size; ++i) {
    const float g = gradient[i] * scale;
    float& first = state.first[begin + i];
    float& second = state.second[begin + i];
    first = kBeta1 * first + (1.0F - kBeta1) * g;
    second = kBeta2 * second + (1.0F - kBeta2) * g * g;
    state.latent[begin + i] -=
        schedule.learning_rate * (first / correct1) / (std::sqrt(second / correct2) + 1e-8F);
  }
}

float annealed(float from, float to, std::size_t step, const GradientSchedule& schedule) {
  const double at = schedule.steps <= 1
                        ? 1.0
                        : static_cast<double>(step) / static_cast<double>(schedule.steps - 1);
  return static_cast<float>(double{from} * std::pow(double{to} / double{from}, at));
}

Result<double> Search::begin() {
  float loss = 0.0F;
  ++outcome_.evaluations;
  if (auto done = problem_->evaluate(
          TensorView<const float>(middle_.data(), {1, shape_.positions, shape_.width}), quiet_,
          TensorView<float>(&loss, {1}), {});
      !done.ok())
    return std::move(done).error();
  examine_one(middle_.data(), loss);
  return double{loss};
}

// Most examples reproduced first, then the smaller loss.
std::vector<std::size_t> Search::best_first(const GradientState& state) const {
  std::vector<std::size_t> order(starts_);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return state.best_fits[a] != state.best_fits[b] ? state.best_fits[a] > state.best_fits[b]
                                                    : state.best_loss[a] < state.best_loss[b];
  });
  return order;
}

// Runs the starts that the engine thinks best, as programs.
void Search::examine_best(const GradientState& state) {
  std::vector<std::size_t> order = best_first(state);
  order.resize(std::min(order.size(), kCandidates));
  for (const std::size_t s : order)
    examine_one(state.best_latent.data() + s * size(), state.best_loss[s]);
}

Result<void> Search::look(GradientState& state) {
  for (std::size_t g = 0; g < groups(); ++g) {
    if (g > 0 && out_of_budget()) return {};
    if (auto done = evaluate_group(state.latent, g, quiet_, nullptr); !done.ok()) return done;
    examine(state.latent, g);
    for (std::size_t s = g * kGroup; s < std::min(starts_, (g + 1) * kGroup); ++s) {
      if (!(loss_[s] < state.best_loss[s])) continue;
      state.best_loss[s] = loss_[s];
      const auto from = state.latent.begin() + static_cast<std::ptrdiff_t>(s * size());
      std::copy_n(from, size(),
                  state.best_latent.begin() + static_cast<std::ptrdiff_t>(s * size()));
    }
  }
  return {};
}

Result<void> Search::advance_by_hand(GradientState& state, const GradientSchedule& schedule) {
  if (state.first.empty()) {
    state.first.assign(state.latent.size(), 0.0F);
    state.second.assign(state.latent.size(), 0.0F);
    state.best_loss.assign(starts_, std::numeric_limits<float>::max());
    state.best_fits.assign(starts_, 0);
    state.best_latent = state.latent;
  }
  std::vector<float> gradient(state.latent.size());
  outcome_.bytes = std::max(outcome_.bytes, 5 * state.latent.size() * sizeof(float));
  if (state.step == 0)
    if (auto done = look(state); !done.ok()) return done;
  const std::size_t end = std::min(schedule.until, schedule.steps);
  while (state.step < end && !solved_) {
    Relaxation noisy = schedule.from;
    noisy.program_temperature = annealed(schedule.from.program_temperature,
                                         schedule.to.program_temperature, state.step, schedule);
    noisy.state_temperature = annealed(schedule.from.state_temperature,
                                       schedule.to.state_temperature, state.step, schedule);
    for (std::size_t g = 0; g < groups(); ++g) {
      if (out_of_budget()) return {};
      noisy.seed = Rng(schedule.seed).split("group", state.step * groups() + g).next();
      if (auto done = evaluate_group(state.latent, g, noisy, &gradient); !done.ok()) return done;
      for (std::size_t s = g * kGroup; s < std::min(starts_, (g + 1) * kGroup); ++s)
        descend(state, schedule, s, size(), gradient.data() + s * size());
    }
    ++state.step;
    if (state.step % schedule.check_every != 0 && state.step != schedule.steps) continue;
    if (auto done = look(state); !done.ok()) return done;
    if (out_of_budget()) return {};
  }
  return {};
}

Result<void> Search::advance(GradientState& state, const GradientSchedule& schedule) {
  const std::uint64_t before = outcome_.evaluations - state.evaluations;
  auto done = problem_->run(state, schedule, budget_);
  if (!done) return advance_by_hand(state, schedule);
  outcome_.evaluations = before + state.evaluations;
  outcome_.bytes = std::max(outcome_.bytes, state.bytes);
  if (!done->ok() && done->error().code == ErrorCode::device && fallback_) {
    // What a failed device left in the state is a whole step's, or nothing: it goes on from there.
    auto other = fallback_();
    if (!other.ok()) return *done;
    outcome_.warnings.push_back(done->error().message + "; the processor took over");
    problem_ = *std::move(other);
    fallback_ = nullptr;
    return advance(state, schedule);
  }
  return *std::move(done);
}

Result<void> Search::run_round(GradientState& state, GradientSchedule schedule, std::int64_t round,
                               std::int64_t rounds) {
  state.step = 0;
  while (state.step < schedule.steps && !solved_) {
    schedule.until = state.step + kLooks * schedule.check_every;
    const std::size_t wanted = std::min(schedule.until, schedule.steps);
    if (auto done = advance(state, schedule); !done.ok()) return done;
    fraction_ = (static_cast<double>(round) +
                 static_cast<double>(state.step) / static_cast<double>(schedule.steps)) /
                static_cast<double>(rounds);
    examine_best(state);
    report();
    if (state.step >= wanted || solved_) continue;
    if (out_of_budget()) break;
    // The engine saw every example reproduced, and the program by itself does not: go on.
    if (!schedule.stop_when_fit) break;
    schedule.stop_when_fit = false;
  }
  return {};
}

Result<double> Search::screen(const Params& params) {
  const auto times = static_cast<std::size_t>(params.get_int("screen"));
  const auto smallest = [&] { return pool_.kept().front().loss; };
  if (draws_ == 0) {
    drawn_ = draw("starts", 0);
    drawn_loss_.assign(starts_, std::numeric_limits<float>::max());
  }
  const std::size_t end = std::min(times, draws_ + kTurn);
  drawing_ = end < times;
  if (times == 1) return smallest();
  for (; draws_ < end; ++draws_) {
    std::vector<float> latent = draws_ == 0 ? drawn_ : draw("starts", draws_);
    for (std::size_t g = 0; g < groups(); ++g) {
      if (out_of_budget()) {
        drawing_ = false;
        return smallest();
      }
      if (auto done = evaluate_group(latent, g, quiet_, nullptr); !done.ok())
        return std::move(done).error();
      examine(latent, g);
      if (solved_) return smallest();
    }
    report();
    // The inductor's own program keeps the first place.
    for (std::size_t s = 0; s < starts_; ++s) {
      if (!(loss_[s] < drawn_loss_[s]) || (s == 0 && draws_ > 0)) continue;
      drawn_loss_[s] = loss_[s];
      std::copy_n(latent.begin() + static_cast<std::ptrdiff_t>(s * size()), size(),
                  drawn_.begin() + static_cast<std::ptrdiff_t>(s * size()));
    }
  }
  return smallest();
}

// A start's search variables are one vector per position, and all positions share the map from
// vectors to codes: a vector means the same token at every position and in every start. Offspring
// are therefore made like those of a genetic algorithm over token strings: a good program with a
// vector replaced, put in, taken out or exchanged with another.
void Search::renew(GradientState& state, std::int64_t round) {
  const std::vector<std::size_t> order = best_first(state);
  const std::size_t parents = std::max<std::size_t>(1, starts_ / 4);
  const std::size_t width = shape_.width, positions = shape_.positions;
  const std::vector<float> pool = state.best_latent;
  Rng rng = root_.split("renew", unsigned_of(round));
  const auto pick = [&](std::size_t count) {
    return static_cast<std::size_t>(rng.uniform(0, static_cast<std::int64_t>(count) - 1));
  };
  // From anywhere in the population, a usual token, or drawn anew.
  const auto fill = [&](float* to) {
    if (knows_words() && rng.uniform_real() < written_) return put_word(draw_word(rng), to);
    const bool anew = pick(2) == 0;
    const float* from = anew ? middle_.data() + pick(positions) * width
                             : pool.data() + pick(starts_) * size() + pick(positions) * width;
    for (std::size_t c = 0; c < width; ++c)
      to[c] = from[c] + (anew ? spread_ * static_cast<float>(rng.normal()) : 0.0F);
  };
  const auto edit = [&](float* program) {
    float* const at = program + pick(positions) * width;
    float* const end = program + size();
    switch (pick(4)) {
      case 0:  // put in; the last one falls off
        std::copy_backward(at, end - width, end);
        fill(at);
        break;
      case 1:  // taken out
        std::copy(at + width, end, at);
        fill(end - width);
        break;
      case 2:
        if (float* const other = program + pick(positions) * width; other != at)
          std::swap_ranges(at, at + width, other);
        break;
      default:
        fill(at);
    }
  };
  std::fill(state.first.begin(), state.first.end(), 0.0F);
  std::fill(state.second.begin(), state.second.end(), 0.0F);
  state.latent = pool;
  for (std::size_t rank = parents; rank < starts_; ++rank) {
    const std::size_t s = order[rank];
    float* mine = state.latent.data() + s * size();
    std::copy_n(pool.data() + order[pick(parents)] * size(), size(), mine);
    for (std::size_t edits = 1 + pick(2); edits > 0; --edits) edit(mine);
    state.best_loss[s] = std::numeric_limits<float>::max();
    state.best_fits[s] = 0;
    std::copy_n(mine, size(), state.best_latent.data() + s * size());
  }
}

Result<Outcome> Search::by_gradient(const Params& params) {
  const std::int64_t steps = params.get_int("steps");
  const std::int64_t rounds = std::min(params.get_int("rounds"), steps);
  GradientSchedule schedule;
  schedule.check_every = static_cast<std::size_t>(params.get_int("check_every"));
  schedule.learning_rate = static_cast<float>(params.get_real("learning_rate"));
  schedule.clip_norm = static_cast<float>(params.get_real("clip"));
  schedule.from.program_temperature = static_cast<float>(params.get_real("program_from"));
  schedule.from.state_temperature = static_cast<float>(params.get_real("state_from"));
  schedule.to = quiet_;
  GradientState state;
  state.latent = std::move(drawn_);
  for (std::int64_t round = 0; round < rounds && !solved_; ++round) {
    if (round > 0) {
      if (out_of_budget()) break;
      renew(state, round);
    }
    // The first rounds take what is left over.
    schedule.steps = static_cast<std::size_t>(steps / rounds + (round < steps % rounds ? 1 : 0));
    schedule.seed = root_.split("noise", unsigned_of(round)).next();
    if (auto done = run_round(state, schedule, round, rounds); !done.ok()) return done.error();
  }
  return finish();
}

Result<Outcome> Search::by_prior(const Params& params) {
  const std::uint64_t steps = unsigned_of(params.get_int("steps"));
  const std::uint64_t check_every = unsigned_of(params.get_int("check_every"));
  // What a gradient search of the same size may evaluate, in rounds of `starts` programs: one
  // forward and a backward pass per step, and looks before and within each of its own rounds.
  const std::uint64_t its_rounds = std::min(kRounds, steps);
  std::uint64_t rounds = kScreen + 3 * steps;
  for (std::uint64_t round = 0; round < its_rounds; ++round) {
    const std::uint64_t its_steps = steps / its_rounds + (round < steps % its_rounds ? 1 : 0);
    rounds += 1 + (its_steps + check_every - 1) / check_every;
  }
  outcome_.bytes = 2 * starts_ * size() * sizeof(float);
  for (std::uint64_t round = 0; round < rounds && !solved_; ++round) {
    if (round > 0 && out_of_budget()) break;
    std::vector<float> latent = draw("prior", round);
    fraction_ = static_cast<double>(round + 1) / static_cast<double>(rounds);
    if (auto done = look(latent); !done.ok()) return std::move(done).error();
  }
  return finish();
}

using Method = Search::Method;

// What is left of a budget for each of `parts` searches to come.
Budget share_of(const Budget& budget, std::uint64_t evaluations, std::size_t parts) {
  if (parts <= 1 && evaluations == 0) return budget;
  BudgetLimits limits = budget.limits();
  // With a limit on evaluations those are shared, and the clock may only end a search: else the
  // outcome would depend on how busy the machine is.
  const bool counted = limits.evaluations > 0;
  const double seconds = budget.remaining_seconds() / static_cast<double>(counted ? 1 : parts);
  if (limits.time.count() > 0)
    limits.time = std::max(std::chrono::nanoseconds(1),
                           std::chrono::nanoseconds(static_cast<std::int64_t>(seconds * 1e9)));
  if (limits.evaluations > 0) {
    const std::uint64_t left =
        limits.evaluations > evaluations ? limits.evaluations - evaluations : 0;
    limits.evaluations = std::max<std::uint64_t>(1, left / parts);
  }
  return Budget(limits, budget.stop_token());
}

class VariableSearcher : public Searcher {
 public:
  VariableSearcher(SearcherInfo info, Method method) : info_(std::move(info)), method_(method) {}
  const SearcherInfo& info() const override { return info_; }

  Result<Outcome> search(const Task& task, const Toolbox& tools, const Params& params,
                         std::uint64_t seed, const Budget& budget,
                         ProgressSink* progress) const override {
    if (tools.interpreter == nullptr || tools.interpreter->gradient() == nullptr)
      return missing(info_.id.c_str(), "an interpreter that gives gradients");
    auto problems = prepare(task, *tools.interpreter->gradient(), params, budget);
    if (!problems.ok()) return std::move(problems).error();

    // Every model gives the program of its inductor first. A gradient search then draws its starts
    // for every model, in turns, so that no model waits for all draws of another. The models are
    // searched in the order of the smallest loss seen by then, with equal shares of the budget,
    // until one fits.
    struct Part {
      std::unique_ptr<Search> search;
      double loss;
    };
    std::vector<Part> parts;
    Outcome all;
    for (auto& problem : *problems) {
      StopReason ignored{};
      if (!parts.empty() && budget.exhausted(0, 0, ignored)) break;
      auto search =
          std::make_unique<Search>(task, tools, params, seed, progress, std::move(problem.problem),
                                   std::move(problem.fallback));
      const auto loss = search->begin();
      if (!loss.ok()) return loss.error();
      parts.push_back({std::move(search), *loss});
    }
    const auto solved = [&] {
      return std::any_of(parts.begin(), parts.end(),
                         [](const Part& part) { return part.search->solved(); });
    };
    const auto sort = [&] {
      std::stable_sort(parts.begin(), parts.end(),
                       [](const Part& a, const Part& b) { return a.loss < b.loss; });
    };
    sort();
    if (method_.prepare != nullptr) {
      const Budget share = share_of(budget, 0, parts.size());
      for (bool more = true; more && !solved();) {
        more = false;
        for (Part& part : parts) {
          if (!part.search->drawing()) continue;
          const auto loss = part.search->call(method_.prepare, params, share);
          if (!loss.ok()) return loss.error();
          part.loss = *loss;
          if (part.search->solved()) break;
          more = more || part.search->drawing();
        }
      }
      sort();
    }
    const bool over = solved();
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const Budget share = share_of(budget, all.evaluations, parts.size() - i);
      Search& search = *parts[i].search;
      const bool wanted = !over && all.reason != StopReason::solved;
      auto outcome = wanted ? search.call(method_.run, params, share) : search.finish();
      if (!outcome.ok()) return outcome;
      // The kernel runs every candidate: there are not to be more of them with more models.
      if (outcome->candidates.size() > std::max(kCandidates / parts.size(), std::size_t{1}))
        outcome->candidates.resize(std::max(kCandidates / parts.size(), std::size_t{1}));
      merge(all, *std::move(outcome));
    }
    return all;
  }

 private:
  struct Prepared {
    std::unique_ptr<LatentProblem> problem;
    Search::Fallback fallback;
  };
  using Problems = std::vector<Prepared>;

  // Of every model that takes the task; the first model's error when none does.
  static Result<Problems> prepare(const Task& task, const DifferentiableInterpreter& interpreter,
                                  const Params& params, const Budget& budget) {
    ProblemOptions options;
    options.threads = budget.limits().threads;
    if (params.get_text("engine") != "auto") options.engine = params.get_text("engine");
    std::vector<std::string> names{params.get_text("model")};
    if (names[0] == "auto") names = interpreter.models();
    if (names.empty()) names.emplace_back();
    Problems problems;
    std::optional<Error> refused;
    for (const std::string& name : names) {
      options.model = name;
      auto problem = interpreter.prepare(task, options);
      if (!problem.ok()) {
        if (!refused) refused = std::move(problem).error();
        continue;
      }
      if (auto wrong = wrong_vocabulary(**problem, name)) return *std::move(wrong);
      problems.push_back({*std::move(problem), nullptr});
      if (!options.engine.starts_with("cuda")) continue;
      ProblemOptions on_cpu = options;
      on_cpu.engine = "cpu";
      problems.back().fallback = [&task, &interpreter, on_cpu] {
        return interpreter.prepare(task, on_cpu);
      };
    }
    if (problems.empty()) return *std::move(refused);
    return problems;
  }

  // Words are copied into starts: an interpreter of another plugin must not give too few numbers.
  static std::optional<Error> wrong_vocabulary(const LatentProblem& problem,
                                               const std::string& name) {
    const LatentVocabulary words = problem.vocabulary();
    const std::size_t width = problem.shape().width;
    if (words.vectors.size() == words.weights.size() * width) return std::nullopt;
    return Error{ErrorCode::plugin, "the vocabulary of model '" + name + "' has " +
                                        std::to_string(words.vectors.size()) + " numbers for " +
                                        std::to_string(words.weights.size()) +
                                        " words, and each needs " + std::to_string(width)};
  }

  // The candidates of all parts; the kernel ranks them. The reason is the last part's that was
  // searched, or that it is solved.
  static void merge(Outcome& all, Outcome part) {
    if (all.reason != StopReason::solved) all.reason = part.reason;
    all.evaluations += part.evaluations;
    all.bytes = std::max(all.bytes, part.bytes);
    for (Candidate& candidate : part.candidates) all.candidates.push_back(std::move(candidate));
    for (std::string& warning : part.warnings) all.warnings.push_back(std::move(warning));
    std::stable_sort(all.candidates.begin(), all.candidates.end(),
                     [](const Candidate& a, const Candidate& b) {
                       return a.fits != b.fits ? a.fits > b.fits : a.score < b.score;
                     });
  }

  SearcherInfo info_;
  Method method_;
};

class LatentSearcher : public Searcher {
 public:
  const SearcherInfo& info() const override { return info_; }

  Result<Outcome> search(const Task& task, const Toolbox& tools, const Params& params,
                         std::uint64_t seed, const Budget&, ProgressSink*) const override {
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
      if (count_fits(*tools.interpreter, it.program, task) == task.examples.size())
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
      Method{nullptr, &Search::by_prior});
}

std::unique_ptr<Searcher> make_gradient_searcher() {
  return std::make_unique<VariableSearcher>(
      SearcherInfo{"latent+gradient", "gradient search for latent programs", gradient_specs(),
                   false, true},
      Method{&Search::screen, &Search::by_gradient});
}

}  // namespace inkling::descend
