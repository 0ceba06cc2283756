// A question and its answers as JSON texts: what faces take and give that have no prompt.
#pragma once

#include <inkling/app/answers.hpp>
#include <inkling/registry.hpp>
#include <inkling/session.hpp>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace inkling::app {

struct QuestionOptions {
  std::vector<std::string> solvers{};  // empty: those of the domain
  SessionSettings settings{};
  double sure = kSure;
};
// {"solvers":[..],"budget":"2s","memory":"1G","evaluations":0,"threads":1,"seed":0,"sure":0.92};
// what is not named stays as it is. Errors: parse, bad_param.
Result<QuestionOptions> read_question_options(std::string_view json, QuestionOptions options = {});

// What is wrong with a text that should be a JSON object: where it is no JSON, or what it is in
// place of an object. `what` is its name in the message, `example` what was expected.
Error no_json_object(std::string_view what, std::string_view text, std::string_view example);

// No program can fit examples that contradict each other, and a search would find that out by its
// whole budget. Errors: bad_input, which names two of them.
Result<void> check_examples(const Task& task);

// A task as in task files; here the domain may be left out. Errors: as of task_from_json.
Result<Task> read_question_task(std::string_view json);
// Rows of inputs: [["a b"],["c"]]. Errors: parse.
Result<std::vector<std::vector<Value>>> read_input_rows(std::string_view json);
// That of the task, or the first one, by name, that takes its values. Errors: bad_input.
Result<std::string> domain_of(Registry& registry, const Task& task);

// Searches, and leaves the answers in the session, whose domain, solvers and settings become those
// of the question. `again`: the session has the same examples, and what it found is only run on the
// queries. Blocks; the token ends it with the best so far. Errors: not_found, bad_param,
// bad_input (those of check_examples among them).
Result<QuestionAnswers> answer_question(Session& session, Task task, const QuestionOptions& options,
                                        std::stop_token stop, bool again = false);
// {"domain":..,"answers":[record ..],"agreements":[{"left":..,"right":..} ..]}
std::string to_json(const QuestionAnswers& all, bool with_time = true);

// {"outputs":[..]} of a program that is given as text. Errors: not_found, unsupported, those of
// parsing and running it.
Result<std::string> run_program(Registry& registry, std::string_view domain,
                                std::string_view program, std::string_view rows);

// {"error":{"code":..,"message":..,"notes":[..]}}
std::string to_json(const Error& error);

}  // namespace inkling::app
