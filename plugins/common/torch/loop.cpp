#include "loop.hpp"

#include <cmath>

#include "stored_model.hpp"

namespace inkling::training {
namespace {

using torch::Tensor;

constexpr double kBeta1 = 0.9;
constexpr double kBeta2 = 0.98;
constexpr double kPi = 3.14159265358979;  // as in the published trainings

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
std::vector<Figure> read_figures(const StepLoss& loss, const Tensor& norm) {
  torch::NoGradGuard guard;
  std::vector<Figure> figures{{"loss", 0, 5, false, "Loss"}, {"grad", 0, 3}};
  std::vector<Tensor> scalars{loss.total.detach().to(torch::kDouble), norm};
  for (const auto& [figure, scalar] : loss.figures) {
    figures.push_back(figure);
    scalars.push_back(scalar.detach().to(torch::kDouble));
  }
  const Tensor all = torch::stack(scalars).cpu();
  for (std::size_t i = 0; i < figures.size(); ++i) figures[i].value = all.data_ptr<double>()[i];
  return figures;
}

}  // namespace

Loop::Loop(const LoopSettings& settings, TaskSource source, const Maker& make, torch::Device device,
           World* world)
    : settings_(settings),
      ramp_(parse_ramp(settings.ramp).value()),
      source_(std::move(source)),
      device_(device),
      world_(world) {
  torch::manual_seed(settings.seed);
  model_ = make(device);
  for (const auto& item : model_->module().named_parameters()) {
    parameters_.emplace_back(item.key(), item.value());
    first_moments_.push_back(torch::zeros_like(item.value()));
    second_moments_.push_back(torch::zeros_like(item.value()));
  }
}

Moment Loop::moment() const {
  return {done_, settings_.steps, done_ >= settings_.ramp_steps};
}

double Loop::learning_rate() const {
  const auto done = static_cast<double>(done_);
  const double warm = std::min(1.0, (done + 1) / std::max(1, settings_.warmup));
  const double at = std::min(1.0, done / static_cast<double>(settings_.steps));
  return settings_.learning_rate * warm * (0.05 + 0.95 * 0.5 * (1.0 + std::cos(kPi * at)));
}

void Loop::update(const std::vector<Tensor>& gradients, double scale) {
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
    if (settings_.weight_decay > 0) p.mul_(1.0 - rate * settings_.weight_decay);
    const Tensor denominator = (second_moments_[i] / correct2).sqrt_().add_(settings_.epsilon);
    p.addcdiv_(first_moments_[i], denominator, -rate / correct1);
  }
}

// The same for all parameters with a handful of launches: on a GPU each costs more than its work.
void Loop::update_at_once(const std::vector<Tensor>& gradients, double scale) {
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
  if (settings_.weight_decay > 0) at::_foreach_mul_(p, 1.0 - rate * settings_.weight_decay);
  std::vector<Tensor> denominator = at::_foreach_div(second, correct2);
  at::_foreach_sqrt_(denominator);
  at::_foreach_add_(denominator, settings_.epsilon);
  at::_foreach_addcdiv_(p, first, denominator, -rate / correct1);
}

Result<Batch> Loop::draw(const TaskRequest& request, Rng& rng) const {
  const auto tasks_of = [&](std::size_t places) {
    return torch::empty({request.tasks, request.pairs, static_cast<std::int64_t>(places)},
                        torch::kLong);
  };
  const Tensor x = tasks_of(source_.shape.places), y = tasks_of(source_.answer_places());
  auto drawn = source_.draw(request, rng, x.data_ptr<int64_t>(), y.data_ptr<int64_t>());
  if (!drawn) return std::move(drawn).error();
  return Batch{x.to(device_), y.to(device_)};
}

Result<Batch> Loop::draw_batch(Rng& rng) const {
  const auto some = [&](std::optional<std::int64_t> ramp, int tasks) {
    return draw({false, ramp, tasks, settings_.pairs}, rng);
  };
  const int ramped = static_cast<int>(std::lround(settings_.ramp_share * settings_.batch));
  const std::int64_t value = ramp_.at(done_, settings_.ramp_steps);
  if (ramped == settings_.batch) return some(value, ramped);
  auto with = some(value, ramped);
  if (!with) return with;
  auto without = some(std::nullopt, settings_.batch - ramped);
  if (!without) return without;
  return Batch{torch::cat({with->x, without->x}), torch::cat({with->y, without->y})};
}

// The means over all ranks, of gradients and of what is told of the step.
Result<void> Loop::average(const StepLoss& loss, std::vector<Tensor>& gradients) const {
  // A rank that stands elsewhere has another folder, and would spoil the weights.
  constexpr std::int64_t kTurn = 1024;  // small enough that means are exact
  const auto step = static_cast<double>(done_ % kTurn);
  const Tensor done = torch::full({}, step, torch::kDouble);
  std::vector<Tensor> all{done, loss.total.detach()};
  for (const auto& [figure, scalar] : loss.figures) all.push_back(scalar.detach());
  // One that has no gradient here may have one elsewhere.
  for (std::size_t i = 0; i < gradients.size(); ++i) {
    if (!gradients[i].defined()) gradients[i] = torch::zeros_like(parameters_[i].second);
    all.push_back(gradients[i]);
  }
  if (auto averaged = world_->average(all); !averaged) return averaged;
  if (std::abs(done.item<double>() - step) > 1e-3)
    return Error{ErrorCode::io,
                 "rank " + to_text(world_->rank()) + " stands at step " + to_text(done_) +
                     ", and others do not",
                 {"all ranks need the same folder (--out), which they read where they go on"}};
  return {};
}

Result<void> Loop::step() {
  const Rng rng = Rng(settings_.seed).split("step", static_cast<std::uint64_t>(done_));
  Rng tasks = rng.split("tasks");
  auto batch = draw_batch(tasks);
  if (!batch) return std::move(batch).error();
  Rng noise = rng.split("noise");
  if (world_ != nullptr) {
    const std::int64_t share = batch->x.size(0) / world_->size();
    for (Tensor* it : {&batch->x, &batch->y})
      *it = it->narrow(0, world_->rank() * share, share).contiguous();
    if (world_->rank() > 0) noise = noise.split("rank", static_cast<std::uint64_t>(world_->rank()));
  }
  const StepLoss loss = model_->loss(*batch, moment(), noise);
  std::vector<Tensor> inputs;
  for (const auto& [name, tensor] : parameters_) inputs.push_back(tensor);
  auto gradients = torch::autograd::grad({loss.total}, inputs, {}, false, false, true);
  if (world_ != nullptr)
    if (auto averaged = average(loss, gradients); !averaged) return averaged;
  figures_ = read_figures(loss, norm_of(gradients, device_));
  const double value = figures_[0].value, norm = figures_[1].value;
  for (Figure& figure : model_->schedule(moment())) figures_.push_back(std::move(figure));
  if (!std::isfinite(value) || !std::isfinite(norm))
    return Error{ErrorCode::internal, "step " + to_text(done_) + ": the loss is " + to_text(value) +
                                          " and the norm of its gradient " + to_text(norm)};
  update(gradients, std::min(1.0, settings_.clip / (norm + 1e-12)));
  ++done_;
  return {};
}

Result<Judgement> Loop::check() {
  Rng rng = Rng(settings_.seed).split("check", static_cast<std::uint64_t>(done_));
  auto batch = draw({false, {}, settings_.evaluate_tasks, settings_.evaluate_pairs}, rng);
  if (!batch) return std::move(batch).error();
  Judgement judgement = model_->judge(*batch, moment(), false);
  model_->after_look(judgement, moment());
  return judgement;
}

Result<Judgement> Loop::check_test() {
  Rng rng = Rng(settings_.seed).split("ood", static_cast<std::uint64_t>(done_));
  auto batch = draw({true, {}, settings_.evaluate_tasks, settings_.evaluate_pairs}, rng);
  if (!batch) return std::move(batch).error();
  return model_->judge(*batch, moment(), true);
}

void Loop::save(nn::WeightsFile& file) const {
  put_parameters(model_->module(), file);
  file.metadata["state.done"] = to_text(done_);
  for (const auto& [name, value] : model_->state()) file.metadata["state." + name] = to_text(value);
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    file.tensors["adam1." + parameters_[i].first] = to_data(first_moments_[i]);
    file.tensors["adam2." + parameters_[i].first] = to_data(second_moments_[i]);
  }
}

nn::Fault Loop::load(const nn::WeightsFile& file) {
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    const std::string& name = parameters_[i].first;
    const std::pair<std::string, Tensor> wanted[] = {{name, parameters_[i].second},
                                                     {"adam1." + name, first_moments_[i]},
                                                     {"adam2." + name, second_moments_[i]}};
    for (const auto& [key, tensor] : wanted)
      if (auto fault = get_tensor(file, key, tensor)) return fault;
  }
  std::map<std::string, std::int64_t> state;
  for (const auto& [key, text] : file.metadata) {
    constexpr std::string_view kPrefix = "state.";
    if (!key.starts_with(kPrefix)) continue;
    state[key.substr(kPrefix.size())] = std::strtoll(text.c_str(), nullptr, 10);
  }
  if (state.count("done") == 0 || !model_->restore(state))
    return "it holds weights, but not the state of a training";
  done_ = state["done"];
  return std::nullopt;
}

}  // namespace inkling::training
