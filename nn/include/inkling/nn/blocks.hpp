// Blocks of small networks: norm, attention, the part behind attention (mlp), softmax; forward, and
// backward with respect to their inputs, which is what a search needs. Written once over Ops
// (serial_ops.hpp, lane_ops.hpp), which say what a number is, spread loops over workers and
// multiply matrices.
//
// All arrays are row-major in Reals. A unit is `pairs` examples that run side by side; on a
// processor every lane of a Real is one of its own and `pairs` is 1. `w` are the model's numbers,
// which maps (affine.hpp) point into; layout.hpp puts them there. Nothing here allocates: spaces
// are carved (carver.hpp) by whoever knows the sizes.
#pragma once

#include <inkling/nn/affine.hpp>
#include <inkling/nn/carver.hpp>

namespace inkling::nn {

inline constexpr double kNormEpsilon = 1e-5;  // of every layer norm
inline constexpr double kLeast = -1e30;       // less than any score

template <class Real>
INKLING_HD_SMALL Real larger(Real a, Real b) {
  return a > b ? a : b;
}

// ---- norm ----

// Rows of normal = (x - mean) / deviation and scale = 1 / deviation, `count` rows of `width`. Scale
// and shift of a layer norm belong to the map behind it (Layout::normed). normal may be x.
template <class Ops, class Real>
INKLING_HD_PART void normalise(Ops& ops, Real* normal, Real* scale, const Real* x, int count,
                               int width) {
  const Real share = Ops::set(1.0) / Ops::set(width);
  ops.rows(count, [&](int r, auto part) {
    const Real* in = x + static_cast<long>(r) * width;
    Real* out = normal + static_cast<long>(r) * width;
    Real sum = Real{};
    for (int c = part.begin(); c < width; c += part.step()) sum += in[c];
    const Real mean = part.sum(sum) * share;
    Real square = Real{};
    for (int c = part.begin(); c < width; c += part.step())
      square += (in[c] - mean) * (in[c] - mean);
    const Real deviation = Ops::sqrt(part.sum(square) * share + Ops::set(kNormEpsilon));
    const Real inverse = Ops::set(1.0) / deviation;
    for (int c = part.begin(); c < width; c += part.step()) out[c] = (in[c] - mean) * inverse;
    if (part.begin() == 0) scale[r] = inverse;
  });
}

// dx (+)= what d(normal) means for x. Precondition: the mean of every row of d(normal) is 0, as it
// is when d(normal) comes from maps that a mean was folded into (Layout::normed).
template <class Ops, class Real>
INKLING_HD_PART void normalise_back(Ops& ops, Real* dx, const Real* dnormal, const Real* normal,
                                    const Real* scale, int count, int width, bool accumulate) {
  const Real share = Ops::set(1.0) / Ops::set(width);
  ops.rows(count, [&](int r, auto part) {
    const long at = static_cast<long>(r) * width;
    Real dot = Real{};
    for (int c = part.begin(); c < width; c += part.step()) dot += dnormal[at + c] * normal[at + c];
    const Real along = part.sum(dot) * share;
    for (int c = part.begin(); c < width; c += part.step()) {
      const Real g = (dnormal[at + c] - normal[at + c] * along) * scale[r];
      dx[at + c] = accumulate ? dx[at + c] + g : g;
    }
  });
}

// ---- elementwise, and softmax ----

// x becomes gelu(x); slope: its derivative there, or null where nobody wants it.
template <class Ops, class Real>
INKLING_HD_PART void gelu(Ops& ops, Real* x, Real* slope, int count) {
  if (slope == nullptr) {
    ops.each(count, [&](int i) {
      Real value, derivative;
      Ops::gelu(x[i], value, derivative);
      x[i] = value;
    });
    return;
  }
  ops.each(count, [&](int i) {
    Real value, derivative;
    Ops::gelu(x[i], value, derivative);
    x[i] = value;
    slope[i] = derivative;
  });
}

// Rows of log softmax(x * inverse) in place.
template <class Ops, class Real>
INKLING_HD_PART void log_softmax(Ops& ops, Real* x, Real inverse, int count, int width) {
  ops.rows(count, [&](int r, auto part) {
    Real* row = x + static_cast<long>(r) * width;
    Real largest = Ops::set(kLeast);
    for (int c = part.begin(); c < width; c += part.step()) {
      row[c] = row[c] * inverse;
      largest = larger(largest, row[c]);
    }
    largest = part.max(largest);
    Real sum = Real{};
    for (int c = part.begin(); c < width; c += part.step()) sum += Ops::exp(row[c] - largest);
    // Not less `largest + rest`: where the largest is in the dozens, that sum would be rounded by
    // more than all the rest of the pass.
    const Real rest = Ops::log(part.sum(sum));
    for (int c = part.begin(); c < width; c += part.step()) row[c] = row[c] - largest - rest;
  });
}

// d(log softmax) in place becomes dx; `out` is the log softmax.
template <class Ops, class Real>
INKLING_HD_PART void log_softmax_back(Ops& ops, Real* d, const Real* out, Real inverse, int count,
                                      int width) {
  ops.rows(count, [&](int r, auto part) {
    const long at = static_cast<long>(r) * width;
    Real sum = Real{};
    for (int c = part.begin(); c < width; c += part.step()) sum += d[at + c];
    sum = part.sum(sum);
    for (int c = part.begin(); c < width; c += part.step())
      d[at + c] = (d[at + c] - Ops::exp(out[at + c]) * sum) * inverse;
  });
}

// ---- attention ----

struct AttentionSize {
  int pairs = 1;
  int heads = 1;
  int width = 0;   // of all heads
  int asking = 0;  // places that ask, of a pair
  int places = 0;  // places that answer
  INKLING_HD_SMALL int head() const { return width / heads; }
  INKLING_HD_SMALL int rows() const { return pairs * heads * asking; }  // of the weights
};

// Every score as it is.
struct PlainScores {
  template <class Real>
  INKLING_HD_SMALL Real operator()(int, int, int, Real score) const {
    return score;
  }
};

// seen [pairs x asking x width], weights [pairs x heads x asking x places]; query like seen,
// keyvalue [pairs x places x 2 width] with keys first. `score(b, i, j, s)` is the score of head b =
// pair * heads + head where place i asks place j, s being that of query and key.
template <class Ops, class Real, class Score>
INKLING_HD_PART void attend(Ops& ops, const AttentionSize& size, Real* seen, Real* weights,
                            const Real* query, const Real* keyvalue, Score score) {
  const int d = size.width, h = size.head(), heads = size.heads, asking = size.asking,
            places = size.places;
  const Real scale = Ops::set(1.0) / Ops::sqrt(Ops::set(h));
  ops.product(size.pairs * heads, asking, places, h, scale, false, [&](int b) {
    const long g = b / heads, at = b % heads * h;
    return Factors<Real>{query + g * asking * d + at,
                         d,
                         1,
                         keyvalue + g * places * 2 * d + at,
                         2 * d,
                         1,
                         weights + static_cast<long>(b) * asking * places,
                         places,
                         1};
  });
  ops.rows(size.rows(), [&](int r, auto part) {
    Real* row = weights + static_cast<long>(r) * places;
    const int b = r / asking, i = r % asking;
    Real largest = Ops::set(kLeast);
    for (int j = part.begin(); j < places; j += part.step()) {
      row[j] = score(b, i, j, row[j]);
      largest = larger(largest, row[j]);
    }
    largest = part.max(largest);
    Real sum = Real{};
    for (int j = part.begin(); j < places; j += part.step()) {
      row[j] = Ops::exp(row[j] - largest);
      sum += row[j];
    }
    const Real inverse = Ops::set(1.0) / part.sum(sum);
    for (int j = part.begin(); j < places; j += part.step()) row[j] = row[j] * inverse;
  });
  ops.product(size.pairs * heads, asking, h, places, Ops::set(1.0), false, [&](int b) {
    const long g = b / heads, at = b % heads * h;
    return Factors<Real>{weights + static_cast<long>(b) * asking * places,
                         places,
                         1,
                         keyvalue + g * places * 2 * d + d + at,
                         1,
                         2 * d,
                         seen + g * asking * d + at,
                         d,
                         1};
  });
}

// From d(seen), with what attend() was given and gave: dquery and dkeyvalue, shaped like query and
// keyvalue, and dscores, shaped like the weights: the gradient of what `score` returned.
template <class Ops, class Real>
INKLING_HD_PART void attend_back(Ops& ops, const AttentionSize& size, Real* dquery, Real* dkeyvalue,
                                 Real* dscores, const Real* dseen, const Real* weights,
                                 const Real* query, const Real* keyvalue) {
  const int d = size.width, h = size.head(), heads = size.heads, asking = size.asking,
            places = size.places, batch = size.pairs * heads;
  const Real scale = Ops::set(1.0) / Ops::sqrt(Ops::set(h));
  const auto weights_at = [&](auto* base, int b) {
    return base + static_cast<long>(b) * asking * places;
  };
  ops.product(batch, asking, places, h, Ops::set(1.0), false, [&](int b) {
    const long g = b / heads, at = b % heads * h;
    return Factors<Real>{
        dseen + g * asking * d + at, d,      1, keyvalue + g * places * 2 * d + d + at, 2 * d, 1,
        weights_at(dscores, b),      places, 1};
  });
  ops.product(batch, places, h, asking, Ops::set(1.0), false, [&](int b) {
    const long g = b / heads, at = b % heads * h;
    return Factors<Real>{weights_at(weights, b),
                         1,
                         places,
                         dseen + g * asking * d + at,
                         1,
                         d,
                         dkeyvalue + g * places * 2 * d + d + at,
                         2 * d,
                         1};
  });
  ops.rows(size.rows(), [&](int r, auto part) {
    const long at = static_cast<long>(r) * places;
    Real mean = Real{};
    for (int j = part.begin(); j < places; j += part.step())
      mean += weights[at + j] * dscores[at + j];
    mean = part.sum(mean);
    for (int j = part.begin(); j < places; j += part.step())
      dscores[at + j] = weights[at + j] * (dscores[at + j] - mean);
  });
  ops.product(batch, asking, h, places, scale, false, [&](int b) {
    const long g = b / heads, at = b % heads * h;
    return Factors<Real>{
        weights_at(dscores, b),       places, 1, keyvalue + g * places * 2 * d + at, 1, 2 * d,
        dquery + g * asking * d + at, d,      1};
  });
  ops.product(batch, places, h, asking, scale, false, [&](int b) {
    const long g = b / heads, at = b % heads * h;
    return Factors<Real>{weights_at(dscores, b),
                         1,
                         places,
                         query + g * asking * d + at,
                         1,
                         d,
                         dkeyvalue + g * places * 2 * d + at,
                         2 * d,
                         1};
  });
}

// ---- a transformer layer ----

// What a layer keeps for its backward pass.
template <class Real>
struct LayerSpace {
  Real *normal1, *scale1, *query, *keyvalue, *weights;  // of attention
  Real *normal2, *scale2, *slope;                       // of the mlp
};

// Sizes of a layer on one pair: `own` places have rows in x, of which the first `asking` are
// computed; places behind them, up to `places`, are read only.
struct LayerSize {
  int width = 0, heads = 1, hidden = 0;
  int own = 0, asking = 0, places = 0;
  INKLING_HD_SMALL AttentionSize attention() const { return {1, heads, width, asking, places}; }
};

template <class Real>
INKLING_HD void carve_layer(Carver<Real>& from, const LayerSize& s, LayerSpace<Real>& y) {
  const long own = s.own, asking = s.asking;
  y.normal1 = from.take(own * s.width);
  y.scale1 = from.take(own);
  y.query = from.take(asking * s.width);
  y.keyvalue = from.take(static_cast<long>(s.places) * 2 * s.width);
  y.weights = from.take(asking * s.heads * s.places);
  y.normal2 = from.take(asking * s.width);
  y.scale2 = from.take(asking);
  y.slope = from.take(asking * s.hidden);
}

// Work space of layers that run one after the other.
template <class Real>
struct LayerScratch {
  Real *y, *seen, *hidden;
  Real *dquery, *dkeyvalue, *dscores, *dnormal;  // of the backward pass
};

template <class Real>
INKLING_HD void carve_scratch(Carver<Real>& from, const LayerSize& s, bool backward,
                              LayerScratch<Real>& scratch) {
  const long asking = s.asking;
  scratch.y = from.take(asking * s.width);
  scratch.seen = from.take(asking * s.width);
  scratch.hidden = from.take(asking * s.hidden);
  if (!backward) return;
  scratch.dquery = from.take(asking * s.width);
  scratch.dkeyvalue = from.take(static_cast<long>(s.places) * 2 * s.width);
  scratch.dscores = from.take(asking * s.heads * s.places);
  scratch.dnormal = from.take(static_cast<long>(s.own) * s.width);
}

// x [own x width]: its first `asking` rows become those behind the layer. Keys and values of the
// places behind `own` stand in space.keyvalue already. One pair.
template <class Ops, class Real, class Scalar, class Score>
INKLING_HD_PART void layer(Ops& ops, const Scalar* w, const LayerMaps& maps, const LayerSize& size,
                           Real* x, LayerSpace<Real>& space, LayerScratch<Real>& scratch,
                           Score score) {
  normalise(ops, space.normal1, space.scale1, x, size.own, size.width);
  ops.dense(space.query, space.normal1, w, maps.query, nullptr, size.asking, 0, 0);
  ops.dense(space.keyvalue, space.normal1, w, maps.keyvalue, nullptr, size.own, 0, 0);
  attend(ops, size.attention(), scratch.seen, space.weights, space.query, space.keyvalue, score);
  ops.dense(scratch.y, scratch.seen, w, maps.mix, x, size.asking, 0, 0);
  normalise(ops, space.normal2, space.scale2, scratch.y, size.asking, size.width);
  ops.dense(scratch.hidden, space.normal2, w, maps.up, nullptr, size.asking, 0, 0);
  gelu(ops, scratch.hidden, space.slope, size.asking * size.hidden);
  ops.dense(x, scratch.hidden, w, maps.down, scratch.y, size.asking, 0, 0);
}

// dx [own x width]: the gradient of what layer() left in x becomes that of what it found there.
// scratch.dscores is that of the scores, scratch.dkeyvalue that of keys and values, whose rows
// behind `own` are the caller's to follow. Precondition: asking == own.
template <class Ops, class Real, class Scalar>
INKLING_HD_PART void layer_back(Ops& ops, const Scalar* w, const LayerMaps& maps,
                                const LayerSize& size, Real* dx, const LayerSpace<Real>& space,
                                LayerScratch<Real>& scratch) {
  const int rows = size.own, d = size.width;
  ops.dense_back(scratch.hidden, dx, w, maps.down, rows, 0, false);
  ops.each(rows * size.hidden,
           [&](int i) { scratch.hidden[i] = scratch.hidden[i] * space.slope[i]; });
  ops.dense_back(scratch.dnormal, scratch.hidden, w, maps.up, rows, 0, false);
  normalise_back(ops, dx, scratch.dnormal, space.normal2, space.scale2, rows, d, true);
  ops.dense_back(scratch.seen, dx, w, maps.mix, rows, 0, false);
  attend_back(ops, size.attention(), scratch.dquery, scratch.dkeyvalue, scratch.dscores,
              scratch.seen, space.weights, space.query, space.keyvalue);
  ops.dense_back(scratch.dnormal, scratch.dquery, w, maps.query, rows, 0, false);
  ops.dense_back(scratch.dnormal, scratch.dkeyvalue, w, maps.keyvalue, rows, 0, true);
  normalise_back(ops, dx, scratch.dnormal, space.normal1, space.scale1, rows, d, true);
}

}  // namespace inkling::nn
