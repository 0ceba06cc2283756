// The passes of one instruction set; compiled once for each.
#include <inkling/nn/unit_ops.hpp>

#include "unit_passes.hpp"

namespace inkling::nli::engine::INKLING_ISA {

using Passes = UnitPasses<nn::INKLING_ISA::UnitOps, nn::INKLING_ISA::kLanes>;

extern const Backend kBackend;
constexpr Backend kBackend = {nn::INKLING_ISA::kFacts, Passes::bytes, Passes::run,
                              Passes::turns,           Passes::step,  Passes::trace,
                              Passes::encode,          Passes::logits};

}  // namespace inkling::nli::engine::INKLING_ISA
