#include "train.hpp"

#include <cmath>
#include <set>

namespace inkling::nli {
namespace {

using torch::Tensor;

constexpr double kBeta1 = 0.9;
constexpr double kBeta2 = 0.98;
constexpr int kGoodChecks = 2;        // in a row, before the regulariser starts
constexpr double kWellEnough = 0.95;  // ID accuracy at which attention is narrowed

struct Losses {
  Tensor total, reconstruction, codes, log_z;
};

Losses losses_of(Model& model, const TaskBatch& batch, const StepReport& plan,
                 const TrainConfig& config, Rng& rng) {
  const int64_t tasks = batch.x.size(0);
  const int64_t pairs = batch.x.size(1);
  const ModelConfig& shape = model.config;
  const Tensor x = batch.x.view({tasks * pairs, -1});
  const Tensor y = batch.y.view({tasks * pairs, -1});
  const Tensor e = model.encode(x, y).view({tasks, pairs, shape.positions, shape.width});
  const Tensor others = leave_one_out(e).view({tasks * pairs, shape.positions, shape.width});
  Rng program_noise = rng.split("program");
  Rng state_noise = rng.split("state");
  Rng* noisy_states = shape.interpreter_gumbel ? &state_noise : nullptr;
  Losses losses;
  if (!shape.discrete_program) {
    const Tensor out =
        model.run_vectors(others, x, plan.state_temperature, noisy_states, plan.positions);
    losses.total = losses.reconstruction = sequence_loss(out, y).mean();
    return losses;
  }
  const Tensor logits = model.code_logits(others);
  losses.log_z = Model::log_codes(logits, plan.program_temperature,
                                  shape.inductor_gumbel ? &program_noise : nullptr);
  Rng order = rng.split("order");
  const Tensor program =
      plan.shuffle > 0 ? shuffle_tokens(losses.log_z, plan.shuffle, order) : losses.log_z;
  const Tensor out = model.run(program, x, plan.state_temperature, noisy_states, plan.positions);
  losses.total = losses.reconstruction = sequence_loss(out, y).mean();
  const Tensor q = torch::softmax(logits.slice(1, 0, plan.positions), 2);
  losses.codes = codes_in_use(q, config.scope == "per_position", shape.skip);
  if (plan.regulariser > 0) losses.total = losses.total + plan.regulariser * losses.codes;
  return losses;
}

// Norm of all gradients together, a scalar of double on their device.
Tensor norm_of(const std::vector<Tensor>& gradients, torch::Device device) {
  if (device.is_cpu()) {
    Tensor sum = torch::zeros({}, torch::kDouble);
    for (const Tensor& g : gradients)
      if (g.defined()) sum += g.square().sum().to(torch::kDouble);
    return sum.sqrt_();
  }
  std::vector<Tensor> defined;
  for (const Tensor& g : gradients)
    if (g.defined()) defined.push_back(g);
  return torch::stack(at::_foreach_norm(defined, 2)).to(torch::kDouble).norm();
}

// All figures of a step in one transfer: every one by itself would make the device wait.
void read_figures(const Losses& losses, const Tensor& norm, bool has_skip, StepReport& report) {
  torch::NoGradGuard guard;
  const auto as_double = [](const Tensor& t) { return t.detach().to(torch::kDouble); };
  const Tensor none = torch::zeros_like(norm);
  const Tensor skip = losses.log_z.defined() && has_skip
                          ? losses.log_z.detach().select(2, kSkip).exp().mean()
                          : none;
  const Tensor all =
      torch::stack({as_double(losses.total), as_double(losses.reconstruction),
                    losses.codes.defined() ? as_double(losses.codes) : none, as_double(skip), norm})
          .cpu();
  const double* at = all.data_ptr<double>();
  report.loss = at[0];
  report.reconstruction = at[1];
  report.codes = at[2];
  report.skip = at[3];
  report.gradient = at[4];
}

}  // namespace

TaskBatch draw_tasks(const TaskSource& source, const TaskRequest& request, int length, Rng& rng,
                     torch::Device device) {
  TaskBatch batch;
  batch.x = torch::empty({request.tasks, request.pairs, length}, torch::kLong);
  batch.y = torch::empty({request.tasks, request.pairs, length}, torch::kLong);
  source(request, rng, batch.x.data_ptr<int64_t>(), batch.y.data_ptr<int64_t>());
  return {batch.x.to(device), batch.y.to(device)};
}

Evaluation evaluate(Model& model, const TaskSource& source, bool test, int tasks,
                    double program_temperature, double state_temperature, int positions, Rng& rng) {
  torch::NoGradGuard guard;
  constexpr int kPairs = 5;
  const TaskBatch batch =
      draw_tasks(source, {test, 0, tasks, kPairs}, model.config.length, rng, model.device());
  const int64_t n = model.config.length;
  const Tensor spec_x = batch.x.slice(1, 0, kPairs - 1).reshape({-1, n});
  const Tensor spec_y = batch.y.slice(1, 0, kPairs - 1).reshape({-1, n});
  const Tensor e = model.encode(spec_x, spec_y)
                       .view({tasks, kPairs - 1, model.config.positions, model.config.width})
                       .mean(1);
  const Tensor x = batch.x.select(1, kPairs - 1).contiguous();
  const Tensor y = batch.y.select(1, kPairs - 1).contiguous();
  const auto share = [](const Tensor& flags) {
    return flags.to(torch::kDouble).mean().item<double>();
  };
  Evaluation result;
  if (!model.config.discrete_program) {
    result.accuracy = result.hard_accuracy =
        share(sequence_exact(model.run_vectors(e, x, state_temperature, nullptr, positions), y));
    return result;
  }
  const Tensor log_z = Model::log_codes(model.code_logits(e), program_temperature, nullptr);
  const Tensor tokens = log_z.argmax(2);
  const Tensor hard =
      torch::one_hot(tokens, model.config.codes).to(torch::kFloat).clamp_min(1e-9).log();
  result.accuracy =
      share(sequence_exact(model.run(log_z, x, state_temperature, nullptr, positions), y));
  result.hard_accuracy =
      share(sequence_exact(model.run(hard, x, state_temperature, nullptr, positions), y));
  const Tensor used = (positions == 0 ? tokens : tokens.slice(1, 0, positions)).cpu().contiguous();
  std::set<int64_t> seen(used.data_ptr<int64_t>(), used.data_ptr<int64_t>() + used.numel());
  if (model.config.skip) {
    seen.erase(kSkip);
    result.skip = share(used == kSkip);
  }
  result.unique_tokens = static_cast<int>(seen.size());
  return result;
}

void add_vocabulary(Model& model, const TaskSource& source, std::uint64_t seed,
                    WeightsFile& weights) {
  const ModelConfig& shape = model.config;
  if (!shape.discrete_program || !shape.skip) return;
  constexpr int kTasks = 1000, kPairs = 4;
  constexpr double kRare = 0.002;
  Rng rng = Rng(seed).split("vocabulary");
  torch::NoGradGuard guard;
  const TaskBatch batch =
      draw_tasks(source, {false, 0, kTasks, kPairs}, shape.length, rng, model.device());
  const Tensor e =
      model.encode(batch.x.view({kTasks * kPairs, -1}), batch.y.view({kTasks * kPairs, -1}))
          .view({kTasks, kPairs, shape.positions, shape.width})
          .mean(1)
          .view({-1, shape.width});
  const Tensor tokens = model.code_logits(e).argmax(1);
  std::vector<Tensor> vectors;
  std::vector<double> shares;
  for (int64_t k = 0; k < shape.codes; ++k) {
    const Tensor mine = tokens == k;
    const double share = mine.to(torch::kDouble).mean().item<double>();
    if (k != kSkip && share < kRare) continue;
    if (share == 0.0) return;  // programs without a single skip: nothing to start from
    vectors.push_back(e.index({mine}).mean(0));
    shares.push_back(share);
  }
  const Tensor weight = torch::tensor(shares, torch::kDouble);
  weights.tensors["vocabulary.vectors"] = to_data(torch::stack(vectors));
  weights.tensors["vocabulary.weights"] = to_data(weight / weight.sum());
}

Trainer::Trainer(const ModelConfig& model, const TrainConfig& config, TaskSource source,
                 torch::Device device)
    : config_(config), source_(std::move(source)), device_(device) {
  torch::manual_seed(config.seed);
  model_ = std::make_shared<Model>(model);
  model_->move_to(device);
  for (const auto& item : model_->named_parameters()) {
    parameters_.emplace_back(item.key(), item.value());
    first_moments_.push_back(torch::zeros_like(item.value()));
    second_moments_.push_back(torch::zeros_like(item.value()));
  }
  if (config_.regulariser_after <= 0) regulariser_start_ = 0;
  if (config_.anneal_after > 0) anneal_start_ = -1;
  if (config_.grow_after > 0) grow_start_ = -1;
  reach_ = model_->config.reach;
  if (reach_ > 0 && config_.start_reach > reach_) {
    anneal_start_ = -1;
    reach_ = config_.start_reach;
    model_->set_reach(reach_);
  }
}

double Trainer::annealed(double from, double to) const {
  if (anneal_start_ < 0) return from;
  const auto left = static_cast<double>(config_.steps - anneal_start_);
  const double at =
      std::min(1.0, static_cast<double>(done_ - anneal_start_) / (config_.anneal * left));
  return from * std::pow(to / from, at);
}

double Trainer::program_temperature() const {
  return annealed(config_.program_temperature_from, config_.program_temperature_to);
}

double Trainer::state_temperature() const {
  return annealed(config_.state_temperature_from, config_.state_temperature_to);
}

int Trainer::positions() const {
  const int all = model_->config.positions;
  if (config_.start_positions == 0) return all;
  const std::int64_t growing = grow_start_ < 0 ? 0 : done_ - grow_start_;
  return static_cast<int>(std::min<std::int64_t>(
      all, config_.start_positions + growing / std::max(1, config_.grow_every)));
}

int Trainer::padding() const {
  if (config_.padding_steps == 0) return config_.padding;
  const double left = 1.0 - static_cast<double>(done_) / config_.padding_steps;
  return static_cast<int>(std::ceil(config_.padding * std::max(0.0, left)));
}

bool Trainer::full_size() const {
  return done_ >= config_.padding_steps && positions() == model_->config.positions &&
         reach_ == model_->config.reach;
}

bool Trainer::settled() const {
  return full_size() && regulariser() >= config_.regulariser;
}

double Trainer::learning_rate() const {
  const double warm = std::min(1.0, static_cast<double>(done_ + 1) / std::max(1, config_.warmup));
  const double at = std::min(1.0, static_cast<double>(done_) / static_cast<double>(config_.steps));
  return config_.learning_rate * warm *
         (0.05 + 0.95 * 0.5 * (1.0 + std::cos(3.14159265358979 * at)));
}

double Trainer::regulariser() const {
  if (regulariser_start_ < 0) return 0.0;
  const double ramp = static_cast<double>(done_ - regulariser_start_ + 1) /
                      static_cast<double>(std::max(1, config_.regulariser_ramp));
  return config_.regulariser * std::min(1.0, ramp);
}

void Trainer::update(const std::vector<Tensor>& gradients, double scale) {
  torch::NoGradGuard guard;
  if (!device_.is_cpu()) return update_at_once(gradients, scale);
  const double rate = learning_rate();
  const auto t = static_cast<double>(done_ + 1);
  const double correct1 = 1.0 - std::pow(kBeta1, t);
  const double correct2 = 1.0 - std::pow(kBeta2, t);
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    if (!gradients[i].defined()) continue;
    const Tensor g = gradients[i] * scale;
    Tensor p = parameters_[i].second;
    first_moments_[i].mul_(kBeta1).add_(g, 1.0 - kBeta1);
    second_moments_[i].mul_(kBeta2).addcmul_(g, g, 1.0 - kBeta2);
    if (config_.weight_decay > 0) p.mul_(1.0 - rate * config_.weight_decay);
    const Tensor denominator = (second_moments_[i] / correct2).sqrt_().add_(config_.epsilon);
    p.addcdiv_(first_moments_[i], denominator, -rate / correct1);
  }
}

// The same for all parameters with a handful of launches: on a GPU each costs more than its work.
void Trainer::update_at_once(const std::vector<Tensor>& gradients, double scale) {
  const double rate = learning_rate();
  const auto t = static_cast<double>(done_ + 1);
  const double correct1 = 1.0 - std::pow(kBeta1, t);
  const double correct2 = 1.0 - std::pow(kBeta2, t);
  std::vector<Tensor> g, p, first, second;
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    if (!gradients[i].defined()) continue;
    g.push_back(gradients[i]);
    p.push_back(parameters_[i].second);
    first.push_back(first_moments_[i]);
    second.push_back(second_moments_[i]);
  }
  g = at::_foreach_mul(g, scale);
  at::_foreach_mul_(first, kBeta1);
  at::_foreach_add_(first, g, 1.0 - kBeta1);
  at::_foreach_mul_(second, kBeta2);
  at::_foreach_addcmul_(second, g, g, 1.0 - kBeta2);
  if (config_.weight_decay > 0) at::_foreach_mul_(p, 1.0 - rate * config_.weight_decay);
  std::vector<Tensor> denominator = at::_foreach_div(second, correct2);
  at::_foreach_sqrt_(denominator);
  at::_foreach_add_(denominator, config_.epsilon);
  at::_foreach_addcdiv_(p, first, denominator, -rate / correct1);
}

TaskBatch Trainer::draw_batch(Rng& rng) const {
  const auto draw = [&](int padding, int tasks) {
    return draw_tasks(source_, {false, padding, tasks, config_.pairs}, model_->config.length, rng,
                      device_);
  };
  const int padded = static_cast<int>(std::lround(config_.padded * config_.batch));
  if (padded == config_.batch) return draw(padding(), padded);
  const TaskBatch with = draw(padding(), padded);
  const TaskBatch without = draw(0, config_.batch - padded);
  return {torch::cat({with.x, without.x}), torch::cat({with.y, without.y})};
}

Fault Trainer::step(StepReport& report) {
  report = {};
  report.program_temperature = program_temperature();
  report.state_temperature = state_temperature();
  report.regulariser = regulariser();
  report.positions = positions();
  report.reach = reach_;
  report.shuffle = full_size() ? config_.shuffle : 0.0;
  const Rng rng = Rng(config_.seed).split("step", static_cast<std::uint64_t>(done_));
  Rng tasks = rng.split("tasks");
  Rng noise = rng.split("noise");
  const TaskBatch batch = draw_batch(tasks);
  const Losses losses = losses_of(*model_, batch, report, config_, noise);
  std::vector<Tensor> inputs;
  for (const auto& [name, tensor] : parameters_) inputs.push_back(tensor);
  const auto gradients = torch::autograd::grad({losses.total}, inputs, {}, false, false, true);
  read_figures(losses, norm_of(gradients, device_), model_->config.skip, report);
  if (!std::isfinite(report.loss) || !std::isfinite(report.gradient))
    return "step " + to_text(done_) + ": the loss is " + to_text(report.loss) +
           " and the norm of its gradient " + to_text(report.gradient) +
           "; training stops here, and the last checkpoint stays";
  update(gradients, std::min(1.0, config_.clip / (report.gradient + 1e-12)));
  ++done_;
  return std::nullopt;
}

Evaluation Trainer::check() {
  Rng rng = Rng(config_.seed).split("check", static_cast<std::uint64_t>(done_));
  const Evaluation result = evaluate(*model_, source_, false, config_.evaluate_tasks,
                                     program_temperature(), state_temperature(), positions(), rng);
  const bool good = result.accuracy >= config_.regulariser_after;
  good_checks_ = good ? good_checks_ + 1 : 0;
  if (grow_start_ < 0 && result.accuracy >= config_.grow_after) grow_start_ = done_;
  if (reach_ > model_->config.reach) {
    // Short steps take long programs: attention narrows once programs have grown.
    if (result.accuracy < kWellEnough || positions() < model_->config.positions) return result;
    const int target = model_->config.reach;
    if (config_.narrow_by > 0) {
      const int next = std::max(target, reach_ - config_.narrow_by);
      model_->narrow(reach_, next);
      reach_ = next;
    } else {
      reach_ = std::max(target, (reach_ + 1) / 2);
      model_->set_reach(reach_);
    }
    good_checks_ = 0;
    return result;
  }
  const double well = config_.anneal_after > 0 ? config_.anneal_after : kWellEnough;
  if (anneal_start_ < 0 && result.accuracy >= well) anneal_start_ = done_;
  if (regulariser_start_ < 0 && good_checks_ >= kGoodChecks) regulariser_start_ = done_;
  return result;
}

Fault Trainer::save(const std::filesystem::path& path) const {
  WeightsFile file = to_weights(*model_);
  put_fields(config_, file.metadata);
  file.metadata["state.done"] = to_text(done_);
  file.metadata["state.regulariser_start"] = to_text(regulariser_start_);
  file.metadata["state.good_checks"] = to_text(good_checks_);
  file.metadata["state.reach"] = to_text(reach_);
  file.metadata["state.anneal_start"] = to_text(anneal_start_);
  file.metadata["state.grow_start"] = to_text(grow_start_);
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    file.tensors["adam1." + parameters_[i].first] = to_data(first_moments_[i]);
    file.tensors["adam2." + parameters_[i].first] = to_data(second_moments_[i]);
  }
  return write_weights(path, file);
}

Fault Trainer::load(const std::filesystem::path& path) {
  WeightsFile file;
  if (Fault fault = read_weights(path, file)) return fault;
  const auto refused = [&](const std::string& reason) {
    return "cannot continue from " + path.string() + ": " + reason;
  };
  ModelConfig shape;
  TrainConfig config;
  if (Fault fault = get_fields(file.metadata, shape)) return refused(*fault);
  if (Fault fault = get_fields(file.metadata, config)) return refused(*fault);
  Trainer fresh(shape, config, source_, device_);
  for (std::size_t i = 0; i < fresh.parameters_.size(); ++i) {
    const std::string& name = fresh.parameters_[i].first;
    const std::pair<std::string, Tensor> wanted[] = {{name, fresh.parameters_[i].second},
                                                     {"adam1." + name, fresh.first_moments_[i]},
                                                     {"adam2." + name, fresh.second_moments_[i]}};
    for (const auto& [key, tensor] : wanted) {
      const auto found = file.tensors.find(key);
      if (found == file.tensors.end()) return refused("tensor " + key + " is missing");
      if (Fault fault = copy_data(key, found->second, tensor)) return refused(*fault);
    }
  }
  const bool complete =
      read_text(file.metadata["state.done"], fresh.done_) &&
      read_text(file.metadata["state.regulariser_start"], fresh.regulariser_start_) &&
      read_text(file.metadata["state.good_checks"], fresh.good_checks_) &&
      read_text(file.metadata["state.reach"], fresh.reach_) &&
      read_text(file.metadata["state.anneal_start"], fresh.anneal_start_) &&
      read_text(file.metadata["state.grow_start"], fresh.grow_start_);
  if (!complete) return refused("it holds weights, but not the state of a training run");
  fresh.model_->set_reach(fresh.reach_);
  *this = std::move(fresh);
  return std::nullopt;
}

}  // namespace inkling::nli
