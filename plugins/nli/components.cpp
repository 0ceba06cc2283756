#include "components.hpp"

#include <torch/torch.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "store.hpp"

namespace inkling::nli {
namespace {

using torch::Tensor;

constexpr std::int64_t kBlank = -1;
constexpr double kProgramTemperature = 0.3;  // of soft programs as they are decoded
constexpr double kStateTemperature = 0.3;
constexpr double kZero = 1e-9;  // probability of a code that a discrete program does not name

Error bad_value(const std::string& where, const std::string& reason) {
  return Error{ErrorCode::bad_input, where + " " + reason};
}

// Digits are their own symbols; the blank is the last one.
Result<std::vector<std::int64_t>> to_symbols(const Value& value, const ModelConfig& config,
                                             const std::string& where) {
  const std::string wanted = std::to_string(config.length);
  if (!value.is_list()) return bad_value(where, "is not a list of " + wanted + " integers");
  const Value::List& list = value.as_list();
  if (list.size() != static_cast<std::size_t>(config.length))
    return bad_value(where, "has " + std::to_string(list.size()) + " symbols; this model takes " +
                                wanted + ", filled with -1 at the end");
  std::vector<std::int64_t> symbols;
  for (const Value& item : list) {
    if (!item.is_int() || item.as_int() < kBlank || item.as_int() >= config.symbols - 1)
      return bad_value(where, "holds a symbol outside -1.." + std::to_string(config.symbols - 2));
    symbols.push_back(item.as_int() == kBlank ? config.symbols - 1 : item.as_int());
  }
  return symbols;
}

Value to_value(const Tensor& symbols, int alphabet) {
  Value::List list;
  for (std::int64_t i = 0; i < symbols.size(0); ++i) {
    const auto symbol = symbols[i].item<std::int64_t>();
    list.emplace_back(symbol == alphabet - 1 ? kBlank : symbol);
  }
  return Value(std::move(list));
}

Tensor to_tensor(const std::vector<std::int64_t>& data, std::int64_t rows) {
  return torch::tensor(data, torch::kLong).view({rows, -1});
}

struct Pairs {
  Tensor x, y;  // [E, n]
};

Result<Pairs> read_examples(const Task& task, const ModelConfig& config) {
  std::vector<std::int64_t> x, y;
  for (std::size_t i = 0; i < task.examples.size(); ++i) {
    const Example& example = task.examples[i];
    const std::string where = "example " + std::to_string(i + 1);
    if (example.inputs.size() != 1)
      return bad_value(
          where, "has " + std::to_string(example.inputs.size()) + " inputs; this model takes one");
    auto in = to_symbols(example.inputs[0], config, where + ", input");
    if (!in.ok()) return std::move(in).error();
    auto out = to_symbols(example.output, config, where + ", output");
    if (!out.ok()) return std::move(out).error();
    x.insert(x.end(), in->begin(), in->end());
    y.insert(y.end(), out->begin(), out->end());
  }
  const auto rows = static_cast<std::int64_t>(task.examples.size());
  return Pairs{to_tensor(x, rows), to_tensor(y, rows)};
}

LatentCode to_code(const Tensor& log_z) {
  const Tensor z = log_z.exp().to(torch::kFloat).contiguous();
  const Tensor best = z.argmax(1);
  LatentCode code;
  code.positions = static_cast<std::size_t>(z.size(0));
  code.codes = static_cast<std::size_t>(z.size(1));
  for (std::int64_t t = 0; t < z.size(0); ++t)
    code.tokens.push_back(static_cast<int>(best[t].item<std::int64_t>()));
  code.relaxed.assign(z.data_ptr<float>(), z.data_ptr<float>() + z.numel());
  return code;
}

// log z [T, K] of a program; the tail of a short one is skips. Errors: type.
Result<Tensor> to_log_codes(const Program& program, const std::string& id,
                            const ModelConfig& config) {
  if (program.kind() != Program::Kind::latent || program.owner() != id)
    return Error{ErrorCode::type, "'" + program.text() + "' is no program of interpreter " + id};
  const LatentCode& code = program.code();
  const auto positions = static_cast<std::size_t>(config.positions);
  const auto codes = static_cast<std::size_t>(config.codes);
  if (code.tokens.size() > positions || code.codes != codes)
    return Error{ErrorCode::type, "'" + program.text() + "' is not of at most " +
                                      std::to_string(positions) + " tokens below " +
                                      std::to_string(codes)};
  Tensor z = torch::zeros({config.positions, config.codes});
  auto at = z.accessor<float, 2>();
  for (std::size_t t = 0; t < positions; ++t)
    for (std::size_t k = 0; k < codes; ++k) {
      const int token = t < code.tokens.size() ? code.tokens[t] : static_cast<int>(kSkip);
      const bool soft = !code.relaxed.empty() && t < code.tokens.size();
      at[static_cast<std::int64_t>(t)][static_cast<std::int64_t>(k)] =
          soft ? code.relaxed[t * codes + k] : (static_cast<int>(k) == token ? 1.0F : 0.0F);
    }
  return z.clamp_min(kZero).log();
}

class Problem : public LatentProblem {
 public:
  Problem(std::shared_ptr<Model> model, Pairs pairs)
      : model_(std::move(model)), pairs_(std::move(pairs)) {}

  LatentShape shape() const override {
    const ModelConfig& c = model_->config;
    return {static_cast<std::size_t>(c.positions), static_cast<std::size_t>(c.width),
            static_cast<std::size_t>(c.codes)};
  }

  std::vector<float> initial() const override {
    torch::NoGradGuard guard;
    const Tensor e = model_->encode(pairs_.x, pairs_.y).mean(0).contiguous();
    return {e.data_ptr<float>(), e.data_ptr<float>() + e.numel()};
  }

  Result<void> evaluate(TensorView<const float> starts, const Relaxation& relaxation,
                        TensorView<float> loss, TensorView<float> gradient) override {
    const LatentShape s = shape();
    if (starts.rank() != 3 || starts.dim(1) != s.positions || starts.dim(2) != s.width ||
        loss.size() != starts.dim(0) || (gradient.rank() != 0 && gradient.size() != starts.size()))
      return Error{ErrorCode::internal, "the search variables are not of shape [starts, " +
                                            std::to_string(s.positions) + ", " +
                                            std::to_string(s.width) + "]"};
    const bool wanted = gradient.rank() != 0;
    torch::AutoGradMode mode(wanted);
    const auto count = static_cast<std::int64_t>(starts.dim(0));
    // from_blob wants a mutable pointer; the clone is what is written to.
    const Tensor e = torch::from_blob(const_cast<float*>(starts.data()),
                                      {count, model_->config.positions, model_->config.width})
                         .clone()
                         .requires_grad_(wanted);
    const Tensor per_start = losses(e, relaxation, count);
    const Tensor flat = per_start.detach().contiguous();
    std::copy_n(flat.data_ptr<float>(), flat.numel(), loss.data());
    if (!wanted) return {};
    const Tensor g = torch::autograd::grad({per_start.sum()}, {e})[0].contiguous();
    std::copy_n(g.data_ptr<float>(), g.numel(), gradient.data());
    return {};
  }

  LatentCode decode(TensorView<const float> start) const override {
    torch::NoGradGuard guard;
    const Tensor e = torch::from_blob(const_cast<float*>(start.data()),
                                      {model_->config.positions, model_->config.width});
    return to_code(Model::log_codes(model_->code_logits(e), kProgramTemperature, nullptr));
  }

 private:
  // Sum over the examples of the mean negative log-likelihood, [S].
  Tensor losses(const Tensor& e, const Relaxation& relaxation, std::int64_t count) const {
    const Rng rng(relaxation.seed);
    Rng program = rng.split("program");
    Rng state = rng.split("state");
    const Tensor log_z = Model::log_codes(model_->code_logits(e), relaxation.program_temperature,
                                          relaxation.noise ? &program : nullptr);
    const std::int64_t examples = pairs_.x.size(0);
    const Tensor out =
        model_->run(log_z.repeat_interleave(examples, 0), pairs_.x.repeat({count, 1}),
                    relaxation.state_temperature, relaxation.noise ? &state : nullptr);
    return sequence_loss(out, pairs_.y.repeat({count, 1})).view({count, examples}).sum(1);
  }

  std::shared_ptr<Model> model_;
  Pairs pairs_;
};

class NliInterpreter : public Interpreter, public DifferentiableInterpreter {
 public:
  NliInterpreter(std::string id, std::shared_ptr<const ModelSlot> slot) : slot_(std::move(slot)) {
    info_.id = std::move(id);
    info_.summary = "a neural interpreter that runs programs in a language of its own";
    info_.domain = "sequences";
    info_.accepts = Program::Kind::latent;
  }
  const InterpreterInfo& info() const override { return info_; }
  const DifferentiableInterpreter* gradient() const override { return this; }

  Result<Value> run(const Program& program, std::span<const Value> inputs) const override {
    auto states = states_of(program, inputs);
    if (!states.ok()) return std::move(states).error();
    return std::move(states->back());
  }

  Result<std::vector<TraceStep>> trace(const Program& program,
                                       std::span<const Value> inputs) const override {
    auto states = states_of(program, inputs);
    if (!states.ok()) return std::move(states).error();
    std::vector<TraceStep> steps{{"input", inputs[0]}};
    for (std::size_t t = 0; t < states->size(); ++t) {
      const int token = t < program.code().tokens.size() ? program.code().tokens[t] : 0;
      steps.push_back(
          {token == kSkip ? "skip" : "t" + std::to_string(token), std::move((*states)[t])});
    }
    return steps;
  }

  Result<Program> parse(std::string_view text) const override {
    auto model = slot_->model();
    if (!model.ok()) return std::move(model).error();
    const ModelConfig& config = (*model)->config;
    const auto refused = [&](const std::string& reason) {
      return Error{ErrorCode::parse,
                   "'" + std::string(text) + "' is no latent program: " + reason,
                   {"tokens below " + std::to_string(config.codes) +
                    " in angle brackets are expected, at most " + std::to_string(config.positions) +
                    " of them: <3 3 0>"}};
    };
    if (text.size() < 2 || text.front() != '<' || text.back() != '>')
      return refused("it does not stand in angle brackets");
    LatentCode code;
    code.codes = static_cast<std::size_t>(config.codes);
    const char* at = text.data() + 1;
    const char* end = text.data() + text.size() - 1;
    while (at != end) {
      if (*at == ' ') {
        ++at;
        continue;
      }
      int token = -1;
      const auto [next, error] = std::from_chars(at, end, token);
      if (error != std::errc() || token < 0 || token >= config.codes)
        return refused("'" + std::string(at, end) + "' does not begin with a token");
      code.tokens.push_back(token);
      at = next;
    }
    if (code.tokens.empty() || code.tokens.size() > static_cast<std::size_t>(config.positions))
      return refused("it has " + std::to_string(code.tokens.size()) + " tokens");
    code.positions = code.tokens.size();
    return Program::latent(info_.id, std::move(code));
  }

  std::string explain(const Program& program) const override {
    if (program.kind() != Program::Kind::latent) return program.text();
    const auto& tokens = program.code().tokens;
    const auto skips = std::count(tokens.begin(), tokens.end(), static_cast<int>(kSkip));
    return std::to_string(tokens.size() - static_cast<std::size_t>(skips)) +
           " steps in a language that the network invented, and " + std::to_string(skips) +
           " skips; :trace shows what each step does";
  }

  Result<std::unique_ptr<LatentProblem>> prepare(const Task& task) const override {
    auto model = slot_->model();
    if (!model.ok()) return std::move(model).error();
    auto pairs = read_examples(task, (*model)->config);
    if (!pairs.ok()) return std::move(pairs).error();
    return std::unique_ptr<LatentProblem>(
        std::make_unique<Problem>(std::move(*model), std::move(*pairs)));
  }

 private:
  // The state after every position, as values.
  Result<std::vector<Value>> states_of(const Program& program,
                                       std::span<const Value> inputs) const {
    torch::NoGradGuard guard;
    auto model = slot_->model();
    if (!model.ok()) return std::move(model).error();
    const ModelConfig& config = (*model)->config;
    auto log_z = to_log_codes(program, info_.id, config);
    if (!log_z.ok()) return std::move(log_z).error();
    if (inputs.size() != 1)
      return Error{ErrorCode::type, "interpreter " + info_.id + " takes one input, not " +
                                        std::to_string(inputs.size())};
    auto symbols = to_symbols(inputs[0], config, "the input");
    if (!symbols.ok()) return std::move(symbols).error();
    std::vector<Tensor> states;
    (*model)->run(log_z->unsqueeze(0), to_tensor(*symbols, 1), kStateTemperature, nullptr, 0,
                  &states);
    std::vector<Value> values;
    for (const Tensor& state : states)
      values.push_back(to_value(state[0].argmax(1), config.symbols));
    return values;
  }

  InterpreterInfo info_;
  std::shared_ptr<const ModelSlot> slot_;
};

class NliInductor : public Inductor {
 public:
  NliInductor(std::string id, std::shared_ptr<const ModelSlot> slot) : slot_(std::move(slot)) {
    info_.id = std::move(id);
    info_.summary = "a network that writes programs in a language of its own";
    info_.domain = "sequences";
    info_.params = {
        {"temperature", ParamType::real, "0.3", "of the programs drawn", 0.01, 100, {}}};
  }
  const InductorInfo& info() const override { return info_; }

  // The first is the one without noise; the others are drawn.
  Result<std::vector<ScoredProgram>> propose(const Task& task, std::size_t count,
                                             const Params& params, Rng& rng) const override {
    torch::NoGradGuard guard;
    auto model = slot_->model();
    if (!model.ok()) return std::move(model).error();
    auto pairs = read_examples(task, (*model)->config);
    if (!pairs.ok()) return std::move(pairs).error();
    const Tensor logits = (*model)->code_logits((*model)->encode(pairs->x, pairs->y).mean(0));
    const Tensor log_q = torch::log_softmax(logits, 1);
    std::vector<ScoredProgram> programs;
    for (std::size_t i = 0; i < count; ++i) {
      const Tensor log_z =
          Model::log_codes(logits, params.get_real("temperature"), i == 0 ? nullptr : &rng);
      const Tensor best = log_z.argmax(1, true);
      const double score = log_q.gather(1, best).sum().item<double>();
      programs.push_back({Program::latent(info_.id, to_code(log_z)), score});
    }
    std::stable_sort(programs.begin(), programs.end(),
                     [](const ScoredProgram& a, const ScoredProgram& b) {
                       return a.log_probability > b.log_probability;
                     });
    return programs;
  }

 private:
  InductorInfo info_;
  std::shared_ptr<const ModelSlot> slot_;
};

}  // namespace

Result<std::shared_ptr<Model>> ModelSlot::model() const {
  const std::lock_guard lock(mutex_);
  if (model_ != nullptr) return model_;
  std::error_code ignored;
  if (!std::filesystem::exists(path_, ignored))
    return Error{ErrorCode::not_found,
                 "there are no weights at " + path_.string(),
                 {"train some with inkling-nli-trainer, or put a shipped file there"}};
  WeightsFile file;
  if (Fault fault = read_weights(path_, file)) return Error{ErrorCode::io, *fault};
  std::shared_ptr<Model> model;
  if (Fault fault = from_weights(file, model))
    return Error{ErrorCode::io, "cannot use the weights " + path_.string() + ": " + *fault};
  if (!model->config.discrete_program)
    return Error{ErrorCode::unsupported, "the weights " + path_.string() +
                                             " are of a model without programs (an ablation)"};
  model->eval();
  for (auto& parameter : model->parameters()) parameter.set_requires_grad(false);
  at::set_num_threads(1);  // products this small only lose by being split
  model_ = std::move(model);
  return model_;
}

std::unique_ptr<Inductor> make_inductor(std::string id, std::shared_ptr<const ModelSlot> slot) {
  return std::make_unique<NliInductor>(std::move(id), std::move(slot));
}

std::unique_ptr<Interpreter> make_interpreter(std::string id,
                                              std::shared_ptr<const ModelSlot> slot) {
  return std::make_unique<NliInterpreter>(std::move(id), std::move(slot));
}

}  // namespace inkling::nli
