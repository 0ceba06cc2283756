// How answers are shown: the table under a question, candidates, agreement between solvers.
#pragma once

#include <inkling/session.hpp>
#include <string>
#include <vector>

#include "repl.hpp"

namespace inkling::repl {

// "[4,9]", or "[4,9]; 3" for several queries; "undefined" where the program has no result.
std::string predictions_text(const std::vector<Value>& predictions);
std::string inputs_text(const std::vector<Value>& inputs, std::string_view separator = ", ");
std::string seconds_text(double seconds);

// Everything below a `-> ?`: the table (or JSON), agreement, alternatives, warnings. The error is
// that of the solvers when none of them could even start.
Result<void> show_answers(Repl& repl, const std::vector<Answer>& answers);
// :more and :program; numbers count over all solvers' candidates.
struct NumberedCandidate {
  const Answer* answer = nullptr;
  const Candidate* candidate = nullptr;
  std::size_t rank = 0;  // 0-based, within its solver
};
std::vector<NumberedCandidate> numbered_candidates(const std::vector<Answer>& answers);
void show_candidates(Repl& repl, std::size_t first, std::size_t count);
std::string agreement_text(const CrossCheckReport& report);
// The first inputs on which two programs differ, one per line.
std::string divergence_lines(const CrossCheckReport& report);

}  // namespace inkling::repl
