// An interpreter that gives what a function of the test says, whatever the program.
#pragma once

#include <functional>
#include <inkling/interpreter.hpp>

namespace inkling::test {

class Calls : public Interpreter {
 public:
  using Function = std::function<Result<Value>(std::span<const Value>)>;
  explicit Calls(Function function) : function_(std::move(function)) { info_.id = "calls"; }
  const InterpreterInfo& info() const override { return info_; }
  Result<Value> run(const Program&, std::span<const Value> inputs) const override {
    return function_(inputs);
  }

 private:
  InterpreterInfo info_;
  Function function_;
};

}  // namespace inkling::test
