#include "lasynth_shape.hpp"

namespace inkling::writer {

int LaSynthShape::side() const {
  int side = 1;
  while (side * side < inputs) ++side;
  return side * side == inputs ? side : 0;
}

nn::Fault find_fault(const LaSynthShape& s) {
  if (auto fault = nn::check_bounds({{"inputs", s.inputs, 1, 4096},
                                     {"outputs", s.outputs, 1, 4096},
                                     {"symbols", s.symbols, 2, 4096},
                                     {"vocabulary", s.tokens, 4, 65536},
                                     {"room", s.room, 2, 512},
                                     {"width", s.width, 2, 1024},
                                     {"hidden", s.hidden, 1, 1024},
                                     {"layers", s.layers, 1, 4},
                                     {"answers", s.answers, 1, 4096},
                                     {"every", s.every, 1, 512},
                                     {"channels", s.channels, 1, 256},
                                     {"blocks", s.blocks, 0, 8}}))
    return fault;
  if (s.signatures && (s.learns() || s.operations))
    return "signatures=true reads properties in place of inputs and outputs, and needs "
           "executor=none and operations=false";
  if (s.inputs != s.outputs && (s.learns() || s.operations || s.signatures))
    return "inputs of " + std::to_string(s.inputs) + " places and outputs of " +
           std::to_string(s.outputs) +
           ": lasynth needs as many of both, for what it runs an input becomes an output";
  if (!s.grid()) return std::nullopt;
  if (s.operations || s.signatures)
    return "reads=grid has neither operations nor signatures, and needs operations=false and "
           "signatures=false";
  if (s.inputs != s.outputs || s.side() == 0 || s.side() > kMostGridSide)
    return "inputs of " + std::to_string(s.inputs) + " places and outputs of " +
           std::to_string(s.outputs) + ": reads=grid needs square grids of as many cells, of " +
           std::to_string(kMostGridSide) + " x " + std::to_string(kMostGridSide) + " at most";
  return std::nullopt;
}

}  // namespace inkling::writer
