// Answers at the prompt; app/ makes and writes them.
#pragma once

#include <inkling/session.hpp>
#include <string>
#include <vector>

#include "repl.hpp"

namespace inkling::repl {

// Everything below a `-> ?`: the session's last answers to what was asked, as text or as records.
// The error is that of the solvers when none of them could even start.
Result<void> show_answers(Repl& repl);
// :more and :program; numbers count over all solvers' candidates.
struct NumberedCandidate {
  const Answer* answer = nullptr;
  const Candidate* candidate = nullptr;
  std::size_t rank = 0;  // 0-based, within its solver
};
std::vector<NumberedCandidate> numbered_candidates(const std::vector<Answer>& answers);
void show_candidates(Repl& repl, std::size_t first, std::size_t count);

}  // namespace inkling::repl
