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
#include <vector>

namespace inkling {

// A start is a matrix of search variables [positions x width]; S starts are [S x positions x
// width].
struct LatentShape {
  std::size_t positions = 0;
  std::size_t width = 0;
  std::size_t codes = 0;
};

// Noise and temperatures of one evaluation (SCIENCE of NLI: Gumbel-softmax relaxations of the
// program and of the interpreter's states). noise = false evaluates without Gumbel noise.
struct Relaxation {
  float program_temperature = 1.0F;
  float state_temperature = 1.0F;
  bool noise = true;
  std::uint64_t seed = 0;  // of the noise; the same seed gives the same noise on every engine
};

// Adam ascent on every start with a gradient clip per start; temperatures anneal from `from` to
// `to`.
struct GradientSchedule {
  std::size_t steps = 100;
  float learning_rate = 0.1F;
  float clip_norm = 1.0F;
  Relaxation from{};
  Relaxation to{};
  std::uint64_t seed = 0;
};

struct GradientRun {
  std::vector<float> best_loss;    // [S], noise-free, over all visited iterates
  std::vector<float> best_latent;  // [S x positions x width], the iterate it belongs to
  std::uint64_t evaluations = 0;   // forward passes; a backward counts as two
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
  // Runs all the steps of a schedule without returning to the host between them, or nullopt when
  // the engine cannot; then the searcher drives evaluate() itself.
  virtual std::optional<Result<GradientRun>> run(TensorView<const float> starts,
                                                 const GradientSchedule& schedule,
                                                 const Budget& budget);
  // The program that one start stands for (noise-free).
  virtual LatentCode decode(TensorView<const float> start) const = 0;
};

class INKLING_API DifferentiableInterpreter {
 public:
  virtual ~DifferentiableInterpreter();
  // Errors: bad_input when the task's values do not fit the model.
  virtual Result<std::unique_ptr<LatentProblem>> prepare(const Task& task) const = 0;
};

}  // namespace inkling
