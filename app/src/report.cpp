// What a page about a question says.
#include <algorithm>
#include <cmath>
#include <inkling/app/confidence.hpp>
#include <inkling/app/model_facts.hpp>
#include <inkling/app/report.hpp>

namespace inkling::app {
namespace {

std::vector<ReportedCandidate> candidates_of(const Session& session, const QuestionAnswers& all) {
  std::vector<const Outcome*> outcomes;
  for (const Answer& answer : session.answers())
    outcomes.push_back(answer.outcome ? &*answer.outcome : nullptr);
  const Ratings ratings(all, outcomes);
  std::vector<ReportedCandidate> found;
  for (const Answer& answer : session.answers()) {
    if (!answer.outcome) continue;
    const auto& list = answer.outcome->candidates;
    for (std::size_t i = 0; i < std::min(list.size(), kReportedCandidates); ++i) {
      const Candidate& it = list[i];
      ReportedCandidate& made = found.emplace_back(
          ReportedCandidate{answer.solver, it.program.text(), {}, {}, it.fits, it.predictions});
      if (it.fits == all.task.examples.size()) made.confidence = ratings.of(it.predictions);
      // Of several languages together: its length is none of the readable language.
      if (it.program.kind() == Program::Kind::symbolic && std::isfinite(it.score))
        made.bits = it.score;
    }
  }
  return found;
}

// The dictionary of the model whose program this is.
void add_dictionary(const Program& program, std::map<std::string, std::string>& all) {
  if (program.kind() != Program::Kind::latent || program.code().model.empty()) return;
  if (const auto facts = model_of(program))
    all.emplace(facts->file.stem().string(), facts->text("dictionary"));
}

}  // namespace

void CurveSink::report(const Progress& progress) {
  points_.emplace_back(static_cast<double>(progress.evaluations),
                       static_cast<double>(progress.fits));
}

SearchCurve CurveSink::take(const Answer& answer) {
  SearchCurve curve{answer.solver, std::move(points_)};
  points_.clear();
  if (answer.outcome)
    curve.points.emplace_back(static_cast<double>(answer.outcome->evaluations),
                              answer.outcome->candidates.empty()
                                  ? 0.0
                                  : static_cast<double>(answer.outcome->candidates.front().fits));
  return curve;
}

Result<std::vector<SearchCurve>> search_curves(Session& session,
                                               const std::vector<std::vector<Value>>& asked,
                                               std::stop_token stop) {
  const std::vector<std::string> all = session.solvers();
  std::vector<SearchCurve> curves;
  CurveSink sink;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (auto set =
            session.set_solvers({all.begin(), all.begin() + static_cast<std::ptrdiff_t>(i + 1)});
        !set)
      return std::move(set).error();
    const auto answers = session.predict(asked, stop, &sink);
    if (!answers) {
      static_cast<void>(session.set_solvers(all));
      return answers.error();
    }
    for (const Answer& answer : *answers)
      if (answer.solver == all[i]) curves.push_back(sink.take(answer));
  }
  return curves;
}

ReportedQuestion report_question(const Session& session,
                                 const std::vector<std::vector<Value>>& asked,
                                 std::stop_token stop) {
  return report_question(session, collect_answers(session, asked, true, kSure, stop));
}

ReportedQuestion report_question(const Session& session, QuestionAnswers answers) {
  ReportedQuestion question;
  question.answers = std::move(answers);
  question.domain = session.domain();
  const Task& task = question.answers.task;
  if (!task.queries.empty())
    question.traced = task.queries.front().inputs;
  else if (!task.examples.empty())
    question.traced = task.examples.front().inputs;
  for (const Answer& answer : session.answers()) {
    if (!answer.outcome || answer.outcome->candidates.empty() || answer.interpreter == nullptr)
      continue;
    const Candidate& best = answer.outcome->candidates.front();
    add_dictionary(best.program, question.dictionaries);
    if (best.fits < session.task().examples.size()) continue;
    auto traced = trace_program({answer.interpreter, best.program}, answer.solver, question.traced);
    question.programs.push_back(traced ? *std::move(traced)
                                       : TracedProgram{answer.solver,
                                                       best.program.text(),
                                                       answer.interpreter->explain(best.program),
                                                       {}});
    question.programs.back().latent = best.program.kind() == Program::Kind::latent;
  }
  question.candidates = candidates_of(session, question.answers);
  return question;
}

}  // namespace inkling::app
