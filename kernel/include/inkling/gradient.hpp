// DifferentiableInterpreter: for many latent programs at once, the loss on a task's examples and
// its gradient. What gradient search needs; implemented by a LibTorch model, a CPU engine, a GPU
// engine.
#pragma once

#include <cstdint>
#include <inkling/budget.hpp>
#include <inkling/program.hpp>
#include <inkling/rng.hpp>
#include <inkling/task.hpp>
#include <inkling/tensor_view.hpp>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace inkling {

// A start is a matrix of search variables [positions x width]; S starts are [S x positions x
// width].
struct LatentShape {
  std::size_t positions = 0;
  std::size_t width = 0;
  std::size_t codes = 0;
  // Floating-point operations of one start on one example, what an engine repeats not counted; 0 =
  // unknown. For benchmarks.
  double forward_work = 0;
  double backward_work = 0;
};

// Which model a problem is for, and what it runs on.
struct ProblemOptions {
  std::string model{};   // one of DifferentiableInterpreter::models(), or empty: the first
  std::string engine{};  // "cpu", "cuda" ..., or empty: the interpreter's own choice
  unsigned threads = 1;  // how many it may use; results do not depend on it
};

// Noise and temperatures of one evaluation (SCIENCE of NLI: Gumbel-softmax relaxations of the
// program and of the interpreter's states). noise = false evaluates without Gumbel noise.
struct Relaxation {
  float program_temperature = 1.0F;
  float state_temperature = 1.0F;
  bool noise = true;
  std::uint64_t seed = 0;  // of the noise; one seed, one noise, on every engine of an interpreter
};

// Adam on every start with a gradient clip per start; temperatures anneal from `from` to `to` over
// `steps`, exponentially. Looks without noise, at the temperatures of `to`, come before the first
// step, after every `check_every` steps and after the last.
struct GradientSchedule {
  std::size_t steps = 100;
  std::size_t until = 0;  // where this call returns, for schedules run in pieces; 0 = the end
  std::size_t check_every = 5;
  bool stop_when_fit = true;  // return after the look in which a start reproduces every example
  float learning_rate = 0.1F;
  float clip_norm = 1.0F;
  Relaxation from{};
  Relaxation to{};
  std::uint64_t seed = 0;  // of the noise; every step draws its own
};

// A search in progress. The caller sets `latent`, [S x positions x width], and may keep, drop or
// repeat starts between calls; everything else is empty at first and filled by run().
struct GradientState {
  std::vector<float> latent;             // the current iterate
  std::vector<float> first, second;      // moments of Adam, shaped like `latent`
  std::vector<float> best_loss;          // [S], noise-free, over all looks
  std::vector<std::uint32_t> best_fits;  // [S], examples reproduced by the best iterate
  std::vector<float> best_latent;        // the iterate it belongs to: most fits, then least loss
  std::size_t step = 0;                  // steps done
  std::uint64_t evaluations = 0;         // forward passes; a backward counts as two
  std::size_t bytes = 0;                 // peak memory of the engine
};

// What a model knows of its language: search variables that stand for the tokens that its training
// tasks need, and how usual each is there. The first one does nothing.
struct LatentVocabulary {
  std::vector<float> vectors;  // [count x width]
  std::vector<float> weights;  // [count], of sum 1
};

// One task made ready: its examples encoded once. Not thread-safe; one per search.
class INKLING_API LatentProblem {
 public:
  virtual ~LatentProblem();
  virtual LatentShape shape() const = 0;
  // Where the inductor would start: [positions x width].
  virtual std::vector<float> initial() const = 0;
  // loss[s] = sum over examples of the mean negative log-likelihood of the output's tokens.
  // `gradient` may be empty (rank 0) when only losses are wanted. Shapes: starts and gradient [S x
  // P x W], loss [S].
  virtual Result<void> evaluate(TensorView<const float> starts, const Relaxation& relaxation,
                                TensorView<float> loss, TensorView<float> gradient) = 0;
  // Runs a schedule, or a piece of it, without returning to the host between its steps; nullopt
  // when the engine cannot, and then the searcher drives evaluate() itself. Polls `budget`: when
  // that is exhausted it returns early, with state.step short of what was asked.
  virtual std::optional<Result<void>> run(GradientState& state, const GradientSchedule& schedule,
                                          const Budget& budget);
  // The program that one start stands for (noise-free).
  virtual LatentCode decode(TensorView<const float> start) const = 0;
  // Empty: unknown.
  virtual LatentVocabulary vocabulary() const;
};

class INKLING_API DifferentiableInterpreter {
 public:
  virtual ~DifferentiableInterpreter();
  // The models whose programs it runs, among which a search may choose. Empty: one, without a name.
  virtual std::vector<std::string> models() const;
  // Errors: bad_input when the task's values do not fit the model; not_found (model), unsupported
  // (engine).
  virtual Result<std::unique_ptr<LatentProblem>> prepare(const Task& task,
                                                         const ProblemOptions& options) const = 0;
};

}  // namespace inkling
