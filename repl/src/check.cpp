// :set check: every run of a program is done by a second one as well. And programs of the domain
// before, while the examples that stand there now are the same.
#include <fmt/format.h>

#include <algorithm>
#include <inkling/app/text.hpp>
#include <inkling/params.hpp>
#include <ostream>

#include "repl.hpp"

namespace inkling::repl {

Result<void> Repl::set_check(std::string_view text) {
  std::optional<CheckedProgram> twin;
  if (text != "off") {
    auto found = program(text);
    if (!found) return found.error();
    twin = *std::move(found);
  }
  check_ = std::move(twin);
  const auto named = parse_named_params(text.substr(0, text.rfind('#')));
  const auto solvers = session_.registry().ids(Kind::solver);
  const bool solver =
      check_ && named && std::find(solvers.begin(), solvers.end(), named->name) != solvers.end();
  check_solver_ = solver ? text : "";
  checkers_.clear();
  return {};
}

std::string Repl::check_text() const {
  if (!check_) return "off";
  return check_solver_.empty() ? check_->program.text()
                               : fmt::format("{}: {}", check_solver_, check_->program.text());
}

const Interpreter& Repl::checked(const Interpreter& interpreter) {
  if (!check_) return interpreter;
  // A solver's newest program is meant; while it has none, the last one that it had.
  if (!check_solver_.empty())
    if (auto newest = session_.find_program(check_solver_)) check_ = *std::move(newest);
  checkers_.push_back(
      std::make_unique<CheckingInterpreter>(interpreter, *check_->interpreter, check_->program));
  return *checkers_.back();
}

void Repl::say_checked() {
  if (!check_ || checkers_.empty()) return;
  CheckedRuns all;
  for (const auto& checker : checkers_) {
    CheckedRuns seen = checker->seen();
    all.report.inputs += seen.report.inputs;
    all.report.agreements += seen.report.agreements;
    all.refused += seen.refused;
    if (all.refusal.empty()) all.refusal = seen.refusal;
    for (Divergence& it : seen.report.divergences) all.report.divergences.push_back(std::move(it));
  }
  checkers_.clear();
  if (all.runs() > 0) out() << fmt::format("  check: {}\n", to_text(all, check_->program.text()));
}

void Repl::keep_programs() {
  kept_.clear();
  kept_domain_ = session_.domain() == nullptr ? "" : session_.domain()->info().id;
  for (const Answer& answer : session_.answers())
    if (answer.outcome && !answer.outcome->candidates.empty())
      kept_.emplace(answer.solver,
                    CheckedProgram{answer.interpreter, answer.outcome->candidates.front().program});
}

void Repl::drop_kept_programs() {
  kept_.clear();
  kept_domain_.clear();
}

Result<CheckedProgram> Repl::kept_program(std::string_view text) const {
  const Error none{ErrorCode::not_found, fmt::format("'{}' is no program of before", text)};
  if (kept_domain_.empty()) return none;
  if (const auto found = kept_.find(std::string(text)); found != kept_.end()) return found->second;
  Session before(session_.registry());
  if (auto set = before.set_domain(kept_domain_); !set) return std::move(set).error();
  return before.find_program(text);
}

}  // namespace inkling::repl
