#include "engine_model.hpp"

#include <algorithm>

namespace inkling::lpn {
namespace {

using common::Pairs;
using engine::Engine;
using engine::Model;

std::vector<unsigned char> read_of(const Pairs& pairs, std::size_t places) {
  std::vector<unsigned char> read(places, 1);
  if (!pairs.read.empty()) std::copy(pairs.read.begin(), pairs.read.end(), read.begin());
  return read;
}

// What a vector's search looks at. A continuous program is what it is from the first step to the
// last: nothing is annealed, and there is no noise.
class EngineProblem : public LatentProblem {
 public:
  EngineProblem(std::shared_ptr<const Model> model, const common::ModelFacts& facts, Pairs pairs,
                unsigned threads, std::string name)
      : model_(std::move(model)),
        space_(facts.space),
        pairs_(std::move(pairs)),
        read_(read_of(pairs_, facts.length)),
        name_(std::move(name)),
        engine_(*model_, threads) {}

  LatentSpace space() const override { return space_; }
  LatentWork work() const override {
    const nn::Work work = engine::work_of(model_->plan.shape);
    return {work.forward, work.backward};
  }
  std::vector<float> initial() const override { return engine_.encode(pairs_.x, pairs_.y).mean; }

  Result<void> evaluate(TensorView<const float> starts, const Evaluation&, TensorView<float> loss,
                        TensorView<float> gradient) override {
    if (auto checked = common::check_sizes(space_, starts, loss, gradient); !checked)
      return checked;
    engine_.evaluate({pairs_.x, pairs_.y, read_}, {starts.data(), starts.size()},
                     {loss.data(), loss.size()}, {gradient.data(), gradient.size()});
    return {};
  }

  LatentCode decode(TensorView<const float> start) const override {
    return {space_, {start.data(), start.data() + start.size()}, {}, name_};
  }

 private:
  std::shared_ptr<const Model> model_;
  LatentSpace space_;
  Pairs pairs_;
  std::vector<unsigned char> read_;
  std::string name_;
  mutable Engine engine_;  // its work space; a problem belongs to one search
};

class EngineModel : public common::LatentModel {
 public:
  explicit EngineModel(Model model) : model_(std::make_shared<const Model>(std::move(model))) {
    const engine::Shape& s = model_->plan.shape;
    facts_ = {static_cast<std::size_t>(s.length),
              static_cast<std::size_t>(s.symbols),
              {1, static_cast<std::size_t>(s.latent), 0}};
  }
  const common::ModelFacts& facts() const override { return facts_; }

  // Log-probabilities are densities over that of the mean.
  std::vector<common::DrawnCode> propose(const Pairs& pairs, std::size_t count, double temperature,
                                         Rng& rng) const override {
    std::vector<common::DrawnCode> out;
    const Engine::Programs programs = Engine(*model_).encode(pairs.x, pairs.y);
    while (out.size() < count) {
      std::vector<float> vector = programs.mean;
      double log_probability = 0;
      for (std::size_t i = 0; i < vector.size() && !out.empty(); ++i) {
        const double step = temperature * rng.normal();
        vector[i] += static_cast<float>(step) * programs.deviation[i];
        log_probability -= 0.5 * step * step;
      }
      out.push_back({{facts_.space, std::move(vector), {}, {}}, log_probability});
    }
    std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) {
      return a.log_probability > b.log_probability;
    });
    return out;
  }
  std::vector<int> run(const LatentCode& code, std::span<const int> x) const override {
    return Engine(*model_).run(code.vector, x);
  }
  Result<std::unique_ptr<LatentProblem>> prepare(Pairs pairs, const ProblemOptions& options,
                                                 std::string name) const override {
    return std::unique_ptr<LatentProblem>(std::make_unique<EngineProblem>(
        model_, facts_, std::move(pairs), options.threads, std::move(name)));
  }

 private:
  std::shared_ptr<const Model> model_;
  common::ModelFacts facts_;
};

}  // namespace

Result<engine::Shape> read_shape(const nn::WeightsFile& file) {
  nn::ShapeFields fields(file, kWeightsFormat);
  engine::Shape shape;
  for (const auto& [name, field] : {std::pair<const char*, int*>{"length", &shape.length},
                                    {"symbols", &shape.symbols},
                                    {"latent", &shape.latent},
                                    {"width", &shape.width},
                                    {"heads", &shape.heads},
                                    {"encoder_layers", &shape.encoder_layers},
                                    {"decoder_layers", &shape.decoder_layers},
                                    {"mlp_ratio", &shape.mlp_ratio}})
    *field = fields.integer(name, *field);
  shape.relative = fields.choice("bias", "relative", {"none", "relative"}) == 1;
  const nn::Fault fault = fields.fault() ? fields.fault() : engine::find_fault(shape);
  if (fault) return Error{ErrorCode::io, *fault};
  return shape;
}

Result<common::ModelShelf::Model> load_model(const std::filesystem::path& path) {
  nn::WeightsFile file;
  if (nn::Fault fault = nn::read_weights(path, file)) return Error{ErrorCode::io, *fault};
  const auto shape = read_shape(file);
  if (!shape) return common::unusable(path, shape.error());
  Model model;
  if (const auto fault = engine::build_model(*shape, nn::Layout::of(file), model))
    return common::unusable(path, Error{ErrorCode::io, *fault});
  return make_model(std::move(model));
}

common::ModelShelf::Model make_model(Model model) {
  return std::make_shared<const EngineModel>(std::move(model));
}

}  // namespace inkling::lpn
