#include "engine.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <inkling/nn/denormals.hpp>
#include <inkling/nn/descend.hpp>
#include <limits>
#include <numeric>

namespace inkling::nli::engine {

INKLING_NN_BACKENDS

namespace {

constexpr std::size_t kChunk = 4096;    // pairs whose gradients are held at once
constexpr std::size_t kBatch = 64;      // programs of a quiet pass that are run together, at most
constexpr std::size_t kSmallBatch = 4;  // and at least, where another thread could take them

std::size_t variables(const Shape& shape) {
  return static_cast<std::size_t>(shape.variables());
}

}  // namespace

Noise Schedule::noise_at(std::size_t step) const {
  const double progress = nn::progress_of(step, steps);
  return {nn::annealed(program_from, program_to, progress),
          nn::annealed(state_from, state_to, progress), true, static_cast<unsigned>(step)};
}

std::size_t State::starts(const Shape& shape) const {
  return latent.size() / variables(shape);
}

void State::prepare(const Shape& shape) {
  const std::size_t count = starts(shape);
  first.resize(latent.size(), 0.0F);
  second.resize(latent.size(), 0.0F);
  best_loss.resize(count, std::numeric_limits<float>::max());
  best_fits.resize(count, 0);
  if (best_latent.size() != latent.size()) best_latent = latent;
}

void State::keep(const Shape& shape, std::size_t start, float loss, std::uint32_t fits) {
  if (fits < best_fits[start] || (fits == best_fits[start] && !(loss < best_loss[start]))) return;
  best_fits[start] = fits;
  best_loss[start] = loss;
  const std::size_t size = variables(shape);
  std::copy_n(latent.data() + start * size, size, best_latent.data() + start * size);
}

void State::descend(const Shape& shape, const Schedule& schedule, std::size_t start,
                    const float* gradient) {
  const std::size_t size = variables(shape), at = start * size;
  nn::descend(schedule.learning_rate, schedule.clip_norm, step, size, gradient, first.data() + at,
              second.data() + at, latent.data() + at);
}

CpuEngine::CpuEngine(const Model& model, const Backend& backend, unsigned threads,
                     const Backend* rough)
    : model_(model),
      backend_(backend),
      rough_(rough),
      workers_(threads, backend.bytes(model.plan)) {}

const void* CpuEngine::numbers() const {
  return backend_.reference() ? static_cast<const void*>(model_.exact.data())
                              : static_cast<const void*>(model_.numbers.data());
}

std::vector<float> CpuEngine::encode(std::span<const int> x, std::span<const int> y) {
  const nn::FlushDenormals flush;
  const auto n = static_cast<std::size_t>(model_.plan.shape.length);
  const std::size_t pairs = x.size() / n, size = variables(model_.plan.shape);
  std::vector<float> each(pairs * size);
  const auto lanes = static_cast<std::size_t>(backend_.lanes);
  for (std::size_t from = 0; from < pairs; from += lanes) {
    const std::size_t count = std::min(lanes, pairs - from);
    std::vector<const int*> xs, ys;
    std::vector<float*> es;
    for (std::size_t i = from; i < from + count; ++i) {
      xs.push_back(x.data() + i * n);
      ys.push_back(y.data() + i * n);
      es.push_back(each.data() + i * size);
    }
    backend_.encode(
        {&model_.plan, numbers(), static_cast<int>(count), xs.data(), ys.data(), es.data()},
        workers_.space(0));
  }
  std::vector<float> mean(size, 0.0F);
  for (std::size_t i = 0; i < each.size(); ++i) mean[i % size] += each[i];
  for (float& v : mean) v /= static_cast<float>(pairs);
  return mean;
}

std::vector<float> CpuEngine::logits(std::span<const float> e) {
  const nn::FlushDenormals flush;
  const Shape& s = model_.plan.shape;
  std::vector<float> out(static_cast<std::size_t>(s.positions) * static_cast<std::size_t>(s.codes));
  backend_.logits(model_.plan, numbers(), e.data(), out.data(), workers_.space(0));
  return out;
}

namespace {

// Up to the last position that is not the skip code as good as certainly; at least one.
int acting(std::span<const float> log_z, const Shape& shape) {
  // Codes that a discrete program does not name have less, and change a state by less than its
  // rounding.
  constexpr float kNone = -20.0F;
  const auto codes = static_cast<std::size_t>(shape.codes);
  int turns = 1;
  for (int t = 1; t < shape.positions; ++t) {
    const auto row = log_z.subspan(static_cast<std::size_t>(t) * codes, codes);
    if (*std::max_element(row.begin() + 1, row.end()) > kNone) turns = t + 1;
  }
  return turns;
}

}  // namespace

std::vector<int> CpuEngine::trace(std::span<const float> log_z, std::span<const int> x,
                                  float temperature) {
  std::vector<int> symbols(x.size() * static_cast<std::size_t>(model_.plan.shape.positions));
  trace(log_z, x, temperature, symbols, {});
  return symbols;
}

std::vector<float> CpuEngine::certainty(std::span<const float> log_z, std::span<const int> x,
                                        float temperature) {
  std::vector<int> symbols(x.size() * static_cast<std::size_t>(model_.plan.shape.positions));
  std::vector<float> certainty(symbols.size());
  trace(log_z, x, temperature, symbols, certainty);
  return certainty;
}

void CpuEngine::trace(std::span<const float> log_z, std::span<const int> x, float temperature,
                      std::span<int> symbols, std::span<float> certainty) {
  const nn::FlushDenormals flush;
  const auto n = static_cast<std::size_t>(model_.plan.shape.length);
  const std::size_t inputs = x.size() / n,
                    each = static_cast<std::size_t>(model_.plan.shape.positions) * n;
  const auto lanes = static_cast<std::size_t>(backend_.lanes);
  const int turns = acting(log_z, model_.plan.shape);
  for (std::size_t from = 0; from < inputs; from += lanes)
    backend_.trace({&model_.plan, numbers(), log_z.data(), turns,
                    static_cast<int>(std::min(lanes, inputs - from)), x.data() + from * n,
                    temperature, symbols.data() + from * each,
                    certainty.empty() ? nullptr : certainty.data() + from * each},
                   workers_.space(0));
  for (float& share : certainty) share = std::exp(share);
}

std::vector<int> CpuEngine::step(std::span<const float> log_z, std::span<const int> x,
                                 float temperature) {
  const nn::FlushDenormals flush;
  const auto n = static_cast<std::size_t>(model_.plan.shape.length);
  const auto v = static_cast<std::size_t>(model_.plan.shape.symbols);
  const auto codes = static_cast<std::size_t>(model_.plan.shape.codes);
  const std::size_t inputs = x.size() / n, size = n * v;
  const auto lanes = static_cast<std::size_t>(backend_.lanes);
  std::vector<int> symbols(x.size());
  std::vector<float> before, after(std::min(lanes, inputs) * size);
  for (std::size_t from = 0; from < inputs; from += lanes) {
    const std::size_t count = std::min(lanes, inputs - from);
    before = hard_states(x.subspan(from * n, count * n), v);
    const float *rows[nn::kMostLanes], *states[nn::kMostLanes];
    float* results[nn::kMostLanes];
    for (std::size_t i = 0; i < count; ++i) {
      rows[i] = log_z.data() + (from + i) * codes;
      states[i] = before.data() + i * size;
      results[i] = after.data() + i * size;
    }
    backend_.step(
        {&model_.plan, numbers(), static_cast<int>(count), rows, states, temperature, results},
        workers_.space(0));
    for (std::size_t i = 0; i < count * n; ++i) {
      const float* row = after.data() + i * v;
      symbols[from * n + i] = static_cast<int>(std::max_element(row, row + v) - row);
    }
  }
  return symbols;
}

std::vector<int> CpuEngine::turns_of(std::span<const Item> items, const Noise& noise,
                                     const Backend& backend, float* log_z) {
  const auto lanes = static_cast<std::size_t>(backend.lanes);
  const Shape& shape = model_.plan.shape;
  const auto each =
      static_cast<std::size_t>(shape.positions) * static_cast<std::size_t>(shape.codes);
  std::vector<int> turns(items.size());
  const float* e[nn::kMostLanes];
  float* rows[nn::kMostLanes];
  unsigned start[nn::kMostLanes], words[nn::kMostLanes][2];
  const unsigned* key[nn::kMostLanes];
  for (std::size_t from = 0; from < items.size(); from += lanes) {
    const std::size_t count = std::min(lanes, items.size() - from);
    for (std::size_t i = 0; i < count; ++i) {
      const Item& item = items[from + i];
      e[i] = item.latent;
      rows[i] = log_z == nullptr ? nullptr : log_z + (from + i) * each;
      start[i] = item.start;
      words[i][0] = static_cast<unsigned>(item.problem->seed);
      words[i][1] = static_cast<unsigned>(item.problem->seed >> 32);
      key[i] = words[i];
    }
    backend.turns(
        {&model_.plan, numbers(), static_cast<int>(count), e, start, key, noise.step, noise.on,
         noise.program_temperature, turns.data() + from, log_z == nullptr ? nullptr : rows},
        workers_.space(0));
  }
  return turns;
}

bool CpuEngine::quiet_pass(std::span<const Item> items, const Noise& noise, const Backend& backend,
                           Totals& totals, const Stop& stop) {
  const Shape& shape = model_.plan.shape;
  const auto each =
      static_cast<std::size_t>(shape.positions) * static_cast<std::size_t>(shape.codes);
  std::vector<float> log_z(items.size() * each);
  const std::vector<int> turns = turns_of(items, noise, backend, log_z.data());
  // One task after the other; what was kept of the last one is of use as long as that is asked.
  for (std::size_t from = 0; from < items.size();) {
    const Problem& problem = *items[from].problem;
    std::size_t to = from;
    while (to < items.size() && items[to].problem == &problem) ++to;
    if (!tree_ || !tree_->is_of(backend, problem.x, problem.y, noise.state_temperature))
      tree_.emplace(model_, backend, problem.x, problem.y, noise.state_temperature);

    const auto examples = static_cast<std::size_t>(problem.examples);
    std::vector<double> loss((to - from) * examples);
    std::vector<unsigned char> exact(loss.size());
    // Batches of equal work: the items by turns, dealt out.
    std::vector<std::size_t> order(to - from);
    std::iota(order.begin(), order.end(), from);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return turns[a] > turns[b]; });
    const std::size_t fewest = (order.size() + kBatch - 1) / kBatch;
    const std::size_t batches =
        std::max(fewest, std::min<std::size_t>(workers_.threads(), order.size() / kSmallBatch));
    std::vector<std::vector<QuietProgram>> programs(std::max<std::size_t>(batches, 1));
    for (std::size_t i = 0; i < order.size(); ++i) {
      const std::size_t item = order[i], at = (item - from) * examples;
      programs[i % programs.size()].push_back(
          {log_z.data() + item * each, turns[item], loss.data() + at, exact.data() + at});
    }
    std::vector<PrefixTree::Branches> fresh(programs.size());
    std::atomic<std::size_t> next{0};
    std::atomic<bool> stopped{false};
    const Stop asked = [&] {
      if (!stopped && stop && stop()) stopped = true;
      return stopped.load();
    };
    workers_.run(programs.size(), [&](unsigned thread) {
      for (std::size_t batch = next++; batch < programs.size() && !stopped; batch = next++)
        tree_->run(programs[batch], numbers(), workers_.space(thread), asked, fresh[batch]);
    });
    if (stopped) return false;
    for (PrefixTree::Branches& branches : fresh) tree_->keep(branches);
    for (std::size_t i = 0; i < loss.size(); ++i) {
      totals.loss[from + i / examples] += loss[i];
      totals.fits[from + i / examples] += exact[i];
    }
    from = to;
  }
  return true;
}

bool CpuEngine::pass(std::span<const Item> items, const Noise& noise, bool gradient,
                     const Backend& backend, Totals& totals, const Stop& stop) {
  const Shape& shape = model_.plan.shape;
  const std::size_t size = variables(shape);
  const auto n = static_cast<std::size_t>(shape.length);
  const auto lanes = static_cast<std::size_t>(backend.lanes);
  totals.loss.assign(items.size(), 0.0);
  totals.fits.assign(items.size(), 0);
  // The reference runs every program by itself.
  if (!gradient && !noise.on && !backend.reference())
    return quiet_pass(items, noise, backend, totals, stop);
  if (gradient) totals.gradient.assign(items.size() * size, 0.0F);

  std::size_t most = 0;  // pairs at a time
  for (const Item& item : items) most += static_cast<std::size_t>(item.problem->examples);
  most = std::min(most, kChunk);
  std::vector<Pair> pairs;  // of this chunk
  std::vector<double> loss(most);
  std::vector<unsigned char> exact(most);
  std::vector<float> gradients(gradient ? most * size : 0);
  std::atomic<bool> stopped{false};

  const auto run_unit = [&](std::size_t unit, unsigned thread) {
    const float* e[nn::kMostLanes];
    const int *x[nn::kMostLanes], *y[nn::kMostLanes];
    unsigned start[nn::kMostLanes], example[nn::kMostLanes], words[nn::kMostLanes][2];
    const unsigned* key[nn::kMostLanes];
    float* to[nn::kMostLanes];
    const std::size_t from = unit * lanes, count = std::min(lanes, pairs.size() - from);
    for (std::size_t i = 0; i < count; ++i) {
      const Pair& pair = pairs[from + i];
      const Item& item = items[pair.item];
      e[i] = item.latent;
      x[i] = item.problem->x.data() + pair.example * n;
      y[i] = item.problem->y.data() + pair.example * n;
      start[i] = item.start;
      example[i] = pair.example;
      words[i][0] = static_cast<unsigned>(item.problem->seed);
      words[i][1] = static_cast<unsigned>(item.problem->seed >> 32);
      key[i] = words[i];
      to[i] = gradient ? gradients.data() + (from + i) * size : nullptr;
    }
    backend.run({&model_.plan, numbers(), static_cast<int>(count), e, x, y, start, example, key,
                 noise.step, noise.on, noise.program_temperature, noise.state_temperature,
                 loss.data() + from, exact.data() + from, gradient ? to : nullptr, nullptr},
                workers_.space(thread));
  };

  const auto run_chunk = [&] {
    const std::size_t units = (pairs.size() + lanes - 1) / lanes;
    std::atomic<std::size_t> next{0};
    workers_.run(units, [&](unsigned thread) {
      for (std::size_t unit = next++; unit < units && !stopped; unit = next++) {
        if (stop && stop()) {
          stopped = true;
          return;
        }
        run_unit(unit, thread);
      }
    });
    if (stopped) return;
    // In the order of the pairs, whoever computed them.
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      const std::size_t item = pairs[i].item;
      totals.loss[item] += loss[i];
      totals.fits[item] += exact[i];
      if (!gradient) continue;
      float* sum = totals.gradient.data() + item * size;
      const float* add = gradients.data() + i * size;
      for (std::size_t k = 0; k < size; ++k) sum[k] += add[k];
    }
    pairs.clear();
  };

  // Starts with as many turns share a vector, which ends with the last of them.
  const std::vector<int> turns = turns_of(items, noise, backend, nullptr);
  std::vector<std::uint32_t> order(items.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return turns[a] > turns[b]; });
  for (const std::uint32_t i : order)
    for (int example = 0; example < items[i].problem->examples; ++example) {
      pairs.push_back({i, static_cast<std::uint32_t>(example)});
      if (pairs.size() < kChunk) continue;
      run_chunk();
      if (stopped) return false;
    }
  if (!pairs.empty()) run_chunk();
  return !stopped;
}

bool CpuEngine::evaluate(const Problem& problem, std::span<const float> latent, const Noise& noise,
                         std::span<float> loss, std::span<std::uint32_t> fits,
                         std::span<float> gradient, const Stop& stop) {
  const nn::FlushDenormals flush;
  const std::size_t size = variables(model_.plan.shape);
  std::vector<Item> items;
  for (std::size_t s = 0; s < latent.size() / size; ++s)
    items.push_back({&problem, latent.data() + s * size, static_cast<std::uint32_t>(s)});
  Totals totals;
  if (!pass(items, noise, !gradient.empty(), rough(), totals, stop)) return false;
  for (std::size_t s = 0; s < items.size(); ++s) {
    loss[s] = static_cast<float>(totals.loss[s]);
    if (!fits.empty()) fits[s] = totals.fits[s];
  }
  std::copy(totals.gradient.begin(), totals.gradient.end(), gradient.begin());
  return true;
}

bool CpuEngine::look(std::span<const Problem> problems, std::span<State> states,
                     const Schedule& schedule, const Stop& stop) {
  const Shape& shape = model_.plan.shape;
  const std::size_t size = variables(shape);
  std::vector<Item> items;
  for (std::size_t p = 0; p < states.size(); ++p) {
    if (states[p].solved && schedule.stop_when_fit) continue;
    for (std::size_t s = 0; s < states[p].starts(shape); ++s)
      items.push_back(
          {&problems[p], states[p].latent.data() + s * size, static_cast<std::uint32_t>(s)});
  }
  Totals totals;
  if (!pass(items, schedule.quiet(), false, backend_, totals, stop)) return false;
  for (std::size_t i = 0; i < items.size(); ++i) {
    State& state = states[static_cast<std::size_t>(items[i].problem - problems.data())];
    state.keep(shape, items[i].start, static_cast<float>(totals.loss[i]), totals.fits[i]);
    ++state.evaluations;
    if (totals.fits[i] == static_cast<std::uint32_t>(items[i].problem->examples))
      state.solved = true;
  }
  return true;
}

bool CpuEngine::run(std::span<const Problem> problems, std::span<State> states,
                    const Schedule& schedule, const Stop& stop) {
  const nn::FlushDenormals flush;
  const Shape& shape = model_.plan.shape;
  const std::size_t size = variables(shape);
  bool fresh = false;
  for (State& state : states) {
    state.prepare(shape);
    fresh = fresh || state.step == 0;
  }
  const auto working = [&](const State& state) {
    return !(state.solved && schedule.stop_when_fit) && state.step < schedule.end();
  };
  if (fresh && !look(problems, states, schedule, stop)) return false;
  std::vector<Item> items;
  Totals totals;
  while (std::any_of(states.begin(), states.end(), working)) {
    items.clear();
    std::size_t step = schedule.end();
    for (const State& state : states)
      if (working(state)) step = std::min(step, state.step);
    for (std::size_t p = 0; p < states.size(); ++p) {
      if (!working(states[p]) || states[p].step != step) continue;
      for (std::size_t s = 0; s < states[p].starts(shape); ++s)
        items.push_back(
            {&problems[p], states[p].latent.data() + s * size, static_cast<std::uint32_t>(s)});
    }
    if (!pass(items, schedule.noise_at(step), true, rough(), totals, stop)) return false;
    for (std::size_t i = 0; i < items.size(); ++i) {
      State& state = states[static_cast<std::size_t>(items[i].problem - problems.data())];
      state.descend(shape, schedule, items[i].start, totals.gradient.data() + i * size);
      state.evaluations += 3;
    }
    for (State& state : states)
      if (working(state) && state.step == step) ++state.step;
    if ((step + 1) % schedule.check_every != 0 && step + 1 != schedule.steps) continue;
    if (!look(problems, states, schedule, stop)) return false;
  }
  return true;
}

std::size_t CpuEngine::bytes(const Model& model, const Backend& backend, unsigned threads,
                             std::size_t starts) {
  const std::size_t size = variables(model.plan.shape) * sizeof(float);
  const Shape& s = model.plan.shape;
  // Of the states of a quiet pass, for eight examples.
  const std::size_t states = kBatch * 8 * sizeof(float) * static_cast<std::size_t>(s.positions) *
                             static_cast<std::size_t>(s.length * s.symbols);
  return starts * (5 * size + 32) + kChunk * (size + 32) + PrefixTree::kKeptBytes +
         threads * (backend.bytes(model.plan) + states);
}

}  // namespace inkling::nli::engine
