#include "lasynth_shape.hpp"

namespace inkling::writer {

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
                                     {"every", s.every, 1, 512}}))
    return fault;
  if (s.signatures && (s.learns() || s.operations))
    return "signatures=true reads properties in place of inputs and outputs, and needs "
           "executor=none and operations=false";
  if (s.inputs != s.outputs && (s.learns() || s.operations || s.signatures))
    return "inputs of " + std::to_string(s.inputs) + " places and outputs of " +
           std::to_string(s.outputs) +
           ": lasynth needs as many of both, for what it runs an input becomes an output";
  return std::nullopt;
}

}  // namespace inkling::writer
