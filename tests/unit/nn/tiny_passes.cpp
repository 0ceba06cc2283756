// The passes of one instruction set; compiled once for each.
#include <inkling/nn/lane_access.hpp>
#include <inkling/nn/unit_ops.hpp>

#include "tiny_engine.hpp"

namespace inkling::nn::tiny::INKLING_ISA {
namespace {

using Ops = nn::INKLING_ISA::UnitOps;

void sum(const float* const* numbers, const int* count, double* out) {
  Ops::Real total{};
  int most = 0;
  for (int lane = 0; lane < nn::INKLING_ISA::kFacts.lanes; ++lane)
    most = count[lane] > most ? count[lane] : most;
  for (int i = 0; i < most; ++i) {
    Ops::Real next{};
    for (int lane = 0; lane < nn::INKLING_ISA::kFacts.lanes; ++lane)
      if (i < count[lane]) put(next, lane, Ops::Scalar(numbers[lane][i]));
    total += next;
  }
  for (int lane = 0; lane < nn::INKLING_ISA::kFacts.lanes; ++lane)
    out[lane] = static_cast<double>(get(total, lane));
}

}  // namespace

extern const Backend kBackend;
constexpr Backend kBackend = {nn::INKLING_ISA::kFacts, sum};

}  // namespace inkling::nn::tiny::INKLING_ISA
