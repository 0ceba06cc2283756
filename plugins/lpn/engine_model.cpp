#include "engine_model.hpp"

#include <algorithm>
#include <cmath>
#include <inkling/nn/descend.hpp>

#include "token_codes.hpp"

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

// Shares of codes of a program of tokens, or of a mixture of them, as it is run.
std::vector<float> shares_of(Engine& engine, const LatentCode& code, const LatentSpace& space) {
  const std::vector<float> logits =
      code.vector.empty() ? std::vector<float>() : engine.logits(code.vector);
  std::vector<float> shares = common::to_log_codes(code, logits, space);
  for (float& share : shares) share = std::exp(share);
  return shares;
}

// What a search looks at. Numbers are what they are from the first step to the last: nothing is
// annealed, and there is no noise. Codes are chosen more and more sharply.
class EngineProblem : public LatentProblem {
 public:
  EngineProblem(std::shared_ptr<const Model> model, const common::ModelFacts& facts, Pairs pairs,
                const Params& params, unsigned threads, std::string name)
      : model_(std::move(model)),
        space_(facts.space),
        pairs_(std::move(pairs)),
        read_(read_of(pairs_, facts.length)),
        name_(std::move(name)),
        engine_(*model_, threads) {
    if (space_.codes == 0) return;
    from_ = static_cast<float>(params.get_real("program_from"));
    to_ = static_cast<float>(params.get_real("program_to"));
  }

  LatentSpace space() const override { return space_; }
  LatentWork work() const override {
    const nn::Work work = engine::work_of(model_->plan.shape);
    return {work.forward, work.backward};
  }
  std::vector<float> initial() const override { return engine_.encode(pairs_.x, pairs_.y).mean; }

  Result<void> evaluate(TensorView<const float> starts, const Evaluation& how,
                        TensorView<float> loss, TensorView<float> gradient) override {
    if (auto checked = common::check_sizes(space_, starts, loss, gradient); !checked)
      return checked;
    std::vector<float> noise;
    if (space_.codes > 0 && how.noise) {
      noise.resize(loss.size() * space_.positions * space_.codes);
      Rng rng(*how.noise);
      for (float& number : noise) number = static_cast<float>(rng.gumbel());
    }
    const float temperature = how.progress >= 1.0 ? to_ : nn::annealed(from_, to_, how.progress);
    engine_.evaluate({pairs_.x, pairs_.y, read_}, {starts.data(), starts.size()},
                     {temperature, noise}, {loss.data(), loss.size()},
                     {gradient.data(), gradient.size()});
    return {};
  }

  LatentCode decode(TensorView<const float> start) const override {
    std::vector<float> vector(start.data(), start.data() + start.size());
    if (space_.codes == 0) return {space_, std::move(vector), {}, name_};
    const std::vector<float> logits = engine_.logits(vector);
    return common::to_code(std::move(vector), logits, space_, name_);
  }

 private:
  std::shared_ptr<const Model> model_;
  LatentSpace space_;
  Pairs pairs_;
  std::vector<unsigned char> read_;
  std::string name_;
  float from_ = 1.0F, to_ = 1.0F;  // temperatures of the codes
  mutable Engine engine_;          // its work space; a problem belongs to one search
};

// What a program is, in plain words, where it is neither one vector nor steps of tokens.
std::string explanation_of(const engine::Shape& s) {
  if (s.codes > 0)
    return std::to_string(s.rows) +
           " tokens of a language that the network invented; it reads all of them at once, so that "
           "none is a step by itself";
  if (s.each)
    return "no program: what the network remembers of the examples, " + std::to_string(s.rows) +
           " rows of " + std::to_string(s.latent) + " numbers, beside which it sees an input";
  return {};
}

class EngineModel : public common::LatentModel {
 public:
  explicit EngineModel(Model model) : model_(std::make_shared<const Model>(std::move(model))) {
    const engine::Shape& s = model_->plan.shape;
    const auto size = [](int count) { return static_cast<std::size_t>(count); };
    facts_ = {size(s.length),
              size(s.symbols),
              {size(s.rows), size(s.latent), size(s.codes)},
              true,
              explanation_of(s)};
  }
  const common::ModelFacts& facts() const override { return facts_; }

  // Log-probabilities of numbers are densities over that of the mean.
  std::vector<common::DrawnCode> propose(const Pairs& pairs, std::size_t count, double temperature,
                                         Rng& rng) const override {
    std::vector<common::DrawnCode> out;
    Engine engine(*model_);
    const Engine::Programs programs = engine.encode(pairs.x, pairs.y);
    if (facts_.space.codes > 0)
      return common::propose_tokens(engine.logits(programs.mean), facts_.space, count, temperature,
                                    rng);
    // What was seen of the examples is what it is.
    if (model_->plan.shape.each) count = std::min<std::size_t>(count, 1);
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
    Engine engine(*model_);
    if (facts_.space.codes == 0) return engine.run(code.vector, x);
    return engine.run(shares_of(engine, code, facts_.space), x);
  }
  Result<std::unique_ptr<LatentProblem>> prepare(Pairs pairs, const ProblemOptions& options,
                                                 std::string name) const override {
    auto params = options.params.select(facts_.space.codes > 0 ? code_params() : ParamSpecs());
    if (!params) return std::move(params).error();
    return std::unique_ptr<LatentProblem>(std::make_unique<EngineProblem>(
        model_, facts_, std::move(pairs), *params, options.threads, std::move(name)));
  }

 private:
  std::shared_ptr<const Model> model_;
  common::ModelFacts facts_;
};

}  // namespace

ParamSpecs code_params() {
  ParamSpecs specs;
  for (const ParamSpec& spec : common::temperature_params())
    if (spec.name.starts_with("program_")) specs.push_back(spec);
  return specs;
}

Result<engine::Shape> read_shape(const nn::WeightsFile& file, const std::string& format) {
  nn::ShapeFields fields(file, format);
  engine::Shape shape;
  const bool codes = format == kCodesFormat;
  shape.each = format == kContextFormat;
  // Names and defaults of fields are those of the trainers.
  if (shape.each) shape.rows = fields.integer("examples", 4);
  if (codes) {
    shape.rows = fields.integer("positions", 10);
    shape.codes = fields.integer("codes", 16);
  } else {
    shape.latent = fields.integer("latent", shape.latent);
    shape.writing = fields.integer("writing", 0);
  }
  for (const auto& [name, field] :
       {std::pair<const char*, int*>{"length", &shape.length},
        {"symbols", &shape.symbols},
        {"width", &shape.width},
        {"heads", &shape.heads},
        {"encoder_layers", &shape.encoder_layers},
        {codes ? "executor_layers" : "decoder_layers", &shape.decoder_layers},
        {"mlp_ratio", &shape.mlp_ratio}})
    *field = fields.integer(name, *field);
  shape.relative = fields.choice("bias", "relative", {"none", "relative"}) == 1;
  const nn::Fault fault = fields.fault() ? fields.fault() : engine::find_fault(shape);
  if (fault) return Error{ErrorCode::io, *fault};
  return shape;
}

Result<common::ModelShelf::Model> load_model(const std::filesystem::path& path,
                                             const std::string& format) {
  nn::WeightsFile file;
  if (nn::Fault fault = nn::read_weights(path, file)) return Error{ErrorCode::io, *fault};
  const auto shape = read_shape(file, format);
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
