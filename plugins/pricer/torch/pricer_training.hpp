// The guide's network as the training room sees it.
#pragma once

#include "model.hpp"
#include "trainable.hpp"

namespace inkling::pricer {

training::Architecture architecture();

// Tasks of a domain's generator: examples as encoding.hpp writes them, and for every entry of the
// language's catalogue whether the hidden program uses it (of every pair the same). Errors:
// unsupported (no language with a catalogue, or no programs of it in the tasks), and those of
// training::make_source.
Result<training::TaskSource> make_source(const Domain& domain, const Language* language,
                                         const training::LoopSettings& settings);

class Trainable : public training::TrainableModel {
 public:
  Trainable(const ModelConfig& shape, const ScheduleConfig& schedule,
            std::vector<std::string> entries, torch::Device device);
  torch::nn::Module& module() override { return *model_; }
  Model& model() { return *model_; }
  LatentSpace space() const override { return {}; }
  // Cross entropy of every entry, summed over the entries.
  training::StepLoss loss(const training::Batch& batch, const training::Moment& moment,
                          const Rng& rng) override;
  // `accuracy`: of the entries that a program uses, the share that stands among the first guesses,
  // twice as many as it uses.
  training::Judgement judge(const training::Batch& batch, const training::Moment& moment,
                            bool test) override;
  Result<void> complete(nn::WeightsFile& file, const training::DrawTasks& draw,
                        std::uint64_t seed) override;

 private:
  ScheduleConfig schedule_;
  std::vector<std::string> entries_;
  std::shared_ptr<Model> model_;
};

}  // namespace inkling::pricer
