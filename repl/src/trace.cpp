// :trace: the steps of a program, or of two side by side.
#include <fmt/format.h>

#include <inkling/app/picture.hpp>
#include <inkling/app/report.hpp>
#include <inkling/app/table.hpp>
#include <inkling/app/text.hpp>
#include <inkling/app/trace.hpp>
#include <inkling/domain.hpp>
#include <inkling/solver.hpp>
#include <ostream>

#include "commands.hpp"
#include "takeaway.hpp"

namespace inkling::repl {
namespace {

// The first program of the other kind that fits all examples.
std::optional<CheckedProgram> other_world(Repl& repl, const CheckedProgram& program) {
  for (const Answer& answer : repl.session().answers()) {
    if (!answer.outcome || answer.outcome->candidates.empty() || answer.interpreter == nullptr)
      continue;
    const Candidate& best = answer.outcome->candidates.front();
    if (best.program.kind() != program.program.kind() &&
        best.fits == repl.session().task().examples.size())
      return CheckedProgram{answer.interpreter, best.program};
  }
  return std::nullopt;
}

struct Wanted {
  CheckedProgram first;
  std::optional<CheckedProgram> second{};
  std::vector<Value> inputs{};
  bool named = true;  // whether somebody asked for the second one
};

// "A B [inputs]": what stands behind the first program is the second one where it reads as one, and
// else inputs.
std::optional<Result<Wanted>> read_two(Repl& repl, std::string_view text) {
  const auto blanks = top_level_blanks(text);
  for (auto at = blanks.rbegin(); at != blanks.rend(); ++at) {
    auto left = named_program(repl, text.substr(0, *at));
    if (!left) continue;
    const auto rest = trim(text.substr(*at));
    auto right = read_named_and_inputs(repl, rest);
    if (!right) return std::nullopt;
    if (!right->ok()) {
      Error error = right->error();
      const std::size_t by = offset_in(text, rest);
      if (error.span) error.span = SourceSpan{error.span->begin + by, error.span->end + by};
      return error;
    }
    return Wanted{*std::move(left), std::move((*right)->program), std::move((*right)->inputs)};
  }
  return std::nullopt;
}

Result<Wanted> read_wanted(Repl& repl, std::string_view text) {
  const bool one_alone = named_program(repl, text).has_value();
  if (!one_alone)
    if (auto two = read_two(repl, text)) return *std::move(two);
  const bool named = one_alone || read_named_and_inputs(repl, text).has_value();
  auto one = read_program_and_inputs(repl, text);
  if (!one) return std::move(one).error();
  Wanted wanted{std::move(one->program), std::nullopt, std::move(one->inputs), false};
  // Where nobody named a program, the other world's stands beside the best one.
  if (!named) wanted.second = other_world(repl, wanted.first);
  return wanted;
}

Result<TracedProgram> traced(Repl& repl, const CheckedProgram& program,
                             const std::vector<Value>& inputs) {
  const Interpreter& interpreter = repl.checked(*program.interpreter);
  auto done = trace_program(program, program.program.text(), inputs);
  // The run that is checked; its steps are those above.
  if (done && &interpreter != program.interpreter)
    static_cast<void>(interpreter.run(program.program, inputs));
  return done;
}

// Below the steps, where some are left out; else "".
std::string left_out_text(const ShownRows& rows) {
  if (rows.left_out() == 0) return {};
  return fmt::format("  {} left out after the first {} (:set steps 0 shows all)\n",
                     counted(rows.left_out(), "step"), rows.front);
}

// The steps side by side, where all of their values have a picture; else "".
std::string steps_in_pictures(Repl& repl, const TracedProgram& program) {
  std::vector<TitledPicture> pictures;
  const ShownRows rows = shown_rows(program.steps.size(), repl.options().steps);
  for (std::size_t i = 0; i < program.steps.size(); ++i) {
    if (i == rows.front) i = rows.back;
    const TraceStep& step = program.steps[i];
    auto picture = picture_of(repl.session().domain(), step.value);
    if (!picture && !step.value.is_undefined()) return {};
    pictures.push_back({step.label, std::move(picture)});
  }
  return side_by_side(pictures, repl.options().width) + left_out_text(rows);
}

void show_one(Repl& repl, const TracedProgram& program) {
  const bool certain = !program.states.empty();
  const auto page = [&] { return steps_html(program, repl.session().domain()); };
  if (const std::string pictures = steps_in_pictures(repl, program); !pictures.empty()) {
    repl.show(pictures, page);
    return;
  }
  std::vector<Table::Column> columns{{"step", true}, {"value", true}};
  if (certain) columns.push_back({"certain"});
  Table table(std::move(columns));
  const ShownRows rows = shown_rows(program.steps.size(), repl.options().steps);
  for (std::size_t i = 0; i < program.steps.size(); ++i) {
    if (i == rows.front) i = rows.back;
    std::vector<std::string> cells{program.steps[i].label, value_text(program, i)};
    if (certain) cells.push_back(i == 0 ? "" : certainty_text(program, i));
    table.add(std::move(cells));
  }
  repl.show(table.render(repl.options().width, repl.style()) + left_out_text(rows), page);
}

// A value that both pass through stands in one row, with the steps that lead to it.
void show_two(Repl& repl, const TracedProgram& left, const TracedProgram& right) {
  const bool certain = !left.states.empty() || !right.states.empty();
  std::vector<Table::Column> columns{{left.program, true}, {right.program, true}, {"value", true}};
  if (certain) columns.push_back({"certain"});
  Table table(std::move(columns));
  const std::vector<AlignedStep> aligned = align(left.steps, right.steps);
  const ShownRows rows = shown_rows(aligned.size(), repl.options().steps);
  for (std::size_t i = 0; i < aligned.size(); ++i) {
    if (i == rows.front) i = rows.back;
    const AlignedStep& row = aligned[i];
    const auto label = [](const TracedProgram& program, std::optional<std::size_t> step) {
      return step ? program.steps[*step].label : std::string();
    };
    std::vector<std::string> cells{
        label(left, row.left), label(right, row.right),
        row.left ? value_text(left, *row.left) : value_text(right, *row.right)};
    if (certain) {
      std::string text;
      if (row.left && *row.left > 0) text = certainty_text(left, *row.left);
      if (text.empty() && row.right && *row.right > 0) text = certainty_text(right, *row.right);
      cells.push_back(std::move(text));
    }
    table.add(std::move(cells));
  }
  repl.show(table.render(repl.options().width, repl.style()) + left_out_text(rows),
            [&] { return steps_html(left, right) + heat_map(left) + heat_map(right); });
}

}  // namespace

Result<void> run_trace(Repl& repl, std::string_view args) {
  if (auto ready = repl.domain(); !ready) return ready.error();
  const auto wanted = read_wanted(repl, args);
  if (!wanted) return wanted.error();
  const auto left = traced(repl, wanted->first, wanted->inputs);
  if (!left) return left.error();
  if (!wanted->second) {
    show_one(repl, *left);
    return {};
  }
  const auto right = traced(repl, *wanted->second, wanted->inputs);
  if (!right && wanted->named) return right.error();
  if (!right) {
    show_one(repl, *left);
    return {};
  }
  show_two(repl, *left, *right);
  return {};
}

}  // namespace inkling::repl
