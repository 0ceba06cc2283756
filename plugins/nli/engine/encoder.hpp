// The inductor's forward pass: pairs (x, y) to search variables. Runs once per task.
#pragma once

#include "machine.hpp"

namespace inkling::nli::engine {

template <class Real>
struct EncoderSpace {
  Real *h, *normal, *scale, *query, *keyvalue, *weights, *seen, *hidden, *slope;
};

template <class Real>
INKLING_HD void carve_encoder(Carver<Real>& from, const Shape& s, EncoderSpace<Real>& e) {
  const long rows = s.encoder_rows();
  e.h = from.take(rows * s.width);
  e.normal = from.take(rows * s.width);
  e.scale = from.take(rows);
  e.query = from.take(rows * s.width);
  e.keyvalue = from.take(rows * 2 * s.width);
  e.weights = from.take(rows * rows * s.heads);
  e.seen = from.take(rows * s.width);
  e.hidden = from.take(rows * s.hidden());
  e.slope = from.take(rows * s.hidden());
}

// space.h holds the embedded places, T queries first ([T + n] x d); afterwards its first T rows are
// the pair's search variables. `machine` has one pair.
template <class Ops>
INKLING_HD void encode(Machine<Ops>& machine, EncoderSpace<typename Ops::Real>& space) {
  using Real = typename Ops::Real;
  const Shape& s = machine.shape();
  Ops& ops = machine.ops;
  const int places = s.encoder_rows();
  for (int l = 0; l < s.encoder_layers; ++l) {
    const LayerPlan& layer = machine.plan.encoder[l];
    // Of the last layer nothing but the queries is read.
    const int asking = l + 1 == s.encoder_layers ? s.positions : places;
    machine.normalise(space.normal, space.scale, space.h, places);
    ops.dense(space.query, space.normal, machine.w, layer.query, nullptr, asking, 0, 0);
    ops.dense(space.keyvalue, space.normal, machine.w, layer.keyvalue, nullptr, places, 0, 0);
    machine.attend(space.seen, space.weights, space.query, space.keyvalue, asking, places, nullptr,
                   0, layer.scores);
    ops.dense(space.h, space.seen, machine.w, layer.mix, space.h, asking, 0, 0);
    machine.normalise(space.normal, space.scale, space.h, asking);
    ops.dense(space.hidden, space.normal, machine.w, layer.up, nullptr, asking, 0, 0);
    machine.gelu(space.hidden, space.slope, asking * s.hidden());
    ops.dense(space.h, space.hidden, machine.w, layer.down, space.h, asking, 0, 0);
  }
  machine.normalise(space.normal, space.scale, space.h, s.positions);
  ops.each(s.variables(), [&](int i) {
    const int c = i % s.width;
    space.h[i] = space.normal[i] * (Real{} + machine.w[machine.plan.encoder_scale + c]) +
                 machine.w[machine.plan.encoder_shift + c];
  });
}

}  // namespace inkling::nli::engine
