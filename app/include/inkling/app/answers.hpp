// What solvers said about a question, as data. Made here once; render.hpp writes it as text, JSON
// or HTML.
#pragma once

#include <functional>
#include <inkling/app/confidence.hpp>
#include <inkling/session.hpp>
#include <inkling/solver.hpp>
#include <optional>
#include <string>
#include <vector>

namespace inkling::app {

enum class SolveStatus { solved, partial, unsolved, timeout, error };
std::string_view to_text(SolveStatus status);
// Why a search ended that found no program for all examples: "out of memory".
std::string_view limit_text(StopReason reason);

// Another answer by a program that fits all examples as well.
struct Alternative {
  std::vector<Value> predictions;  // one per query
  std::string program;
  std::optional<double> bits{};        // of a symbolic program: its description length
  std::optional<double> confidence{};  // that all of its predictions are right
};

struct SolverAnswer {
  std::string solver;  // as it was asked for: "enumerate(max_cost=9)"
  SolveStatus status = SolveStatus::unsolved;
  StopReason reason = StopReason::exhausted;  // why the search ended
  std::size_t fits = 0;                       // examples that the program reproduces
  std::size_t examples = 0;
  std::string program;      // empty: none was found
  bool latent = false;      // of a language that a network invented
  bool statements = false;  // of a language without a catalogue of operators
  std::size_t program_size = 0;
  double score = 0.0;                        // the searcher's own rank; smaller is better
  std::optional<double> bits{};              // of a symbolic program: its description length
  std::vector<std::size_t> fails{};          // examples, from 0, that the program gets wrong
  std::vector<Value> predictions;            // one per query
  std::vector<std::optional<bool>> correct;  // one per query; empty where no output is known
  // That all of the predictions are right, and each of them; equal predictions have the same. None:
  // the program does not fit, nothing was asked, it is latent and no symbolic program fits beside
  // it, or it is of several languages and nobody else says so.
  std::optional<double> confidence{};
  std::vector<double> confidences{};
  std::vector<Alternative> alternatives;  // the next best other predictions, at most three
  std::vector<std::string> warnings;      // sentences without a full stop
  double seconds = 0.0;
  std::uint64_t evaluations = 0;
  std::optional<Error> error;  // the solver could not even start
  bool constant = false;       // the program gives the same output for all inputs
  bool fits_all() const { return status == SolveStatus::solved; }
};

// Two solvers whose programs were run on the same generated inputs.
struct Agreement {
  std::string left;
  std::string right;
  CrossCheckReport report;
  bool two_worlds = false;  // one program is latent, the other of a single readable language
  double seconds = 0.0;     // that the comparison took
};

struct QuestionAnswers {
  Task task;  // the examples, and the queries with the outputs that are known
  std::vector<SolverAnswer> answers;
  // The first solver that fits all examples with every other, and the first of each world with one
  // another; at least these two.
  std::vector<Agreement> agreements;
  std::vector<std::string> warnings;  // about the question: whatever the solver
  double sure = kSure;                // an answer of less confidence is not sure
  // Inputs whose output would settle most, where the first answer is not sure or a latent program
  // differs from a symbolic one: a query beside others, or inputs that were made.
  std::optional<std::vector<Value>> ask{};
  // The answer that has the word; null where no program fits all examples.
  const SolverAnswer* first() const;
  // The same where its confidence is known and not enough to be sure; else null.
  const SolverAnswer* unsure() const;
  // The latent program and the symbolic one that were compared, or null.
  const Agreement* two_worlds() const;
  // The alternatives of the answers, each of the first that has it, and none that is an answer.
  struct Reading {
    const SolverAnswer* answer;
    const Alternative* other;
  };
  std::vector<Reading> other_readings() const;
  bool is_sure(const SolverAnswer& answer) const {
    // One example is no evidence that all outputs are alike.
    if (answer.constant && task.examples.size() == 1) return false;
    return answer.confidence && *answer.confidence >= sure;
  }
};

// How sure predictions are, whoever gives them: by the readable programs that fit, and by what a
// latent program says that was compared with the first of these (all.two_worlds()). Latent answers
// beside that one change nothing for what a readable program says.
class Ratings {
 public:
  // outcomes[i] belongs to all.answers[i], null where there is none; they must outlive it.
  Ratings(const QuestionAnswers& all, const std::vector<const Outcome*>& outcomes);
  ~Ratings();
  Ratings(const Ratings&) = delete;
  Ratings& operator=(const Ratings&) = delete;
  // Of all the predictions together; of one. None: nothing was asked, no readable program fits, or
  // neither a readable program nor a latent answer says so.
  std::optional<double> of(const std::vector<Value>& predictions) const;
  std::optional<double> of(std::size_t query, const Value& prediction) const;
  const Pool& pool() const { return pool_; }

 private:
  class Shares;
  void hear(const QuestionAnswers& all);
  std::size_t queries_;
  Pool pool_;
  std::vector<Value> first_{};  // the predictions of the first readable answer
  std::vector<Shares> shares_;  // of all queries together, then of each
};

// Says how sure the answers are, by the candidates of all of them, and by all.two_worlds():
// outcomes[i] belongs to all.answers[i]; null where there is none.
void rate_answers(QuestionAnswers& all, const std::vector<const Outcome*>& outcomes);
// Where a latent program and a symbolic one differ, and nothing else is asked, the input that
// splits them is: one on which both have a value, if there is one.
void ask_what_splits(QuestionAnswers& all);

// Runs two programs on fresh inputs.
using Compare =
    std::function<Result<CrossCheckReport>(const CheckedProgram&, const CheckedProgram&)>;
// The best program of the first one that fits `examples` examples with that of every other, and the
// first readable with the first latent one; without `all_pairs` these two alone. Programs of
// several languages are of neither world. Empty where there are no two.
std::vector<Agreement> compare_answers(const std::vector<Answer>& answers, std::size_t examples,
                                       bool all_pairs, const Compare& compare);

// Rows like those of a task, made when they are first asked for.
using ProbeRows = std::function<const std::vector<std::vector<Value>>&()>;

// `interpreter` runs the programs of the outcome and `probes` gives rows like those of the task:
// with both, a program that only repeats a constant is warned of.
SolverAnswer make_answer(const Task& task, std::string solver, const Result<Outcome>& outcome,
                         const Interpreter* interpreter = nullptr, const ProbeRows& probes = {});
// Warnings about the examples themselves.
std::vector<std::string> warnings_of(const Task& task);
inline constexpr std::size_t kConstantProbes = 24;  // on which a constant program is recognised
inline constexpr std::size_t kFreshInputs = 1000;   // on which two programs are compared
// For make_answer and comparisons: the inputs that a session of this seed makes; no rows where the
// domain cannot make any. Domain and task must outlive it.
ProbeRows probe_rows(const Domain& domain, const Task& task, std::uint64_t seed,
                     std::size_t count = kConstantProbes);

// The session's last answers, to these queries. Blocks while programs are cross-checked (those of
// two worlds alone without `crosscheck`), and while a question is looked for; the token ends that
// early.
QuestionAnswers collect_answers(const Session& session,
                                const std::vector<std::vector<Value>>& asked, bool crosscheck,
                                double sure = kSure, std::stop_token stop = {});

}  // namespace inkling::app
