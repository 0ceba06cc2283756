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
// "[program] inputs", as :trace takes them: the best program where none is given, the inputs of the
// last question or of the first example where there are none.
Result<ProgramAndInputs> read_program_and_inputs(Repl& repl, std::string_view text);

}  // namespace inkling::repl
