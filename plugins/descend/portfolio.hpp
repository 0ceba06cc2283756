// One question, and all models that take it.
#pragma once

#include "search.hpp"

namespace inkling::descend {

struct Question {
  const Task& task;
  const Interpreter& interpreter;  // gives gradients
  const Params& params;            // of the searcher and of the interpreter's evaluations
  std::uint64_t seed;
  const Budget& budget;
  ProgressSink* progress;  // or null
};

// Every model gives the program of its inductor first. A gradient search then draws its starts for
// every model, in turns. The models are searched in the order of the smallest loss seen by then,
// with equal shares of the budget, until one fits. Errors: the interpreter's; the first model's
// where none takes the task.
Result<Outcome> search_models(const Question& question, const Search::Method& method);

}  // namespace inkling::descend
