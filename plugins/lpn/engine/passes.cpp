// The passes of one instruction set; compiled once for each.
#include <inkling/nn/lane_access.hpp>
#include <inkling/nn/unit_ops.hpp>

#include "decoder.hpp"
#include "unit.hpp"

namespace inkling::lpn::engine::INKLING_ISA {
namespace {

using Ops = nn::INKLING_ISA::UnitOps;
using Real = Ops::Real;
using Scalar = Ops::Scalar;
using nn::get;
using nn::put;

constexpr int kLanes = nn::INKLING_ISA::kLanes;

std::size_t bytes(const Plan& plan) {
  Carver<Real> counted;
  Space<Real> space;
  carve(counted, plan.shape, space);
  return static_cast<std::size_t>(counted.used) * sizeof(Real);
}

struct Unit {
  Unit(const Plan& plan, const void* numbers, void* memory) {
    Carver<Real> from{static_cast<Real*>(memory), 0};
    carve(from, plan.shape, space);
    w = static_cast<const Scalar*>(numbers);
  }
  Space<Real> space;
  Ops ops;
  const Scalar* w;
};

void fill(const RunCall& call, Unit& unit) {
  const Shape& s = call.plan->shape;
  const int n = s.length, d = s.width;
  Real* program = call.shares ? unit.space.share : unit.space.program_numbers;
  const int size = call.shares ? s.rows * s.codes : s.numbers();
  int read = 0;
  for (int i = 0; i < n; ++i) read += call.read[i] != 0 ? 1 : 0;
  for (int lane = 0; lane < kLanes; ++lane) {
    const int pair = lane < call.count ? lane : 0;  // idle lanes repeat the first
    const int* x = call.x[pair];
    for (int i = 0; i < size; ++i) put(program[i], lane, Scalar(call.z[pair][i]));
    for (int i = 0; i < n * d; ++i)
      put(unit.space.x[i], lane, unit.w[call.plan->symbol_embedding + x[i / d] * d + i % d]);
    if (call.y == nullptr) continue;
    for (int i = 0; i < n; ++i)
      for (int v = 0; v < s.symbols; ++v) {
        const bool right = call.read[i] != 0 && call.y[pair][i] == v;
        put(unit.space.target[i * s.symbols + v], lane,
            right ? Scalar(1) / Scalar(read) : Scalar(0));
      }
  }
}

// What stands before every place of the output y, of which a lane's first `known` places are known.
template <class Y>
void fill_written(const RunCall& call, Unit& unit, int known, Y y) {
  const Shape& s = call.plan->shape;
  const int d = s.width;
  for (int lane = 0; lane < kLanes; ++lane)
    for (int i = 0; i < s.length * d; ++i) {
      const int place = i / d - 1;
      const int symbol = place < 0 ? s.symbols : place < known ? y(lane, place) : 0;
      put(unit.space.written[i], lane, unit.w[call.plan->written_embedding + symbol * d + i % d]);
    }
}

int likeliest(const Unit& unit, const Shape& s, int lane, int place) {
  const Real* row = unit.space.out + place * s.symbols;
  int best = 0;
  for (int v = 1; v < s.symbols; ++v)
    if (get(row[v], lane) > get(row[best], lane)) best = v;
  return best;
}

// Symbol by symbol: every pass says what stands at one place more.
void write(const RunCall& call, Unit& unit, Network<Ops>& network) {
  const Shape& s = call.plan->shape;
  for (int i = 0; i < s.length; ++i) {
    if (i > 0) fill(call, unit);  // a pass leaves nothing of its input
    fill_written(call, unit, i, [&](int lane, int place) {
      return call.symbols[lane < call.count ? lane : 0][place];
    });
    network.decode();
    for (int lane = 0; lane < call.count; ++lane)
      call.symbols[lane][i] = likeliest(unit, s, lane, i);
  }
}

// The shares that search variables stand for.
void choose(const RunCall& call, Unit& unit, Network<Ops>& network, Real inverse) {
  const Shape& s = call.plan->shape;
  network.logits();
  for (int lane = 0; lane < kLanes && call.noise != nullptr; ++lane) {
    const float* noise = call.noise[lane < call.count ? lane : 0];
    for (int i = 0; i < s.rows * s.codes; ++i)
      put(unit.space.share[i], lane, get(unit.space.share[i], lane) + Scalar(noise[i]));
  }
  network.shares(inverse);
}

void run(const RunCall& call, void* memory) {
  const Shape& s = call.plan->shape;
  Unit unit(*call.plan, call.numbers, memory);
  fill(call, unit);
  Network<Ops> network{unit.ops, *call.plan, unit.w, unit.space};
  const Real inverse = Ops::set(1.0 / static_cast<double>(call.temperature));
  if (s.codes > 0 && !call.shares) choose(call, unit, network, inverse);
  if (s.writing > 0 && call.y == nullptr) return write(call, unit, network);
  if (s.writing > 0)
    fill_written(call, unit, s.length,
                 [&](int lane, int place) { return call.y[lane < call.count ? lane : 0][place]; });
  network.decode();
  for (int lane = 0; lane < call.count && call.symbols != nullptr; ++lane)
    for (int i = 0; i < s.length; ++i) call.symbols[lane][i] = likeliest(unit, s, lane, i);
  if (call.y == nullptr) return;
  const Real loss = network.loss();
  for (int lane = 0; lane < call.count; ++lane)
    call.loss[lane] = static_cast<double>(get(loss, lane));
  if (call.gradient == nullptr && call.gradient_double == nullptr) return;
  network.decode_back(inverse);
  for (int lane = 0; lane < call.count; ++lane)
    for (int i = 0; i < s.numbers(); ++i) {
      const auto slope = get(unit.space.dprogram_numbers[i], lane);
      if (call.gradient != nullptr) call.gradient[lane][i] = static_cast<float>(slope);
      if (call.gradient_double != nullptr)
        call.gradient_double[lane][i] = static_cast<double>(slope);
    }
}

void encode(const EncodeCall& call, void* memory) {
  const Plan& p = *call.plan;
  const Shape& s = p.shape;
  const int d = s.width, half = d / 2, queries = s.queries() * d;
  Unit unit(p, call.numbers, memory);
  const Scalar* w = unit.w;
  for (int c = 0; c < queries; ++c) unit.space.x[c] = Real{} + w[p.program_query + c];
  for (int i = 0; i < s.length * d; ++i) {
    const int r = i / d, c = i % d;
    for (int lane = 0; lane < kLanes; ++lane) {
      const int pair = lane < call.count ? lane : 0;
      const Scalar embedded = c < half ? w[p.input_embedding + call.x[pair][r] * half + c]
                                       : w[p.output_embedding + call.y[pair][r] * half + c - half];
      put(unit.space.x[queries + i], lane, embedded + w[p.encoder_places + i]);
    }
  }
  Network<Ops> network{unit.ops, p, w, unit.space};
  network.encode();
  for (int lane = 0; lane < call.count; ++lane) {
    for (int i = 0; i < s.queries() * s.latent; ++i)
      call.mean[lane][i] = static_cast<float>(get(unit.space.program_numbers[i], lane));
    for (int i = 0; i < s.latent && call.log_variance != nullptr; ++i)
      call.log_variance[lane][i] = static_cast<float>(get(unit.space.dprogram_numbers[i], lane));
  }
}

void logits(const Plan& plan, const void* numbers, const float* z, float* out, void* memory) {
  const Shape& s = plan.shape;
  Unit unit(plan, numbers, memory);
  for (int i = 0; i < s.numbers(); ++i) unit.space.program_numbers[i] = Real{} + Scalar(z[i]);
  Network<Ops>{unit.ops, plan, unit.w, unit.space}.logits();
  for (int i = 0; i < s.rows * s.codes; ++i)
    out[i] = static_cast<float>(get(unit.space.share[i], 0));
}

}  // namespace

extern const Backend kBackend;
constexpr Backend kBackend = {nn::INKLING_ISA::kFacts, bytes, run, encode, logits};

}  // namespace inkling::lpn::engine::INKLING_ISA
