// The search of one model's programs for one task: what the methods by chance and by gradient
// share.
#pragma once

#include <inkling/gradient.hpp>
#include <inkling/searcher.hpp>
#include <limits>
#include <memory>

#include "pool.hpp"
#include "starts.hpp"

namespace inkling::descend {

// What a gradient search does besides its steps, unless it is told otherwise.
inline constexpr std::uint64_t kRounds = 5, kScreen = 100;

// The task, the interpreter, the progress sink and the problem's own interpreter must outlive it.
class Search {
 public:
  Search(const Task& task, const Interpreter& interpreter, const Params& params, std::uint64_t seed,
         ProgressSink* progress, std::unique_ptr<LatentProblem> problem);

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
  // Loss of the inductor's own program, which is run and kept.
  Result<double> begin(const Params&);
  // Draws the starts of a gradient search, the likeliest of `screen` times as many: a few draws, to
  // be called again while drawing().
  Result<double> screen(const Params& params);
  bool drawing() const { return drawing_; }
  Result<Outcome> by_gradient(const Params& params);
  Result<Outcome> by_prior(const Params& params);
  bool solved() const { return solved_; }
  // What was found so far; the search is over then.
  Result<Outcome> finish();

 private:
  std::size_t size() const { return starts_.space().size(); }
  std::size_t groups() const;
  bool out_of_budget() {
    return budget_.exhausted(outcome_.evaluations, outcome_.bytes, outcome_.reason);
  }
  // One evaluation of a group; `gradient` may be null.
  Result<void> evaluate_group(std::vector<float>& latent, std::size_t group, const Evaluation& how,
                              std::vector<float>* gradient);
  // Judges every start without noise and runs the most promising ones. Sets solved_.
  Result<void> look(std::vector<float>& latent);
  void examine(const std::vector<float>& latent, std::size_t group);
  void examine_one(const float* latent, float loss);
  void report();

  // Advances the descent to descent.until, on the engine or, where that cannot, by hand.
  Result<void> advance(DescentState& state, const Descent& descent);
  Result<void> advance_by_hand(DescentState& state, const Descent& descent);
  Result<void> step_by_hand(DescentState& state, const Descent& descent,
                            std::vector<float>& gradient);
  Result<void> look(DescentState& state);
  // One round: all steps of a descent. Stops early when solved or out of budget.
  Result<void> run_round(DescentState& state, Descent descent, std::int64_t round,
                         std::int64_t rounds);
  void examine_best(const DescentState& state);

  const Task& task_;
  const Interpreter& interpreter_;
  Budget budget_;
  ProgressSink* progress_;
  std::unique_ptr<LatentProblem> problem_;
  Rng root_;
  Starts starts_;
  std::vector<float> loss_;  // of the starts, as they were last looked at
  // Starts of a gradient search, their losses, how often they were drawn and whether to go on.
  std::vector<float> drawn_, drawn_loss_;
  std::size_t draws_ = 0;
  bool drawing_ = true;
  Pool pool_;
  Outcome outcome_;
  bool solved_ = false;
  double fraction_ = 0;
};

}  // namespace inkling::descend
