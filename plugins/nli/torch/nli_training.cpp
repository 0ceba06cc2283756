#include "nli_training.hpp"

#include <cmath>
#include <set>

#include "store.hpp"
#include "stored_model.hpp"

namespace inkling::nli {
namespace {

using torch::Tensor;
using training::Batch;
using training::Figure;
using training::Judgement;
using training::Moment;

constexpr int kGoodChecks = 2;        // in a row, before the regulariser starts
constexpr double kWellEnough = 0.95;  // ID accuracy at which attention is narrowed

double share(const Tensor& flags) {
  return flags.to(torch::kDouble).mean().item<double>();
}

// Search variables of tasks, [B, m, T, D].
Tensor encode_pairs(Model& model, const Tensor& x, const Tensor& y) {
  const ModelConfig& shape = model.config;
  return model.encode(x.reshape({-1, shape.length}), y.reshape({-1, shape.length}))
      .view({x.size(0), x.size(1), shape.positions, shape.width});
}

}  // namespace

training::Architecture architecture() {
  training::Architecture made;
  made.id = "nli";
  made.summary =
      "the neural language interpreter: an inductor, and the interpreter that it writes programs "
      "for";
  made.format = kFormat;
  made.about =
      "A neural language interpreter: it writes programs in a language of its own and runs them; "
      "see docs/nli.md.";
  return training::with_settings<ModelConfig, ScheduleConfig, Trainable>(std::move(made));
}

training::Architecture once_architecture() {
  training::Architecture made;
  made.id = "d-lpn";
  made.summary =
      "a latent program network with discrete programs: an NLI's inductor, decoded in one step";
  made.format = kOnceFormat;
  made.about =
      "A latent program network whose programs are tokens: an inductor writes them, and a decoder "
      "that sees all of them at once runs them in one step; see docs/lpn.md.";
  return training::with_settings<OnceConfig, OnceSchedule, Trainable>(std::move(made));
}

Trainable::Trainable(const ModelConfig& shape, const ScheduleConfig& schedule, Tensor read,
                     torch::Device device)
    : config_(schedule), read_(std::move(read)), model_(std::make_shared<Model>(shape)) {
  model_->move_to(device);
  if (config_.regulariser_after <= 0) regulariser_start_ = 0;
  if (config_.anneal_after > 0) anneal_start_ = -1;
  if (config_.grow_after > 0) grow_start_ = -1;
  reach_ = shape.reach;
  if (reach_ > 0 && config_.start_reach > reach_) {
    anneal_start_ = -1;
    reach_ = config_.start_reach;
    model_->set_reach(reach_);
  }
}

LatentSpace Trainable::space() const {
  const ModelConfig& shape = model_->config;
  return {static_cast<std::size_t>(shape.positions), static_cast<std::size_t>(shape.width),
          shape.discrete_program ? static_cast<std::size_t>(shape.codes) : 0};
}

double Trainable::annealed(double from, double to, const Moment& moment) const {
  if (anneal_start_ < 0) return from;
  const auto left = static_cast<double>(moment.steps - anneal_start_);
  const double at =
      std::min(1.0, static_cast<double>(moment.step - anneal_start_) / (config_.anneal * left));
  return from * std::pow(to / from, at);
}

int Trainable::positions(std::int64_t step) const {
  const int all = model_->config.positions;
  if (config_.start_positions == 0) return all;
  const std::int64_t growing = grow_start_ < 0 ? 0 : step - grow_start_;
  return static_cast<int>(std::min<std::int64_t>(
      all, config_.start_positions + growing / std::max(1, config_.grow_every)));
}

double Trainable::regulariser(std::int64_t step) const {
  if (regulariser_start_ < 0) return 0.0;
  const double ramp = static_cast<double>(step - regulariser_start_ + 1) /
                      static_cast<double>(std::max(1, config_.regulariser_ramp));
  return config_.regulariser * std::min(1.0, ramp);
}

bool Trainable::full_size(const Moment& moment) const {
  return moment.last_tasks && positions(moment.step) == model_->config.positions &&
         reach_ == model_->config.reach;
}

StepPlan Trainable::plan(const Moment& moment) const {
  return {
      annealed(config_.program_temperature_from, config_.program_temperature_to, moment),
      annealed(config_.state_temperature_from, config_.state_temperature_to, moment),
      regulariser(moment.step),
      positions(moment.step),
      reach_,
      full_size(moment) ? config_.shuffle : 0.0,
  };
}

training::StepLoss Trainable::loss(const Batch& batch, const Moment& moment, const Rng& rng) {
  const StepPlan now = plan(moment);
  const ModelConfig& shape = model_->config;
  const std::int64_t sequences = batch.x.size(0) * batch.x.size(1);
  const Tensor x = batch.x.view({sequences, -1});
  const Tensor y = batch.y.view({sequences, -1});
  const Tensor others = training::leave_one_out(encode_pairs(*model_, batch.x, batch.y))
                            .view({sequences, shape.positions, shape.width});
  Rng program_noise = rng.split("program");
  Rng state_noise = rng.split("state");
  Rng* noisy_states = shape.interpreter_gumbel ? &state_noise : nullptr;
  training::StepLoss loss;
  const auto tell = [&](const char* name, const Tensor& scalar, int digits, bool headline,
                        const char* panel) {
    loss.figures.emplace_back(Figure{name, 0, digits, headline, panel}, scalar);
  };
  if (!shape.discrete_program) {
    const Tensor out =
        model_->run_vectors(others, x, now.state_temperature, noisy_states, now.positions);
    loss.total = training::tape_loss(out, y, read_).mean();
    tell("nll", loss.total, 5, true, "Loss");
    return loss;
  }
  const Tensor logits = model_->code_logits(others);
  const Tensor log_z = Model::log_codes(logits, now.program_temperature,
                                        shape.inductor_gumbel ? &program_noise : nullptr);
  Rng order = rng.split("order");
  const Tensor program = now.shuffle > 0 ? shuffle_tokens(log_z, now.shuffle, order) : log_z;
  const Tensor out = model_->run(program, x, now.state_temperature, noisy_states, now.positions);
  const Tensor reconstruction = training::tape_loss(out, y, read_).mean();
  const Tensor q = torch::softmax(logits.slice(1, 0, now.positions), 2);
  const Tensor codes = codes_in_use(q, config_.scope == "per_position", shape.skip);
  loss.total = now.regulariser > 0 ? reconstruction + now.regulariser * codes : reconstruction;
  tell("nll", reconstruction, 5, true, "Loss");
  tell("codes", codes, 2, false, "Codes in use");
  if (shape.skip)
    tell("skip", log_z.detach().select(2, kSkip).exp().mean(), 3, true, "Skipped positions");
  return loss;
}

std::vector<Figure> Trainable::schedule(const Moment& moment) const {
  const StepPlan now = plan(moment);
  return {{"tau_e", now.program_temperature, 3, false, "Temperatures"},
          {"tau_d", now.state_temperature, 3, false, "Temperatures"},
          {"lambda", now.regulariser, 5},
          {"positions", static_cast<double>(now.positions), 0}};
}

Judgement Trainable::judge(const Batch& batch, const Moment& moment, bool test) {
  const torch::NoGradGuard guard;
  const StepPlan now = plan(moment);
  const int positions = test ? 0 : now.positions;
  const std::int64_t last = batch.x.size(1) - 1;
  const Tensor e =
      encode_pairs(*model_, batch.x.slice(1, 0, last), batch.y.slice(1, 0, last)).mean(1);
  const Tensor x = batch.x.select(1, last).contiguous();
  const Tensor y = batch.y.select(1, last).contiguous();
  Judgement result;
  if (!model_->config.discrete_program) {
    result.accuracy = result.kept = share(training::tape_exact(
        model_->run_vectors(e, x, now.state_temperature, nullptr, positions), y, read_));
    return result;
  }
  const Tensor log_z = Model::log_codes(model_->code_logits(e), now.program_temperature, nullptr);
  const Tensor tokens = log_z.argmax(2);
  const Tensor hard =
      torch::one_hot(tokens, model_->config.codes).to(torch::kFloat).clamp_min(1e-9).log();
  const auto exact = [&](const Tensor& program) {
    return share(training::tape_exact(
        model_->run(program, x, now.state_temperature, nullptr, positions), y, read_));
  };
  result.accuracy = exact(log_z);
  result.kept = exact(hard);
  const Tensor used = (positions == 0 ? tokens : tokens.slice(1, 0, positions)).cpu().contiguous();
  std::set<std::int64_t> seen(used.data_ptr<int64_t>(), used.data_ptr<int64_t>() + used.numel());
  if (model_->config.skip) seen.erase(kSkip);
  result.figures = {{"id_hard", result.kept, 3, true, "Exact match, no search"},
                    {"tokens", static_cast<double>(seen.size()), 0, true, "Codes in use"}};
  if (model_->config.skip)
    result.figures.push_back({"hard_skip", share(used == kSkip), 3, false, "Skipped positions"});
  return result;
}

void Trainable::after_look(const Judgement& judgement, const Moment& moment) {
  const bool good = judgement.accuracy >= config_.regulariser_after;
  good_checks_ = good ? good_checks_ + 1 : 0;
  if (grow_start_ < 0 && judgement.accuracy >= config_.grow_after) grow_start_ = moment.step;
  if (reach_ > model_->config.reach) {
    // Short steps take long programs: attention narrows once programs have grown.
    if (judgement.accuracy < kWellEnough || positions(moment.step) < model_->config.positions)
      return;
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
    return;
  }
  const double well = config_.anneal_after > 0 ? config_.anneal_after : kWellEnough;
  if (anneal_start_ < 0 && judgement.accuracy >= well) anneal_start_ = moment.step;
  if (regulariser_start_ < 0 && good_checks_ >= kGoodChecks) regulariser_start_ = moment.step;
}

bool Trainable::settled(const Moment& moment) const {
  return full_size(moment) && regulariser(moment.step) >= config_.regulariser;
}

std::map<std::string, std::int64_t> Trainable::state() const {
  return {{"regulariser_start", regulariser_start_},
          {"good_checks", good_checks_},
          {"reach", reach_},
          {"anneal_start", anneal_start_},
          {"grow_start", grow_start_}};
}

bool Trainable::restore(const std::map<std::string, std::int64_t>& state) {
  for (const auto& [name, value] : this->state())
    if (state.count(name) == 0) return false;
  regulariser_start_ = state.at("regulariser_start");
  good_checks_ = static_cast<int>(state.at("good_checks"));
  reach_ = static_cast<int>(state.at("reach"));
  anneal_start_ = state.at("anneal_start");
  grow_start_ = state.at("grow_start");
  model_->set_reach(reach_);
  return true;
}

Result<void> Trainable::complete(nn::WeightsFile& weights, const training::DrawTasks& draw,
                                 std::uint64_t seed) {
  const ModelConfig& shape = model_->config;
  if (!shape.discrete_program || !shape.skip) return {};
  constexpr int kTasks = 1000, kPairs = 4;
  constexpr double kRare = 0.002;
  Rng rng = Rng(seed).split("vocabulary");
  const torch::NoGradGuard guard;
  const auto batch = draw(kTasks, kPairs, rng);
  if (!batch) return batch.error();
  const Tensor e = encode_pairs(*model_, batch->x, batch->y).mean(1).view({-1, shape.width});
  const Tensor tokens = model_->code_logits(e).argmax(1);
  std::vector<Tensor> vectors;
  std::vector<double> shares;
  for (int64_t k = 0; k < shape.codes; ++k) {
    const Tensor mine = tokens == k;
    const double part = share(mine);
    if (k != kSkip && part < kRare) continue;
    if (part == 0.0) return {};  // programs without a single skip: nothing to start from
    vectors.push_back(e.index({mine}).mean(0));
    shares.push_back(part);
  }
  const Tensor weight = torch::tensor(shares, torch::kDouble);
  weights.tensors["vocabulary.vectors"] = training::to_data(torch::stack(vectors));
  weights.tensors["vocabulary.weights"] = training::to_data(weight / weight.sum());
  return {};
}

}  // namespace inkling::nli
