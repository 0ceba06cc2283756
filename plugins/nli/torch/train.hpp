// Training of a model on tasks drawn on the fly.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

#include "model.hpp"
#include "store.hpp"

namespace inkling::nli {

// Fills x and y [tasks x pairs x length] with symbols 0..V-1. `test`: tasks of the test part;
// otherwise of the training part, `padding` as in TrainConfig.
struct TaskRequest {
  bool test = false;
  int padding = 0;
  int tasks = 0;
  int pairs = 0;
};
using TaskSource = std::function<void(const TaskRequest&, Rng&, int64_t* x, int64_t* y)>;

struct TaskBatch {
  torch::Tensor x, y;  // [B, m, n] of int64
};
TaskBatch draw_tasks(const TaskSource& source, const TaskRequest& request, int length, Rng& rng,
                     torch::Device device = torch::kCPU);

struct StepReport {
  double loss = 0;            // what was minimised
  double reconstruction = 0;  // mean NLL per output symbol
  double codes = 0;           // the regulariser's count
  double skip = 0;            // mean z_skip
  double gradient = 0;        // norm before clipping
  double program_temperature = 0;
  double state_temperature = 0;
  double regulariser = 0;  // lambda in force
  int positions = 0;       // program positions in force
  int reach = 0;           // of the executor's attention; 0 = everywhere
  double shuffle = 0;      // share of programs that run in random order
};

// Noise-free: four pairs as specification, the fifth predicted; inputs without padding.
struct Evaluation {
  double accuracy = 0;       // exact match of the whole output, soft codes
  double hard_accuracy = 0;  // the same with every code replaced by its most likely token
  int unique_tokens = 0;     // different tokens in use over all tasks, skip not counted
  double skip = 0;           // share of positions that skip
};
Evaluation evaluate(Model& model, const TaskSource& source, bool test, int tasks,
                    double program_temperature, double state_temperature, int positions, Rng& rng);

// What the inductor writes for fresh training tasks, token by token: the tensors vocabulary.vectors
// [count, D], the mean search variable of every token in use, and vocabulary.weights [count], its
// share of all positions; the skip token first. Tokens of fewer than 0.2 % of the positions are
// left out. Nothing is added for a model without codebook or skip token, or one that never skips.
void add_vocabulary(Model& model, const TaskSource& source, std::uint64_t seed,
                    WeightsFile& weights);

class Trainer {
 public:
  // The first weights depend on the seed alone, whatever the device.
  Trainer(const ModelConfig& model, const TrainConfig& config, TaskSource source,
          torch::Device device = torch::kCPU);

  // One step of optimisation. Everything random in it follows from the seed and the number of the
  // step. Error: a loss or gradient that is not finite; then the weights are those before the step.
  Fault step(StepReport& report);
  // Looks at fresh training tasks; decides when the regulariser starts.
  Evaluation check();

  // The whole state: a run that is continued from it, on the same kind of device, goes on bit for
  // bit.
  Fault save(const std::filesystem::path& path) const;
  Fault load(const std::filesystem::path& path);

  Model& model() { return *model_; }
  const TrainConfig& config() const { return config_; }
  std::int64_t done() const { return done_; }  // steps
  double program_temperature() const;
  double state_temperature() const;
  int positions() const;
  int padding() const;  // training inputs of the next step end in so many blanks at most
  TaskBatch draw_batch(Rng& rng) const;  // of the next step; padded tasks first
  bool full_size() const;                // programs, attention and padding have their last size
  bool settled() const;                  // and the regulariser its full strength

 private:
  double annealed(double from, double to) const;
  double learning_rate() const;
  double regulariser() const;
  void update(const std::vector<torch::Tensor>& gradients, double scale);
  void update_at_once(const std::vector<torch::Tensor>& gradients, double scale);

  TrainConfig config_;
  TaskSource source_;
  torch::Device device_;
  std::shared_ptr<Model> model_;
  std::vector<std::pair<std::string, torch::Tensor>> parameters_;
  std::vector<torch::Tensor> first_moments_, second_moments_;
  std::int64_t done_ = 0;
  std::int64_t regulariser_start_ = -1;
  int good_checks_ = 0;
  int reach_ = 0;                  // in force
  std::int64_t anneal_start_ = 0;  // the step at which temperatures begin to fall; -1 = not yet
  std::int64_t grow_start_ = 0;    // likewise, at which programs begin to grow
};

}  // namespace inkling::nli
