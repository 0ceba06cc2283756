// Gradient search over the programs of a model: many tasks, many starts, all steps. The processor's
// engine; the GPU's (cuda_engine.hpp) takes the same problems and states.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <inkling/nn/workers.hpp>
#include <optional>
#include <span>
#include <vector>

#include "model.hpp"
#include "prefix_tree.hpp"
#include "unit.hpp"

namespace inkling::nli::engine {

// One task: its examples as symbols, x and y row-major [examples x n]. `seed` is of the noise.
struct Problem {
  int examples = 0;
  std::vector<int> x, y;
  std::uint64_t seed = 0;
};

// Temperatures of one pass.
struct Noise {
  float program_temperature = 1.0F;
  float state_temperature = 1.0F;
  bool on = true;
  unsigned step = 0;
};

struct Schedule {
  std::size_t steps = 100;
  std::size_t until = 0;  // 0 = steps
  std::size_t check_every = 5;
  bool stop_when_fit = true;
  float learning_rate = 0.1F;
  float clip_norm = 1.0F;
  float program_from = 1.0F, program_to = 0.3F;
  float state_from = 1.0F, state_to = 0.3F;

  std::size_t end() const { return until == 0 || until > steps ? steps : until; }
  Noise noise_at(std::size_t step) const;  // of that step's gradient
  Noise quiet() const { return {program_to, state_to, false, 0}; }
};

// The search of one task. `latent` [starts x T x d] is the caller's; the rest may be empty.
struct State {
  std::vector<float> latent, first, second;
  std::vector<float> best_loss, best_latent;
  std::vector<std::uint32_t> best_fits;
  std::size_t step = 0;
  std::uint64_t evaluations = 0;
  bool solved = false;  // a start reproduced every example in a look

  std::size_t starts(const Shape& shape) const;
  // Gives what is empty its first value.
  void prepare(const Shape& shape);
  // Keeps iterate `latent` of a start if it is better: more fits, then a smaller loss.
  void keep(const Shape& shape, std::size_t start, float loss, std::uint32_t fits);
  // One step (nn::descend) with the gradient [T x d].
  void descend(const Shape& shape, const Schedule& schedule, std::size_t start,
               const float* gradient);
};

// Asked before every vector of pairs, also by worker threads: true ends the search.
using Stop = std::function<bool()>;

// Keeps a reference to the model. Threads are started per pass; results do not depend on them.
// Denormal numbers are 0 to all of it (nn::FlushDenormals), and the caller's are as they were.
class CpuEngine {
 public:
  // `rough`, with as many lanes, does everything but looks, if it is not null.
  CpuEngine(const Model& model, const Backend& backend, unsigned threads,
            const Backend* rough = nullptr);

  const Backend& backend() const { return backend_; }
  // Mean over the pairs of the inductor's search variables, [T x d].
  std::vector<float> encode(std::span<const int> x, std::span<const int> y);
  std::vector<float> logits(std::span<const float> e);
  // Likeliest symbols after every position, [inputs x T x n], of one program on inputs [inputs x
  // n].
  std::vector<int> trace(std::span<const float> log_z, std::span<const int> x, float temperature);
  // The probabilities of these symbols, in the same order.
  std::vector<float> certainty(std::span<const float> log_z, std::span<const int> x,
                               float temperature);

  // Likeliest symbols after one position each, [inputs x n], of rows log_z [inputs x K] on inputs
  // [inputs x n].
  std::vector<int> step(std::span<const float> log_z, std::span<const int> x, float temperature);

  // Per start: summed loss over the examples, examples reproduced, and d(loss)/d(latent) unless
  // `gradient` is empty. False when `stop` ended it.
  bool evaluate(const Problem& problem, std::span<const float> latent, const Noise& noise,
                std::span<float> loss, std::span<std::uint32_t> fits, std::span<float> gradient,
                const Stop& stop);

  // Every state advances to schedule.end(), all in step; a state that is solved stays where it is
  // (with stop_when_fit), and its starts leave the batch. False when `stop` ended it between two
  // steps or within one, which is then not taken.
  bool run(std::span<const Problem> problems, std::span<State> states, const Schedule& schedule,
           const Stop& stop);

  // What a search takes, states and workspaces together.
  static std::size_t bytes(const Model& model, const Backend& backend, unsigned threads,
                           std::size_t starts);

 private:
  struct Pair {
    std::uint32_t item, example;
  };
  // What a pass over a list of starts gives, indexed as the list.
  struct Totals {
    std::vector<double> loss;
    std::vector<std::uint32_t> fits;
    std::vector<float> gradient;
  };
  struct Item {
    const Problem* problem;
    const float* latent;
    std::uint32_t start;
  };
  // How many positions of each item act, and log z of these [items x T x K], unless `log_z` is
  // null.
  std::vector<int> turns_of(std::span<const Item> items, const Noise& noise, const Backend& backend,
                            float* log_z);
  // Without noise and gradient.
  bool quiet_pass(std::span<const Item> items, const Noise& noise, const Backend& backend,
                  Totals& totals, const Stop& stop);
  bool pass(std::span<const Item> items, const Noise& noise, bool gradient, const Backend& backend,
            Totals& totals, const Stop& stop);
  // Writes either, [inputs x T x n]; `certainty` may be empty.
  void trace(std::span<const float> log_z, std::span<const int> x, float temperature,
             std::span<int> symbols, std::span<float> certainty);
  bool look(std::span<const Problem> problems, std::span<State> states, const Schedule& schedule,
            const Stop& stop);
  const void* numbers() const;

  const Model& model_;
  const Backend& backend_;
  const Backend* rough_;
  const Backend& rough() const { return rough_ != nullptr ? *rough_ : backend_; }
  nn::Workers workers_;
  std::optional<PrefixTree> tree_;  // of the task of the last quiet pass
};

}  // namespace inkling::nli::engine
