// What decoders are fed and asked for, and how what they write is judged.
#pragma once

#include "grammar.hpp"
#include "trainable.hpp"

namespace inkling::writer {

// What losses here are written in.
using torch::Tensor;
using training::Batch;
using training::Judgement;
using training::Moment;
using training::StepLoss;

struct Targets {
  Tensor before, next;  // [tasks, T] of int64
  Tensor stands;        // [tasks, T] of float: next is no kNothing
};
// `next` behind `begin`; stands [tasks, T] of bool or float.
Targets targets_of(const Tensor& next, std::int64_t begin, const Tensor& stands);
// Of the programs of a batch: those of its tasks' first pairs, as make_source() writes them.
Targets programs_of(const Batch& batch);
// The examples of a batch, [tasks, pairs, places]; `vary`: a random number of the pairs, from two.
Tensor examples_of(const Batch& batch, bool vary, const Rng& rng);

// The mean over the tokens, in nats. logits [tasks, T, tokens].
Tensor cross_entropy(const Tensor& logits, const Targets& targets);
// Whether every token of a text is the likeliest one, each behind the right ones, [tasks] of bool.
Tensor exact(const Tensor& logits, const Targets& targets);
double mean_of(const Tensor& truths);
double right_tokens(const Tensor& logits, const Targets& targets);

// What every architecture here adds to its weights: the names of its tokens.
class Writer : public training::TrainableModel {
 public:
  explicit Writer(std::vector<std::string> vocabulary) : vocabulary_(std::move(vocabulary)) {}
  LatentSpace space() const override { return {}; }
  Result<void> complete(nn::WeightsFile& file, const training::DrawTasks&, std::uint64_t) override;

 private:
  std::vector<std::string> vocabulary_;
};

// One that trains a Model by a Schedule.
template <class Model, class Schedule>
class WriterOf : public Writer {
 public:
  WriterOf(std::shared_ptr<Model> model, const Schedule& schedule,
           std::vector<std::string> vocabulary, torch::Device device)
      : Writer(std::move(vocabulary)), schedule_(schedule), model_(std::move(model)) {
    model_->to(device);
  }
  torch::nn::Module& module() override { return *model_; }

 protected:
  Schedule schedule_;
  std::shared_ptr<Model> model_;
};

}  // namespace inkling::writer
