// The backend of one instruction set; see lanes.hpp for the macro that says which.
#pragma once

#include "lane_ops.hpp"
#include "unit_passes.hpp"

namespace inkling::gradient::core::INKLING_ISA {

using Passes = UnitPasses<LaneOps, kLanes>;

constexpr Backend make_backend(const char* name, bool (*available)()) {
  return {name,          kLanes,       false,         available,      Passes::bytes, Passes::run,
          Passes::turns, Passes::step, Passes::trace, Passes::encode, Passes::logits};
}

}  // namespace inkling::gradient::core::INKLING_ISA
