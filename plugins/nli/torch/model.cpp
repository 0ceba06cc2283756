#include "model.hpp"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <numeric>

namespace inkling::nli {
namespace {

using torch::Tensor;

int64_t entries_of(const std::string& bias, int64_t n) {
  if (bias == "relative") return 2 * n;
  if (bias == "mirrored") return 4 * n;
  if (bias == "absolute") return n * (n + 1);
  return 0;
}

// Which entries of the bias the score of a pair of places gets: rows that are summed, each
// [n * (n + programs)]. Places i < n ask; places j < n and the program's answer. "mirrored" has a
// row for how far apart two places are and one for where their middle is.
Tensor make_map(const ModelConfig& config, int64_t programs) {
  const int64_t n = config.length;
  const int64_t places = n + programs;
  const int64_t rows = config.bias == "mirrored" ? 2 : 1;
  Tensor map = torch::empty({rows, n * places}, torch::kLong);
  int64_t* at = map.data_ptr<int64_t>();
  for (int64_t i = 0; i < n; ++i)
    for (int64_t j = 0; j < places; ++j) {
      const int64_t apart = j < n ? j - i + n - 1 : 2 * n - 1;
      at[i * places + j] = config.bias == "absolute" ? i * (n + 1) + std::min(j, n) : apart;
      if (rows == 2) at[(n + i) * places + j] = 2 * n + (j < n ? i + j : 2 * n - 1);
    }
  return map;
}

// The same for the inductor, whose places are T queries and then the pairs; queries share one entry
// for looking, and one for being looked at.
Tensor make_encoder_map(const ModelConfig& config) {
  const int64_t n = config.length;
  const int64_t first = config.positions;
  const int64_t places = first + n;
  if (config.encoder_bias == "absolute")
    return torch::arange(places * places).view({1, places, places});
  Tensor map = torch::empty({2, places, places}, torch::kLong);
  auto at = map.accessor<int64_t, 3>();
  for (int64_t i = 0; i < places; ++i)
    for (int64_t j = 0; j < places; ++j) {
      const bool pairs = i >= first && j >= first;
      const int64_t other = i < first ? 2 * n - 1 : 4 * n - 1;
      at[0][i][j] = pairs ? j - i + n - 1 : other;
      at[1][i][j] = pairs ? 2 * n + (i - first) + (j - first) : other;
    }
  return map;
}

// What keeps attention within reach: added to the bias of every distance; the program token, which
// stands last, is always seen.
Tensor far_places(int64_t n, int reach) {
  constexpr double kNever = -1e4;
  Tensor limit = torch::zeros({2 * n});
  for (int64_t i = 0; i < 2 * n - 1; ++i)
    if (std::abs(i - (n - 1)) > reach) limit[i] = kNever;
  return limit;
}

}  // namespace

Tensor gumbel(at::IntArrayRef shape, Rng& rng, const torch::TensorOptions& options) {
  if (options.device().is_cuda()) {
    at::Generator generator = at::globalContext().defaultGenerator(options.device());
    {
      const std::lock_guard lock(generator.mutex());
      generator.set_current_seed(rng.next());
    }
    // The logarithm of an exponential variable, negated, is a Gumbel variable.
    return torch::empty(shape, options).exponential_(1.0, generator).log_().neg_();
  }
  Tensor u = torch::empty(shape, torch::kDouble);
  double* at = u.data_ptr<double>();
  // The smallest number that a uniform generator of 53 bits tells from zero, halved.
  for (int64_t i = 0; i < u.numel(); ++i) at[i] = rng.uniform_real() + 0x1.0p-54;
  return u.log_().neg_().log_().neg_().to(options);
}

Layer::Layer(const ModelConfig& config, int64_t biases, int64_t own_entries)
    : TransformerLayer(
          {config.width, config.heads, int64_t{config.mlp_ratio} * config.width, biases}) {
  if (own_entries > 0)
    places = register_parameter("places",
                                torch::randn({shape.heads, own_entries}) * (0.5 / kPlaceScale));
  if (biases > 0 && config.reach > 0)
    limit = register_buffer("limit", far_places(config.length, config.reach));
}

Tensor Layer::forward(const Tensor& x, int64_t queries, const Tensor& program, const Tensor& map) {
  Tensor added = scores(program);
  if (limit.defined()) added = added + limit;
  if (places.defined()) added = (places * kPlaceScale).unsqueeze(0).expand({x.size(0), -1, -1});
  return TransformerLayer::forward(x, queries, added, map);
}

Model::Model(const ModelConfig& c) : config(c) {
  namespace nn = torch::nn;
  const int64_t d = c.width;
  const auto normal = [&](const char* name, at::IntArrayRef shape, double scale) {
    return register_parameter(name, torch::randn(shape) * scale);
  };
  input_embedding = normal("input_embedding", {c.symbols, d / 2}, 1.0);
  output_embedding = normal("output_embedding", {c.symbols, d / 2}, 1.0);
  encoder_places = normal("encoder_places", {c.length, d}, 0.5);
  program_queries = normal("program_queries", {c.positions, d}, 0.5);
  for (int i = 0; i < c.encoder_layers; ++i)
    encoder.push_back(register_module(
        "encoder" + std::to_string(i),
        std::make_shared<Layer>(c, 0,
                                c.encoder_bias == "absolute"
                                    ? (c.length + c.positions) * (c.length + c.positions)
                                    : entries_of(c.encoder_bias, c.length))));
  encoder_norm = register_module("encoder_norm", nn::LayerNorm(nn::LayerNormOptions({d})));
  head_up = register_module("head_up", nn::Linear(d, 2 * d));
  head_down = register_module("head_down", nn::Linear(2 * d, c.codes));
  {
    torch::NoGradGuard guard;
    if (c.skip) head_down->bias[kSkip] += c.skip_bias;
  }
  code_embedding = normal("code_embedding", {c.codes, d}, 1.0);
  symbol_embedding = normal("symbol_embedding", {c.symbols, d}, 1.0);
  executor_places = normal("executor_places", {c.length, d}, 0.5);
  program_place = normal("program_place", {c.positions, d}, 0.5);
  for (int i = 0; i < c.executor_layers; ++i)
    executor.push_back(
        register_module("executor" + std::to_string(i),
                        std::make_shared<Layer>(c, entries_of(c.bias, c.length), 0)));
  executor_norm = register_module("executor_norm", nn::LayerNorm(nn::LayerNormOptions({d})));
  symbols = register_module("symbols", nn::Linear(d, c.symbols));
  map = make_map(c, c.recurrent ? 1 : c.positions);
  if (c.encoder_bias != "none") encoder_map = make_encoder_map(c);
}

void Model::move_to(torch::Device device) {
  to(device);
  map = make_map(config, config.recurrent ? 1 : config.positions);
  if (encoder_map.defined()) encoder_map = encoder_map.to(device);
  if (device.is_cpu() || config.bias == "none") return;
  map = torch::one_hot(map, entries_of(config.bias, config.length))
            .sum(0)
            .t()
            .contiguous()
            .to(device, torch::kFloat);
}

void Model::set_reach(int reach) {
  torch::NoGradGuard guard;
  for (const auto& layer : executor)
    if (layer->limit.defined()) layer->limit.copy_(far_places(config.length, reach));
}

void Model::narrow(int from, int to) {
  torch::NoGradGuard guard;
  const int64_t middle = config.length - 1;
  const int64_t last = std::min<int64_t>(from, middle);
  for (const auto& layer : executor) {
    Tensor rows = layer->bias->weight.view({layer->shape.heads, layer->shape.biases, config.width});
    for (int64_t far = to + 1; far <= last; ++far)
      for (const int64_t sign : {-1, 1})
        rows.select(1, middle + sign * to).add_(rows.select(1, middle + sign * far));
  }
  set_reach(to);
}

Tensor Model::encode(const Tensor& x, const Tensor& y) {
  const int64_t count = x.size(0);
  const Tensor pairs =
      torch::cat({torch::embedding(input_embedding, x), torch::embedding(output_embedding, y)}, 2) +
      encoder_places;
  const Tensor queries = program_queries.unsqueeze(0).expand({count, -1, -1});
  // The queries come first, so that the last layer computes nothing but them.
  Tensor h = torch::cat({queries, pairs}, 1);
  for (std::size_t i = 0; i < encoder.size(); ++i) {
    const bool last = i + 1 == encoder.size();
    const int64_t asking = last ? config.positions : h.size(1);
    const Tensor map_here =
        encoder_map.defined() ? encoder_map.slice(1, 0, asking).flatten(1).contiguous() : Tensor();
    h = encoder[i]->forward(h, asking, {}, map_here);
  }
  return encoder_norm->forward(h);
}

Tensor Model::code_logits(const Tensor& e) {
  return head_down->forward(torch::gelu(head_up->forward(e)));
}

Tensor Model::log_codes(const Tensor& logits, double temperature, Rng* noise) {
  const Tensor noisy =
      noise == nullptr ? logits : logits + gumbel(logits.sizes(), *noise, logits.options());
  return torch::log_softmax(noisy / temperature, -1);
}

Tensor Model::floored_onehot(const Tensor& x) const {
  const double low = kStateFloor;
  const double high = 1.0 - static_cast<double>(config.symbols - 1) * kStateFloor;
  const Tensor onehot = torch::one_hot(x, config.symbols).to(symbol_embedding.options());
  return (onehot * (high - low) + low).log();
}

Tensor Model::execute(const Tensor& state, const Tensor& programs) {
  const int64_t n = config.length;
  const Tensor summary = programs.size(1) == 1 ? programs : programs.mean(1, true);
  const Tensor tokens = programs + program_place.slice(0, 0, programs.size(1));
  Tensor h = state + executor_places + summary;
  for (const auto& layer : executor)
    h = layer->forward(torch::cat({h, tokens}, 1), n, summary.squeeze(1), map);
  return h;
}

Tensor Model::mix_states(const Tensor& log_skip, const Tensor& log_rest, const Tensor& before,
                         const Tensor& step) {
  return torch::logaddexp(log_skip + before, log_rest + step);
}

Tensor Model::unroll(const Tensor& programs, const Gates& gates, const Tensor& x,
                     double temperature, Rng* noise, int64_t positions,
                     std::vector<Tensor>* states) {
  Tensor state = floored_onehot(x);
  const auto step_of = [&](const Tensor& tokens) {
    const Tensor embedded = torch::matmul(state.exp(), symbol_embedding);
    Tensor logits = symbols->forward(executor_norm->forward(execute(embedded, tokens)));
    if (noise != nullptr) logits = logits + gumbel(logits.sizes(), *noise, logits.options());
    return torch::log_softmax(logits / temperature, -1);
  };
  if (!config.recurrent) {
    const Tensor out = step_of(programs);
    if (states != nullptr) states->assign(static_cast<std::size_t>(positions), out);
    return out;
  }
  for (int64_t t = 0; t < positions; ++t) {
    const Tensor step = step_of(programs.slice(1, t, t + 1));
    Tensor after = step;
    if (gates.log_skip.defined())
      after = mix_states(gates.log_skip.slice(1, t, t + 1).unsqueeze(2),
                         gates.log_rest.slice(1, t, t + 1).unsqueeze(2), state, step);
    state = gates.acts.defined()
                ? torch::where(gates.acts.slice(1, t, t + 1).unsqueeze(2), after, state)
                : after;
    if (states != nullptr) states->push_back(state);
  }
  return state;
}

// The ablation without the discrete layer: a hidden vector is carried, symbols come at the end.
Tensor Model::unroll_hidden(const Tensor& programs, const Gates& gates, const Tensor& x,
                            int64_t positions, std::vector<Tensor>* states) {
  Tensor state = torch::embedding(symbol_embedding, x);
  const auto read = [&] {
    return torch::log_softmax(symbols->forward(executor_norm->forward(state)), -1);
  };
  if (!config.recurrent) {
    state = execute(state, programs);
    const Tensor out = read();
    if (states != nullptr) states->assign(static_cast<std::size_t>(positions), out);
    return out;
  }
  for (int64_t t = 0; t < positions; ++t) {
    const Tensor step = execute(state, programs.slice(1, t, t + 1));
    if (gates.log_skip.defined()) {
      const Tensor keep = gates.log_skip.slice(1, t, t + 1).unsqueeze(2).exp();
      state = keep * state + (1.0 - keep) * step;
    } else {
      state = step;
    }
    if (states != nullptr) states->push_back(read());
  }
  return read();
}

Tensor Model::run(const Tensor& log_z, const Tensor& x, double temperature, Rng* noise,
                  int64_t positions, std::vector<Tensor>* states) {
  const int64_t steps = positions == 0 ? config.positions : positions;
  Gates gates;
  if (config.skip) {
    gates.log_skip = log_z.select(2, kSkip);
    gates.log_rest = torch::logsumexp(log_z.slice(2, kSkip + 1), 2);
    if (!is_training()) gates.acts = log_z.slice(2, kSkip + 1).amax(2) > kNothing;
  }
  const Tensor programs = torch::matmul(log_z.exp(), code_embedding);
  if (!config.discrete_layer) return unroll_hidden(programs, gates, x, steps, states);
  return unroll(programs, gates, x, temperature, noise, steps, states);
}

Tensor Model::run_vectors(const Tensor& e, const Tensor& x, double temperature, Rng* noise,
                          int64_t positions) {
  const int64_t steps = positions == 0 ? config.positions : positions;
  if (!config.discrete_layer) return unroll_hidden(e, {}, x, steps, nullptr);
  return unroll(e, {}, x, temperature, noise, steps, nullptr);
}

Tensor Model::run_latent(const Tensor& e, const Tensor& x, double program_temperature,
                         double state_temperature, Rng* program_noise, Rng* state_noise,
                         int64_t positions) {
  if (!config.discrete_program) return run_vectors(e, x, state_temperature, state_noise, positions);
  return run(log_codes(code_logits(e), program_temperature, program_noise), x, state_temperature,
             state_noise, positions);
}

Tensor shuffle_tokens(const Tensor& log_z, double share, Rng& rng) {
  const int64_t programs = log_z.size(0), positions = log_z.size(1);
  Tensor order = torch::empty({programs, positions}, torch::kLong);
  std::vector<int64_t> row(static_cast<std::size_t>(positions));
  for (int64_t p = 0; p < programs; ++p) {
    std::iota(row.begin(), row.end(), int64_t{0});
    if (rng.uniform_real() < share) rng.shuffle(row);
    std::copy(row.begin(), row.end(), order.data_ptr<int64_t>() + p * positions);
  }
  return log_z.gather(1, order.to(log_z.device()).unsqueeze(2).expand_as(log_z));
}

Tensor codes_in_use(const Tensor& q, bool per_position, bool has_skip) {
  const Tensor counted = has_skip ? q.slice(2, kSkip + 1) : q;
  const Tensor log_unused = torch::log1p(-counted.clamp_max(1.0 - kRegulariserClamp));
  return per_position ? (1.0 - log_unused.sum(0).exp()).sum()
                      : (1.0 - log_unused.sum(0).sum(0).exp()).sum();
}

}  // namespace inkling::nli
