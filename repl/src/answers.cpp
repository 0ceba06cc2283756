#include "answers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <inkling/app/record.hpp>
#include <inkling/app/table.hpp>
#include <inkling/app/text.hpp>
#include <ostream>
#include <set>

namespace inkling::repl {
namespace {

constexpr std::size_t kMaxAlternatives = 3;
constexpr std::size_t kConstantProbes = 24;  // inputs on which a constant program is recognised

bool fits_all(const Candidate& candidate, const Task& task) {
  return candidate.fits == task.examples.size();
}

const Candidate* leader(const Answer& answer) {
  if (!answer.outcome || answer.outcome->candidates.empty()) return nullptr;
  return &answer.outcome->candidates.front();
}

void show_json(Repl& repl, const std::vector<Answer>& answers) {
  Task task = repl.session().task();
  if (task.queries.size() != repl.asked().size()) task.queries.clear();
  for (std::size_t i = 0; i < repl.asked().size(); ++i) {
    if (i >= task.queries.size()) task.queries.push_back({repl.asked()[i]});
    if (task.queries[i].inputs != repl.asked()[i]) task.queries[i] = Query{repl.asked()[i]};
  }
  for (const auto& answer : answers)
    repl.out() << to_json(make_record(task, answer.solver, answer.outcome),
                          repl.options().with_time)
               << '\n';
}

std::string why_nothing(const Answer& answer) {
  switch (answer.outcome->reason) {
    case StopReason::deadline:
      return "no program within the time budget (:set budget 60s gives more)";
    case StopReason::evaluations:
      return "no program within the evaluation limit";
    case StopReason::memory:
      return "no program within the memory limit (:set memory 8G gives more)";
    case StopReason::cancelled:
      return "stopped before a program was found";
    case StopReason::exhausted:
    case StopReason::solved:
      break;
  }
  return "no program found: the whole search space was covered";
}

void show_table(Repl& repl, const std::vector<Answer>& answers) {
  const Task& task = repl.session().task();
  const bool asked = !repl.asked().empty();
  std::vector<Table::Column> columns{{"solver"}};
  if (asked) columns.push_back({"prediction", true});
  columns.insert(columns.end(), {{"program", true}, {"fits"}});
  if (repl.options().with_time) columns.push_back({"time"});
  Table table(std::move(columns));
  for (const auto& answer : answers) {
    std::vector<std::string> cells{answer.solver};
    const Candidate* best = leader(answer);
    if (asked) cells.push_back(best ? predictions_text(best->predictions) : "-");
    cells.push_back(best              ? best->program.text()
                    : !answer.outcome ? "error: " + answer.outcome.error().message
                                      : why_nothing(answer));
    cells.push_back(fmt::format("{}/{}", best ? best->fits : 0, task.examples.size()));
    if (repl.options().with_time)
      cells.push_back(answer.outcome ? seconds_text(answer.outcome->seconds) : "-");
    table.add(std::move(cells));
  }
  repl.out() << table.render(repl.options().width, repl.style());
}

// On how many generated inputs the solvers that fit all examples agree.
void show_agreement(Repl& repl, const std::vector<Answer>& answers) {
  std::vector<const Answer*> fitting;
  for (const auto& answer : answers)
    if (const auto* best = leader(answer); best && fits_all(*best, repl.session().task()))
      fitting.push_back(&answer);
  if (fitting.size() < 2) return;
  StopOnInterrupt stop(repl.interrupts());
  const CheckedProgram first{fitting[0]->interpreter, leader(*fitting[0])->program};
  std::size_t rows = 0;
  std::string disagreements;
  for (std::size_t i = 1; i < fitting.size(); ++i) {
    const CheckedProgram other{fitting[i]->interpreter, leader(*fitting[i])->program};
    const auto report = repl.session().crosscheck(first, other, stop.token());
    if (!report) return;
    rows = report->inputs;
    if (report->agreements == report->inputs) continue;
    disagreements += fmt::format("  {} and {} {}\n", fitting[0]->solver, fitting[i]->solver,
                                 agreement_text(*report));
  }
  repl.out() << (disagreements.empty()
                     ? fmt::format("  agree on {0} of {0} generated inputs\n", rows)
                     : disagreements);
}

// Other predictions by programs of one solver that fit just as well.
void show_alternatives(Repl& repl, const Answer& answer) {
  const Candidate* best = leader(answer);
  if (!best || best->predictions.empty() || !fits_all(*best, repl.session().task())) return;
  std::vector<std::string> others;
  std::set<std::string> seen{predictions_text(best->predictions)};
  for (const auto& candidate : answer.outcome->candidates) {
    if (candidate.fits < best->fits) break;
    const std::string prediction = predictions_text(candidate.predictions);
    if (!seen.insert(prediction).second) continue;
    others.push_back(prediction);
    if (others.size() == kMaxAlternatives) break;
  }
  if (others.empty()) return;
  repl.out() << shorten(fmt::format("  also possible: {}", fmt::join(others, ", ")),
                        repl.options().width)
             << "  (:ask finds inputs that tell the programs apart)\n";
}

bool repeats_a_constant(Repl& repl, const Answer& answer) {
  const Candidate* best = leader(answer);
  const auto rows = repl.session().sample_inputs(kConstantProbes);
  if (!best || !rows) return false;
  const auto outputs = answer.interpreter->run_batch(best->program, *rows);
  if (!outputs || outputs->empty()) return false;
  const auto& examples = repl.session().task().examples;
  return std::all_of(outputs->begin(), outputs->end(),
                     [&](const Value& v) { return v == examples.front().output; }) &&
         std::any_of(rows->begin(), rows->end(),
                     [&](const auto& row) { return row != examples.front().inputs; });
}

void show_warnings(Repl& repl, const std::vector<Answer>& answers) {
  const auto warn = [&](const std::string& text) {
    repl.out() << "  " << repl.style().yellow("note: ") << text << '\n';
  };
  if (repl.session().task().examples.size() == 1)
    warn("only one example was given, which many programs fit; add another one");
  for (const auto& answer : answers) {
    if (!answer.outcome) continue;
    for (const auto& warning : answer.outcome->warnings) warn(answer.solver + ": " + warning);
    const Candidate* best = leader(answer);
    if (!best) continue;
    if (!best->note.empty()) {
      warn(fmt::format("{}: the program {}", answer.solver, best->note));
    } else if (fits_all(*best, repl.session().task()) && repeats_a_constant(repl, answer)) {
      warn(fmt::format("{}: the program gives the same output for all inputs", answer.solver));
    }
  }
}

// Of a loaded task whose queries carry their outputs.
void show_right(Repl& repl, const std::vector<Answer>& answers) {
  const Task& task = repl.session().task();
  if (task.queries.size() != repl.asked().size()) return;
  for (const auto& answer : answers) {
    const auto record = make_record(task, answer.solver, answer.outcome);
    std::size_t known = 0;
    std::size_t right = 0;
    for (std::size_t i = 0; i < record.correct.size(); ++i) {
      if (!record.correct[i] || task.queries[i].inputs != repl.asked()[i]) continue;
      ++known;
      right += *record.correct[i] ? 1U : 0U;
    }
    if (known > 0)
      repl.out() << fmt::format("  {}: {} of {} right\n", answer.solver, right,
                                counted(known, "known answer"));
  }
}

void show_errors(Repl& repl, const std::vector<Answer>& answers) {
  for (const auto& answer : answers)
    if (!answer.outcome && !answer.outcome.error().notes.empty())
      repl.out() << "  " << answer.solver << ": " << render_error(answer.outcome.error(), {})
                 << '\n';
}

}  // namespace

std::string predictions_text(const std::vector<Value>& predictions) {
  return inputs_text(predictions, "; ");
}

std::string inputs_text(const std::vector<Value>& inputs, std::string_view separator) {
  std::string text;
  for (const auto& input : inputs) {
    if (!text.empty()) text += separator;
    text += to_text(input);
  }
  return text;
}

std::string seconds_text(double seconds) {
  return format_duration(std::chrono::nanoseconds(static_cast<std::int64_t>(seconds * 1e9)));
}

std::string agreement_text(const CrossCheckReport& report) {
  if (report.agreements == report.inputs)
    return fmt::format("agree on {0} of {0} generated inputs", report.inputs);
  std::string text =
      fmt::format("agree on {} of {} generated inputs", report.agreements, report.inputs);
  if (!report.divergences.empty()) {
    const auto& d = report.divergences.front();
    text += fmt::format("; {} gives {} and {}", inputs_text(d.inputs), to_text(d.left),
                        to_text(d.right));
  }
  return text;
}

std::string divergence_lines(const CrossCheckReport& report) {
  std::string text;
  for (const auto& d : report.divergences)
    text += fmt::format("  {} -> {} and {}\n", inputs_text(d.inputs), to_text(d.left),
                        to_text(d.right));
  return text;
}

Result<void> show_answers(Repl& repl, const std::vector<Answer>& answers) {
  const bool all_failed = std::none_of(answers.begin(), answers.end(),
                                       [](const Answer& answer) { return answer.outcome.ok(); });
  if (repl.options().json) show_json(repl, answers);
  if (all_failed && !answers.empty()) return answers.front().outcome.error();
  if (repl.options().json) return {};
  show_table(repl, answers);
  show_errors(repl, answers);
  show_right(repl, answers);
  show_agreement(repl, answers);
  for (const auto& answer : answers) show_alternatives(repl, answer);
  show_warnings(repl, answers);
  return {};
}

std::vector<NumberedCandidate> numbered_candidates(const std::vector<Answer>& answers) {
  std::vector<NumberedCandidate> all;
  for (const auto& answer : answers) {
    if (!answer.outcome) continue;
    const auto& candidates = answer.outcome->candidates;
    for (std::size_t i = 0; i < candidates.size(); ++i) all.push_back({&answer, &candidates[i], i});
  }
  return all;
}

void show_candidates(Repl& repl, std::size_t first, std::size_t count) {
  const auto all = numbered_candidates(repl.session().answers());
  const bool asked = !repl.asked().empty();
  std::vector<Table::Column> columns{{"N"}, {"name"}};
  if (asked) columns.push_back({"prediction", true});
  columns.insert(columns.end(), {{"program", true}, {"fits"}});
  Table table(std::move(columns));
  for (std::size_t i = first; i < std::min(all.size(), first + count); ++i) {
    const auto& item = all[i];
    std::vector<std::string> cells{std::to_string(i + 1),
                                   fmt::format("{}#{}", item.answer->solver, item.rank + 1)};
    if (asked) cells.push_back(predictions_text(item.candidate->predictions));
    cells.push_back(item.candidate->program.text());
    cells.push_back(fmt::format("{}/{}", item.candidate->fits, item.candidate->outputs.size()));
    table.add(std::move(cells));
  }
  repl.out() << table.render(repl.options().width, repl.style());
}

}  // namespace inkling::repl
