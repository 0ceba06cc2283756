// The passes of a latent program network over one pair per lane: the decoder forward, and backward
// with respect to the program; the encoder forward. Blocks are those of nn.
#pragma once

#include "shape.hpp"
#include "writing.hpp"

namespace inkling::lpn::engine {

using nn::Carver;

template <class Real>
struct Space {
  Real* program_numbers;                          // [rows][latent]
  Real *head, *head_slope, *share;                // with codes: [rows][2 d] twice, [rows][K]
  Real *program, *summary, *token, *token_scale;  // [rows][d], their mean [d], normalised, [rows]
  Real* x;                                        // of the encoder [queries + n][d], decoder [n][d]
  Real* written;                                  // with `writing`: [n][d]
  Real *normal, *scale, *out, *target;            // likewise, [..], [n][V], [n][V]
  Real* bias[kMaxLayers];                         // [heads][biases]
  nn::LayerSpace<Real> layer[kMaxLayers];
  nn::LayerScratch<Real> scratch;
  Real *dx, *dsummary, *dprogram, *dtoken, *dbias;
  Real *dshare, *dprogram_numbers;  // [rows][K], [rows][latent]
};

template <class Real>
void carve(Carver<Real>& from, const Shape& s, Space<Real>& space) {
  const long n = s.length, d = s.width, rows = s.rows, all = s.encoder_places();
  space.program_numbers = from.take(s.numbers());
  if (s.codes > 0) {
    space.head = from.take(rows * 2 * d);
    space.head_slope = from.take(rows * 2 * d);
    space.share = from.take(rows * s.codes);
    space.dshare = from.take(rows * s.codes);
  }
  space.program = from.take(rows * d);
  space.summary = from.take(d);
  space.token = from.take(rows * d);
  space.token_scale = from.take(rows);
  space.x = from.take(all * d);
  if (s.writing > 0) space.written = from.take(n * d);
  space.normal = from.take(all * d);
  space.scale = from.take(all);
  space.out = from.take(n * s.symbols);
  space.target = from.take(n * s.symbols);
  // The encoder's layers run one at a time in the first space, and no pass backward follows them.
  const int most = s.encoder_places() > s.places() ? s.encoder_places() : s.places();
  const nn::LayerSize largest{s.width, s.heads, s.hidden(), s.encoder_places(), s.encoder_places(),
                              most};
  for (int l = 0; l < s.decoder_layers; ++l) {
    nn::carve_layer(from, largest, space.layer[l]);
    space.bias[l] = from.take(static_cast<long>(s.heads) * s.biases());
  }
  nn::carve_scratch(from, largest, true, space.scratch);
  space.dx = from.take(n * d);
  space.dsummary = from.take(d);
  space.dprogram = from.take(rows * d);
  space.dtoken = from.take(rows * d);
  space.dbias = from.take(static_cast<long>(s.heads) * s.biases());
  space.dprogram_numbers = from.take(s.numbers());
}

template <class Ops>
struct Network {
  using Real = typename Ops::Real;
  using Scalar = typename Ops::Scalar;

  Ops& ops;
  const Plan& plan;
  const Scalar* w;  // the model's numbers
  Space<Real>& space;

  // With codes: from program_numbers to the logits of the codes, in share.
  void logits() {
    const Shape& s = plan.shape;
    ops.dense(space.head, space.program_numbers, w, plan.head_up, nullptr, s.rows, 0, 0);
    nn::gelu(ops, space.head, space.head_slope, s.rows * 2 * s.width);
    ops.dense(space.share, space.head, w, plan.head_down, nullptr, s.rows, 0, 0);
  }
  // From logits (and noise, if they have it) to shares, at one over a temperature.
  void shares(Real inverse) {
    const Shape& s = plan.shape;
    nn::log_softmax(ops, space.share, inverse, s.rows, s.codes);
    ops.each(s.rows * s.codes, [&](int i) { space.share[i] = Ops::exp(space.share[i]); });
  }

  // From program_numbers, with codes from share, and the embedded input in x to log-probabilities
  // in out; with `writing` given the embedded symbols of the places before in written.
  void decode() {
    const Shape& s = plan.shape;
    const int n = s.length, d = s.width, entries = s.biases(), rows = s.rows;
    ops.dense(space.program, s.codes > 0 ? space.share : space.program_numbers, w, plan.context,
              nullptr, rows, 0, 0);
    const Real part = Ops::set(1.0 / rows);
    ops.each(d, [&](int c) {
      Real sum = Real{};
      for (int r = 0; r < rows; ++r) sum += space.program[r * d + c];
      space.summary[c] = sum * part;
    });
    ops.each(rows * d,
             [&](int i) { space.token[i] = space.program[i] + w[plan.context_place + i]; });
    nn::normalise(ops, space.token, space.token_scale, space.token, rows, d);
    ops.each(n * d, [&](int i) {
      space.x[i] = space.x[i] + space.summary[i % d] + w[plan.decoder_places + i];
    });
    for (int l = 0; l < s.decoder_layers; ++l) {
      const nn::LayerMaps& maps = plan.decoder[l];
      if (s.writing > 0 && l == s.first_writing())
        ops.each(n * d, [&](int i) { space.x[i] = space.x[i] + space.written[i]; });
      ops.dense(space.layer[l].keyvalue + static_cast<long>(n) * 2 * d, space.token, w,
                maps.keyvalue, nullptr, rows, 0, 0);
      const auto run = [&](auto score) {
        nn::layer(ops, w, maps, s.decoder_size(), space.x, space.layer[l], space.scratch, score);
      };
      if (!s.relative) {
        run(nn::PlainScores());
        continue;
      }
      const Real* bias = space.bias[l];
      ops.dense(space.bias[l], space.summary, w, plan.bias[l], nullptr, 1, 0, 0);
      if (l >= s.first_writing())
        ops.each(s.heads * entries, [&](int i) {
          if (s.later(i % entries)) space.bias[l][i] = space.bias[l][i] + Ops::set(kNever);
        });
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

  // After decode(): dprogram_numbers = d(loss)/d(program_numbers), with codes by way of shares() at
  // that inverse temperature. Overwrites target.
  void decode_back(Real inverse) {
    const Shape& s = plan.shape;
    const int n = s.length, d = s.width, rows = s.rows;
    ops.each(n * s.symbols, [&](int i) { space.target[i] = -space.target[i]; });
    nn::log_softmax_back(ops, space.target, space.out, Ops::set(1.0), n, s.symbols);
    ops.dense_back(space.scratch.dnormal, space.target, w, plan.out, n, 0, false);
    nn::normalise_back(ops, space.dx, space.scratch.dnormal, space.normal, space.scale, n, d,
                       false);
    ops.each(d, [&](int c) { space.dsummary[c] = Real{}; });
    ops.each(rows * d, [&](int i) { space.dtoken[i] = Real{}; });
    for (int l = s.decoder_layers; l-- > 0;) {
      const nn::LayerMaps& maps = plan.decoder[l];
      nn::layer_back(ops, w, maps, s.decoder_size(), space.dx, space.layer[l], space.scratch);
      ops.dense_back(space.dtoken, space.scratch.dkeyvalue + static_cast<long>(n) * 2 * d, w,
                     maps.keyvalue, rows, 0, true);
      if (s.relative) bias_back(l);
    }
    ops.each(d, [&](int c) {
      for (int i = 0; i < n; ++i) space.dsummary[c] += space.dx[i * d + c];
    });
    nn::normalise_back(ops, space.dprogram, space.dtoken, space.token, space.token_scale, rows, d,
                       false);
    const Real part = Ops::set(1.0 / rows);
    ops.each(rows * d, [&](int i) { space.dprogram[i] += space.dsummary[i % d] * part; });
    if (s.codes == 0) {
      ops.dense_back(space.dprogram_numbers, space.dprogram, w, plan.context, rows, 0, false);
      return;
    }
    ops.dense_back(space.dshare, space.dprogram, w, plan.context, rows, 0, false);
    ops.rows(rows, [&](int r, auto columns) {
      const long at = static_cast<long>(r) * s.codes;
      Real sum = Real{};
      for (int k = columns.begin(); k < s.codes; k += columns.step())
        sum += space.share[at + k] * space.dshare[at + k];
      sum = columns.sum(sum);
      for (int k = columns.begin(); k < s.codes; k += columns.step())
        space.dshare[at + k] = space.share[at + k] * (space.dshare[at + k] - sum) * inverse;
    });
    ops.dense_back(space.head, space.dshare, w, plan.head_down, rows, 0, false);
    ops.each(rows * 2 * d, [&](int i) { space.head[i] = space.head[i] * space.head_slope[i]; });
    ops.dense_back(space.dprogram_numbers, space.head, w, plan.head_up, rows, 0, false);
  }

  // From the embedded pair in x, the queries first, to what it says of a program: with codes its
  // search variables in program_numbers, else a row, the mean of its distribution, there, and the
  // logarithm of the variance in dprogram_numbers.
  void encode() {
    const Shape& s = plan.shape;
    const int d = s.width, queries = s.queries();
    for (int l = 0; l < s.encoder_layers; ++l)
      nn::layer(ops, w, plan.encoder[l], s.encoder_size(l), space.x, space.layer[0], space.scratch,
                nn::PlainScores());
    nn::normalise(ops, space.normal, space.scale, space.x, queries, d);
    if (s.codes > 0) {
      ops.each(queries * d, [&](int i) {
        space.program_numbers[i] =
            space.normal[i] * w[plan.encoder_scale + i % d] + w[plan.encoder_shift + i % d];
      });
      return;
    }
    ops.dense(space.program_numbers, space.normal, w, plan.mean, nullptr, 1, 0, 0);
    if (!s.each)
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
      if (shift == n) {  // the program's rows
        for (int i = 0; i < n; ++i)
          for (int j = n; j < places; ++j) sum += from[i * places + j];
      } else {
        for (int i = shift < 0 ? -shift : 0; i < n && i + shift < n; ++i)
          sum += from[i * places + i + shift];
      }
      space.dbias[e] = sum;
    });
    ops.dense_back(space.dsummary, space.dbias, w, plan.bias[l], 1, 0, true);
  }
};

}  // namespace inkling::lpn::engine
