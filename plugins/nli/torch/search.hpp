// Search for programs at test time: gradient ascent through the interpreter, and sampling.
#pragma once

#include <functional>

#include "model.hpp"

namespace inkling::nli {

struct SearchOptions {
  int starts = 64;
  int steps = 100;
  double learning_rate = 0.1;
  double spread = 0.5;  // standard deviation of the starts around the inductor's vectors
  double clip = 1.0;    // gradient norm, per start
  double program_temperature_from = 1.0;
  double program_temperature_to = 0.3;
  double state_temperature_from = 1.0;
  double state_temperature_to = 0.3;
  int check_every = 5;  // steps between noise-free looks at all starts
};

struct SearchResult {
  torch::Tensor log_z;            // [T, K], the soft program; undefined without a codebook
  torch::Tensor e;                // [T, D]
  double loss = 1e30;             // noise-free, mean over the examples
  int fits = 0;                   // examples reproduced exactly
  std::uint64_t evaluations = 0;  // programs run on the examples; a backward counts as two
  bool stopped = false;           // by the caller
};

// Asked between steps with the evaluations so far; true stops the search.
using StopCheck = std::function<bool(std::uint64_t evaluations)>;

// x, y [E, n] of int64, on the model's device: the examples. The start in the middle is the
// inductor's own. Stops once a start reproduces every example. Same seed => same result.
SearchResult gradient_search(Model& model, const torch::Tensor& x, const torch::Tensor& y,
                             const SearchOptions& options, std::uint64_t seed,
                             const StopCheck& stop = {});
// As many random programs as gradient_search may evaluate, around the inductor: the same spread of
// e and the inductor's own noise on the codes. Keeps the likeliest.
SearchResult prior_search(Model& model, const torch::Tensor& x, const torch::Tensor& y,
                          const SearchOptions& options, std::uint64_t seed,
                          const StopCheck& stop = {});
// The inductor's own program; one evaluation.
SearchResult no_search(Model& model, const torch::Tensor& x, const torch::Tensor& y,
                       const SearchOptions& options);

// Output symbols [M, n] of the program found on inputs x [M, n]; noise-free.
torch::Tensor predict(Model& model, const SearchResult& found, const torch::Tensor& x,
                      double state_temperature);

}  // namespace inkling::nli
