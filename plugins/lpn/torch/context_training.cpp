#include "context_training.hpp"

#include "lpn_training.hpp"
#include "stored_model.hpp"

namespace inkling::lpn {

using torch::Tensor;
using training::Batch;
using training::Judgement;
using training::Moment;

training::Architecture context_architecture() {
  training::Architecture made;
  made.id = "in-context";
  made.summary = "a transformer that sees the examples and the query, and no program";
  made.format = kContextFormat;
  made.about =
      "An in-context network: it sees the examples, each as a vector, beside the query and writes "
      "the output; there is no program and nothing to search. See docs/lpn.md.";
  return training::with_settings<ContextConfig, ContextSchedule, ContextTrainable>(std::move(made));
}

LatentSpace ContextTrainable::space() const {
  return {static_cast<std::size_t>(model_->rows()), static_cast<std::size_t>(model_->config.latent),
          0};
}

Tensor leave_one_out_loss(Model& model, const Tensor& z, const Tensor& x, const Tensor& y,
                          const Tensor& read, int64_t count) {
  const Tensor others = others_of(z).flatten(0, 1).slice(1, 0, count);
  const Tensor outputs = y.flatten(0, 1);
  const Tensor out = model.decode(fill_rows(others, model.rows()), x.flatten(0, 1), outputs);
  return training::tape_loss(out, outputs, read);
}

training::StepLoss ContextTrainable::loss(const Batch& batch, const Moment&, const Rng& rng) {
  const int64_t tasks = batch.x.size(0), pairs = batch.x.size(1);
  const Tensor z =
      model_->encode(batch.x.flatten(0, 1), batch.y.flatten(0, 1)).mean.view({tasks, pairs, -1});
  Rng drawn = rng.split("examples");
  const bool fewer = config_.vary && drawn.uniform_real() < 0.5;
  const int64_t count = fewer ? drawn.uniform(1, pairs - 1) : pairs - 1;
  training::StepLoss loss;
  loss.total = leave_one_out_loss(*model_, z, batch.x, batch.y, read_, count).mean();
  loss.figures = {{{"nll", 0, 5, true, "Loss"}, loss.total.detach()}};
  return loss;
}

Judgement ContextTrainable::judge(const Batch& batch, const Moment&, bool) {
  const torch::NoGradGuard guard;
  const int64_t tasks = batch.x.size(0), last = batch.x.size(1) - 1;
  const Tensor z =
      model_
          ->encode(batch.x.slice(1, 0, last).flatten(0, 1), batch.y.slice(1, 0, last).flatten(0, 1))
          .mean.view({tasks, last, -1});
  const Tensor out =
      model_->write(fill_rows(z, model_->rows()), batch.x.select(1, last).contiguous());
  const Tensor right = training::tape_exact(out, batch.y.select(1, last).contiguous(), read_);
  Judgement result;
  result.accuracy = result.kept = right.to(torch::kDouble).mean().item<double>();
  return result;
}

}  // namespace inkling::lpn
