// The neural language interpreter as the training room sees it: its loss with schedules, how it is
// judged, and the vocabulary that its weights carry.
#pragma once

#include "model.hpp"
#include "trainable.hpp"

namespace inkling::nli {

training::Architecture architecture();
// D-LPN: the same network without recurrence.
training::Architecture once_architecture();

// What is in force in the next step of a training.
struct StepPlan {
  double program_temperature = 1;
  double state_temperature = 1;
  double regulariser = 0;  // lambda
  int positions = 0;       // program positions
  int reach = 0;           // of the executor's attention; 0 = everywhere
  double shuffle = 0;      // share of programs that run in random order
};

class Trainable : public training::TrainableModel {
 public:
  Trainable(const ModelConfig& shape, const ScheduleConfig& schedule, torch::Tensor read,
            torch::Device device);

  torch::nn::Module& module() override { return *model_; }
  LatentSpace space() const override;
  training::StepLoss loss(const training::Batch& batch, const training::Moment& moment,
                          const Rng& rng) override;
  std::vector<training::Figure> schedule(const training::Moment& moment) const override;
  training::Judgement judge(const training::Batch& batch, const training::Moment& moment,
                            bool test) override;
  void after_look(const training::Judgement& judgement, const training::Moment& moment) override;
  bool settled(const training::Moment& moment) const override;
  std::map<std::string, std::int64_t> state() const override;
  bool restore(const std::map<std::string, std::int64_t>& state) override;
  // The vocabulary: what the inductor writes for fresh training tasks, token by token. Tensors
  // vocabulary.vectors [count, D], the mean search variable of every token in use, and
  // vocabulary.weights [count], its share of all positions; the skip token first. Tokens of fewer
  // than 0.2 % of the positions are left out. Nothing is added for a model without codebook or skip
  // token, or one that never skips.
  Result<void> complete(nn::WeightsFile& weights, const training::DrawTasks& draw,
                        std::uint64_t seed) override;

  Model& model() { return *model_; }
  StepPlan plan(const training::Moment& moment) const;

 private:
  double annealed(double from, double to, const training::Moment& moment) const;
  int positions(std::int64_t step) const;
  double regulariser(std::int64_t step) const;
  bool full_size(const training::Moment& moment) const;

  ScheduleConfig config_;
  torch::Tensor read_;  // of tape_loss
  std::shared_ptr<Model> model_;
  std::int64_t regulariser_start_ = -1;
  int good_checks_ = 0;
  int reach_ = 0;                  // in force
  std::int64_t anneal_start_ = 0;  // the step at which temperatures begin to fall; -1 = not yet
  std::int64_t grow_start_ = 0;    // likewise, at which programs begin to grow
};

}  // namespace inkling::nli
