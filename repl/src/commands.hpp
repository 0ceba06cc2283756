// The command table: dispatch, abbreviations, help, completion and docs/repl.md all read it.
#pragma once

#include <inkling/app/translation.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "repl.hpp"

namespace inkling::repl {

struct Command {
  std::string name;     // without the colon
  std::string args;     // "[solver,..] [budget=2s]", or empty
  std::string summary;  // one line
  std::string help;     // more lines, with an example
  // Errors carry a span within `args`.
  Result<void> (*run)(Repl& repl, std::string_view args);
  // Words that can follow; null: none.
  std::vector<Completion> (*complete)(Repl& repl, std::string_view args) = nullptr;
};

// In the order in which help lists them.
const std::vector<Command>& commands();
// By name or unambiguous beginning, without the colon. Errors: not_found with the near names.
Result<const Command*> find_command(std::string_view name);
// The table of docs/repl.md (Markdown).
std::string command_table_markdown();

// The commands, by file. help.cpp
Result<void> run_help(Repl& repl, std::string_view args);
std::vector<Completion> complete_help(Repl& repl, std::string_view args);
// Everything that can be set of a solver, with its preset's defaults: for the domain at the prompt,
// or the first one that it works on. Where it works on none, its searcher's. Errors: not_found,
// plugin.
Result<ParamSpecs> solver_params(Repl& repl, std::string_view id);
// tasks.cpp
Result<void> run_domain(Repl& repl, std::string_view args);
Result<void> run_examples(Repl& repl, std::string_view args);
Result<void> run_drop(Repl& repl, std::string_view args);
Result<void> run_clear(Repl& repl, std::string_view args);
// Whether a file holds a session rather than tasks: by its name, else by its first character.
bool is_session_file(const std::string& path);
Result<void> run_load(Repl& repl, std::string_view args);
Result<void> run_save(Repl& repl, std::string_view args);
Result<void> run_task(Repl& repl, std::string_view args);
Result<void> run_replay(Repl& repl, std::string_view args);
Result<void> run_history(Repl& repl, std::string_view args);
// inspect.cpp
Result<void> run_predict(Repl& repl, std::string_view args);
Result<void> run_solve(Repl& repl, std::string_view args);
Result<void> run_compare(Repl& repl, std::string_view args);
Result<void> run_crosscheck(Repl& repl, std::string_view args);
// What a latent program says in the readable language, compared on as many inputs as :crosscheck
// has. Precondition: the session has a domain. Errors: those of app::translate.
Result<Translation> translated(Session& session, const CheckedProgram& program,
                               std::stop_token stop);
// What a latent program by itself is compared with. Error, with the cure: there is nothing.
Result<CheckedProgram> reading_of(Session& session, const CheckedProgram& program,
                                  std::stop_token stop);
// Makes the first inputs on which two programs differ small. Precondition: the session has a
// domain.
void make_small(const Session& session, const CheckedProgram& left, const CheckedProgram& right,
                std::stop_token stop, CrossCheckReport& report);
Result<void> run_trace(Repl& repl, std::string_view args);
Result<void> run_explain(Repl& repl, std::string_view args);
Result<void> run_ask(Repl& repl, std::string_view args);
Result<void> run_program_number(Repl& repl, std::string_view args);
Result<void> run_more(Repl& repl, std::string_view args);
Result<void> run_type(Repl& repl, std::string_view args);
// settings.cpp
Result<void> run_solvers(Repl& repl, std::string_view args);
Result<void> run_set(Repl& repl, std::string_view args);
Result<void> run_unset(Repl& repl, std::string_view args);
Result<void> run_seed(Repl& repl, std::string_view args);
Result<void> run_time(Repl& repl, std::string_view args);
std::vector<Completion> complete_setting(Repl& repl, std::string_view args);
std::vector<Completion> complete_solver(Repl& repl, std::string_view args);
// Numbers and memory as people type them, at the prompt and in options. Errors: bad_param with the
// text and the range.
Result<std::uint64_t> read_whole(std::string_view text, std::uint64_t least, std::uint64_t most);
// 0: no limit.
Result<double> read_share(std::string_view text);  // from 0 to 1
Result<std::size_t> read_memory(std::string_view text);
// Solvers, and before the first of them nothing else; behind it "name=" of the settings.
std::vector<Completion> complete_solve(Repl& repl, std::string_view args);
// tasks.cpp: the files and folders that the argument can go on to.
std::vector<Completion> complete_file(Repl& repl, std::string_view args);
// Lines ":set name value" for every setting that is not at its default.
std::vector<std::string> changed_settings(Repl& repl);

// "A B": the one way to part `text` at a blank so that both halves name programs.
struct ProgramPair {
  std::string left_name;
  std::string right_name;
  CheckedProgram left;
  CheckedProgram right;
};
Result<ProgramPair> read_two_programs(Repl& repl, std::string_view text);
// A whole number from 1 on. `what` is for the message.
Result<std::size_t> read_number(std::string_view text, std::string_view what);

}  // namespace inkling::repl
