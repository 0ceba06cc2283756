// StateCertainty: how certain a neural interpreter is of the states of a run. An ability that some
// interpreters have beside trace().
#pragma once

#include <inkling/interpreter.hpp>
#include <span>
#include <string>
#include <vector>

namespace inkling {

// A state as it stands on the tape, whether or not it is a value.
struct TapeState {
  std::vector<std::string> symbols;  // [places], for people: the likeliest ones
  std::vector<double> certainty;     // [places], 0..1: the probabilities of these
};

class INKLING_API StateCertainty {
 public:
  virtual ~StateCertainty();
  // One for each step of Interpreter::trace() on the same inputs, the inputs first (certainty 1).
  // Errors: those of run(); unsupported (the model does not say).
  virtual Result<std::vector<TapeState>> states(const Program& program,
                                                std::span<const Value> inputs) const = 0;
};

// That of an interpreter; null: it has none. Lives as long as the interpreter.
INKLING_API const StateCertainty* state_certainty(const Interpreter& interpreter);

}  // namespace inkling
