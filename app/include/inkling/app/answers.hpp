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
  std::string program;  // empty: none was found
  std::size_t program_size = 0;
  double score = 0.0;                        // the searcher's own rank; smaller is better
  std::optional<double> bits{};              // of a symbolic program: its description length
  std::vector<std::size_t> fails{};          // examples, from 0, that the program gets wrong
  std::vector<Value> predictions;            // one per query
  std::vector<std::optional<bool>> correct;  // one per query; empty where no output is known
  // That all of the predictions are right, and each of them. None: the program does not fit, is
  // latent, or nothing was asked.
  std::optional<double> confidence{};
  std::vector<double> confidences{};
  std::vector<Alternative> alternatives;  // the next best other predictions, at most three
  std::vector<std::string> warnings;      // sentences without a full stop
  double seconds = 0.0;
  std::uint64_t evaluations = 0;
  std::optional<Error> error;  // the solver could not even start
  bool fits_all() const { return status == SolveStatus::solved; }
};

// Two solvers whose programs were run on the same generated inputs.
struct Agreement {
  std::string left;
  std::string right;
  CrossCheckReport report;
};

struct QuestionAnswers {
  Task task;  // the examples, and the queries with the outputs that are known
  std::vector<SolverAnswer> answers;
  std::vector<Agreement> agreements;  // the first solver that fits all examples with every other
  std::vector<std::string> warnings;  // about the question: whatever the solver
  double sure = kSure;                // an answer of less confidence is not sure
  // Inputs whose output would settle most, where the first answer is not sure: a query beside
  // others, or inputs that were made.
  std::optional<std::vector<Value>> ask{};
  // The answer that has the word; null where no program fits all examples.
  const SolverAnswer* first() const;
  bool is_sure(const SolverAnswer& answer) const {
    return answer.confidence && *answer.confidence >= sure;
  }
};

// Says how sure the answers are, by the candidates of all of them: outcomes[i] belongs to
// all.answers[i]; null where there is none.
void rate_answers(QuestionAnswers& all, const std::vector<const Outcome*>& outcomes);

// Rows like those of a task, made when they are first asked for.
using ProbeRows = std::function<const std::vector<std::vector<Value>>&()>;

// `interpreter` runs the programs of the outcome and `probes` gives rows like those of the task:
// with both, a program that only repeats a constant is warned of.
SolverAnswer make_answer(const Task& task, std::string solver, const Result<Outcome>& outcome,
                         const Interpreter* interpreter = nullptr, const ProbeRows& probes = {});
// Warnings about the examples themselves.
std::vector<std::string> warnings_of(const Task& task);
// For make_answer; no rows where the domain cannot make any. Both arguments must outlive it.
ProbeRows probe_rows(const Domain& domain, const Task& task, std::uint64_t seed);

// The session's last answers, to these queries. Blocks while programs are cross-checked (not at
// all without `crosscheck`), and while a question is looked for; the token ends that early.
QuestionAnswers collect_answers(const Session& session,
                                const std::vector<std::vector<Value>>& asked, bool crosscheck,
                                double sure = kSure, std::stop_token stop = {});

}  // namespace inkling::app
