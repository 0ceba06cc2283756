// Repl: lines in, text out. The state of a prompt over a Session; knows no terminal, so that tests
// and pipes drive it just as a person does.
#pragma once

#include <deque>
#include <functional>
#include <inkling/app/checking.hpp>
#include <inkling/app/confidence.hpp>
#include <inkling/app/model_facts.hpp>
#include <inkling/app/report.hpp>
#include <inkling/app/table.hpp>
#include <inkling/app/text.hpp>
#include <inkling/session.hpp>
#include <map>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "interrupts.hpp"
#include "line_reader.hpp"
#include "terminal.hpp"

namespace inkling::repl {

// A file that is named by mistake is left after so many errors when nothing before was good.
inline constexpr std::size_t kMaxBadStart = 5;

struct ReplOptions {
  bool interactive = false;  // hints, progress and reminders for a person at a terminal
  bool json = false;         // answers as one JSON object per line, and nothing else beside them
  bool html = false;         // answers as parts of a page
  // Takes the questions and their answers in place of a screen, which then shows errors alone.
  std::function<void(const std::vector<std::vector<Value>>& asked)> answered{};
  // Takes what has a form for pages, in place of the screen: its text, and the part of a page.
  std::function<void(const std::string& text, const std::string& html)> shown{};
  // Takes the errors of lines, with the text that they speak of, in place of the screen.
  std::function<void(const Error& error, std::string_view source)> failed{};
  bool with_time = true;   // off: nothing printed depends on the clock
  double sure = kSure;     // an answer of less confidence is called not sure
  std::size_t steps = 40;  // of a run that are shown, the first and the last ones; 0 = all
  ColorChoice color = ColorChoice::automatic;
  std::optional<ModelFacts> model{};  // in place of those that are found
  std::size_t width = 0;              // columns that tables fit into; 0 = no limit
};

class Repl {
 public:
  // All references must outlive it; `interrupts` may be null.
  Repl(Session& session, ReplOptions options, std::ostream& out, std::ostream& err,
       Interrupts* interrupts);

  // One line. It is run at once, or kept until the lines that continue it have come.
  void feed(std::string_view line);
  // No more lines will come: runs what is waiting.
  void finish();
  // Drops an unfinished input (Ctrl-C at the continuation prompt).
  void forget_pending();
  bool waiting() const { return waiting_; }
  // Lines that gave an example or nothing, and asked for nothing: whoever wants an answer must ask.
  bool asked_nothing() const { return silent_ == entered_.size() && !interrupted_; }
  bool quit() const { return quit_; }
  bool take_quit() { return std::exchange(quit_, false); }
  // Lines that could not be read or run.
  std::size_t bad_lines() const { return bad_lines_; }
  // Counts and reports a line that never became text (too long).
  void report(const Error& error, std::string_view source = {});
  // Whether a search was stopped by Ctrl-C since the start, or since the last take.
  bool interrupted() const { return interrupted_; }
  bool take_interrupted() { return std::exchange(interrupted_, false); }
  // Whether these lines end within an input that the next ones would go on with. Runs nothing.
  bool unfinished(std::string_view lines);
  std::string prompt() const;
  // Never loads a plugin that needs a heavy library, never runs a program.
  Completions complete(std::string_view line);

  // For the commands ------------------------------------------------------------------------
  Session& session() { return session_; }
  ReplOptions& options() { return options_; }
  // Text. Where answers are JSON it is kept apart from them, on standard error.
  std::ostream& out() { return options_.answered ? nowhere_ : options_.json ? err_ : out_; }
  std::ostream& records() { return out_; }
  std::ostream& err() { return err_; }
  Interrupts* interrupts() { return interrupts_; }
  Style style() const;
  void ask_to_quit() { quit_ = true; }
  // Text as it is, broken at blanks where the screen is narrower.
  void say(std::string_view text, std::size_t hang = 0);
  void show(const Table& table);
  // `html` is made where somebody takes it.
  void show(const std::string& text, const std::function<std::string()>& html);

  // The session's domain; the default one is loaded here, when it is first needed.
  Result<const Domain*> domain();
  // The session's, with the model of the options where it is of the domain. Examples that do not
  // fit are dropped and counted.
  Result<std::size_t> use_domain(std::string_view id);
  Result<void> use_solvers(const std::vector<std::string>& solvers);
  // Runs the active solvers for these queries: Ctrl-C stops them, progress is shown on a terminal.
  Result<std::vector<Answer>> search(std::vector<std::vector<Value>> queries);
  Result<void> ask_query(std::vector<Value> inputs);
  Result<void> run_lines(const std::string& path, bool echo);
  // "solver" or "solver#2" or a program's text; in the default domain when none is set. While the
  // examples are those of the domain before, also one of its answers or a text in its languages.
  Result<CheckedProgram> program(std::string_view text);
  // What every run of a program is checked by: a program as above, of a solver its newest one, or
  // "off".
  Result<void> set_check(std::string_view text);
  std::string check_text() const;
  // The interpreter to run a program with: itself, or one that checks it. Of this line alone.
  const Interpreter& checked(const Interpreter& interpreter);
  // The best program of the last answers. Error when there are none.
  Result<CheckedProgram> best_program() const;
  void note_interrupt() { interrupted_ = true; }
  // Whether the lines come from a session file.
  bool replaying() const { return replay_depth_ > 0; }

  const std::vector<std::string>& entered() const { return entered_; }
  std::vector<std::vector<Value>>& asked() { return asked_; }
  std::vector<Task>& tasks() { return tasks_; }
  std::size_t& task_number() { return task_number_; }  // 1-based; 0: none chosen
  std::optional<std::vector<Value>>& question() { return question_; }
  std::size_t& shown_candidates() { return shown_candidates_; }
  // How the last search went; where pages are shown.
  const std::vector<SearchCurve>& curves() const { return curves_; }

 private:
  void run_input(std::string_view input);
  Result<void> dispatch(std::string_view input, std::string_view row);
  Result<void> run_example(std::string_view input, std::size_t arrow);
  Result<void> run_row(const std::vector<std::string_view>& cells);
  std::vector<std::size_t> readable_arrows(std::string_view input);
  bool is_comment(std::string_view text);
  Result<void> run_program(std::string_view text);
  Result<void> add_example(Example example);
  void say_checked();
  void keep_programs();
  void drop_kept_programs();
  Result<CheckedProgram> kept_program(std::string_view text) const;
  bool complete_input(std::string_view line);
  std::string default_domain() const;
  Error with_other_domains(Error error, std::string_view left, std::string_view right);

  Session& session_;
  ReplOptions options_;
  std::ostream& out_;
  std::ostream& err_;
  Interrupts* interrupts_;
  std::ostream nowhere_{nullptr};
  std::string pending_;
  BracketScanner scanner_;  // of pending_
  bool waiting_ = false;
  bool backslash_ = false;   // the last pending line ended in one
  bool rehearsing_ = false;  // inputs are put together and not run
  bool quit_ = false;
  bool interrupted_ = false;
  std::size_t bad_lines_ = 0;
  int replay_depth_ = 0;
  std::size_t nested_files_ = 0;  // of the session file that is run
  std::vector<std::string> entered_;
  std::size_t silent_ = 0;                 // of those: examples
  std::vector<std::vector<Value>> asked_;  // the queries of the last question
  std::vector<Task> tasks_;                // of the last :load
  std::size_t task_number_ = 0;
  std::optional<std::vector<Value>> question_;  // of the last :ask
  std::size_t shown_candidates_ = 0;            // by :more
  std::vector<SearchCurve> curves_;
  std::optional<CheckedProgram> check_;
  std::string check_solver_;  // whose program that is; empty: nobody's
  std::vector<std::unique_ptr<CheckingInterpreter>> checkers_;  // of the line that is run
  std::map<std::string, CheckedProgram> kept_;  // the domain before: its solvers' best programs
  std::string kept_domain_;                     // its id; empty: none, or other examples
};

// Breaks message and notes at words; they fit into that many columns once they are rendered.
Error fitted(Error error, std::size_t columns);

}  // namespace inkling::repl
