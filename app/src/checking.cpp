#include <fmt/format.h>

#include <exception>
#include <inkling/app/checking.hpp>
#include <inkling/app/render.hpp>
#include <inkling/app/text.hpp>

namespace inkling::app {
namespace {

// What a second opinion throws is no reason to lose the first.
template <class T, class F>
Result<T> guarded(F&& call) {
  try {
    return call();
  } catch (const std::exception& e) {
    return Error{ErrorCode::plugin, e.what()};
  }
}

}  // namespace

CheckingInterpreter::CheckingInterpreter(const Interpreter& first, const Interpreter& second,
                                         std::optional<Program> twin, std::size_t kept)
    : first_(first), second_(second), twin_(std::move(twin)), kept_(kept) {}

void CheckingInterpreter::note(std::span<const Value> inputs, const Value& value,
                               const Result<Value>& second) const {
  const std::scoped_lock lock(mutex_);
  if (!second) {
    ++seen_.refused;
    if (seen_.refusal.empty()) seen_.refusal = second.error().message;
    return;
  }
  CrossCheckReport& report = seen_.report;
  ++report.inputs;
  if (value == *second) {
    ++report.agreements;
    if (value.is_undefined()) ++report.both_undefined;
    return;
  }
  if (value.is_undefined()) ++report.left_undefined;
  if (second->is_undefined()) ++report.right_undefined;
  if (report.divergences.size() < kept_)
    report.divergences.push_back({{inputs.begin(), inputs.end()}, value, *second});
}

Result<Value> CheckingInterpreter::run(const Program& program,
                                       std::span<const Value> inputs) const {
  auto value = first_.run(program, inputs);
  if (value)
    note(inputs, *value, guarded<Value>([&] { return second_.run(twin_of(program), inputs); }));
  return value;
}

Result<std::vector<Value>> CheckingInterpreter::run_batch(
    const Program& program, std::span<const std::vector<Value>> rows) const {
  auto values = first_.run_batch(program, rows);
  if (!values || values->size() != rows.size()) return values;
  const auto others =
      guarded<std::vector<Value>>([&] { return second_.run_batch(twin_of(program), rows); });
  const bool all = others && others->size() == rows.size();
  // One row that is refused spoils a batch; by themselves, the others are compared.
  for (std::size_t i = 0; i < rows.size(); ++i)
    note(rows[i], (*values)[i], all ? Result<Value>((*others)[i]) : guarded<Value>([&] {
           return second_.run(twin_of(program), rows[i]);
         }));
  return values;
}

Result<std::vector<TraceStep>> CheckingInterpreter::trace(const Program& program,
                                                          std::span<const Value> inputs) const {
  auto steps = first_.trace(program, inputs);
  if (steps && !steps->empty())
    note(inputs, steps->back().value,
         guarded<Value>([&] { return second_.run(twin_of(program), inputs); }));
  return steps;
}

CheckedRuns CheckingInterpreter::seen() const {
  const std::scoped_lock lock(mutex_);
  return seen_;
}

void CheckingInterpreter::forget() {
  const std::scoped_lock lock(mutex_);
  seen_ = {};
}

std::string to_text(const CheckedRuns& seen, const std::string& twin) {
  const CrossCheckReport& report = seen.report;
  std::string text = report.inputs == 0 ? fmt::format("no run was checked by {}", twin)
                                        : fmt::format("{} of {} as {} says", report.agreements,
                                                      counted(report.inputs, "run"), twin);
  if (!report.divergences.empty()) {
    const Divergence& d = report.divergences.front();
    text += fmt::format("; {} gives {}, and there {}", inputs_text(d.inputs),
                        inkling::to_text(d.left), inkling::to_text(d.right));
  }
  if (seen.refused > 0)
    text += fmt::format("; it does not take {}: {}", counted(seen.refused, "input"), seen.refusal);
  return text;
}

}  // namespace inkling::app
