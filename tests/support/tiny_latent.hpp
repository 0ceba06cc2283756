// TinyLatent: the smallest latent language that is still a language. A program is T positions over
// K codes; code k adds shifts[k] modulo V to every element of a list. Run exactly, it is a table
// look-up; relaxed, every element is a distribution over 0..V-1 that each position moves by a
// mixture of shifts, which makes the loss differentiable. Its loss has a closed form, so that
// engines and searchers can be tested against it.
#pragma once

#include <inkling/gradient.hpp>
#include <inkling/interpreter.hpp>
#include <memory>
#include <vector>

namespace inkling::test {

struct TinyLatentSpec {
  std::size_t positions = 2;
  std::vector<int> shifts{0, 1, 3};  // one per code
  int modulus = 10;
};

class TinyLatent : public Interpreter, public DifferentiableInterpreter {
 public:
  explicit TinyLatent(TinyLatentSpec spec = {});
  const TinyLatentSpec& spec() const { return spec_; }
  Program program(std::vector<int> tokens) const;

  const InterpreterInfo& info() const override { return info_; }
  // Inputs: one list of integers in [0, modulus). Errors: type, bad_input.
  Result<Value> run(const Program& program, std::span<const Value> inputs) const override;
  Result<std::vector<TraceStep>> trace(const Program& program,
                                       std::span<const Value> inputs) const override;
  Result<Program> parse(std::string_view text) const override;  // "<1 0>"
  const DifferentiableInterpreter* gradient() const override { return this; }
  // program_from, program_to, state_from, state_to: temperatures.
  ParamSpecs params() const override;
  Result<std::unique_ptr<LatentProblem>> prepare(const Task& task,
                                                 const ProblemOptions& options) const override;

 private:
  Result<std::vector<int>> read_list(const Value& value) const;
  Result<std::vector<int>> read_row(const std::vector<Value>& inputs) const;
  Result<std::vector<Value>> states(const Program& program, std::span<const Value> inputs) const;
  TinyLatentSpec spec_;
  InterpreterInfo info_;
};

}  // namespace inkling::test
