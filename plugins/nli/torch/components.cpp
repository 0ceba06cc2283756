#include "components.hpp"

#include <algorithm>

#include "losses.hpp"
#include "store.hpp"

namespace inkling::nli {
namespace {

using common::Pairs;
using torch::Tensor;

Tensor rows_of(const std::vector<int>& data, std::size_t rows) {
  return torch::tensor(data, torch::kInt).to(torch::kLong).view({static_cast<int64_t>(rows), -1});
}

// from_blob wants a mutable pointer; nothing writes to it.
Tensor wrap(std::span<const float> data, at::IntArrayRef shape) {
  return torch::from_blob(const_cast<float*>(data.data()), shape);
}

std::vector<float> floats_of(const Tensor& tensor) {
  const Tensor flat = tensor.detach().contiguous();
  return {flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel()};
}

class Problem : public LatentProblem {
 public:
  Problem(std::shared_ptr<Model> model, std::shared_ptr<const LatentVocabulary> vocabulary,
          common::ModelFacts facts, const Pairs& pairs, std::string name)
      : model_(std::move(model)),
        vocabulary_(std::move(vocabulary)),
        facts_(facts),
        x_(rows_of(pairs.x, pairs.count)),
        y_(rows_of(pairs.y, pairs.count)),
        read_(pairs.read.empty() ? Tensor() : training::places_read(pairs.read, torch::kCPU)),
        name_(std::move(name)) {}

  LatentShape shape() const override {
    const ModelConfig& c = model_->config;
    return {static_cast<std::size_t>(c.positions), static_cast<std::size_t>(c.width),
            static_cast<std::size_t>(c.codes)};
  }

  std::vector<float> initial() const override {
    torch::NoGradGuard guard;
    return floats_of(model_->encode(x_, y_).mean(0));
  }

  Result<void> evaluate(TensorView<const float> starts, const Relaxation& relaxation,
                        TensorView<float> loss, TensorView<float> gradient) override {
    if (auto checked = common::check_sizes(shape(), starts, loss, gradient); !checked)
      return checked;
    const bool wanted = gradient.rank() != 0;
    torch::AutoGradMode mode(wanted);
    const auto count = static_cast<std::int64_t>(starts.dim(0));
    const Tensor e = wrap({starts.data(), starts.size()},
                          {count, model_->config.positions, model_->config.width})
                         .clone()
                         .requires_grad_(wanted);
    const Tensor per_start = losses(e, relaxation, count);
    std::ranges::copy(floats_of(per_start), loss.data());
    if (wanted)
      std::ranges::copy(floats_of(torch::autograd::grad({per_start.sum()}, {e})[0]),
                        gradient.data());
    return {};
  }

  LatentVocabulary vocabulary() const override { return *vocabulary_; }

  LatentCode decode(TensorView<const float> start) const override {
    torch::NoGradGuard guard;
    const Tensor e =
        wrap({start.data(), start.size()}, {model_->config.positions, model_->config.width});
    return common::to_code(floats_of(model_->code_logits(e)), facts_, name_);
  }

 private:
  // Sum over the examples of the mean negative log-likelihood, [S].
  Tensor losses(const Tensor& e, const Relaxation& relaxation, std::int64_t count) const {
    const Rng rng(relaxation.seed);
    Rng program = rng.split("program");
    Rng state = rng.split("state");
    const Tensor log_z = Model::log_codes(model_->code_logits(e), relaxation.program_temperature,
                                          relaxation.noise ? &program : nullptr);
    const std::int64_t examples = x_.size(0);
    const Tensor out =
        model_->run(log_z.repeat_interleave(examples, 0), x_.repeat({count, 1}),
                    relaxation.state_temperature, relaxation.noise ? &state : nullptr);
    return training::tape_loss(out, y_.repeat({count, 1}), read_).view({count, examples}).sum(1);
  }

  std::shared_ptr<Model> model_;
  std::shared_ptr<const LatentVocabulary> vocabulary_;
  common::ModelFacts facts_;
  Tensor x_, y_;  // [E, n]
  Tensor read_;   // indices of the places that are read; undefined: all
  std::string name_;
};

class TorchModel : public common::LatentModel {
 public:
  TorchModel(std::shared_ptr<Model> model, LatentVocabulary vocabulary)
      : model_(std::move(model)),
        vocabulary_(std::make_shared<const LatentVocabulary>(std::move(vocabulary))) {
    const ModelConfig& c = model_->config;
    facts_ = {c.length, c.symbols, c.positions, c.codes, c.width};
  }
  const common::ModelFacts& facts() const override { return facts_; }

  std::vector<float> encode(const Pairs& pairs) const override {
    torch::NoGradGuard guard;
    return floats_of(
        model_->encode(rows_of(pairs.x, pairs.count), rows_of(pairs.y, pairs.count)).mean(0));
  }

  std::vector<float> code_logits(std::span<const float> variables) const override {
    torch::NoGradGuard guard;
    return floats_of(model_->code_logits(wrap(variables, {facts_.positions, facts_.width})));
  }

  std::vector<int> run(std::span<const float> log_codes, std::span<const int> x,
                       float temperature) const override {
    torch::NoGradGuard guard;
    const auto inputs = static_cast<int64_t>(x.size()) / facts_.length;
    std::vector<Tensor> states;
    model_->run(wrap(log_codes, {1, facts_.positions, facts_.codes}).expand({inputs, -1, -1}),
                rows_of({x.begin(), x.end()}, static_cast<std::size_t>(inputs)), temperature,
                nullptr, 0, &states);
    // [positions, inputs, n, V] -> [inputs, positions, n]
    const Tensor best = torch::stack(states).argmax(3).transpose(0, 1).to(torch::kInt).contiguous();
    return {best.data_ptr<int>(), best.data_ptr<int>() + best.numel()};
  }

  Result<std::unique_ptr<LatentProblem>> prepare(Pairs pairs, const ProblemOptions& options,
                                                 std::string name) const override {
    if (!options.engine.empty() && options.engine != "libtorch")
      return Error{ErrorCode::unsupported,
                   "this interpreter runs on LibTorch, not on engine '" + options.engine + "'"};
    return std::unique_ptr<LatentProblem>(
        std::make_unique<Problem>(model_, vocabulary_, facts_, pairs, std::move(name)));
  }

 private:
  std::shared_ptr<Model> model_;  // LibTorch's modules have no const forward passes
  std::shared_ptr<const LatentVocabulary> vocabulary_;
  common::ModelFacts facts_;
};

}  // namespace

Result<common::ModelShelf::Model> load_model(const std::filesystem::path& path) {
  nn::WeightsFile file;
  if (nn::Fault fault = nn::read_weights(path, file)) return Error{ErrorCode::io, *fault};
  std::shared_ptr<Model> model;
  if (nn::Fault fault = from_weights(file, model))
    return Error{ErrorCode::io, "cannot use the weights " + path.string() + ": " + *fault};
  if (!model->config.discrete_program)
    return Error{ErrorCode::unsupported,
                 "the weights " + path.string() + " are of a model without programs (an ablation)"};
  LatentVocabulary vocabulary;
  if (nn::Fault fault = common::read_vocabulary(file, model->config.width, vocabulary))
    return Error{ErrorCode::io, "cannot use the weights " + path.string() + ": " + *fault};
  model->eval();
  for (auto& parameter : model->parameters()) parameter.set_requires_grad(false);
  at::set_num_threads(1);  // products this small only lose by being split
  return common::ModelShelf::Model(
      std::make_shared<const TorchModel>(std::move(model), std::move(vocabulary)));
}

}  // namespace inkling::nli
