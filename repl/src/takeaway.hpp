// Commands that take programs elsewhere and tables in: :as, :why, :table.
#pragma once

#include <optional>

#include "repl.hpp"

namespace inkling::repl {

Result<void> run_as(Repl& repl, std::string_view args);
Result<void> run_why(Repl& repl, std::string_view args);
Result<void> run_table(Repl& repl, std::string_view args);
// The languages that programs of the prompt's domain can be written in.
std::vector<Completion> target_words(Repl& repl);

// A program of the last answers that fits all examples and can be written in the target, the best
// first.
struct OtherCode {
  CheckedProgram program;
  std::string code;
};
std::optional<OtherCode> other_code(const Session& session, std::string_view target);

struct ProgramAndInputs {
  CheckedProgram program;
  std::vector<Value> inputs;
};
// The text as a program, or as the name of a solver that answered. None: it is neither, or it means
// inputs, as a value does and `12-05` where any text is one.
std::optional<CheckedProgram> named_program(Repl& repl, std::string_view text);
// "program [inputs]", as :trace takes them: the longest text that is a program, then inputs, or
// those of the last question or of the first example. None: no program stands in front, or what
// stands there means inputs. Errors: what comes behind the program is no inputs.
std::optional<Result<ProgramAndInputs>> read_named_and_inputs(Repl& repl, std::string_view text);
// The same, and of the best program where none stands in front.
Result<ProgramAndInputs> read_program_and_inputs(Repl& repl, std::string_view text);

}  // namespace inkling::repl
