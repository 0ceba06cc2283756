#include "answers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <inkling/app/answers.hpp>
#include <inkling/app/render.hpp>
#include <inkling/app/report.hpp>
#include <inkling/app/table.hpp>
#include <ostream>

namespace inkling::repl {
namespace {

// The answer that has the word, run once more on what was asked where runs are checked.
void check_predictions(Repl& repl) {
  const auto best = repl.best_program();
  if (!best || repl.asked().empty()) return;
  if (const Interpreter& checked = repl.checked(*best->interpreter); &checked != best->interpreter)
    static_cast<void>(checked.run_batch(best->program, repl.asked()));
}

}  // namespace

Result<void> show_answers(Repl& repl) {
  const auto& answers = repl.session().answers();
  if (repl.options().answered) {
    repl.options().answered(repl.asked());
    return {};
  }
  const bool all_failed = std::none_of(answers.begin(), answers.end(),
                                       [](const Answer& answer) { return answer.outcome.ok(); });
  const bool records = repl.options().json;
  const bool time = repl.options().with_time;
  StopOnInterrupt stop(repl.interrupts());
  const QuestionAnswers all =
      collect_answers(repl.session(), repl.asked(), !records, repl.options().sure, stop.token());
  if (all.ask) repl.question() = *all.ask;
  check_predictions(repl);
  if (records)
    for (const SolverAnswer& answer : all.answers)
      repl.records() << to_json(all, answer, time) << '\n' << std::flush;
  if (all_failed && !answers.empty()) return answers.front().outcome.error();
  if (records) return {};
  const Domain* domain = repl.session().domain();
  if (repl.options().html) {
    repl.out() << to_html(all, time, domain);
    return {};
  }
  repl.show(to_text(all, {repl.options().width, repl.style(), time, domain}), [&] {
    ReportedQuestion question = report_question(repl.session(), all);
    question.curves = repl.curves();
    return answers_cell_html(question, time);
  });
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
  if (asked) columns.push_back({"prediction", true, true});
  columns.insert(columns.end(), {{"program", true, true}, {"fits"}});
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
  repl.show(table);
}

}  // namespace inkling::repl
