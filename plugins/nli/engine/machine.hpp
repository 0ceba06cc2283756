// The mathematics of a neural language interpreter: forward, and backward with respect to the
// program's variables. The one source for the double reference, the vectors of a processor and the
// blocks of a GPU; what differs is `Ops`, which says what a number is, spreads loops over workers
// and multiplies matrices:
//
//   Real, Uint, Scalar             numbers of a unit (may be vectors of lanes) and of the weights
//   each(count, f)                 f(i) for i < count, in any order; then all wait
//   rows(count, f)                 f(row, part); part.begin/step/sum/max share the row's columns
//   dense(out, a, w, map, residual, rows, pad_in, pad_out)
//                                  out = a w + b (+ residual); row r stands at r + pad * (r / n)
//   dense_back(out, g, w, map, rows, pad_in, accumulate)     out (+)= g w^T
//   product(batch, M, N, depth, scale, accumulate, f)        C (+)= scale A B^T, operands by
//   f(batch) set, exp, log, sqrt, gelu, uniform bits                  of a Real
//   kPassOver, most(x)             whether idle positions cost nothing (see Turns below); the
//                                  largest lane of whole numbers
//
// A unit is G pairs (start, example) that run side by side: on a processor the lanes of a vector
// are pairs and G = 1; on a GPU the rows of a block are G n. Sizes below are in Reals. Tokens stand
// position by position: token g of position t at t G + g.
//
// Turns: a position whose sampled code is the skip code but for kNothing leaves the state as it is
// and gets no gradient. Such positions are passed over: every pair takes its acting positions
// first, in their order, and a unit ends when the last of its pairs has no more. Which act follows
// from the pair alone, so that it does not matter who is in a unit with it.
#pragma once

#include <inkling/nn/blocks.hpp>
#include <inkling/nn/noise.hpp>

#include "workspace.hpp"

namespace inkling::nli::engine {

// The third counter word is the step; the fourth tells the streams apart.
inline constexpr unsigned kProgramStream = 0;  // of the codes; the states of example i use i + 1

// Who a unit's noise belongs to: for pair g, lanes of start and example, and the key.
template <class Uint>
struct NoiseIds {
  const Uint* start = nullptr;    // [G]
  const Uint* example = nullptr;  // [G]
  const Uint* key0 = nullptr;     // [G]
  const Uint* key1 = nullptr;     // [G]
  unsigned step = 0;
  bool on = false;
};

template <class Ops>
struct Machine {
  using Real = typename Ops::Real;
  using Uint = typename Ops::Uint;
  using Scalar = typename Ops::Scalar;
  using Step = typename Workspace<Real>::Step;
  using Layer = typename Workspace<Real>::Layer;

  Ops& ops;
  const Plan& plan;
  const Scalar* w;  // the model's numbers
  Workspace<Real>& ws;
  int pairs;      // G
  int turns = 0;  // of the unit: the most of a pair

  INKLING_HD const Shape& shape() const { return plan.shape; }
  INKLING_HD int rows() const { return pairs * plan.shape.length; }
  INKLING_HD int token(int t, int g) const { return t * pairs + g; }
  // `x` for the pairs that act in turn t, else `otherwise`.
  INKLING_HD Real if_acting(int t, int g, Real x, Real otherwise) const {
    return ws.acts[token(t, g)] > Real{} ? x : otherwise;
  }

  // Standard Gumbel noise, for four neighbours at once; u = (k + 1/2) / 2^23.
  INKLING_HD void gumbel(const NoiseIds<Uint>& ids, int g, Uint block, bool of_state,
                         Real (&out)[4]) {
    Uint c[4] = {block, ids.start[g], Uint{} + ids.step,
                 of_state ? ids.example[g] + 1U : Uint{} + kProgramStream};
    nn::philox(c, ids.key0[g], ids.key1[g],
               [](unsigned a, Uint x, Uint& high, Uint& low) { Ops::multiply(a, x, high, low); });
    for (int i = 0; i < 4; ++i) {
      const Real u = (Ops::to_real(c[i] >> 9) + Ops::set(0.5)) * Ops::set(1.0 / 8388608.0);
      out[i] = -Ops::log(-Ops::log(u));
    }
  }

  // The blocks of nn, over rows of this model's width.
  INKLING_HD void normalise(Real* normal, Real* scale, const Real* x, int count) {
    nn::normalise(ops, normal, scale, x, count, shape().width);
  }
  INKLING_HD void normalise_back(Real* dx, const Real* dnormal, const Real* normal,
                                 const Real* scale, int count, bool accumulate) {
    nn::normalise_back(ops, dx, dnormal, normal, scale, count, shape().width, accumulate);
  }
  INKLING_HD void gelu(Real* x, Real* slope, int count) { nn::gelu(ops, x, slope, count); }

  // ---- the program ----

  // e -> log z, at one over its temperature.
  INKLING_HD_PART void codes(const Real* e, Real inverse, const NoiseIds<Uint>& ids) {
    const Shape& s = shape();
    const int tokens = pairs * s.positions;
    ops.dense(ws.logits, e, w, plan.head_up, nullptr, tokens, 0, 0);
    gelu(ws.logits, ws.head_slope, tokens * 2 * s.width);
    ops.dense(ws.log_z, ws.logits, w, plan.head_down, nullptr, tokens, 0, 0);
    if (ids.on) {
      const int blocks = (s.codes + 3) / 4;
      ops.each(tokens * blocks, [&](int i) {
        const int token = i / blocks, first = i % blocks * 4;
        Real noise[4];
        gumbel(ids, token % pairs,
               Uint{} + static_cast<unsigned>(token / pairs * blocks + i % blocks), false, noise);
        for (int k = first; k < first + 4 && k < s.codes; ++k)
          ws.log_z[static_cast<long>(token) * s.codes + k] += noise[k - first];
      });
    }
    nn::log_softmax(ops, ws.log_z, inverse, tokens, s.codes);
  }

  // The first `count` positions act.
  INKLING_HD_PART void take_first(int count) {
    turns = count;
    ops.each(pairs, [&](int g) {
      ws.turns[g] = Ops::set(turns);
      for (int t = 0; t < turns; ++t) {
        ws.place[token(t, g)] = ws.order[token(t, g)] = Ops::set(t);
        ws.acts[token(t, g)] = Ops::set(1.0);
      }
    });
  }

  // From log z; its rows are then in the order of turns.
  INKLING_HD_PART void take_turns() {
    const int positions = shape().positions, k = shape().codes;
    const Real one = Ops::set(1.0);
    take_first(positions);
    ops.each(pairs, [&](int g) {
      ws.turns[g] = Real{};
      for (int t = 0; t < positions; ++t) {
        const Real* row = ws.log_z + static_cast<long>(token(t, g)) * k;
        Real largest = Ops::set(nn::kLeast);
        for (int c = 1; c < k; ++c) largest = nn::larger(largest, row[c]);
        const Real acts = largest > Ops::set(kNothing) ? one : Real{};
        ws.acts[token(t, g)] = acts;
        ws.turns[g] += acts;
      }
      if constexpr (!Ops::kPassOver) return;
      Real acting = Real{}, idle = ws.turns[g];
      for (int t = 0; t < positions; ++t) {
        const Real acts = ws.acts[token(t, g)];
        ws.place[token(t, g)] = acts > Real{} ? acting : idle;
        acting += acts;
        idle += one - acts;
      }
      for (int turn = 0; turn < positions; ++turn) {
        Real position = Real{};
        for (int t = 0; t < positions; ++t)
          position += ws.place[token(t, g)] == Ops::set(turn) ? Ops::set(t) : Real{};
        ws.order[token(turn, g)] = position;
        ws.acts[token(turn, g)] = Ops::set(turn) < ws.turns[g] ? one : Real{};
      }
    });
    if constexpr (!Ops::kPassOver) return;
    turns = 0;
    for (int g = 0; g < pairs; ++g) {
      const int mine = Ops::most(ws.turns[g]);
      turns = mine > turns ? mine : turns;
    }
    move_rows(positions, ws.order, positions);
  }

  // Row (t, g) of log z becomes row (by[t, g], g) of those before it, for the first `count`; 0
  // where that is `limit` or more. Overwrites z.
  INKLING_HD_PART void move_rows(int count, const Real* by, int limit) {
    const int k = shape().codes;
    ops.each(limit * pairs * k, [&](int i) { ws.z[i] = ws.log_z[i]; });
    ops.each(count * pairs * k, [&](int i) {
      const int g = i / k % pairs, c = i % k;
      const Real wanted = by[i / k];
      Real found = Real{};
      for (int from = 0; from < limit; ++from)
        found = wanted == Ops::set(from) ? ws.z[static_cast<long>(token(from, g)) * k + c] : found;
      ws.log_z[i] = found;
    });
  }

  // log z -> what the steps read: gates, program vectors, tokens, biases; of the turns taken.
  INKLING_HD_PART void make_program() {
    const Shape& s = shape();
    const int tokens = pairs * turns;
    ops.each(tokens * s.codes, [&](int i) { ws.z[i] = Ops::exp(ws.log_z[i]); });
    ops.rows(tokens, [&](int r, auto part) {
      const Real* row = ws.log_z + static_cast<long>(r) * s.codes;
      Real largest = Ops::set(nn::kLeast);
      for (int k = 1 + part.begin(); k < s.codes; k += part.step())
        largest = nn::larger(largest, row[k]);
      largest = part.max(largest);
      Real sum = Real{};
      for (int k = 1 + part.begin(); k < s.codes; k += part.step())
        sum += Ops::exp(row[k] - largest);
      sum = part.sum(sum);
      if (part.begin() != 0) return;
      ws.log_rest[r] = largest + Ops::log(sum);
      ws.log_skip[r] = row[0];
    });
    ops.dense(ws.program, ws.z, w, plan.codes, nullptr, tokens, 0, 0);
    if (plan.first.used) {
      Affine query = plan.executor[0].query, keyvalue = plan.executor[0].keyvalue;
      query.b = keyvalue.b = -1;
      ops.dense(ws.shift_query, ws.program, w, query, nullptr, tokens, 0, 0);
      ops.dense(ws.shift_keyvalue, ws.program, w, keyvalue, nullptr, tokens, 0, 0);
    }
    for (int l = 0; l < s.executor_layers; ++l) {
      const LayerPlan& layer = plan.executor[l];
      if (layer.bias.rows > 0)
        ops.dense(ws.bias[l], ws.program, w, layer.bias, nullptr, tokens, 0, 0);
      ops.each(tokens * s.width, [&](int i) {
        ws.token_normal[l][i] = ws.program[i] + w[plan.program_place + i % s.width];
      });
      normalise(ws.token_normal[l], ws.token_scale[l], ws.token_normal[l], tokens);
      ops.dense(ws.token[l], ws.token_normal[l], w, layer.keyvalue, nullptr, tokens, 0, 0);
    }
  }

  // ---- one step ----

  INKLING_HD nn::AttentionSize attention(int asking, int places) const {
    return {pairs, shape().heads, shape().width, asking, places};
  }

  // Attention of `asking` places of each pair over `places`. bias: [G][..] of this step, or null.
  // scores: of all pairs alike, [heads][places][places] from there in the model's numbers, or -1.
  INKLING_HD_PART void attend(Real* seen, Real* weights, const Real* query, const Real* keyvalue,
                              int asking, int places, const Real* bias, int bias_stride,
                              int scores) {
    const Shape& s = shape();
    const int heads = s.heads;
    nn::attend(ops, attention(asking, places), seen, weights, query, keyvalue,
               [&](int b, int i, int j, Real score) {
                 if (bias != nullptr) {
                   const Real* mine = bias + static_cast<long>(b / heads) * bias_stride +
                                      static_cast<long>(b % heads) * s.biases();
                   score += mine[s.bias_at(i, j)];
                   if (s.bias == Bias::mirrored) score += mine[s.mirror_at(i, j)];
                 }
                 if (scores >= 0)
                   score += Real{} + w[scores + (b % heads * places + i) * places + j];
                 if (bias != nullptr && plan.limit >= 0)
                   score += Real{} + w[plan.limit + s.bias_at(i, j)];
                 return score;
               });
  }

  // Turn t: states[t] -> states[t + 1]; fills `step`.
  INKLING_HD_PART void forward_step(int t, Step& step, Real inverse, const NoiseIds<Uint>& ids) {
    const Shape& s = shape();
    const int n = s.length, d = s.width, v = s.symbols, count = rows();
    const Real* before = ws.states + static_cast<long>(t) * count * v;
    Real* after = ws.states + static_cast<long>(t + 1) * count * v;
    ops.each(count * v, [&](int i) { ws.probability[i] = Ops::exp(before[i]); });
    ops.dense(ws.x, ws.probability, w, plan.embed, nullptr, count, 0, 0);
    ops.each(count * d, [&](int i) {
      const int r = i / d, c = i % d;
      ws.x[i] +=
          ws.program[static_cast<long>(token(t, r / n)) * d + c] + w[plan.places + r % n * d + c];
    });
    for (int l = 0; l < s.executor_layers; ++l) forward_layer(t, l, step.layer[l]);
    normalise(step.normal, step.scale, ws.x, count);
    ops.dense(step.step, step.normal, w, plan.out, nullptr, count, 0, 0);
    if (ids.on) {
      const int blocks = (v + 3) / 4;
      ops.each(count * blocks, [&](int i) {
        const int r = i / blocks, first = i % blocks * 4;
        const Uint position = Ops::to_uint(ws.order[token(t, r / n)]);
        Real noise[4];
        gumbel(ids, r / n,
               (position * static_cast<unsigned>(n) + static_cast<unsigned>(r % n)) *
                       static_cast<unsigned>(blocks) +
                   static_cast<unsigned>(i % blocks),
               true, noise);
        for (int k = first; k < first + 4 && k < v; ++k)
          step.step[static_cast<long>(r) * v + k] += noise[k - first];
      });
    }
    nn::log_softmax(ops, step.step, inverse, count, v);
    ops.each(count * v, [&](int i) {
      const int g = i / v / n;
      const Real a = ws.log_skip[token(t, g)] + before[i];
      const Real b = ws.log_rest[token(t, g)] + step.step[i];
      const Real high = nn::larger(a, b);
      const Real low = a > b ? b : a;
      after[i] = if_acting(t, g, high + Ops::log(Ops::set(1.0) + Ops::exp(low - high)), before[i]);
    });
  }

  INKLING_HD_PART void forward_layer(int t, int l, Layer& y) {
    const Shape& s = shape();
    const int n = s.length, d = s.width, count = rows(), places = s.places();
    const LayerPlan& layer = plan.executor[l];
    normalise(y.normal1, y.scale1, ws.x, count);
    if (l == 0 && plan.first.used) {
      ask_first(t, y);
    } else {
      ops.dense(y.query, y.normal1, w, layer.query, nullptr, count, 0, 0);
      ops.dense(y.keyvalue, y.normal1, w, layer.keyvalue, nullptr, count, 0, 1);
    }
    ops.each(pairs * 2 * d, [&](int i) {
      const int g = i / (2 * d), c = i % (2 * d);
      y.keyvalue[(static_cast<long>(g) * places + n) * 2 * d + c] =
          ws.token[l][static_cast<long>(token(t, g)) * 2 * d + c];
    });
    const int stride = s.heads * s.biases();
    attend(ws.seen, y.weights, y.query, y.keyvalue, n, places,
           layer.bias.rows > 0 ? ws.bias[l] + static_cast<long>(t) * pairs * stride : nullptr,
           stride, -1);
    ops.dense(ws.y, ws.seen, w, layer.mix, ws.x, count, 0, 0);
    normalise(y.normal2, y.scale2, ws.y, count);
    ops.dense(ws.hidden, y.normal2, w, layer.up, nullptr, count, 0, 0);
    gelu(ws.hidden, y.slope, count * s.hidden());
    ops.dense(ws.x, ws.hidden, w, layer.down, ws.y, count, 0, 0);
  }

  // The first layer's queries, keys and values; see FirstPlan.
  INKLING_HD_PART void ask_first(int t, Layer& y) {
    const Shape& s = shape();
    const int n = s.length, d = s.width;
    ops.dense(y.query, ws.probability, w, plan.first.query, nullptr, rows(), 0, 0);
    ops.dense(y.keyvalue, ws.probability, w, plan.first.keyvalue, nullptr, rows(), 0, 1);
    const LayerPlan& layer = plan.executor[0];
    ops.rows(rows(), [&](int r, auto part) {
      const int g = r / n, i = r % n;
      const long at = token(t, g);
      const Real scale = y.scale1[r];
      const auto finish = [&](Real* row, const Real* shift, int place, int b, int count) {
        for (int c = part.begin(); c < count; c += part.step())
          row[c] = (row[c] + shift[c] + w[place + c]) * scale + w[b + c];
      };
      finish(y.query + static_cast<long>(r) * d, ws.shift_query + at * d,
             plan.first.query_places + i * d, layer.query.b, d);
      finish(y.keyvalue + static_cast<long>(r + g) * 2 * d, ws.shift_keyvalue + at * 2 * d,
             plan.first.keyvalue_places + i * 2 * d, layer.keyvalue.b, 2 * d);
    });
  }

  // From ws.dquery and ws.dkeyvalue: what the norm's division means for ws.dx, and the gradients of
  // what FirstPlan has in its brackets, in place and summed over the rows.
  INKLING_HD_PART void ask_first_back(int t, Layer& y) {
    const Shape& s = shape();
    const int n = s.length, d = s.width;
    const LayerPlan& layer = plan.executor[0];
    const Real share = Ops::set(1.0) / Ops::set(d);
    ops.rows(rows(), [&](int r, auto part) {
      const long at = static_cast<long>(r) * d, pair_at = static_cast<long>(r + r / n) * 2 * d;
      const Real scale = y.scale1[r];
      // d(normal) normal, without either d(normal): what was asked is a map of the normal, plus b.
      Real dot = Real{};
      const auto along = [&](Real* dasked, const Real* asked, int b, int count) {
        for (int c = part.begin(); c < count; c += part.step()) {
          dot += dasked[c] * (asked[c] - w[b + c]);
          dasked[c] = dasked[c] * scale;
        }
      };
      along(ws.dquery + at, y.query + at, layer.query.b, d);
      along(ws.dkeyvalue + pair_at, y.keyvalue + pair_at, layer.keyvalue.b, 2 * d);
      const Real back = part.sum(dot) * share * scale;
      for (int c = part.begin(); c < d; c += part.step())
        ws.dx[at + c] = ws.dx[at + c] - y.normal1[at + c] * back;
    });
    const auto sum_rows = [&](Real* out, const Real* from, int width, int stride) {
      ops.each(pairs * width, [&](int i) {
        const int g = i / width, c = i % width;
        Real sum = Real{};
        for (int j = 0; j < n; ++j) sum += from[(static_cast<long>(g) * stride + j) * width + c];
        out[static_cast<long>(token(t, g)) * width + c] = sum;
      });
    };
    sum_rows(ws.dshift_query, ws.dquery, d, n);
    sum_rows(ws.dshift_keyvalue, ws.dkeyvalue, 2 * d, s.places());
  }

  // ws.dstate: d(loss)/d(states[t + 1]) becomes d(loss)/d(states[t]); the program's gradients grow.
  INKLING_HD_PART void backward_step(int t, Step& step, Real inverse) {
    const Shape& s = shape();
    const int n = s.length, d = s.width, v = s.symbols, count = rows();
    const Real* before = ws.states + static_cast<long>(t) * count * v;
    const Real* after = ws.states + static_cast<long>(t + 1) * count * v;
    ops.rows(pairs, [&](int g, auto part) {
      Real skip = Real{}, rest = Real{};
      const Real log_skip = ws.log_skip[token(t, g)], log_rest = ws.log_rest[token(t, g)];
      for (int c = part.begin(); c < n * v; c += part.step()) {
        const long i = static_cast<long>(g) * n * v + c;
        const Real kept = ws.dstate[i] *
                          if_acting(t, g, Ops::exp(log_skip + before[i] - after[i]), Ops::set(1.0));
        const Real made =
            ws.dstate[i] * if_acting(t, g, Ops::exp(log_rest + step.step[i] - after[i]), Real{});
        skip += kept;
        rest += made;
        ws.dstate[i] = kept;
        ws.dlogits[i] = made;
      }
      skip = part.sum(skip);
      rest = part.sum(rest);
      if (part.begin() != 0) return;
      ws.dskip[token(t, g)] = if_acting(t, g, skip, Real{});
      ws.drest[token(t, g)] = rest;
    });
    nn::log_softmax_back(ops, ws.dlogits, step.step, inverse, count, v);
    ops.dense_back(ws.dnormal, ws.dlogits, w, plan.out, count, 0, false);
    normalise_back(ws.dx, ws.dnormal, step.normal, step.scale, count, false);
    for (int l = s.executor_layers; l-- > 0;) backward_layer(t, l, step.layer[l]);
    ops.each(pairs * d, [&](int i) {
      const int g = i / d, c = i % d;
      Real sum = Real{};
      for (int j = 0; j < n; ++j) sum += ws.dx[(static_cast<long>(g) * n + j) * d + c];
      ws.dprogram[static_cast<long>(token(t, g)) * d + c] = sum;
    });
    if (t == 0) return;  // nobody asks for the input's gradient
    ops.dense_back(ws.dlogits, ws.dx, w, plan.embed, count, 0, false);
    if (plan.first.used) {
      ops.dense_back(ws.dlogits, ws.dquery, w, plan.first.query, count, 0, true);
      ops.dense_back(ws.dlogits, ws.dkeyvalue, w, plan.first.keyvalue, count, 1, true);
    }
    ops.each(count * v, [&](int i) { ws.dstate[i] += ws.dlogits[i] * Ops::exp(before[i]); });
  }

  INKLING_HD_PART void backward_layer(int t, int l, Layer& y) {
    const Shape& s = shape();
    const int n = s.length, d = s.width, count = rows(), places = s.places(), hidden = s.hidden();
    const LayerPlan& layer = plan.executor[l];
    ops.dense_back(ws.dhidden, ws.dx, w, layer.down, count, 0, false);
    ops.each(count * hidden, [&](int i) { ws.dhidden[i] = ws.dhidden[i] * y.slope[i]; });
    ops.dense_back(ws.dnormal, ws.dhidden, w, layer.up, count, 0, false);
    normalise_back(ws.dx, ws.dnormal, y.normal2, y.scale2, count, true);
    ops.dense_back(ws.dseen, ws.dx, w, layer.mix, count, 0, false);
    nn::attend_back(ops, attention(n, places), ws.dquery, ws.dkeyvalue, ws.dweights, ws.dseen,
                    y.weights, y.query, y.keyvalue);
    if (layer.bias.rows > 0) bias_back(t, l);
    ops.each(pairs * 2 * d, [&](int i) {
      const int g = i / (2 * d), c = i % (2 * d);
      ws.dtoken[l][static_cast<long>(token(t, g)) * 2 * d + c] =
          ws.dkeyvalue[(static_cast<long>(g) * places + n) * 2 * d + c];
    });
    if (l == 0 && plan.first.used) return ask_first_back(t, y);
    ops.dense_back(ws.dnormal, ws.dquery, w, layer.query, count, 0, false);
    ops.dense_back(ws.dnormal, ws.dkeyvalue, w, layer.keyvalue, count, 1, true);
    normalise_back(ws.dx, ws.dnormal, y.normal1, y.scale1, count, true);
  }

  INKLING_HD_PART void bias_back(int t, int l) {
    const Shape& s = shape();
    const int n = s.length, places = s.places(), entries = s.biases();
    ops.each(pairs * s.heads * entries, [&](int i) {
      const int b = i / entries, at = i % entries;
      const Real* from = ws.dweights + static_cast<long>(b) * n * places;
      Real sum = Real{};
      if (s.bias == Bias::absolute) {
        sum = from[at];
      } else if (at == 2 * n - 1 || at == 4 * n - 1) {  // the program's token
        for (int j = 0; j < n; ++j) sum += from[j * places + n];
      } else if (at >= 2 * n) {
        const int both = at - 2 * n;  // i + j
        for (int j = both < n ? 0 : both - n + 1; j < n && j <= both; ++j)
          sum += from[(both - j) * places + j];
      } else {
        const int shift = at - (n - 1);
        for (int j = shift < 0 ? -shift : 0; j < n && j + shift < n; ++j)
          sum += from[j * places + j + shift];
      }
      const int g = b / s.heads, h = b % s.heads;
      ws.dbias[l][(static_cast<long>(token(t, g)) * s.heads + h) * entries + at] = sum;
    });
  }

  // The steps' gradients -> d(loss)/d(e), in ws.de.
  INKLING_HD_PART void program_back(Real inverse) {
    const Shape& s = shape();
    const int d = s.width;
    int tokens = pairs * turns;
    Real* scratch = ws.e;  // [tokens x d]; e has been read
    if (plan.first.used) {
      const LayerPlan& layer = plan.executor[0];
      ops.dense_back(ws.dprogram, ws.dshift_query, w, layer.query, tokens, 0, true);
      ops.dense_back(ws.dprogram, ws.dshift_keyvalue, w, layer.keyvalue, tokens, 0, true);
    }
    for (int l = 0; l < s.executor_layers; ++l) {
      const LayerPlan& layer = plan.executor[l];
      ops.dense_back(scratch, ws.dtoken[l], w, layer.keyvalue, tokens, 0, false);
      normalise_back(ws.dprogram, scratch, ws.token_normal[l], ws.token_scale[l], tokens, true);
      if (layer.bias.rows > 0)
        ops.dense_back(ws.dprogram, ws.dbias[l], w, layer.bias, tokens, 0, true);
    }
    // d(log z) in place of log z, which has been read; then d(logits).
    ops.dense_back(ws.log_z, ws.dprogram, w, plan.codes, tokens, 0, false);
    ops.rows(tokens, [&](int r, auto part) {
      const long at = static_cast<long>(r) * s.codes;
      const Real rest = ws.drest[r] * Ops::exp(-ws.log_rest[r]);
      Real sum = Real{};
      for (int k = part.begin(); k < s.codes; k += part.step()) {
        const Real z = ws.z[at + k];
        const Real g = ws.log_z[at + k] * z + (k == 0 ? ws.dskip[r] : rest * z);
        ws.log_z[at + k] = g;
        sum += g;
      }
      sum = part.sum(sum);
      for (int k = part.begin(); k < s.codes; k += part.step())
        ws.log_z[at + k] = (ws.log_z[at + k] - ws.z[at + k] * sum) * inverse;
    });
    move_rows(s.positions, ws.place, turns);
    tokens = pairs * s.positions;
    ops.dense_back(ws.logits, ws.log_z, w, plan.head_down, tokens, 0, false);
    ops.each(tokens * 2 * d, [&](int i) { ws.logits[i] = ws.logits[i] * ws.head_slope[i]; });
    ops.dense_back(ws.de, ws.logits, w, plan.head_up, tokens, 0, false);
  }

  // ---- the whole ----

  // Mean negative log-likelihood of the target and whether the likeliest symbols are the target.
  INKLING_HD_PART void score() {
    const Shape& s = shape();
    const int n = s.length, v = s.symbols;
    const Real* last = ws.states + static_cast<long>(turns) * rows() * v;
    ops.rows(pairs, [&](int g, auto part) {
      Real loss = Real{}, wrong = Real{};
      for (int i = part.begin(); i < n; i += part.step()) {
        const long at = (static_cast<long>(g) * n + i) * v;
        Real largest = Ops::set(nn::kLeast), right = Real{};
        for (int c = 0; c < v; ++c) {
          largest = nn::larger(largest, last[at + c]);
          right += ws.target[at + c] * last[at + c];
        }
        loss = loss - right;
        wrong += right < largest ? Ops::set(1.0) : Real{};
      }
      loss = part.sum(loss);
      wrong = part.sum(wrong);
      if (part.begin() != 0) return;
      ws.loss[g] = loss / Ops::set(n);
      ws.exact[g] = wrong > Ops::set(0.5) ? Real{} : Ops::set(1.0);
    });
  }

  // From ws.e, ws.target and ws.states[0] to ws.loss and ws.exact. Turn t keeps what the backward
  // pass needs in steps[t * stride]; stride 0: it is run again there.
  INKLING_HD void forward(Step* steps, int stride, Real inverse_program, Real inverse_state,
                          const NoiseIds<Uint>& ids) {
    codes(ws.e, inverse_program, ids);
    take_turns();
    make_program();
    for (int t = 0; t < turns; ++t) forward_step(t, steps[t * stride], inverse_state, ids);
    score();
  }

  // After forward(): ws.de = d(ws.loss)/d(ws.e).
  INKLING_HD void backward(Step* steps, int stride, Real inverse_program, Real inverse_state,
                           const NoiseIds<Uint>& ids) {
    const Shape& s = shape();
    const Real share = Ops::set(-1.0) / Ops::set(s.length);
    ops.each(rows() * s.symbols, [&](int i) { ws.dstate[i] = ws.target[i] * share; });
    for (int t = turns; t-- > 0;) {
      if (stride == 0 && t + 1 < turns) forward_step(t, steps[0], inverse_state, ids);
      backward_step(t, steps[t * stride], inverse_state);
    }
    program_back(inverse_program);
  }
};

}  // namespace inkling::nli::engine
