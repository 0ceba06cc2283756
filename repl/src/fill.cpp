// inkling fill: reads and writes the table; app/ fills it.
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <inkling/app/csv.hpp>
#include <inkling/app/text.hpp>
#include <inkling/base/files.hpp>
#include <inkling/base/screen.hpp>

#include "cli.hpp"

namespace inkling::repl {
namespace {

constexpr std::uint64_t kMaxTable = std::uint64_t{128} << 20;  // it is held in memory, cell by cell

Result<CsvTable> read_table(const FillCommand& options) {
  const std::string& name = options.fill.name;
  const bool standard = name == "-";
  std::string text;
  if (const files::Fault fault = standard ? files::read_standard(kMaxTable, text)
                                          : files::read_file(name, kMaxTable, text))
    return Error{ErrorCode::io, standard ? fmt::format("cannot read standard input: {}", *fault)
                                         : fmt::format("cannot read '{}': {}", name, *fault)};
  auto table = read_csv(text, options.separator);
  if (table) return table;
  Error error = table.error();
  error.message = name + ": " + error.message;
  return error;
}

Result<void> save(Context& context, const FillCommand& options, const std::string& text) {
  const std::string path = options.in_place ? options.fill.name : options.out;
  if (path.empty() || path == "-") {
    // A terminal shows the cells; a file or a pipe gets them byte by byte.
    if (is_terminal(STDOUT_FILENO))
      context.out << text;
    else
      screen::write_raw(context.out, text);
    context.out << std::flush;
    return {};
  }
  if (const files::Fault fault = files::write_file(path, text))
    return Error{ErrorCode::io, fmt::format("cannot write '{}': {}", path, *fault)};
  return {};
}

int no_program(Context& context, const FillOutcome& outcome) {
  context.err << fmt::format("no program fits all {} with the last cell, nothing was written\n",
                             counted(outcome.examples, "row"));
  if (!outcome.program.empty())
    context.err << fmt::format("best: {} fits {}\n", outcome.program, outcome.fits);
  if (outcome.misfit)
    context.err << fmt::format("row {} does not follow it: {}\n", outcome.misfit->first,
                               fmt::join(outcome.misfit->second, ", "));
  return kFailed;
}

}  // namespace

int run_fill_command(Context& context, const FillCommand& options) {
  std::error_code ec;
  if (!options.out.empty() && std::filesystem::equivalent(options.out, options.fill.name, ec)) {
    context.err << fmt::format("error: '{}' is the table itself: --in-place overwrites it\n",
                               options.out);
    return kUsage;
  }
  auto table = read_table(options);
  if (!table) return fail(context, table.error());
  StopOnInterrupt stop(context.interrupts);
  const auto outcome = fill_table(context.registry, *std::move(table), options.fill, stop.token());
  if (!outcome) return fail(context, outcome.error());
  if (outcome->header_detected)
    context.err << "the first row is taken as a header (--no-header: it is data)\n";
  if (outcome->stopped) {
    context.err << "interrupted: nothing was written\n";
    return kInterrupted;
  }
  if (!outcome->solved()) return no_program(context, *outcome);
  const std::string text = write_csv(outcome->table, options.separator);
  if (auto saved = save(context, options, text); !saved) return fail(context, saved.error());
  context.err << fmt::format(
      "program: {}\n{}\nfilled {}{}\n", outcome->program, outcome->explanation,
      counted(outcome->filled, "cell"),
      outcome->left > 0
          ? fmt::format("; {} left empty, where the program is undefined", outcome->left)
          : "");
  return kRan;
}

}  // namespace inkling::repl
