#include "targets.hpp"

#include <model_shelf.hpp>

#include "shape.hpp"

namespace inkling::writer {

namespace {

// Without the columns at the end that are empty in every row.
Tensor trimmed(const Tensor& rows, std::int64_t nothing) {
  const Tensor any = (rows != nothing).any(0).nonzero();
  return rows.slice(1, 0, any.numel() == 0 ? 1 : any.max().item<std::int64_t>() + 1);
}

}  // namespace

Targets targets_of(const Tensor& next, std::int64_t begin, const Tensor& stands) {
  const Tensor first = torch::full({next.size(0), 1}, begin, next.options());
  return {torch::cat({first, next.slice(1, 0, next.size(1) - 1)}, 1), next,
          stands.to(torch::kFloat)};
}

Targets programs_of(const Batch& batch) {
  const Tensor next = trimmed(batch.y.select(1, 0), kNothing);
  return targets_of(next, kBegin, next != kNothing);
}

Tensor cross_entropy(const Tensor& logits, const Targets& targets) {
  const Tensor all = torch::log_softmax(logits, -1).gather(2, targets.next.unsqueeze(2)).squeeze(2);
  return -(all * targets.stands).sum() / targets.stands.sum().clamp_min(1);
}

Tensor exact(const Tensor& logits, const Targets& targets) {
  return ((logits.argmax(2) == targets.next).to(torch::kFloat) + (1 - targets.stands) > 0.5).all(1);
}
double mean_of(const Tensor& truths) {
  return truths.to(torch::kDouble).mean().item<double>();
}
double right_tokens(const Tensor& logits, const Targets& targets) {
  const Tensor right = (logits.argmax(2) == targets.next).to(torch::kFloat) * targets.stands;
  return (right.sum() / targets.stands.sum()).item<double>();
}

Tensor examples_of(const Batch& batch, bool vary, const Rng& rng) {
  if (!vary || batch.x.size(1) <= 2) return batch.x;
  Rng own = rng.split("pairs");
  return batch.x.slice(1, 0, own.uniform(2, batch.x.size(1)));
}

Result<void> Writer::complete(nn::WeightsFile& file, const training::DrawTasks&, std::uint64_t) {
  file.metadata[kTokens] = common::join_lines(vocabulary_);
  return {};
}

}  // namespace inkling::writer
