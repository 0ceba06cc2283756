// A page about questions: what every solver answered and what else it found, what programs do step
// by step, how far they agree, how the searches went, and what tokens of learned languages mean.
// Self-contained HTML without scripts: nothing is fetched, text from outside is shown and never
// obeyed.
#pragma once

#include <inkling/app/answers.hpp>
#include <inkling/app/trace.hpp>
#include <inkling/progress.hpp>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace inkling::app {

// A program that a solver found, whether or not it is the best.
struct ReportedCandidate {
  std::string solver;
  std::string program;
  std::optional<double> bits{};        // of a symbolic one of a single language
  std::optional<double> confidence{};  // of its predictions, as the answers have it
  std::size_t fits = 0;
  std::vector<Value> predictions{};
};

// How far a search was when: evaluations, and examples that its best program reproduced.
struct SearchCurve {
  std::string solver;
  std::vector<std::pair<double, double>> points{};
};

struct ReportedQuestion {
  QuestionAnswers answers;
  const Domain* domain = nullptr;  // says how values look; null: by their text alone
  std::vector<Value> traced;       // inputs of the steps: the first query, or the first example
  std::vector<TracedProgram> programs;          // of every solver that fits all examples
  std::vector<ReportedCandidate> candidates{};  // at most kReportedCandidates of each solver
  std::vector<SearchCurve> curves{};
  // What tokens mean, by the names of the models whose programs are here: lines of the dictionary
  // in their weights, "14 0.998 shift_left(x0, 1)"; "" where they have none.
  std::map<std::string, std::string> dictionaries{};
};
inline constexpr std::size_t kReportedCandidates = 10;

// Keeps what a search reports, for its curve.
class CurveSink : public ProgressSink {
 public:
  void report(const Progress& progress) override;
  // To the end of the search; begins again.
  SearchCurve take(const Answer& answer);

 private:
  std::vector<std::pair<double, double>> points_;
};

// Session::predict, the session's solvers one after the other, so that each has a curve of its own;
// what was found before is not looked for again. Errors: those of predict.
Result<std::vector<SearchCurve>> search_curves(Session& session,
                                               const std::vector<std::vector<Value>>& asked,
                                               std::stop_token stop = {});

// The session's last answers, to these queries. Blocks as collect_answers does.
ReportedQuestion report_question(const Session& session,
                                 const std::vector<std::vector<Value>>& asked,
                                 std::stop_token stop = {});
// The same of answers that were collected from the session.
ReportedQuestion report_question(const Session& session, QuestionAnswers answers);

// A section: examples and answers, where programs differ, candidates, programs in words and step by
// step (values that two pass through beside each other), maps of places x steps.
std::string to_html(const ReportedQuestion& question, bool with_time = true);
// The answers below a question whose examples stand above it, and everything else of the section
// behind a summary: what a cell of a notebook shows.
std::string answers_cell_html(const ReportedQuestion& question, bool with_time = true);
// The steps of a program with their map, or of two side by side, where a value that both pass
// through stands in one row.
std::string steps_html(const TracedProgram& program, const Domain* domain = nullptr);
std::string steps_html(const TracedProgram& left, const TracedProgram& right);
// Two programs, how far they agree, and inputs on which they differ.
std::string to_html(const Agreement& agreement);
// What is said once for all questions: how many were solved with how many evaluations, where there
// are several, and the dictionaries of the models.
std::string summary_html(const std::vector<ReportedQuestion>& questions);

// Places x steps as SVG: what stands on a latent program's tape, shaded by its certainty; of other
// programs values, where all are lists of as many numbers of 0..9 or -1, shaded by the number. "":
// neither.
std::string heat_map(const TracedProgram& program);

// Records of `solve`, `predict`, `eval` or `crosscheck` (a line of JSON each) as a body of a page:
// sums of every solver, curves, and a row for each of the first `limit` tasks. Errors: io, parse
// (a line that is no record, with its number), bad_input (there is none).
Result<std::string> records_html(const std::string& file, std::size_t limit);
// Whether a file holds such records, by its first line.
bool holds_records(const std::string& file);

}  // namespace inkling::app
