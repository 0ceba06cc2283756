// The steps of a training, whatever the architecture: tasks, loss, gradient, Adam; and its whole
// state as a checkpoint.
#pragma once

#include "trainable.hpp"
#include "world.hpp"

namespace inkling::training {

class Loop {
 public:
  using Maker = std::function<std::unique_ptr<TrainableModel>(torch::Device)>;
  // The first weights depend on the seed alone, whatever the device. With a world, which must
  // outlive it, every rank takes its share of a step's tasks. Preconditions: settings.ramp is
  // well-formed; settings.batch is a multiple of the ranks.
  Loop(const LoopSettings& settings, TaskSource source, const Maker& make,
       torch::Device device = torch::kCPU, World* world = nullptr);

  // One step of optimisation. Everything random in it follows from the seed and the number of the
  // step. Errors: internal (a loss or gradient that is not finite), those of the tasks; then the
  // weights are those before the step.
  Result<void> step();
  // Looks at fresh training tasks; schedules may go on. Then, where there is another part, at tasks
  // of that.
  Result<Judgement> check();
  Result<Judgement> check_test();

  // Of the last step: loss, gradient norm, what the model tells.
  const std::vector<Figure>& figures() const { return figures_; }
  Moment moment() const;
  bool finished() const { return done_ >= settings_.steps; }
  std::int64_t done() const { return done_; }
  const LoopSettings& settings() const { return settings_; }
  TrainableModel& model() { return *model_; }
  const TrainableModel& model() const { return *model_; }
  Result<Batch> draw(const TaskRequest& request, Rng& rng) const;
  Result<Batch> draw_batch(Rng& rng) const;  // of the next step; ramped tasks first
  const TaskSource& source() const { return source_; }

  // The whole state: a training that is continued from it, on the same kind of device, goes on bit
  // for bit. load() gives what is wrong with the file, if anything is.
  void save(nn::WeightsFile& file) const;
  nn::Fault load(const nn::WeightsFile& file);

 private:
  double learning_rate() const;
  Result<void> average(const StepLoss& loss, std::vector<torch::Tensor>& gradients) const;
  void update(const std::vector<torch::Tensor>& gradients, double scale);
  void update_at_once(const std::vector<torch::Tensor>& gradients, double scale);

  LoopSettings settings_;
  Ramp ramp_;
  TaskSource source_;
  torch::Device device_;
  World* world_;
  std::unique_ptr<TrainableModel> model_;
  std::vector<std::pair<std::string, torch::Tensor>> parameters_;
  std::vector<torch::Tensor> first_moments_, second_moments_;
  std::vector<Figure> figures_;
  std::int64_t done_ = 0;
};

}  // namespace inkling::training
