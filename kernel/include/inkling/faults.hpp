// Faults: what some interpreters can say of a run that has no result. An interface beside
// Interpreter, asked for by a function.
#pragma once

#include <inkling/interpreter.hpp>
#include <string>

namespace inkling {

// Stateless and thread-safe.
class INKLING_API Faults {
 public:
  virtual ~Faults();
  // In words, why run() gives undefined for these inputs: "move: a wall is in front, at step 2";
  // "" where it does not.
  virtual std::string why_undefined(const Program& program,
                                    std::span<const Value> inputs) const = 0;
};

// Null: the interpreter does not say.
INKLING_API const Faults* faults_of(const Interpreter& interpreter);

}  // namespace inkling
