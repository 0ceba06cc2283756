// The numbers and operations that a source of passes is compiled with: UnitOps in namespace
// INKLING_ISA, one of those of isa.hpp, and kFacts of a backend made of them. INKLING_LANES says
// which, set by inkling_nn_passes.
#pragma once

#include <inkling/nn/backends.hpp>

#if INKLING_LANES == 1
#include <inkling/nn/serial_ops.hpp>
#define INKLING_ISA reference
namespace inkling::nn::reference {
inline constexpr int kLanes = 1;
using UnitOps = SerialOps<double>;
}  // namespace inkling::nn::reference
#else
#include <inkling/nn/lane_ops.hpp>
namespace inkling::nn::INKLING_ISA {
using UnitOps = LaneOps;
}
#endif

namespace inkling::nn::INKLING_ISA {
inline constexpr BackendFacts kFacts{INKLING_ISA_NAME, Isa::INKLING_ISA, kLanes};
}
