#include <fmt/format.h>

#include <algorithm>
#include <inkling/crosscheck.hpp>

#include "candidates.hpp"

namespace inkling {

namespace {

constexpr std::size_t kBlock = 256;  // rows between two looks at the budget

std::string_view kind_text(Program::Kind kind) {
  return kind == Program::Kind::symbolic ? "symbolic" : "latent";
}

Result<void> check_program(const CheckedProgram& checked, std::string_view side) {
  if (checked.interpreter == nullptr)
    return Error{ErrorCode::bad_input,
                 fmt::format("the {} program has no interpreter to run it", side)};
  const InterpreterInfo& info = checked.interpreter->info();
  if (info.accepts != checked.program.kind())
    return Error{ErrorCode::type,
                 fmt::format("the {} program '{}' is {}, but interpreter '{}' runs {} programs",
                             side, checked.program.text(), kind_text(checked.program.kind()),
                             info.id, kind_text(info.accepts))};
  return {};
}

std::vector<Value> run(const CheckedProgram& checked, std::span<const std::vector<Value>> rows) {
  return detail::run_rows(*checked.interpreter, checked.program, rows, "");
}

std::size_t count_distinct(std::vector<Value> values) {
  std::sort(values.begin(), values.end());
  return static_cast<std::size_t>(std::unique(values.begin(), values.end()) - values.begin());
}

void compare(const std::vector<Value>& inputs, Value left, Value right, std::size_t max_divergences,
             CrossCheckReport& report) {
  ++report.inputs;
  if (left == right) {
    ++report.agreements;
    if (left.is_undefined()) ++report.both_undefined;
    return;
  }
  if (left.is_undefined()) ++report.left_undefined;
  if (right.is_undefined()) ++report.right_undefined;
  if (report.divergences.size() < max_divergences)
    report.divergences.push_back({inputs, std::move(left), std::move(right)});
}

}  // namespace

// Rows of long values are dear to run: this many numbers and characters in all, but some rows.
constexpr std::size_t kMostParts = 200'000;
constexpr std::size_t kFewestRows = 4;

std::size_t parts_of(const Value& value) {
  if (value.is_string()) return 1 + value.as_string().size();
  std::size_t parts = 1;
  if (value.is_list())
    for (const Value& item : value.as_list()) parts += parts_of(item);
  return parts;
}

Result<std::vector<std::vector<Value>>> taken_inputs(
    const Domain& domain, const Task& task, std::size_t count,
    const std::function<std::vector<Value>()>& make) {
  std::vector<std::vector<Value>> rows;
  rows.reserve(count);
  std::optional<Error> refused;
  Task one = without_answers(task);
  if (one.examples.size() > 1) one.examples.resize(1);
  std::size_t parts = 0;
  for (std::size_t i = 0; i < 2 * count && rows.size() < count; ++i) {
    if (parts > kMostParts && rows.size() >= kFewestRows) break;
    one.queries = {Query{make(), {}}};
    for (const Value& input : one.queries.front().inputs) parts += parts_of(input);
    auto taken = check_task(one);
    if (taken) taken = domain.check(one);
    if (taken)
      rows.push_back(std::move(one.queries.front().inputs));
    else if (!refused)
      refused = std::move(taken).error();
  }
  if (rows.empty() && refused)
    return Error{refused->code,
                 fmt::format("domain '{}' makes no inputs like those of the examples that it takes "
                             "itself: {}",
                             domain.info().id, refused->message)};
  return rows;
}

Result<CrossCheckReport> crosscheck(const CheckedProgram& left, const CheckedProgram& right,
                                    std::span<const std::vector<Value>> rows, const Budget& budget,
                                    std::size_t max_divergences) {
  if (auto ok = check_program(left, "left"); !ok) return ok.error();
  if (auto ok = check_program(right, "right"); !ok) return ok.error();
  CrossCheckReport report;
  for (std::size_t begin = 0; begin < rows.size(); begin += kBlock) {
    if (budget.exhausted(report.inputs, 0, report.reason)) break;
    const auto block = rows.subspan(begin, std::min(kBlock, rows.size() - begin));
    std::vector<Value> a = run(left, block);
    std::vector<Value> b = run(right, block);
    for (std::size_t i = 0; i < block.size(); ++i)
      compare(block[i], std::move(a[i]), std::move(b[i]), max_divergences, report);
  }
  return report;
}

std::optional<Disagreement> most_divided(std::span<const CheckedProgram> programs,
                                         std::span<const std::vector<Value>> rows,
                                         const Budget& budget) {
  for (const CheckedProgram& program : programs)
    if (!check_program(program, "candidate")) return std::nullopt;
  std::optional<Disagreement> best;
  std::size_t most = 1;
  for (std::size_t begin = 0; begin < rows.size(); begin += kBlock) {
    StopReason reason{};
    if (most == programs.size() || budget.exhausted(begin, 0, reason)) break;
    const auto block = rows.subspan(begin, std::min(kBlock, rows.size() - begin));
    std::vector<std::vector<Value>> outputs;
    for (const CheckedProgram& program : programs) outputs.push_back(run(program, block));
    for (std::size_t i = 0; i < block.size(); ++i) {
      std::vector<Value> answers;
      for (const std::vector<Value>& column : outputs) answers.push_back(column[i]);
      const std::size_t distinct = count_distinct(answers);
      if (distinct <= most) continue;
      most = distinct;
      best = Disagreement{block[i], std::move(answers)};
    }
  }
  return best;
}

}  // namespace inkling
