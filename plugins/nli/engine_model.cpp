#include "engine_model.hpp"

#include <algorithm>
#include <mutex>

#include "token_codes.hpp"

namespace inkling::nli::engine {
namespace {

using common::Pairs;

// In the order of Bias.
constexpr std::initializer_list<const char*> kBiases = {"none", "relative", "absolute", "mirrored"};

constexpr int kUnread = -1;  // the target at a place that a loss does not look at

// Where a problem runs: the processor, and a card in front of it or none.
struct Machines {
  const Backend* backend = &best_backend();
  const Backend* rough = nullptr;      // of passes with noise, or null
  std::unique_ptr<CudaEngine> cuda{};  // or null
};

class EngineProblem : public LatentProblem {
 public:
  EngineProblem(std::shared_ptr<const Model> model,
                std::shared_ptr<const LatentVocabulary> vocabulary, LatentSpace space, Pairs pairs,
                const Params& params, unsigned threads, std::string name, Machines machines)
      : model_(std::move(model)),
        vocabulary_(std::move(vocabulary)),
        space_(space),
        annealing_(params),
        threads_(threads),
        name_(std::move(name)),
        engine_(*model_, *machines.backend, threads, machines.rough),
        cuda_(std::move(machines.cuda)) {
    problem_.examples = static_cast<int>(pairs.count);
    problem_.x = pairs.x;
    problem_.y = pairs.y;
    x_ = std::move(pairs.x);
    y_ = std::move(pairs.y);
    if (pairs.read.empty()) return;
    // No symbol is wanted where a loss does not look: then nothing there is wrong, and nothing has
    // a gradient. The engine's mean is over all places; `scale_` makes it one over those read.
    const std::size_t places = pairs.read.size();
    for (std::size_t i = 0; i < problem_.y.size(); ++i)
      if (!pairs.read[i % places]) problem_.y[i] = kUnread;
    const auto read = std::count(pairs.read.begin(), pairs.read.end(), true);
    scale_ = static_cast<float>(places) / static_cast<float>(read);
  }

  LatentSpace space() const override { return space_; }
  LatentWork work() const override {
    const nn::Work work = work_of(model_->plan.shape);
    return {work.forward, work.backward};
  }

  std::vector<float> initial() const override { return engine_.encode(x_, y_); }

  Result<void> evaluate(TensorView<const float> starts, const Evaluation& how,
                        TensorView<float> loss, TensorView<float> gradient) override {
    if (auto checked = common::check_sizes(space_, starts, loss, gradient); !checked)
      return checked;
    problem_.seed = how.noise.value_or(0);
    const common::Temperatures at = annealing_.at(how.progress);
    engine_.evaluate(problem_, {starts.data(), starts.size()},
                     {at.program, at.state, how.noise.has_value(), 0}, {loss.data(), loss.size()},
                     {}, {gradient.data(), gradient.size()}, {});
    if (scale_ == 1.0F) return {};
    for (std::size_t i = 0; i < loss.size(); ++i) loss[i] *= scale_;
    for (std::size_t i = 0; i < gradient.size(); ++i) gradient[i] *= scale_;
    return {};
  }

  std::optional<Result<void>> run(DescentState& state, const Descent& descent,
                                  const Budget& budget) override {
    if (state.latent.empty() || state.latent.size() % space_.size() != 0 || descent.steps == 0 ||
        descent.check_every == 0)
      return Result<void>(Error{ErrorCode::bad_param, "a search needs at least one start of " +
                                                          std::to_string(space_.size()) +
                                                          " numbers, one step, and looks"});
    problem_.seed = descent.seed;
    const Schedule plan = plan_of(descent);
    State inner = take(state);
    state.bytes =
        CpuEngine::bytes(*model_, engine_.backend(), threads_, inner.latent.size() / space_.size());
    std::string fault = advance(inner, plan, state.bytes, budget);
    if (!fault.empty()) {
      // What a failed device left in the state is a whole step's, or nothing: it goes on from
      // there.
      state.warnings.push_back(fault + "; the processor took over");
      cuda_ = nullptr;
      fault = advance(inner, plan, state.bytes, budget);
    }
    give(std::move(inner), state);
    return Result<void>();
  }

  LatentVocabulary vocabulary() const override { return *vocabulary_; }

  LatentCode decode(TensorView<const float> start) const override {
    std::vector<float> vector(start.data(), start.data() + start.size());
    const std::vector<float> logits = engine_.logits(vector);
    return common::to_code(std::move(vector), logits, space_, name_);
  }

 private:
  Schedule plan_of(const Descent& descent) const {
    Schedule plan;
    plan.steps = descent.steps;
    plan.until = descent.until == 0 ? descent.steps : std::min(descent.until, descent.steps);
    plan.check_every = descent.check_every;
    plan.stop_when_fit = descent.stop_when_fit;
    plan.learning_rate = descent.learning_rate;
    plan.clip_norm = descent.clip_norm / scale_;
    plan.program_from = annealing_.from.program;
    plan.program_to = annealing_.to.program;
    plan.state_from = annealing_.from.state;
    plan.state_to = annealing_.to.state;
    return plan;
  }

  // The engine's own form of a state, whose losses are means over all places.
  State take(DescentState& state) const {
    State inner{std::move(state.latent),
                std::move(state.first),
                std::move(state.second),
                std::move(state.best_loss),
                std::move(state.best_latent),
                std::move(state.best_fits),
                state.step,
                state.evaluations,
                false};
    for (float& loss : inner.best_loss) loss /= scale_;
    return inner;
  }
  void give(State inner, DescentState& state) const {
    inner.prepare(model_->plan.shape);
    state.latent = std::move(inner.latent);
    state.first = std::move(inner.first);
    state.second = std::move(inner.second);
    for (float& loss : inner.best_loss) loss *= scale_;
    state.best_loss = std::move(inner.best_loss);
    state.best_latent = std::move(inner.best_latent);
    state.best_fits = std::move(inner.best_fits);
    state.step = inner.step;
    state.evaluations = inner.evaluations;
  }

  // To plan.until or as far as the budget reaches. Returns the fault of the device, if it failed.
  std::string advance(State& inner, Schedule plan, std::size_t bytes, const Budget& budget) {
    // Within a step the clock and the stop token count; evaluations are compared between steps, so
    // that the outcome does not depend on the threads.
    const Stop stop = [&budget] {
      StopReason reason{};
      return budget.exhausted(0, 0, reason);
    };
    const std::size_t end = plan.until;
    StopReason reason{};
    std::string fault;
    while (!(inner.solved && plan.stop_when_fit) && inner.step < end &&
           !budget.exhausted(inner.evaluations, bytes, reason)) {
      // A piece of work for the GPU reaches from look to look.
      const std::size_t piece = cuda_ == nullptr ? 1 : plan.check_every;
      plan.until = std::min(end, inner.step + piece);
      const bool done = cuda_ == nullptr
                            ? engine_.run({&problem_, 1}, {&inner, 1}, plan, stop)
                            : cuda_->run({&problem_, 1}, {&inner, 1}, plan, stop, fault);
      if (!done) break;
    }
    return fault;
  }

  std::shared_ptr<const Model> model_;
  std::shared_ptr<const LatentVocabulary> vocabulary_;
  LatentSpace space_;
  common::Annealing annealing_;
  unsigned threads_;
  std::string name_;
  Problem problem_;
  std::vector<int> x_, y_;    // the examples' whole tapes, as the inductor reads them
  float scale_ = 1.0F;        // places over those that are read
  mutable CpuEngine engine_;  // its work space; a problem belongs to one search
  std::unique_ptr<CudaEngine> cuda_;
};

class EngineModel : public common::LatentModel {
  // An engine's work space is megabytes: engines are kept, one for every call at a time.
  template <class F>
  auto with_engine(F use) const {
    std::unique_ptr<CpuEngine> engine;
    {
      const std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        engine = std::move(idle_.back());
        idle_.pop_back();
      }
    }
    if (engine == nullptr) engine = std::make_unique<CpuEngine>(*model_, best_backend(), 1);
    auto result = use(*engine);
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(engine));
    return result;
  }

 public:
  EngineModel(Model model, LatentVocabulary vocabulary, CudaMaker cuda)
      : model_(std::make_shared<const Model>(std::move(model))),
        vocabulary_(std::make_shared<const LatentVocabulary>(std::move(vocabulary))),
        cuda_(std::move(cuda)) {
    const Shape& s = model_->plan.shape;
    const auto size = [](int count) { return static_cast<std::size_t>(count); };
    facts_ = {size(s.length), size(s.symbols), {size(s.positions), size(s.width), size(s.codes)}};
  }
  const common::ModelFacts& facts() const override { return facts_; }

  std::vector<common::DrawnCode> propose(const Pairs& pairs, std::size_t count, double temperature,
                                         Rng& rng) const override {
    return with_engine([&](CpuEngine& it) {
      return common::propose_tokens(it.logits(it.encode(pairs.x, pairs.y)), facts_.space, count,
                                    temperature, rng);
    });
  }
  std::vector<int> run(const LatentCode& code, std::span<const int> x) const override {
    return with_engine(
        [&](CpuEngine& it) { return it.trace(log_codes(it, code), x, common::kStateTemperature); });
  }
  std::vector<float> certainty(const LatentCode& code, std::span<const int> x) const override {
    return with_engine([&](CpuEngine& it) {
      return it.certainty(log_codes(it, code), x, common::kStateTemperature);
    });
  }

  std::vector<int> apply(std::span<const int> tokens, std::span<const int> tapes) const override {
    const std::size_t codes = facts_.space.codes;
    std::vector<float> rows;
    for (const int token : tokens) {
      const std::vector<float> one =
          common::to_log_codes({facts_.space, {}, {token}, {}}, {}, facts_.space);
      rows.insert(rows.end(), one.begin(), one.begin() + static_cast<std::ptrdiff_t>(codes));
    }
    return with_engine(
        [&](CpuEngine& it) { return it.step(rows, tapes, common::kStateTemperature); });
  }
  const std::vector<double>& usage() const override {
    std::call_once(usage_known_, [this] {
      usage_ = with_engine([&](CpuEngine& it) { return usage_of(*vocabulary_, it); });
    });
    return usage_;
  }

  Result<std::unique_ptr<LatentProblem>> prepare(Pairs pairs, const ProblemOptions& options,
                                                 std::string name) const override {
    const auto params = options.params.select(evaluation_params());
    if (!params) return params.error();
    auto machines = machines_for(params->get_text("engine"));
    if (!machines) return std::move(machines).error();
    return std::unique_ptr<LatentProblem>(std::make_unique<EngineProblem>(
        model_, vocabulary_, facts_.space, std::move(pairs), *params, options.threads,
        std::move(name), *std::move(machines)));
  }

 private:
  std::vector<float> log_codes(CpuEngine& engine, const LatentCode& code) const {
    const std::vector<float> logits =
        code.vector.empty() ? std::vector<float>() : engine.logits(code.vector);
    return common::to_log_codes(code, logits, facts_.space);
  }

  // The token that every word of the vocabulary stands for, with its weight.
  std::vector<double> usage_of(const LatentVocabulary& words, CpuEngine& engine) const {
    if (words.weights.empty()) return {};
    const LatentSpace& space = facts_.space;
    std::vector<double> usage(space.codes, 0.0);
    std::vector<float> e(space.size(), 0.0F);
    for (std::size_t i = 0; i < words.weights.size(); ++i) {
      const auto word = words.vectors.begin() + static_cast<std::ptrdiff_t>(i * space.width);
      std::copy_n(word, space.width, e.begin());
      const std::vector<float> logits = engine.logits(e);
      const auto end = logits.begin() + static_cast<std::ptrdiff_t>(space.codes);
      const auto token = std::max_element(logits.begin(), end) - logits.begin();
      usage[static_cast<std::size_t>(token)] += double{words.weights[i]};
    }
    return usage;
  }

  Result<Machines> machines_for(const std::string& engine) const {
    Machines machines;
    if (engine == "cuda" || engine == "cuda-tf32") {
      std::string fault;
      machines.cuda =
          cuda_(*model_, engine == "cuda" ? Precision::float32 : Precision::tensor, fault);
      if (machines.cuda == nullptr)
        return Error{ErrorCode::device,
                     "engine " + engine + " cannot be used: " + fault,
                     {"engine=cpu runs the same search on the processor"}};
    } else if (engine == "cpu-bf16") {
      machines.rough = backend_of(nn::Isa::avx512_bf16);
      if (machines.rough == nullptr || !machines.rough->available())
        return Error{ErrorCode::unsupported,
                     "engine cpu-bf16 needs a processor with AVX-512 and its bfloat16 products",
                     {"engine=cpu runs the same search in float32"}};
    } else if (engine == "reference") {
      machines.backend = &reference_backend();
    }
    return machines;
  }

  std::shared_ptr<const Model> model_;
  std::shared_ptr<const LatentVocabulary> vocabulary_;
  CudaMaker cuda_;
  common::ModelFacts facts_;
  mutable std::once_flag usage_known_;  // worked out where somebody asks
  mutable std::vector<double> usage_;
  mutable std::mutex mutex_;
  mutable std::vector<std::unique_ptr<CpuEngine>> idle_;
};

}  // namespace

Result<Shape> read_shape(const nn::WeightsFile& file) {
  nn::ShapeFields fields(file, kFormat);
  if (fields.fault()) return Error{ErrorCode::io, *fields.fault()};
  for (const char* part : {"discrete_program", "recurrent", "discrete_layer", "skip"})
    if (fields.choice(part, "true", {"true", "false"}) == 1)
      return Error{ErrorCode::unsupported,
                   std::string("it is of an ablated model (") + part + "=false)",
                   {std::string(part) == "discrete_program"
                        ? "it has no programs to search, so that no solver runs it"
                        : "solvers nli-torch run such models; they need a build with LibTorch"}};
  Shape shape;
  for (const auto& [name, field] : {std::pair<const char*, int*>{"length", &shape.length},
                                    {"symbols", &shape.symbols},
                                    {"positions", &shape.positions},
                                    {"codes", &shape.codes},
                                    {"width", &shape.width},
                                    {"heads", &shape.heads},
                                    {"encoder_layers", &shape.encoder_layers},
                                    {"executor_layers", &shape.executor_layers},
                                    {"mlp_ratio", &shape.mlp_ratio},
                                    {"reach", &shape.reach}})
    *field = fields.integer(name, *field);
  shape.bias = static_cast<Bias>(fields.choice("bias", "relative", kBiases));
  shape.encoder_bias = static_cast<Bias>(fields.choice("encoder_bias", "none", kBiases));
  const nn::Fault fault = fields.fault() ? fields.fault() : find_fault(shape);
  if (fault) return Error{ErrorCode::io, *fault};
  return shape;
}

Result<common::ModelShelf::Model> load_model(const std::filesystem::path& path) {
  nn::WeightsFile file;
  if (nn::Fault fault = nn::read_weights(path, file)) return Error{ErrorCode::io, *fault};
  const auto shape = read_shape(file);
  if (!shape) return common::unusable(path, shape.error());
  const auto refused = [&](const nn::Fault& fault) {
    return common::unusable(path, Error{ErrorCode::io, *fault});
  };
  Model model;
  if (const auto fault = build_model(*shape, nn::Layout::of(file), model)) return refused(fault);
  LatentVocabulary vocabulary;
  if (const auto fault =
          common::read_vocabulary(file, static_cast<std::size_t>(shape->width), vocabulary))
    return refused(fault);
  return make_model(std::move(model), std::move(vocabulary));
}

common::ModelShelf::Model make_model(Model model, LatentVocabulary vocabulary, CudaMaker cuda) {
  return std::make_shared<const EngineModel>(std::move(model), std::move(vocabulary),
                                             std::move(cuda));
}

ParamSpecs evaluation_params() {
  ParamSpecs params = common::temperature_params();
  params.push_back({"engine",
                    ParamType::choice,
                    "auto",
                    "what runs the model; auto is the processor, reference is double precision",
                    {},
                    {},
                    {"auto", "cpu", "cpu-bf16", "cuda", "cuda-tf32", "reference"}});
  return params;
}

}  // namespace inkling::nli::engine
