#include "search.hpp"

#include <torch/torch.h>

#include <cmath>

namespace inkling::nli {
namespace {

using torch::Tensor;

constexpr double kBeta1 = 0.9;
constexpr double kBeta2 = 0.9;  // as the Latent Program Network does
constexpr int kChunk = 64;      // programs of the prior that are run at once

Tensor normal(at::IntArrayRef shape, Rng& rng) {
  Tensor out = torch::empty(shape, torch::kFloat);
  float* at = out.data_ptr<float>();
  for (int64_t i = 0; i < out.numel(); ++i) at[i] = static_cast<float>(rng.normal());
  return out;
}

// Every program [S, T, .] against every example.
struct Spec {
  Tensor x, y;  // [E, n]
  int64_t examples() const { return x.size(0); }
  Tensor all_x(int64_t starts) const { return x.repeat({starts, 1}); }
  Tensor all_y(int64_t starts) const { return y.repeat({starts, 1}); }
  Tensor each(const Tensor& programs) const { return programs.repeat_interleave(examples(), 0); }
};

struct Scores {
  Tensor loss;  // [S], mean over the examples
  Tensor fits;  // [S]
};

// Every program on every example. e [S, T, D]; log_z [S, T, K], or undefined in the ablation
// without a codebook, where e itself is the program.
Tensor run_all(Model& model, const Spec& spec, const Tensor& e, const Tensor& log_z,
               double state_temperature, Rng* noise) {
  const Tensor x = spec.all_x(e.size(0));
  if (!log_z.defined()) return model.run_vectors(spec.each(e), x, state_temperature, noise);
  return model.run(spec.each(log_z), x, state_temperature, noise);
}

Scores score(Model& model, const Spec& spec, const Tensor& e, const Tensor& log_z,
             double state_temperature) {
  torch::NoGradGuard guard;
  const int64_t starts = e.size(0);
  const Tensor out = run_all(model, spec, e, log_z, state_temperature, nullptr);
  const Tensor y = spec.all_y(starts);
  return {sequence_loss(out, y).view({starts, -1}).mean(1),
          sequence_exact(out, y).view({starts, -1}).sum(1)};
}

// Keeps the best program: more fits, then the smaller loss.
void keep_best(SearchResult& best, const Scores& scores, const Tensor& log_z, const Tensor& e) {
  const Tensor rank = scores.loss - 1e6 * scores.fits.to(torch::kFloat);
  const int64_t s = rank.argmin().item<int64_t>();
  const int fits = static_cast<int>(scores.fits[s].item<int64_t>());
  const double loss = scores.loss[s].item<double>();
  if (best.e.defined() && (fits < best.fits || (fits == best.fits && loss >= best.loss))) return;
  best.fits = fits;
  best.loss = loss;
  if (log_z.defined()) best.log_z = log_z[s].detach().clone();
  best.e = e[s].detach().clone();
}

// Undefined in the ablation without a codebook.
Tensor codes_at(Model& model, const Tensor& e, double temperature, Rng* noise) {
  if (!model.config.discrete_program) return {};
  return Model::log_codes(model.code_logits(e), temperature, noise);
}

Tensor middle_of(Model& model, const Spec& spec) {
  torch::NoGradGuard guard;
  return model.encode(spec.x, spec.y).mean(0);
}

Tensor starts_around(const Tensor& middle, int64_t starts, double spread, Rng& rng) {
  Tensor e = middle.unsqueeze(0).repeat({starts, 1, 1});
  if (starts > 1)
    e.slice(0, 1) += spread * normal({starts - 1, e.size(1), e.size(2)}, rng).to(e.device());
  return e;
}

// Gradient of the noisy loss, clipped to norm `clip` for every start by itself.
Tensor clipped_gradient(Model& model, const Spec& spec, const Tensor& at,
                        double program_temperature, double state_temperature, double clip,
                        Rng& rng) {
  const int64_t starts = at.size(0);
  Tensor e = at.detach().requires_grad_(true);
  Rng program_noise = rng.split("program");
  Rng state_noise = rng.split("state");
  const Tensor log_z = codes_at(model, e, program_temperature, &program_noise);
  const Tensor out = run_all(model, spec, e, log_z, state_temperature, &state_noise);
  // The sum over the examples of the summed log-likelihood, as the model was given no other scale.
  const Tensor loss = sequence_loss(out, spec.all_y(starts)).sum();
  Tensor g = torch::autograd::grad({loss}, {e})[0];
  const Tensor norm = g.flatten(1).norm(2, 1).view({starts, 1, 1});
  g = g * (clip / norm.clamp_min(clip));
  // A start whose gradient is not finite stays where it is.
  return torch::where(torch::isfinite(norm), g, torch::zeros_like(g));
}

double annealed(double from, double to, int step, int steps) {
  const double at = steps <= 1 ? 1.0 : static_cast<double>(step) / (steps - 1);
  return from * std::pow(to / from, at);
}

}  // namespace

SearchResult gradient_search(Model& model, const Tensor& x, const Tensor& y, const SearchOptions& o,
                             std::uint64_t seed, const StopCheck& stop) {
  const Spec spec{x, y};
  const Rng root(seed);
  Rng start_rng = root.split("starts");
  Tensor e = starts_around(middle_of(model, spec), o.starts, o.spread, start_rng);
  Tensor first = torch::zeros_like(e);
  Tensor second = torch::zeros_like(e);
  SearchResult best;
  const auto look = [&] {
    torch::NoGradGuard guard;
    const Tensor log_z = codes_at(model, e, o.program_temperature_to, nullptr);
    keep_best(best, score(model, spec, e, log_z, o.state_temperature_to), log_z, e);
    best.evaluations += static_cast<std::uint64_t>(o.starts);
    return best.fits == spec.examples();
  };
  if (look()) return best;
  for (int step = 0; step < o.steps; ++step) {
    if (stop && stop(best.evaluations)) {
      best.stopped = true;
      break;
    }
    Rng rng = root.split("step", static_cast<std::uint64_t>(step));
    const Tensor g = clipped_gradient(
        model, spec, e,
        annealed(o.program_temperature_from, o.program_temperature_to, step, o.steps),
        annealed(o.state_temperature_from, o.state_temperature_to, step, o.steps), o.clip, rng);
    best.evaluations += 3 * static_cast<std::uint64_t>(o.starts);
    torch::NoGradGuard guard;
    first = kBeta1 * first + (1.0 - kBeta1) * g;
    second = kBeta2 * second + (1.0 - kBeta2) * g * g;
    const double correct1 = 1.0 - std::pow(kBeta1, step + 1);
    const double correct2 = 1.0 - std::pow(kBeta2, step + 1);
    e = e - o.learning_rate * (first / correct1) / ((second / correct2).sqrt() + 1e-8);
    const bool due = (step + 1) % o.check_every == 0 || step + 1 == o.steps;
    if (due && look()) break;
  }
  return best;
}

SearchResult prior_search(Model& model, const Tensor& x, const Tensor& y, const SearchOptions& o,
                          std::uint64_t seed, const StopCheck& stop) {
  torch::NoGradGuard guard;
  const Spec spec{x, y};
  SearchResult best = no_search(model, x, y, o);
  const Tensor middle = middle_of(model, spec);
  const int looks = 1 + (o.steps + o.check_every - 1) / o.check_every;
  const auto limit =
      static_cast<std::uint64_t>(o.starts) * static_cast<std::uint64_t>(3 * o.steps + looks);
  for (std::uint64_t chunk = 0; best.evaluations < limit && best.fits < spec.examples(); ++chunk) {
    if (stop && stop(best.evaluations)) {
      best.stopped = true;
      break;
    }
    Rng rng = Rng(seed).split("prior", chunk);
    const auto size =
        static_cast<int64_t>(std::min<std::uint64_t>(kChunk, limit - best.evaluations));
    const Tensor e = starts_around(middle, size, o.spread, rng);
    const Tensor log_z = codes_at(model, e, o.program_temperature_to, &rng);
    keep_best(best, score(model, spec, e, log_z, o.state_temperature_to), log_z, e);
    best.evaluations += static_cast<std::uint64_t>(size);
  }
  return best;
}

SearchResult no_search(Model& model, const Tensor& x, const Tensor& y, const SearchOptions& o) {
  torch::NoGradGuard guard;
  const Spec spec{x, y};
  SearchResult best;
  const Tensor e = middle_of(model, spec).unsqueeze(0);
  const Tensor log_z = codes_at(model, e, o.program_temperature_to, nullptr);
  keep_best(best, score(model, spec, e, log_z, o.state_temperature_to), log_z, e);
  best.evaluations = 1;
  return best;
}

Tensor predict(Model& model, const SearchResult& found, const Tensor& x, double state_temperature) {
  torch::NoGradGuard guard;
  const auto each = [&](const Tensor& program) {
    return program.unsqueeze(0).expand({x.size(0), -1, -1});
  };
  const Tensor out = found.log_z.defined()
                         ? model.run(each(found.log_z), x, state_temperature, nullptr)
                         : model.run_vectors(each(found.e), x, state_temperature, nullptr);
  return out.argmax(2);
}

}  // namespace inkling::nli
