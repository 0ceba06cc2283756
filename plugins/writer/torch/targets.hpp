// What decoders are fed and asked for, and how what they write is judged.
#pragma once

#include "grammar.hpp"
#include "trainable.hpp"

namespace inkling::writer {

struct Targets {
  torch::Tensor before, next;  // [tasks, T] of int64
  torch::Tensor stands;        // [tasks, T] of float: next is no kNothing
};
// `next` behind `begin`; stands [tasks, T] of bool or float.
Targets targets_of(const torch::Tensor& next, std::int64_t begin, const torch::Tensor& stands);
// Of the programs of a batch: those of its tasks' first pairs, as make_source() writes them.
Targets programs_of(const training::Batch& batch);
// The examples of a batch, [tasks, pairs, places]; `vary`: a random number of the pairs, from two.
torch::Tensor examples_of(const training::Batch& batch, bool vary, const Rng& rng);

// The mean over the tokens, in nats. logits [tasks, T, tokens].
torch::Tensor cross_entropy(const torch::Tensor& logits, const Targets& targets);
// Whether every token of a text is the likeliest one, each behind the right ones, [tasks] of bool.
torch::Tensor exact(const torch::Tensor& logits, const Targets& targets);
double mean_of(const torch::Tensor& truths);
double right_tokens(const torch::Tensor& logits, const Targets& targets);

// What every architecture here adds to its weights: the names of its tokens.
class Writer : public training::TrainableModel {
 public:
  explicit Writer(std::vector<std::string> vocabulary) : vocabulary_(std::move(vocabulary)) {}
  LatentSpace space() const override { return {}; }
  Result<void> complete(nn::WeightsFile& file, const training::DrawTasks&, std::uint64_t) override;

 private:
  std::vector<std::string> vocabulary_;
};

}  // namespace inkling::writer
