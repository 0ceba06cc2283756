// Pipelines: programs of several interpreters, a stage after the other, as in
// `<shift-p: 15 15> |> reverse(x0)`. A stage is a readable or a latent program; each but the first
// takes the value before it as its only input. They make one program of what two worlds say.
#pragma once

#include <inkling/crosscheck.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace inkling {

// Between the stages of a program, and between the ids of Registry::interpreter(): "nli|>lists"
// runs stages of both; an empty id is the language of the domain. There is one for each domain, and
// it belongs to the registry.
inline constexpr std::string_view kPipe = "|>";

// Trimmed; the whole text where there is no pipe. One in quotes, in brackets or in a latent program
// parts nothing.
INKLING_API std::vector<std::string_view> split_pipeline(std::string_view text);

// The text of a readable program that does `inner` and then `outer`, which looks at nothing but x0.
INKLING_API std::string compose(std::string_view outer, std::string_view inner);

// The stages of a pipeline's program, first to last, each with what runs it; of any other program
// itself.
INKLING_API std::vector<CheckedProgram> stages_of(const CheckedProgram& checked);

// What a stage gives may be nothing that the next one takes: then the whole is undefined there, as
// it is where a stage is. Immutable and thread-safe.
class INKLING_API PipelineInterpreter final : public Interpreter {
 public:
  // `parts`: in the order in which they are asked whose program a stage is; they must outlive it.
  // `domain` is the id of theirs.
  PipelineInterpreter(std::string id, std::string domain, std::vector<const Interpreter*> parts);
  const InterpreterInfo& info() const override { return info_; }
  Result<Value> run(const Program& program, std::span<const Value> inputs) const override;
  Result<std::vector<Value>> run_batch(const Program& program,
                                       std::span<const std::vector<Value>> rows) const override;
  Result<std::vector<TraceStep>> trace(const Program& program,
                                       std::span<const Value> inputs) const override;
  // Errors: those of the parts, naming the stage.
  Result<Program> parse(std::string_view text) const override;
  std::string explain(const Program& program) const override;
  Result<void> ready() const override;
  // That of the first part that has one.
  const DifferentiableInterpreter* gradient() const override;

 private:
  InterpreterInfo info_;
  std::vector<const Interpreter*> parts_;
};

}  // namespace inkling
