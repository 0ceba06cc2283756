// Session: what a REPL drives and tests call. Current domain, examples, solvers, budget; no
// terminal. Every call returns; nothing already entered or computed is lost on an error.
#pragma once

#include <deque>
#include <inkling/crosscheck.hpp>
#include <inkling/registry.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace inkling {

namespace detail {
class ExampleIndex;
}

// What one solver said about the session's task.
struct Answer {
  std::string solver;
  Result<Outcome> outcome;
  const Interpreter* interpreter = nullptr;  // that runs the programs of the outcome; null on error
};

// Puts what reproduces all examples in front, and of that the answer that has the word: of all
// candidates in the first answer's language, whoever found them, the predictions with the greatest
// weight (2^-score, for scores are bits) win, and the shortest program that gives them becomes its
// answer's first. The others follow by the score of their own first. What only repeats an output
// stands behind; what is equal, and latent programs, keep their order.
INKLING_API void best_first(std::vector<Answer>& answers, std::size_t examples);
// The limits of the search that follows these answers, by a solver of that interpreter: a tenth of
// the time, and at least a second, where a program of its language reproduces all examples already.
INKLING_API BudgetLimits limits_after(const std::vector<Answer>& answers,
                                      const Interpreter& interpreter, std::size_t examples,
                                      BudgetLimits limits);

struct SessionSettings {
  BudgetLimits budget{};
  std::uint64_t seed = 0;
  std::size_t check_inputs = 1000;  // generated inputs for :compare, :crosscheck, :ask
};

class INKLING_API Session {
 public:
  explicit Session(Registry& registry);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  Registry& registry() { return registry_; }
  SessionSettings& settings() { return settings_; }
  const Domain* domain() const { return domain_; }  // null until set
  // Examples stay when they fit the new domain and are dropped (and counted) when not.
  Result<std::size_t> set_domain(std::string_view id);
  const Task& task() const { return task_; }
  const std::vector<std::string>& solvers() const { return solvers_; }
  // Texts like "enumerate(threads=2)"; all or nothing.
  Result<void> set_solvers(const std::vector<std::string>& solvers);

  // Errors: bad_input (wrong arity or type; names both examples when it contradicts one). The time
  // is that of reading the example, however many there are.
  Result<void> add_example(Example example);
  Result<void> drop_example(std::size_t index);  // 0-based
  void clear();
  void load_task(Task task);

  // One answer per active solver for these query inputs, best_first(). Reuses the last search when
  // the examples and settings have not changed: then only the interpreter runs. Stop with the
  // token: best so far.
  Result<std::vector<Answer>> predict(std::vector<std::vector<Value>> queries, std::stop_token stop,
                                      ProgressSink* progress = nullptr);
  // The answers of the last predict(), or empty.
  const std::vector<Answer>& answers() const { return answers_; }

  // A program of the domain's language, checked against the types of the examples.
  Result<CheckedProgram> parse_program(std::string_view text) const;
  // A solver's best program of the last answers ("enumerate", or "enumerate#2" for the second), or
  // a program's text.
  Result<CheckedProgram> find_program(std::string_view name_or_text) const;
  Result<CrossCheckReport> crosscheck(const CheckedProgram& left, const CheckedProgram& right,
                                      std::stop_token stop) const;
  // The generated input on which the leading candidates disagree most. nullopt: they all agree.
  Result<std::optional<Disagreement>> ask(std::stop_token stop,
                                          std::vector<CheckedProgram>* programs = nullptr) const;
  // `count` generated inputs like those of the task; the same for the same seed.
  Result<std::vector<std::vector<Value>>> sample_inputs(std::size_t count) const;

 private:
  Result<void> check(const Task& task) const;
  Result<void> check_next(const Example& next) const;
  Result<void> refresh_index();
  Result<void> take_example(Example example);
  Registry& registry_;
  SessionSettings settings_;
  const Domain* domain_ = nullptr;
  Task task_;
  std::unique_ptr<detail::ExampleIndex> index_;  // of the first examples of task_
  std::vector<std::string> solvers_;
  std::vector<Answer> found_;    // as the solvers gave them, in their order
  std::vector<Answer> answers_;  // the same, best_first()
  std::string answered_key_;     // examples + solvers + settings that they belong to
};

}  // namespace inkling
