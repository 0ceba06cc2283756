// DifferentiableInterpreter: for many latent programs at once, the loss on a task's examples and
// its gradient. What gradient search needs; implemented by a LibTorch model, a CPU engine, a GPU
// engine.
#pragma once

#include <cstdint>
#include <inkling/budget.hpp>
#include <inkling/params.hpp>
#include <inkling/program.hpp>
#include <inkling/task.hpp>
#include <inkling/tensor_view.hpp>
#include <inkling/token_machine.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace inkling {

// Which model a problem is for, and what it runs on.
struct ProblemOptions {
  std::string model{};   // one of DifferentiableInterpreter::models(), or empty: the first
  Params params{};       // of DifferentiableInterpreter::params(); what is missing has its default
  unsigned threads = 1;  // how many it may use; results do not depend on it
};

// How a problem is looked at. What a model anneals during a search (temperatures of its soft
// programs and states) is its own affair: it is told how far the search has come.
struct Evaluation {
  double progress = 1.0;                 // 0 to 1
  std::optional<std::uint64_t> noise{};  // its seed, the same noise on every engine; none: without
};

// Adam on every start with a gradient clip per start. Step k of `steps` is evaluated with noise at
// progress k / (steps - 1). Looks without noise, at progress 1, come before the first step, after
// every `check_every` steps and after the last.
struct Descent {
  std::size_t steps = 100;
  std::size_t until = 0;  // where this call returns, for descents run in pieces; 0 = the end
  std::size_t check_every = 5;
  bool stop_when_fit = true;  // return after the look in which a start reproduces every example
  float learning_rate = 0.1F;
  float clip_norm = 1.0F;
  std::uint64_t seed = 0;  // of the noise; every step draws its own
};

// A descent in progress. The caller sets `latent`, [S x positions x width], and may keep, drop or
// repeat starts between calls; everything else is empty at first and filled by run().
struct DescentState {
  std::vector<float> latent;             // the current iterate
  std::vector<float> first, second;      // moments of Adam, shaped like `latent`
  std::vector<float> best_loss;          // [S], noise-free, over all looks
  std::vector<std::uint32_t> best_fits;  // [S], examples reproduced by the best iterate
  std::vector<float> best_latent;        // the iterate it belongs to: most fits, then least loss
  std::size_t step = 0;                  // steps done
  std::uint64_t evaluations = 0;         // forward passes; a backward counts as two
  std::size_t bytes = 0;                 // peak memory of the engine
  std::vector<std::string> warnings{};   // for people: the device failed and another took over
};

// What a model knows of its language: search variables that stand for the tokens that its training
// tasks need, and how usual each is there. The first one does nothing.
struct LatentVocabulary {
  std::vector<float> vectors;  // [count x width]
  std::vector<float> weights;  // [count], of sum 1
};

// Floating-point operations of one start on one example, what an engine repeats not counted; 0 =
// unknown. For benchmarks.
struct LatentWork {
  double forward = 0;
  double backward = 0;
};

// One task made ready: its examples encoded once. Not thread-safe; one per search. A start is a
// matrix of search variables [positions x width] of its space; S starts are [S x positions x
// width].
class INKLING_API LatentProblem {
 public:
  virtual ~LatentProblem();
  virtual LatentSpace space() const = 0;
  // Where the inductor would start: [positions x width].
  virtual std::vector<float> initial() const = 0;
  // loss[s] = sum over examples of the mean negative log-likelihood of the output's tokens.
  // `gradient` may be empty (rank 0) when only losses are wanted. Shapes: starts and gradient [S x
  // P x W], loss [S].
  virtual Result<void> evaluate(TensorView<const float> starts, const Evaluation& how,
                                TensorView<float> loss, TensorView<float> gradient) = 0;
  // Runs a descent, or a piece of it, without returning to the host between its steps; nullopt
  // when the engine cannot, and then the searcher drives evaluate() itself. Polls `budget`: when
  // that is exhausted it returns early, with state.step short of what was asked. A device that
  // fails is the engine's affair while another one can go on; else error device.
  virtual std::optional<Result<void>> run(DescentState& state, const Descent& descent,
                                          const Budget& budget);
  // The program that one start stands for (noise-free).
  virtual LatentCode decode(TensorView<const float> start) const = 0;
  virtual LatentVocabulary vocabulary() const;  // empty: unknown, or no tokens
  virtual LatentWork work() const;
};

class INKLING_API DifferentiableInterpreter {
 public:
  virtual ~DifferentiableInterpreter();
  // The models whose programs it runs, among which a search may choose. Empty: one, without a name.
  virtual std::vector<std::string> models() const;
  // How its models are evaluated and on what: temperatures, the engine. They become parameters of
  // every solver that searches by gradient. Default: none.
  virtual ParamSpecs params() const;
  // Errors: bad_input when the task's values do not fit the model; not_found (model), unsupported
  // or device (what the parameters ask for is not there).
  virtual Result<std::unique_ptr<LatentProblem>> prepare(const Task& task,
                                                         const ProblemOptions& options) const = 0;
  // The tokens of a model (of models(), or empty: the first) by themselves. Errors: not_found;
  // unsupported (default: its programs are not made of tokens).
  virtual Result<std::unique_ptr<TokenMachine>> tokens(std::string_view model) const;
};

}  // namespace inkling
