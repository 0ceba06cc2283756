// The work space of a unit (machine.hpp), carved from one piece of memory: what belongs together in
// a step stands together.
#pragma once

#include <inkling/nn/blocks.hpp>

#include "shape.hpp"

namespace inkling::nli::engine {

using nn::Carver;

// What a unit keeps while it works. `hot` is touched in every step, `cold` once.
template <class Real>
struct Workspace {
  // hot, one per stored step
  struct Layer {
    Real *normal1, *scale1, *query, *keyvalue, *weights, *normal2, *scale2, *slope;
  };
  struct Step {
    Layer layer[kMaxLayers];
    Real *normal, *scale, *step;
  };
  // hot, one for all steps
  Real *x, *y, *hidden, *seen, *probability;
  Real *dx, *dnormal, *dhidden, *dquery, *dkeyvalue, *dseen, *dweights, *dlogits, *dstate;
  // cold
  Real *e, *head_slope, *logits, *log_z, *z, *program, *log_skip, *log_rest;
  Real* states;  // [T + 1][rows][V], log pi
  Real* target;  // [rows][V], one-hot
  Real *token_normal[kMaxLayers], *token_scale[kMaxLayers], *token[kMaxLayers], *bias[kMaxLayers];
  Real *place, *order, *acts;          // [tokens]: a position's turn; a turn's position; 1 or 0
  Real* turns;                         // [G]: how many positions act
  Real *shift_query, *shift_keyvalue;  // [tokens][d], [tokens][2 d]: see FirstPlan
  Real *dtoken[kMaxLayers], *dbias[kMaxLayers], *dprogram, *dskip, *drest, *de;
  Real *dshift_query, *dshift_keyvalue;
  Real* loss;   // [G]
  Real* exact;  // [G], 1 or 0
};

template <class Real>
INKLING_HD void carve_hot(Carver<Real>& from, const Shape& s, int pairs, bool backward,
                          Workspace<Real>& w) {
  const long rows = static_cast<long>(pairs) * s.length;
  w.x = from.take(rows * s.width);
  w.y = from.take(rows * s.width);
  w.hidden = from.take(rows * s.hidden());
  w.seen = from.take(rows * s.width);
  w.probability = from.take(rows * s.symbols);
  w.dlogits = from.take(rows * s.symbols);
  w.dstate = from.take(rows * s.symbols);
  if (!backward) return;
  // Forward and backward do not overlap, but for what the backward pass runs again.
  w.dx = from.take(rows * s.width);
  w.dnormal = w.seen;
  w.dhidden = w.hidden;
  w.dseen = w.y;
  w.dquery = from.take(rows * s.width);
  w.dkeyvalue = from.take(static_cast<long>(pairs) * s.places() * 2 * s.width);
  w.dweights = from.take(static_cast<long>(pairs) * s.heads * s.length * s.places());
}

template <class Real>
INKLING_HD void carve_step(Carver<Real>& from, const Shape& s, int pairs,
                           typename Workspace<Real>::Step& step) {
  const long rows = static_cast<long>(pairs) * s.length;
  for (int l = 0; l < s.executor_layers; ++l) {
    auto& y = step.layer[l];
    y.normal1 = from.take(rows * s.width);
    y.scale1 = from.take(rows);
    y.query = from.take(rows * s.width);
    y.keyvalue = from.take(static_cast<long>(pairs) * s.places() * 2 * s.width);
    y.weights = from.take(static_cast<long>(pairs) * s.heads * s.length * s.places());
    y.normal2 = from.take(rows * s.width);
    y.scale2 = from.take(rows);
    y.slope = from.take(rows * s.hidden());
  }
  step.normal = from.take(rows * s.width);
  step.scale = from.take(rows);
  step.step = from.take(rows * s.symbols);
}

template <class Real>
INKLING_HD void carve_cold(Carver<Real>& from, const Shape& s, int pairs, bool backward,
                           Workspace<Real>& w) {
  const long rows = static_cast<long>(pairs) * s.length;
  const long tokens = static_cast<long>(pairs) * s.positions;
  w.e = from.take(tokens * s.width);
  w.head_slope = from.take(tokens * 2 * s.width);
  w.logits = from.take(tokens * 2 * s.width);  // first the head's hidden numbers
  w.log_z = from.take(tokens * s.codes);
  w.z = from.take(tokens * s.codes);
  w.program = from.take(tokens * s.width);
  w.log_skip = from.take(tokens);
  w.log_rest = from.take(tokens);
  w.place = from.take(tokens);
  w.order = from.take(tokens);
  w.acts = from.take(tokens);
  w.turns = from.take(pairs);
  w.states = from.take((s.positions + 1) * rows * s.symbols);
  w.target = from.take(rows * s.symbols);
  w.loss = from.take(pairs);
  w.exact = from.take(pairs);
  for (int l = 0; l < s.executor_layers; ++l) {
    w.token_normal[l] = from.take(tokens * s.width);
    w.token_scale[l] = from.take(tokens);
    w.token[l] = from.take(tokens * 2 * s.width);
    w.bias[l] = from.take(tokens * s.heads * s.biases());
    if (!backward) continue;
    w.dtoken[l] = from.take(tokens * 2 * s.width);
    w.dbias[l] = from.take(tokens * s.heads * s.biases());
  }
  w.shift_query = from.take(tokens * s.width);
  w.shift_keyvalue = from.take(tokens * 2 * s.width);
  if (!backward) return;
  w.dshift_query = from.take(tokens * s.width);
  w.dshift_keyvalue = from.take(tokens * 2 * s.width);
  w.dprogram = from.take(tokens * s.width);
  w.dskip = from.take(tokens);
  w.drest = from.take(tokens);
  w.de = from.take(tokens * s.width);
}

}  // namespace inkling::nli::engine
