// The passes of a latent program network over one pair per lane: the decoder forward, and backward
// with respect to the program; the encoder forward. Blocks are those of nn.
#pragma once

#include "shape.hpp"

namespace inkling::lpn::engine {

using nn::Carver;

template <class Real>
struct Space {
  Real *program_numbers, *program, *token, *token_scale;  // [latent], [d], normalised [d], [1]
  Real* x;                                                // [n + 1][d], of the decoder [n][d]
  Real *normal, *scale, *out, *target;                    // [n + 1][d], [n + 1], [n][V], [n][V]
  Real* bias[kMaxLayers];                                 // [heads][biases]
  nn::LayerSpace<Real> layer[kMaxLayers];
  nn::LayerScratch<Real> scratch;
  Real *dx, *dprogram, *dtoken, *dbias, *dprogram_numbers;
};

template <class Real>
void carve(Carver<Real>& from, const Shape& s, Space<Real>& space) {
  const long n = s.length, d = s.width;
  space.program_numbers = from.take(s.latent);
  space.program = from.take(d);
  space.token = from.take(d);
  space.token_scale = from.take(1);
  space.x = from.take((n + 1) * d);
  space.normal = from.take((n + 1) * d);
  space.scale = from.take(n + 1);
  space.out = from.take(n * s.symbols);
  space.target = from.take(n * s.symbols);
  // The encoder's layers run one at a time in the first space, and no pass backward follows them.
  const nn::LayerSize largest{s.width,      s.heads,      s.hidden(),
                              s.length + 1, s.length + 1, s.length + 1};
  for (int l = 0; l < s.decoder_layers; ++l) {
    nn::carve_layer(from, largest, space.layer[l]);
    space.bias[l] = from.take(static_cast<long>(s.heads) * s.biases());
  }
  nn::carve_scratch(from, largest, true, space.scratch);
  space.dx = from.take(n * d);
  space.dprogram = from.take(d);
  space.dtoken = from.take(d);
  space.dbias = from.take(static_cast<long>(s.heads) * s.biases());
  space.dprogram_numbers = from.take(s.latent);
}

template <class Ops>
struct Network {
  using Real = typename Ops::Real;
  using Scalar = typename Ops::Scalar;

  Ops& ops;
  const Plan& plan;
  const Scalar* w;  // the model's numbers
  Space<Real>& space;

  // From program_numbers and the embedded input in x to log-probabilities in out.
  void decode() {
    const Shape& s = plan.shape;
    const int n = s.length, d = s.width, entries = s.biases();
    ops.dense(space.program, space.program_numbers, w, plan.context, nullptr, 1, 0, 0);
    ops.each(d, [&](int c) { space.token[c] = space.program[c] + w[plan.context_place + c]; });
    nn::normalise(ops, space.token, space.token_scale, space.token, 1, d);
    ops.each(n * d, [&](int i) {
      space.x[i] = space.x[i] + space.program[i % d] + w[plan.decoder_places + i];
    });
    for (int l = 0; l < s.decoder_layers; ++l) {
      const nn::LayerMaps& maps = plan.decoder[l];
      ops.dense(space.layer[l].keyvalue + static_cast<long>(n) * 2 * d, space.token, w,
                maps.keyvalue, nullptr, 1, 0, 0);
      const auto run = [&](auto score) {
        nn::layer(ops, w, maps, s.decoder_size(), space.x, space.layer[l], space.scratch, score);
      };
      if (!s.relative) {
        run(nn::PlainScores());
        continue;
      }
      const Real* bias = space.bias[l];
      ops.dense(space.bias[l], space.program, w, plan.bias[l], nullptr, 1, 0, 0);
      run([&](int b, int i, int j, Real score) {
        return score + bias[b * entries + s.bias_at(i, j)];
      });
    }
    nn::normalise(ops, space.normal, space.scale, space.x, n, d);
    ops.dense(space.out, space.normal, w, plan.out, nullptr, n, 0, 0);
    nn::log_softmax(ops, space.out, Ops::set(1.0), n, s.symbols);
  }

  // After decode(): minus the sum of target times out. What `target` holds of the right symbols is
  // their share of the loss.
  Real loss() const {
    Real sum = Real{};
    for (int i = 0; i < plan.shape.length * plan.shape.symbols; ++i)
      sum = sum - space.target[i] * space.out[i];
    return sum;
  }

  // After decode(): dprogram_numbers = d(loss)/d(program_numbers). Overwrites target.
  void decode_back() {
    const Shape& s = plan.shape;
    const int n = s.length, d = s.width;
    ops.each(n * s.symbols, [&](int i) { space.target[i] = -space.target[i]; });
    nn::log_softmax_back(ops, space.target, space.out, Ops::set(1.0), n, s.symbols);
    ops.dense_back(space.scratch.dnormal, space.target, w, plan.out, n, 0, false);
    nn::normalise_back(ops, space.dx, space.scratch.dnormal, space.normal, space.scale, n, d,
                       false);
    ops.each(d, [&](int c) { space.dprogram[c] = space.dtoken[c] = Real{}; });
    for (int l = s.decoder_layers; l-- > 0;) {
      const nn::LayerMaps& maps = plan.decoder[l];
      nn::layer_back(ops, w, maps, s.decoder_size(), space.dx, space.layer[l], space.scratch);
      ops.dense_back(space.dtoken, space.scratch.dkeyvalue + static_cast<long>(n) * 2 * d, w,
                     maps.keyvalue, 1, 0, true);
      if (s.relative) bias_back(l);
    }
    nn::normalise_back(ops, space.dprogram, space.dtoken, space.token, space.token_scale, 1, d,
                       true);
    ops.each(d, [&](int c) {
      for (int i = 0; i < n; ++i) space.dprogram[c] += space.dx[i * d + c];
    });
    ops.dense_back(space.dprogram_numbers, space.dprogram, w, plan.context, 1, 0, false);
  }

  // From the embedded pair in x, the query first, to its distribution: the mean in
  // program_numbers, the logarithm of the variance in dprogram_numbers.
  void encode() {
    const Shape& s = plan.shape;
    for (int l = 0; l < s.encoder_layers; ++l)
      nn::layer(ops, w, plan.encoder[l], s.encoder_size(l), space.x, space.layer[0], space.scratch,
                nn::PlainScores());
    nn::normalise(ops, space.normal, space.scale, space.x, 1, s.width);
    ops.dense(space.program_numbers, space.normal, w, plan.mean, nullptr, 1, 0, 0);
    ops.dense(space.dprogram_numbers, space.normal, w, plan.log_variance, nullptr, 1, 0, 0);
  }

 private:
  // The scores' gradients, summed over the pairs of places that share an entry.
  void bias_back(int l) {
    const Shape& s = plan.shape;
    const int n = s.length, places = s.places(), entries = s.biases();
    ops.each(s.heads * entries, [&](int e) {
      const int shift = e % entries - (n - 1);
      const Real* from = space.scratch.dscores + static_cast<long>(e / entries) * n * places;
      Real sum = Real{};
      if (shift == n) {  // the program's token
        for (int i = 0; i < n; ++i) sum += from[i * places + n];
      } else {
        for (int i = shift < 0 ? -shift : 0; i < n && i + shift < n; ++i)
          sum += from[i * places + i + shift];
      }
      space.dbias[e] = sum;
    });
    ops.dense_back(space.dprogram, space.dbias, w, plan.bias[l], 1, 0, true);
  }
};

}  // namespace inkling::lpn::engine
