// CheckingInterpreter: runs programs as another interpreter does, and every input through a second
// one as well. Put in the place of the first, any run is checked as it goes.
#pragma once

#include <cstdint>
#include <inkling/crosscheck.hpp>
#include <mutex>
#include <optional>
#include <string>

namespace inkling::app {

// What was seen so far.
struct CheckedRuns {
  CrossCheckReport report{};  // left: what the run itself gave
  std::size_t refused = 0;    // runs that the second interpreter did not take: no difference
  std::string refusal{};      // why, the first time
  std::size_t runs() const { return report.inputs + refused; }
};

// Thread-safe. What it gives are the first interpreter's results, whatever the second one says or
// throws. Both interpreters must outlive it.
class CheckingInterpreter : public Interpreter {
 public:
  // With a `twin` the second one runs that, whatever program is run: the same function in another
  // language. Without, it runs the same program: another implementation of its language. The first
  // `kept` differences are kept.
  CheckingInterpreter(const Interpreter& first, const Interpreter& second,
                      std::optional<Program> twin = {}, std::size_t kept = 5);

  const InterpreterInfo& info() const override { return first_.info(); }
  Result<Value> run(const Program& program, std::span<const Value> inputs) const override;
  Result<std::vector<Value>> run_batch(const Program& program,
                                       std::span<const std::vector<Value>> rows) const override;
  // Its last step is what is compared.
  Result<std::vector<TraceStep>> trace(const Program& program,
                                       std::span<const Value> inputs) const override;
  Result<Program> parse(std::string_view text) const override { return first_.parse(text); }
  std::string explain(const Program& program) const override { return first_.explain(program); }
  Result<void> ready() const override { return first_.ready(); }
  const DifferentiableInterpreter* gradient() const override { return first_.gradient(); }
  const Language* language() const override { return first_.language(); }

  CheckedRuns seen() const;
  // Begins again with nothing seen.
  void forget();

 private:
  const Program& twin_of(const Program& program) const { return twin_ ? *twin_ : program; }
  void note(std::span<const Value> inputs, const Value& value, const Result<Value>& second) const;

  const Interpreter& first_;
  const Interpreter& second_;
  std::optional<Program> twin_;
  std::size_t kept_;
  mutable std::mutex mutex_;
  mutable CheckedRuns seen_;
};

// "999 of 1000 runs as sort(x0) says; [3,1] gives [3,1], and there [1,3]"; what the second
// interpreter does not take is named. `twin`: what the runs were checked by.
std::string to_text(const CheckedRuns& seen, const std::string& twin);

}  // namespace inkling::app
