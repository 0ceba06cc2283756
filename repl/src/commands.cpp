#include "commands.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <inkling/app/text.hpp>

#include "examples.hpp"
#include "takeaway.hpp"

namespace inkling::repl {
namespace {

Result<void> run_plugins(Repl& repl, std::string_view args);
Result<void> run_quit(Repl& repl, std::string_view) {
  repl.ask_to_quit();
  return {};
}

std::vector<Completion> ids_of(Repl& repl, Kind kind) {
  std::vector<Completion> words;
  for (const auto& id : repl.session().registry().ids(kind)) words.push_back({id, ""});
  return words;
}
std::vector<Completion> complete_domain(Repl& repl, std::string_view) {
  return ids_of(repl, Kind::domain);
}
std::vector<Completion> complete_examples(Repl&, std::string_view) {
  return {{"sample", "draw examples from the domain's generator"}};
}
std::vector<Completion> complete_on_off(Repl&, std::string_view) {
  return {{"on", ""}, {"off", ""}};
}

// Solvers, whose best program is meant, and what a program can be made of.
std::vector<Completion> complete_program(Repl& repl, std::string_view args) {
  auto words = complete_solver(repl, args);
  const Domain* domain = repl.session().domain();
  const auto language =
      domain ? repl.session().registry().language_of(*domain) : Result<const Language*>(nullptr);
  if (language && *language != nullptr)
    for (auto& word : (*language)->complete("")) words.push_back(std::move(word));
  return words;
}

std::vector<Completion> complete_as(Repl& repl, std::string_view args) {
  const auto [word, rest] = split_first(args);
  const bool first = rest.empty() && (word.empty() || !args.ends_with(' '));
  return first ? target_words(repl) : complete_program(repl, args);
}

// The rows are data: what a person reads about a command stands here and nowhere else.
std::vector<Command> make_commands() {
  return {
      {"help", "[topic]", "list the commands, or explain one topic",
       std::string("A topic is a command, an operator of the language, a solver or a domain.\n") +
           examples::kHelpTopics,
       run_help, complete_help},
      {"domain", "[id]", "show the domains, or choose one",
       std::string("Examples that fit the new domain stay, the others are dropped and counted.\n") +
           examples::kDomain,
       run_domain, complete_domain},
      {"examples", "[sample N]", "list the examples, or draw N from the domain's generator",
       "`sample` draws a task with a hidden program, as a puzzle: :solve finds a program for it.\n"
       "  :examples\n  :examples sample 3",
       run_examples, complete_examples},
      {"drop", "N", "remove example N",
       "Numbers are those of :examples.\n"
       "  :drop 2",
       run_drop},
      {"clear", "", "remove all examples and answers",
       "Domain, solvers and settings stay.\n"
       "  :clear",
       run_clear},
      {"predict", "inputs", "predict the output for these inputs",
       "The same as `inputs -> ?`.\n"
       "  :predict [9,4]",
       run_predict},
      {"solve", "[solver,..] [name=value ..]", "search for programs that fit the examples",
       "Names are those of :set (budget, seed, threads ..). What is given here stays set.\n"
       "  :solve\n  :solve enumerate budget=2s seed=3\n  :solve enumerate(threads=2),random",
       run_solve, complete_solve},
      {"solvers", "[list]", "show the solvers, or choose the active ones",
       "Parameters stand in brackets; `:help enumerate` lists them.\n"
       "  :solvers enumerate,random",
       run_solvers, complete_solver},
      {"compare", "[solver,..]", "compare the solvers' best programs",
       "Shows program, fit, prediction, time, and on how many generated inputs each agrees with "
       "the first.\n"
       "  :compare\n  :compare enumerate,random",
       run_compare, complete_solver},
      {"crosscheck", "A [B]", "run two programs on generated inputs and show where they differ",
       "A and B are solvers (their best program), `solver#2` (their second), or programs; a comma "
       "may stand between them. A latent program alone is compared with what it says in the "
       "readable language.\n"
       "  :crosscheck enumerate random\n  :crosscheck sort(x0) reverse(x0)",
       run_crosscheck, complete_program},
      {"trace", "[A [B]] [inputs]", "show the value after every step of a program",
       "Without a program: the best one found, and beside it that of the other world (latent or "
       "symbolic). Without inputs: those of the last question, or of example 1.\nA value that two "
       "programs pass through stands in one row. Of a latent program the certainty of the least "
       "certain place is shown.\nOf a long run the first and the last steps are shown; `:set steps "
       "0` shows all.\n"
       "  :trace sort(x0) [3,1,2]\n  :trace [9,4]\n  :trace sort(x0) reverse(x0) [9,4]",
       run_trace, complete_program},
      {"explain", "[program]", "say in plain words what a program does",
       "Without a program: the best one found.\n"
       "  :explain sort(x0)\n  :explain enumerate",
       run_explain, complete_program},
      {"why", "[program] [inputs]", "show which characters of the inputs a prediction came from",
       "Without a program: the best one found. Without inputs: those of the last question, or of "
       "example 1.\nEqual marks belong together; a dot is a character of the program itself.\n"
       "  :why\n  :why [9,4]",
       run_why, complete_program},
      {"as", "language [program]", "write a program in another language",
       "Without a program: the best one found. :as alone lists the languages.\n"
       "  :as python\n  :as sql sort(x0)",
       run_as, complete_as},
      {"ask", "", "find the inputs that would tell the leading candidates apart",
       "Puts a question; answer it by typing `inputs -> output`, or just `-> output`.\n"
       "  :ask",
       run_ask},
      {"program", "[N]", "show candidate N in full",
       "Numbers are those of :more; without one, the best.\n"
       "  :program 2",
       run_program_number},
      {"more", "", "list the next candidate programs",
       "Ten at a time, over all solvers that answered.\n"
       "  :more",
       run_more},
      {"type", "program", "show the type of a program on the current inputs", "  :type length(x0)",
       run_type, complete_program},
      {"plugins", "", "list the plugins and what they provide",
       "Refused ones say why.\n"
       "  :plugins",
       run_plugins},
      {"set", "[name value]", "show the settings, or change one",
       "  :set\n  :set budget 2s\n  :set memory 2G", run_set, complete_setting},
      {"unset", "name", "put a setting back to its default", "  :unset budget", run_unset,
       complete_setting},
      {"seed", "[N]", "show or set the seed of everything random", "  :seed 7", run_seed},
      {"time", "[on|off]", "show or hide times", "  :time off", run_time, complete_on_off},
      {"load", "FILE", "read tasks, or run a session file (.ink)",
       "The first task becomes the current one; :task chooses another.\n"
       "  :load tasks.jsonl\n  :load session.ink",
       run_load, complete_file},
      {"table", "FILE [column]", "take the rows of a table as examples and questions",
       "Rows with a cell in the column (by default the last one) are examples, rows without one "
       "are "
       "questions: :solve answers them. `inkling fill FILE` writes the cells into the table.\n"
       "  :table people.csv\n  :table people.csv initials",
       run_table, complete_file},
      {"task", "[N]", "list the loaded tasks, or choose one", "  :task 2", run_task},
      {"save", "FILE", "write this session as a file that :load and :replay run",
       "Domain, settings, solvers, examples and the last question.\n"
       "  :save session.ink",
       run_save, complete_file},
      {"replay", "FILE", "run a session file and show each of its lines", "  :replay session.ink",
       run_replay, complete_file},
      {"history", "", "list what was entered", "  :history", run_history},
      {"quit", "", "leave (also Ctrl-D)", "  :quit", run_quit},
  };
}

Result<void> run_plugins(Repl& repl, std::string_view args) {
  if (!args.empty())
    return Error{
        ErrorCode::bad_input, ":plugins takes no arguments", {}, SourceSpan{0, args.size()}};
  for (const auto& plugin : repl.session().registry().plugins()) {
    std::string provides;
    for (const auto& item : plugin.provides)
      provides += fmt::format("{}{} {}", provides.empty() ? "" : ", ", to_text(item.kind), item.id);
    repl.say(fmt::format("  {:<12} {:<10} {}\n", plugin.name, to_text(plugin.state),
                         plugin.reason.empty() ? provides : plugin.reason),
             2);
  }
  if (repl.session().registry().plugins().empty())
    repl.out() << "  no plugins; `inkling doctor` says where they are looked for\n";
  return {};
}

}  // namespace

const std::vector<Command>& commands() {
  static const std::vector<Command> table = make_commands();
  return table;
}

Result<const Command*> find_command(std::string_view name) {
  std::vector<std::string> names;
  std::vector<std::string> matches;
  const Command* match = nullptr;
  for (const auto& command : commands()) {
    names.push_back(command.name);
    if (command.name == name) return &command;
    if (!name.empty() && command.name.starts_with(name)) {
      matches.push_back(":" + command.name);
      match = &command;
    }
  }
  if (matches.size() == 1) return match;
  const SourceSpan span{0, name.size()};
  if (!matches.empty())
    return Error{ErrorCode::not_found,
                 fmt::format("':{}' could be {}", name, fmt::join(matches, ", ")),
                 {"type one more letter"},
                 span};
  Error error{ErrorCode::not_found, fmt::format("there is no command ':{}'", name), {}, span};
  if (const auto near = nearest(name, names); !near.empty())
    error.notes.push_back(fmt::format("did you mean ':{}'?", near));
  error.notes.push_back(":help lists the commands");
  return error;
}

std::string command_table_markdown() {
  std::string text = "| command | what it does |\n|---|---|\n";
  for (const auto& command : commands()) {
    std::string args = command.args.empty() ? "" : " " + command.args;
    for (auto at = args.find('|'); at != std::string::npos; at = args.find('|', at + 2))
      args.insert(at, 1, '\\');
    text += fmt::format("| `:{}{}` | {} |\n", command.name, args, command.summary);
  }
  return text;
}

Result<std::size_t> read_number(std::string_view text, std::string_view what) {
  std::size_t number = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (ec == std::errc{} && end == text.data() + text.size() && number > 0) return number;
  return Error{ErrorCode::bad_input,
               fmt::format("'{}' is not {}: expected a whole number from 1 on", text, what),
               {},
               SourceSpan{0, text.size()}};
}

}  // namespace inkling::repl
