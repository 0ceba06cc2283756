#include "components.hpp"

#include <algorithm>
#include <inkling/nn/denormals.hpp>

#include "losses.hpp"
#include "store.hpp"
#include "token_codes.hpp"

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
          LatentSpace space, const Pairs& pairs, const Params& params, std::string name)
      : model_(std::move(model)),
        vocabulary_(std::move(vocabulary)),
        space_(space),
        annealing_(params),
        x_(rows_of(pairs.x, pairs.count)),
        y_(rows_of(pairs.y, pairs.count)),
        read_(pairs.read.empty() ? Tensor() : training::places_read(pairs.read, torch::kCPU)),
        name_(std::move(name)) {}

  LatentSpace space() const override { return space_; }

  std::vector<float> initial() const override {
    torch::NoGradGuard guard;
    return floats_of(model_->encode(x_, y_).mean(0));
  }

  Result<void> evaluate(TensorView<const float> starts, const Evaluation& how,
                        TensorView<float> loss, TensorView<float> gradient) override {
    if (auto checked = common::check_sizes(space_, starts, loss, gradient); !checked)
      return checked;
    const nn::FlushDenormals flush;  // as the engine does
    const bool wanted = gradient.rank() != 0;
    torch::AutoGradMode mode(wanted);
    const auto count = static_cast<std::int64_t>(starts.dim(0));
    const Tensor e = wrap({starts.data(), starts.size()},
                          {count, model_->config.positions, model_->config.width})
                         .clone()
                         .requires_grad_(wanted);
    const Tensor per_start = losses(e, how, count);
    std::ranges::copy(floats_of(per_start), loss.data());
    if (wanted)
      std::ranges::copy(floats_of(torch::autograd::grad({per_start.sum()}, {e})[0]),
                        gradient.data());
    return {};
  }

  LatentVocabulary vocabulary() const override { return *vocabulary_; }

  LatentCode decode(TensorView<const float> start) const override {
    torch::NoGradGuard guard;
    std::vector<float> vector(start.data(), start.data() + start.size());
    const Tensor e = wrap(vector, {model_->config.positions, model_->config.width});
    const std::vector<float> logits = floats_of(model_->code_logits(e));
    return common::to_code(std::move(vector), logits, space_, name_);
  }

 private:
  // Sum over the examples of the mean negative log-likelihood, [S].
  Tensor losses(const Tensor& e, const Evaluation& how, std::int64_t count) const {
    const common::Temperatures at = annealing_.at(how.progress);
    const Rng rng(how.noise.value_or(0));
    Rng program = rng.split("program");
    Rng state = rng.split("state");
    const Tensor log_z =
        Model::log_codes(model_->code_logits(e), at.program, how.noise ? &program : nullptr);
    const std::int64_t examples = x_.size(0);
    const Tensor out = model_->run(log_z.repeat_interleave(examples, 0), x_.repeat({count, 1}),
                                   at.state, how.noise ? &state : nullptr);
    return training::tape_loss(out, y_.repeat({count, 1}), read_).view({count, examples}).sum(1);
  }

  std::shared_ptr<Model> model_;
  std::shared_ptr<const LatentVocabulary> vocabulary_;
  LatentSpace space_;
  common::Annealing annealing_;
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
    const auto size = [](auto count) { return static_cast<std::size_t>(count); };
    facts_ = {size(c.length), size(c.symbols), {size(c.positions), size(c.width), size(c.codes)}};
  }
  const common::ModelFacts& facts() const override { return facts_; }

  std::vector<common::DrawnCode> propose(const Pairs& pairs, std::size_t count, double temperature,
                                         Rng& rng) const override {
    torch::NoGradGuard guard;
    const nn::FlushDenormals flush;
    const Tensor e =
        model_->encode(rows_of(pairs.x, pairs.count), rows_of(pairs.y, pairs.count)).mean(0);
    return common::propose_tokens(floats_of(model_->code_logits(e)), facts_.space, count,
                                  temperature, rng);
  }

  std::vector<int> run(const LatentCode& code, std::span<const int> x) const override {
    torch::NoGradGuard guard;
    const Tensor best = states_of(code, x).argmax(3).to(torch::kInt).contiguous();
    return {best.data_ptr<int>(), best.data_ptr<int>() + best.numel()};
  }
  std::vector<float> certainty(const LatentCode& code, std::span<const int> x) const override {
    torch::NoGradGuard guard;
    return floats_of(states_of(code, x).amax(3).exp().contiguous());
  }

  Result<std::unique_ptr<LatentProblem>> prepare(Pairs pairs, const ProblemOptions& options,
                                                 std::string name) const override {
    const auto params = options.params.select(common::temperature_params());
    if (!params) return params.error();
    return std::unique_ptr<LatentProblem>(std::make_unique<Problem>(
        model_, vocabulary_, facts_.space, pairs, *params, std::move(name)));
  }

 private:
  // log pi, [inputs, positions, n, V].
  Tensor states_of(const LatentCode& code, std::span<const int> x) const {
    const nn::FlushDenormals flush;
    const LatentSpace& space = facts_.space;
    const auto positions = static_cast<std::int64_t>(space.positions);
    std::vector<float> logits;
    if (!code.vector.empty())
      logits = floats_of(model_->code_logits(
          wrap(code.vector, {positions, static_cast<std::int64_t>(space.width)})));
    const std::vector<float> log_codes = common::to_log_codes(code, logits, space);
    const auto inputs = static_cast<std::int64_t>(x.size() / facts_.length);
    std::vector<Tensor> states;
    model_->run(wrap(log_codes, {1, positions, static_cast<std::int64_t>(space.codes)})
                    .expand({inputs, -1, -1}),
                rows_of({x.begin(), x.end()}, static_cast<std::size_t>(inputs)),
                common::kStateTemperature, nullptr, 0, &states);
    return torch::stack(states).transpose(0, 1);
  }

  std::shared_ptr<Model> model_;  // LibTorch's modules have no const forward passes
  std::shared_ptr<const LatentVocabulary> vocabulary_;
  common::ModelFacts facts_;
};

}  // namespace

Result<common::ModelShelf::Model> load_model(const std::filesystem::path& path) {
  nn::WeightsFile file;
  if (nn::Fault fault = nn::read_weights(path, file)) return Error{ErrorCode::io, *fault};
  std::shared_ptr<Model> model;
  const auto refused = [&](const nn::Fault& fault) {
    return common::unusable(path, Error{ErrorCode::io, *fault});
  };
  if (const auto fault = from_weights(file, model)) return refused(fault);
  if (!model->config.discrete_program)
    return Error{ErrorCode::unsupported,
                 "the weights " + path.string() + " are of a model without programs (an ablation)"};
  LatentVocabulary vocabulary;
  if (const auto fault =
          common::read_vocabulary(file, static_cast<std::size_t>(model->config.width), vocabulary))
    return refused(fault);
  model->eval();
  for (auto& parameter : model->parameters()) parameter.set_requires_grad(false);
  at::set_num_threads(1);  // products this small only lose by being split
  return common::ModelShelf::Model(
      std::make_shared<const TorchModel>(std::move(model), std::move(vocabulary)));
}

}  // namespace inkling::nli
