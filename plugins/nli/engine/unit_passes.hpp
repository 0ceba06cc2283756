// The passes of unit.hpp for one kind of Ops. Included by one source file per instruction set, and
// by the reference.
#pragma once

#include <inkling/nn/lane_access.hpp>

#include "encoder.hpp"
#include "unit.hpp"

namespace inkling::nli::engine {

using nn::get;
using nn::put;

template <class Ops, int kCount>
struct UnitPasses {
  using Real = typename Ops::Real;
  using Uint = typename Ops::Uint;
  using Scalar = typename Ops::Scalar;

  static long reals(const Plan& plan) {
    const Shape& s = plan.shape;
    Workspace<Real> ws;
    typename Workspace<Real>::Step step;
    Carver<Real> whole;
    carve_hot(whole, s, 1, true, ws);
    carve_cold(whole, s, 1, true, ws);
    for (int t = 0; t < s.positions; ++t) carve_step(whole, s, 1, step);
    Carver<Real> encoder;
    EncoderSpace<Real> space;
    carve_encoder(encoder, s, space);
    const auto table =
        static_cast<long>(sizeof(typename Workspace<Real>::Step)) * static_cast<long>(s.positions);
    const long steps = table / static_cast<long>(sizeof(Real)) + 1;
    const long run = whole.used + steps;
    return run > encoder.used ? run : encoder.used;
  }
  static std::size_t bytes(const Plan& plan) {
    return static_cast<std::size_t>(reals(plan)) * sizeof(Real);
  }

  struct Space {
    Workspace<Real> ws;
    typename Workspace<Real>::Step* steps;
  };
  static void carve(const Plan& plan, void* memory, Space& space) {
    const Shape& s = plan.shape;
    Carver<Real> from{static_cast<Real*>(memory), 0};
    carve_hot(from, s, 1, true, space.ws);
    carve_cold(from, s, 1, true, space.ws);
    // The table of steps stands behind the numbers of the steps.
    Carver<Real> ahead = from;
    typename Workspace<Real>::Step step;
    for (int t = 0; t < s.positions; ++t) carve_step(ahead, s, 1, step);
    space.steps = reinterpret_cast<typename Workspace<Real>::Step*>(ahead.at + ahead.used);
    for (int t = 0; t < s.positions; ++t) carve_step(from, s, 1, space.steps[t]);
  }

  // log of a one-hot state with its floor.
  static void put_input(const Shape& s, Real* state, int lane, const int* x) {
    const double high = __builtin_log(1.0 - static_cast<double>(s.symbols - 1) * kStateFloor);
    const double low = __builtin_log(kStateFloor);
    for (int i = 0; i < s.length; ++i)
      for (int v = 0; v < s.symbols; ++v)
        put(state[i * s.symbols + v], lane, static_cast<Scalar>(x[i] == v ? high : low));
  }

  static void run(const UnitCall& call, void* memory) {
    const Shape& s = call.plan->shape;
    Space space;
    carve(*call.plan, memory, space);
    Workspace<Real>& ws = space.ws;
    Uint start{}, example{}, key0{}, key1{};
    for (int lane = 0; lane < kCount; ++lane) {
      const int pair = lane < call.count ? lane : 0;  // idle lanes repeat the first
      for (int i = 0; i < s.variables(); ++i) put(ws.e[i], lane, Scalar(call.e[pair][i]));
      put_input(s, ws.states, lane, call.x[pair]);
      for (int i = 0; i < s.length; ++i)
        for (int v = 0; v < s.symbols; ++v)
          put(ws.target[i * s.symbols + v], lane, Scalar(call.y[pair][i] == v ? 1 : 0));
      put(start, lane, call.start[pair]);
      put(example, lane, call.example[pair]);
      put(key0, lane, call.key[pair][0]);
      put(key1, lane, call.key[pair][1]);
    }
    const NoiseIds<Uint> ids{&start, &example, &key0, &key1, call.step, call.noise};
    Ops ops;
    if constexpr (kCount == 1) ops.group = s.length;
    Machine<Ops> machine{ops, *call.plan, static_cast<const Scalar*>(call.numbers), ws, 1};
    const Real inverse_program = Ops::set(1.0 / static_cast<double>(call.program_temperature));
    const Real inverse_state = Ops::set(1.0 / static_cast<double>(call.state_temperature));
    machine.forward(space.steps, 1, inverse_program, inverse_state, ids);
    for (int lane = 0; lane < call.count; ++lane) {
      call.loss[lane] = static_cast<double>(get(*ws.loss, lane));
      call.exact[lane] = get(*ws.exact, lane) > Scalar(0.5);
    }
    if (call.gradient == nullptr && call.gradient_double == nullptr) return;
    machine.backward(space.steps, 1, inverse_program, inverse_state, ids);
    for (int lane = 0; lane < call.count; ++lane)
      for (int i = 0; i < s.variables(); ++i) {
        if (call.gradient != nullptr)
          call.gradient[lane][i] = static_cast<float>(get(ws.de[i], lane));
        if (call.gradient_double != nullptr)
          call.gradient_double[lane][i] = static_cast<double>(get(ws.de[i], lane));
      }
  }

  static void turns(const TurnsCall& call, void* memory) {
    const Shape& s = call.plan->shape;
    Space space;
    carve(*call.plan, memory, space);
    Uint start{}, key0{}, key1{};
    for (int lane = 0; lane < kCount; ++lane) {
      const int at = lane < call.count ? lane : 0;
      for (int i = 0; i < s.variables(); ++i) put(space.ws.e[i], lane, Scalar(call.e[at][i]));
      put(start, lane, call.start[at]);
      put(key0, lane, call.key[at][0]);
      put(key1, lane, call.key[at][1]);
    }
    const NoiseIds<Uint> ids{&start, &start, &key0, &key1, call.step, call.noise};
    Ops ops;
    if constexpr (kCount == 1) ops.group = s.length;
    Machine<Ops> machine{ops, *call.plan, static_cast<const Scalar*>(call.numbers), space.ws, 1};
    machine.codes(space.ws.e, Ops::set(1.0 / static_cast<double>(call.program_temperature)), ids);
    machine.take_turns();
    for (int lane = 0; lane < call.count; ++lane)
      call.turns[lane] = static_cast<int>(get(*space.ws.turns, lane));
    if (call.log_z == nullptr) return;
    for (int lane = 0; lane < call.count; ++lane)
      for (int i = 0; i < call.turns[lane] * s.codes; ++i)
        call.log_z[lane][i] = static_cast<float>(get(space.ws.log_z[i], lane));
  }

  static void step(const StepCall& call, void* memory) {
    const Shape& s = call.plan->shape;
    const int cells = s.length * s.symbols;
    Space space;
    carve(*call.plan, memory, space);
    for (int lane = 0; lane < kCount; ++lane) {
      const int at = lane < call.count ? lane : 0;
      for (int i = 0; i < s.codes; ++i) put(space.ws.log_z[i], lane, Scalar(call.log_z[at][i]));
      for (int i = 0; i < cells; ++i) put(space.ws.states[i], lane, Scalar(call.before[at][i]));
    }
    const NoiseIds<Uint> ids{};
    Ops ops;
    if constexpr (kCount == 1) ops.group = s.length;
    Machine<Ops> machine{ops, *call.plan, static_cast<const Scalar*>(call.numbers), space.ws, 1};
    machine.take_first(1);
    machine.make_program();
    without_slopes(s, space.steps[0]);
    machine.forward_step(0, space.steps[0], Ops::set(1.0 / static_cast<double>(call.temperature)),
                         ids);
    for (int lane = 0; lane < call.count; ++lane)
      for (int i = 0; i < cells; ++i)
        call.after[lane][i] = static_cast<float>(get(space.ws.states[cells + i], lane));
  }

  static void trace(const TraceCall& call, void* memory) {
    const Shape& s = call.plan->shape;
    Space space;
    carve(*call.plan, memory, space);
    Workspace<Real>& ws = space.ws;
    for (int i = 0; i < s.positions * s.codes; ++i) ws.log_z[i] = Real{} + Scalar(call.log_z[i]);
    for (int lane = 0; lane < kCount; ++lane)
      put_input(s, ws.states, lane, call.x + (lane < call.count ? lane : 0) * s.length);
    const NoiseIds<Uint> ids{};
    Ops ops;
    if constexpr (kCount == 1) ops.group = s.length;
    Machine<Ops> machine{ops, *call.plan, static_cast<const Scalar*>(call.numbers), ws, 1};
    machine.take_first(call.turns);
    machine.make_program();
    without_slopes(s, space.steps[0]);
    for (int t = 0; t < s.positions; ++t) {
      if (t >= call.turns) {
        stay(s, call, t);
        continue;
      }
      machine.forward_step(t, space.steps[0], Ops::set(1.0 / static_cast<double>(call.temperature)),
                           ids);
      const Real* after = ws.states + static_cast<long>(t + 1) * s.length * s.symbols;
      for (int i = 0; i < s.length; ++i) {
        const Real* row = after + i * s.symbols;
        Real best = row[0], index = Real{};
        for (int v = 1; v < s.symbols; ++v) {
          index = row[v] > best ? Ops::set(v) : index;
          best = row[v] > best ? row[v] : best;
        }
        for (int lane = 0; lane < call.count; ++lane) {
          const int at = (lane * s.positions + t) * s.length + i;
          call.symbols[at] = static_cast<int>(get(index, lane));
          if (call.log_pi != nullptr) call.log_pi[at] = static_cast<float>(get(best, lane));
        }
      }
    }
  }

  // Nothing goes back through these steps.
  static void without_slopes(const Shape& s, typename Workspace<Real>::Step& step) {
    for (int l = 0; l < s.executor_layers; ++l) step.layer[l].slope = nullptr;
  }
  // A position that does nothing leaves what was there before it.
  static void stay(const Shape& s, const TraceCall& call, int t) {
    for (int lane = 0; lane < call.count; ++lane)
      for (int i = 0; i < s.length; ++i) {
        const int at = (lane * s.positions + t) * s.length + i;
        call.symbols[at] = call.symbols[at - s.length];
        if (call.log_pi != nullptr) call.log_pi[at] = call.log_pi[at - s.length];
      }
  }

  static void encode(const EncodeCall& call, void* memory) {
    const Shape& s = call.plan->shape;
    const Scalar* w = static_cast<const Scalar*>(call.numbers);
    EncoderSpace<Real> space;
    Carver<Real> from{static_cast<Real*>(memory), 0};
    carve_encoder(from, s, space);
    const int d = s.width, half = s.width / 2;
    for (int i = 0; i < s.variables(); ++i) space.h[i] = Real{} + w[call.plan->program_queries + i];
    for (int i = 0; i < s.length * d; ++i) {
      const int r = i / d, c = i % d;
      for (int lane = 0; lane < kCount; ++lane) {
        const int pair = lane < call.count ? lane : 0;
        const Scalar embedded =
            c < half ? w[call.plan->input_embedding + call.x[pair][r] * half + c]
                     : w[call.plan->output_embedding + call.y[pair][r] * half + c - half];
        put(space.h[s.variables() + i], lane, embedded + w[call.plan->encoder_places + i]);
      }
    }
    Workspace<Real> none{};
    Ops ops;
    if constexpr (kCount == 1) ops.group = s.length;
    Machine<Ops> machine{ops, *call.plan, w, none, 1};
    engine::encode(machine, space);
    for (int lane = 0; lane < call.count; ++lane)
      for (int i = 0; i < s.variables(); ++i)
        call.e[lane][i] = static_cast<float>(get(space.h[i], lane));
  }

  static void logits(const Plan& plan, const void* numbers, const float* e, float* out,
                     void* memory) {
    const Shape& s = plan.shape;
    Space space;
    carve(plan, memory, space);
    for (int i = 0; i < s.variables(); ++i) space.ws.e[i] = Real{} + Scalar(e[i]);
    Ops ops;
    if constexpr (kCount == 1) ops.group = s.length;
    Machine<Ops> machine{ops, plan, static_cast<const Scalar*>(numbers), space.ws, 1};
    ops.dense(space.ws.logits, space.ws.e, machine.w, plan.head_up, nullptr, s.positions, 0, 0);
    machine.gelu(space.ws.logits, space.ws.head_slope, s.positions * 2 * s.width);
    ops.dense(space.ws.log_z, space.ws.logits, machine.w, plan.head_down, nullptr, s.positions, 0,
              0);
    for (int i = 0; i < s.positions * s.codes; ++i)
      out[i] = static_cast<float>(get(space.ws.log_z[i], 0));
  }
};

}  // namespace inkling::nli::engine
