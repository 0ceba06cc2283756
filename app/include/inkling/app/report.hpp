// A page about questions: what every solver answered, what its program does step by step, how far
// programs agree. Self-contained HTML without scripts: nothing is fetched, text from examples is
// escaped.
#pragma once

#include <inkling/app/answers.hpp>
#include <inkling/interpreter.hpp>
#include <string>
#include <vector>

namespace inkling::app {

// What a program does on one row of inputs.
struct StepsOf {
  std::string solver;
  std::string program;
  std::string words;             // Interpreter::explain
  std::vector<TraceStep> steps;  // empty: its interpreter shows none
};

struct ReportedQuestion {
  QuestionAnswers answers;
  std::vector<Value> traced;      // inputs of the steps: the first query, or the first example
  std::vector<StepsOf> programs;  // of every solver that fits all examples
};

// The session's last answers, to these queries. Blocks as collect_answers does.
ReportedQuestion report_question(const Session& session,
                                 const std::vector<std::vector<Value>>& asked,
                                 std::stop_token stop = {});

// A section: answers, the programs in words, their steps side by side (a value that two programs
// pass through has the same mark in both), lists of small numbers as a map of places x steps.
std::string to_html(const ReportedQuestion& question, bool with_time = true);

// Places x steps as SVG, where all values are lists of as many numbers of 0..9 or -1; else "".
std::string heat_map(const StepsOf& program);

}  // namespace inkling::app
