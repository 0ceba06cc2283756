// Interpreter: runs programs. A DSL executor and a neural interpreter are two implementations,
// which is what makes comparing them possible.
#pragma once

#include <inkling/program.hpp>
#include <inkling/value.hpp>
#include <span>
#include <string>
#include <vector>

namespace inkling {

class DifferentiableInterpreter;
class Language;

struct InterpreterInfo {
  std::string id;
  std::string summary;
  std::string domain{};  // domain it works in, or empty for any
  Program::Kind accepts = Program::Kind::symbolic;
};

struct TraceStep {
  std::string label;  // the sub-expression or token
  Value value;        // state after the step
};

// Stateless and thread-safe: all calls are const and may run concurrently.
class INKLING_API Interpreter {
 public:
  virtual ~Interpreter();
  virtual const InterpreterInfo& info() const = 0;
  // Value::undefined when the program is partial there. Errors: type (inputs do not fit),
  // bad_input.
  virtual Result<Value> run(const Program& program, std::span<const Value> inputs) const = 0;
  // One result per row of inputs; default: run() in a loop.
  virtual Result<std::vector<Value>> run_batch(const Program& program,
                                               std::span<const std::vector<Value>> rows) const;
  // The state after every step, inputs first. Default: unsupported.
  virtual Result<std::vector<TraceStep>> trace(const Program& program,
                                               std::span<const Value> inputs) const;
  // The text form back to a program of this interpreter. Default: unsupported.
  virtual Result<Program> parse(std::string_view text) const;
  // In plain words. Default: the program's text.
  virtual std::string explain(const Program& program) const;
  // Whether it can run programs at all. Error unsupported, with the cure: a neural interpreter
  // without a model for its domain. Default: it can.
  virtual Result<void> ready() const;
  // Optional abilities, or null: loss and gradient for latent programs; the language whose programs
  // it runs.
  virtual const DifferentiableInterpreter* gradient() const;
  virtual const Language* language() const;
};

}  // namespace inkling
