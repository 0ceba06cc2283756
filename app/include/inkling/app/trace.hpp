// What programs do step by step on the same inputs: values, what stands on the tape of a latent
// program and how certain that is, and where two programs pass through the same values.
#pragma once

#include <inkling/certainty.hpp>
#include <inkling/crosscheck.hpp>
#include <optional>
#include <string>
#include <vector>

namespace inkling::app {

struct TracedProgram {
  std::string name;  // of its solver, or the program's text
  std::string program;
  std::string words;             // Interpreter::explain
  std::vector<TraceStep> steps;  // empty: its interpreter shows none
  // One a step, or none: the interpreter does not say what stands on its tape.
  std::vector<TapeState> states{};
  bool latent = false;  // of a language that a network invented
};

// Errors: those of Interpreter::trace.
Result<TracedProgram> trace_program(const CheckedProgram& program, std::string name,
                                    std::span<const Value> inputs);

// A row of two programs' steps side by side: of one, or of both where these have the same value.
struct AlignedStep {
  std::optional<std::size_t> left, right;  // indices of steps
};
// In the order of both, with as many steps beside each other as can be (the longest common
// subsequence of values). No value stands beside nothing.
std::vector<AlignedStep> align(const std::vector<TraceStep>& left,
                               const std::vector<TraceStep>& right);

// Rows of a long run that are shown: [0, front) and [back, count).
struct ShownRows {
  std::size_t front;
  std::size_t back;
  std::size_t left_out() const { return back - front; }
};
// At most `most` rows, about three quarters of them in front, the last one always; 0 = all.
ShownRows shown_rows(std::size_t count, std::size_t most);

// The value after a step, or what stands on the tape where that is none.
std::string value_text(const TracedProgram& program, std::size_t step);
// The certainty of the place that has the least: "99.9 %", "61.2 % at place 4"; "" where nothing is
// known. Never 0 or 100 %.
std::string certainty_text(const TracedProgram& program, std::size_t step);

}  // namespace inkling::app
