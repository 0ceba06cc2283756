// Decomposition: a program found in steps. Of the values that a short search has come by some
// become inputs of searches of their own, of whose values some become inputs again ..; what is
// found is joined by putting the programs of the values in their place. After ExeDec (Shi et al.,
// ICLR 2024), where a network predicts the next value of every example and another writes the
// statement that gives it; here the next values are proposed from those that the search has made,
// so that their programs are known, by how near they look to the output (nearness.hpp), or by a
// guide.
#pragma once

#include <functional>
#include <optional>

#include "search.hpp"

namespace inkling::enumerate {

// The program with these in place of its inputs; where one stands inside a function, its own
// variables are numbered behind those of that function. `bound`: variables around the program.
dsl::ExprPtr joined(const dsl::ExprPtr& expr, const std::vector<dsl::ExprPtr>& inputs,
                    int bound = 0);

struct StepOptions {
  std::size_t width = 16;  // values of one step that are gone on from
  int steps = 3;           // values on the way, at most
};

class Decomposition {
 public:
  // How many operators the program from a value to the output would take, by the guide's word: the
  // network that prices is asked as if the value were an input. Nothing: it has no say.
  using Ask = std::function<std::optional<double>(const Task&)>;

  // Everything referred to must outlive it. `ask` may be empty.
  Decomposition(const Setting& setting, const Task& task, const Options& options,
                const StepOptions& steps, const Budget& budget, ProgressSink* progress, Ask ask);

  // A program that fits all rows, over the task's inputs; null where none was found before patience
  // ended. `evaluations`: what was spent, counted on.
  dsl::ExprPtr run(std::uint64_t& evaluations, const Patience& patience);
  std::size_t bytes() const { return bytes_; }

 private:
  // A task with further inputs, and what each of its inputs is in terms of the first ones.
  struct State {
    Task task;
    std::vector<dsl::ExprPtr> inputs;
    double distance = 0;
  };
  struct Proposal {
    double distance = 0;
    int sort = 0;
    std::uint32_t entry = 0;
    int cost = 0;
  };

  dsl::ExprPtr search(const State& state, std::uint64_t more, std::uint64_t& evaluations,
                      double seconds, std::vector<State>& next);
  std::vector<Proposal> proposals(const Store& store) const;
  std::optional<State> state_of(const State& from, const Store& store, const Proposal& proposal);

  const Setting& setting_;
  const Task& task_;
  Options options_;
  const StepOptions steps_;
  const Budget& budget_;
  ProgressSink* progress_;
  Ask ask_;
  std::size_t bytes_ = 0;
};

}  // namespace inkling::enumerate
