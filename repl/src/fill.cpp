// inkling fill: reads and writes the table; app/ fills it.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <inkling/app/code.hpp>
#include <inkling/app/csv.hpp>
#include <inkling/app/render.hpp>
#include <inkling/app/table.hpp>
#include <inkling/app/text.hpp>
#include <inkling/base/files.hpp>
#include <inkling/base/screen.hpp>
#include <map>
#include <set>

#include "cli.hpp"

namespace inkling::repl {
namespace {

constexpr std::uint64_t kMaxTable = std::uint64_t{128} << 20;  // it is held in memory, cell by cell
constexpr std::size_t kShownRows = 5;
constexpr std::size_t kShownUncertain = 10;

}  // namespace

Result<CsvTable> read_table(const std::string& name, std::optional<char> separator) {
  const bool standard = name == "-";
  std::string text;
  if (const files::Fault fault = standard ? files::read_standard(kMaxTable, text)
                                          : files::read_file(name, kMaxTable, text))
    return Error{ErrorCode::io, standard ? fmt::format("cannot read standard input: {}", *fault)
                                         : fmt::format("cannot read '{}': {}", name, *fault)};
  auto table = read_csv(text, separator);
  if (table) return table;
  Error error = table.error();
  error.message = name + ": " + error.message;
  return error;
}

namespace {

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

// Why nothing was written.
int no_program(Context& context, const FillOutcome& outcome) {
  for (const FilledColumn& column : outcome.columns) {
    if (column.solved()) continue;
    context.err << fmt::format("no program fits all {} with a cell in {}, nothing was written\n",
                               counted(column.examples, "row"), column.name);
    if (!column.program.empty())
      context.err << fmt::format("best: {} fits {}\n", column.program, column.fits);
    if (column.misfit)
      context.err << fmt::format("line {} does not follow it: {}\n",
                                 outcome.table.line_of(*column.misfit),
                                 fmt::join(outcome.table.rows[*column.misfit], ", "));
  }
  return kFailed;
}

// What was decided about the table, and how to decide otherwise.
void say_decisions(Context& context, const FillCommand& options, const FillOutcome& outcome) {
  const CsvFormat& format = outcome.table.format;
  if (!options.separator && (format.separator != ',' || format.quote != '"'))
    context.err << fmt::format(
        "cells are parted by {}{} (--separator says otherwise)\n", separator_text(format.separator),
        format.quote == '"' ? "" : fmt::format(", in {} quotes", format.quote));
  if (options.fill.header != FillOptions::Header::detect || outcome.columns.empty() ||
      outcome.stopped)
    return;
  const std::string why = outcome.header_why.empty() ? "" : ": " + outcome.header_why;
  context.err << (outcome.header
                      ? fmt::format("the first row is taken as a header{} (--no-header: it is "
                                    "data)\n",
                                    why)
                      : fmt::format("the first row is taken as data{} (--header: it names the "
                                    "columns)\n",
                                    why));
}

// The first rows that are filled, with all of their cells; those left as not sure with a mark.
void show_first_rows(Context& context, const FillOutcome& outcome) {
  std::set<std::size_t> rows;
  std::map<std::pair<std::size_t, std::size_t>, std::string> unsure;
  for (const FilledColumn& column : outcome.columns)
    for (const FilledCell& cell : column.cells) {
      rows.insert(cell.row);
      if (!cell.sure && !cell.written) unsure[{cell.row, column.column}] = cell.text + " ?";
    }
  if (rows.empty()) return;
  std::vector<Table::Column> columns{{"line"}};
  const std::size_t width = outcome.table.rows.front().size();
  for (std::size_t i = 0; i < width; ++i)
    columns.push_back(
        {outcome.header ? outcome.table.rows.front()[i] : std::to_string(i + 1), true});
  Table table(std::move(columns));
  std::size_t more = kShownRows;
  for (const std::size_t row : rows) {
    if (more-- == 0) break;
    std::vector<std::string> cells{std::to_string(outcome.table.line_of(row))};
    const CsvRow& there = outcome.table.rows[row];
    for (std::size_t i = 0; i < there.size(); ++i) {
      const auto left = unsure.find({row, i});
      cells.push_back(left == unsure.end() ? there[i] : left->second);
    }
    table.add(std::move(cells));
  }
  context.err << table.render(terminal_columns(STDERR_FILENO), {});
  if (rows.size() > kShownRows)
    context.err << fmt::format("  and {}\n", counted(rows.size() - kShownRows, "more row"));
}

// Cells that are not sure, the least certain first, and what would make them so.
void show_uncertain(Context& context, const FillCommand& options, const FillOutcome& outcome,
                    const FilledColumn& column) {
  std::vector<const FilledCell*> cells;
  for (const FilledCell& cell : column.cells)
    if (!cell.sure) cells.push_back(&cell);
  if (cells.empty()) return;
  std::stable_sort(cells.begin(), cells.end(), [](const FilledCell* a, const FilledCell* b) {
    return a->confidence < b->confidence;
  });
  context.err << fmt::format("not sure of {}, the least certain first (below {:.0f} %)\n",
                             counted(cells.size(), "cell"), 100 * options.fill.sure);
  const auto shown = [](const std::string& text) { return text.empty() ? "(empty)" : text; };
  for (std::size_t i = 0; i < std::min(cells.size(), kShownUncertain); ++i) {
    const FilledCell& cell = *cells[i];
    std::string others;
    for (const std::string& other : cell.others)
      others += (others.empty() ? ", or " : ", ") + shown(other);
    context.err << fmt::format("  line {}: {} ({}){}\n", outcome.table.line_of(cell.row),
                               shown(cell.text), percent_text(cell.confidence), others);
  }
  if (cells.size() > kShownUncertain)
    context.err << fmt::format("  and {}\n", counted(cells.size() - kShownUncertain, "more cell"));
  if (!column.ask) return;
  CsvRow known = outcome.table.rows[*column.ask];
  known.erase(known.begin() + static_cast<std::ptrdiff_t>(column.column));
  context.err << fmt::format(
      "the cell that would settle most: line {} ({}). Fill it in by hand, and "
      "run this again{}\n",
      outcome.table.line_of(*column.ask), fmt::join(known, ", "),
      options.fill.all ? "" : "; --all fills all cells as they stand here");
}

// There is nothing to write but cells that are not sure.
bool nothing_sure(const FillOutcome& outcome) {
  return outcome.filled() == 0 && outcome.unsure() > 0;
}

// Columns that could have been meant.
std::string with_empty_cells(const FillOutcome& outcome, const BlankCells& blanks) {
  std::vector<std::string> names;
  const auto& rows = outcome.table.rows;
  for (std::size_t c = 0; c < rows.front().size(); ++c)
    if (std::any_of(rows.begin() + (outcome.header ? 1 : 0), rows.end(), [&](const CsvRow& row) {
          return c < row.size() && row.size() > 1 && blanks.count(row[c]);
        }))
      names.push_back(outcome.header ? rows.front()[c] : std::to_string(c + 1));
  if (names.empty()) return {};
  return fmt::format("empty cells are in: {} (--column NAME fills another column)\n",
                     fmt::join(names, ", "));
}

void show_column(Context& context, const FillCommand& options, const FillOutcome& outcome,
                 const FilledColumn& column) {
  const std::string name = outcome.columns.size() > 1 ? column.name + ": " : "";
  context.err << fmt::format("{}program: {}\n{}\n", name, column.program, column.explanation);
  for (const std::string& warning : column.warnings)
    context.err << fmt::format("{}note: {}\n", name, warning);
  show_uncertain(context, options, outcome, column);
  const std::size_t unsure = column.unsure();
  const std::size_t empty = column.cells.size() - column.filled() - column.undefined - unsure;
  std::vector<std::string> left;
  if (unsure > 0) left.push_back(fmt::format("{} where it is not sure", unsure));
  if (column.undefined > 0)
    left.push_back(fmt::format("{} where the program is undefined", column.undefined));
  if (empty > 0) left.push_back(fmt::format("{} where it gives the empty text", empty));
  const bool would = options.preview || !options.target.empty() || nothing_sure(outcome);
  context.err << fmt::format("{}{}{}{}{}\n", name, would ? "would fill " : "filled ",
                             counted(column.filled(), "cell"),
                             left.empty() ? "" : "; left empty: ", fmt::join(left, ", "));
  if (column.cells.empty()) context.err << with_empty_cells(outcome, options.fill.blanks);
}

// The program in place of the table, and which column each of its inputs is.
int write_code(Context& context, const FillCommand& options, const FillOutcome& outcome) {
  const FilledColumn& filled = outcome.columns.front();
  const auto domain = context.registry.domain(outcome.domain);
  if (!domain) return fail(context, domain.error());
  const auto language = context.registry.language_of(**domain);
  if (!language) return fail(context, language.error());
  if (*language == nullptr)
    return fail(context, {ErrorCode::unsupported,
                          fmt::format("programs of {} are not written down", outcome.domain)});
  // The inputs where the table has them: columns by name, or the cells of the first row of data.
  Placement placement;
  placement.table = std::filesystem::path(options.fill.name).stem().string();
  const bool sheet = options.target == "excel";
  for (std::size_t c = 0; c < outcome.table.rows.front().size(); ++c) {
    if (c == filled.column) continue;
    const std::string name = outcome.header ? outcome.table.rows.front()[c] : "";
    placement.inputs.push_back(sheet          ? column_letters(c) + (outcome.header ? "2" : "1")
                               : name.empty() ? fmt::format("column {}", c + 1)
                                              : name);
    context.err << fmt::format("x{} is {}\n", placement.inputs.size() - 1, placement.inputs.back());
  }
  const auto code = code_of(**language, filled.program, options.target, outcome.inputs, placement);
  if (!code) return fail(context, code.error());
  context.err << std::flush;
  if (auto saved = save(context, options, *code); !saved) return fail(context, saved.error());
  return kRan;
}

}  // namespace

int run_fill_command(Context& context, const FillCommand& options) {
  std::error_code ec;
  if (!options.out.empty() && std::filesystem::equivalent(options.out, options.fill.name, ec)) {
    context.err << fmt::format("error: '{}' is the table itself: --in-place overwrites it\n",
                               options.out);
    return kUsage;
  }
  if (!options.target.empty() && options.fill.columns.size() > 1) {
    context.err << "error: --as writes one program: name one --column\n";
    return kUsage;
  }
  auto table = read_table(options.fill.name, options.separator);
  if (!table) return fail(context, table.error());
  StopOnInterrupt stop(context.interrupts);
  const auto outcome = fill_table(context.registry, *std::move(table), options.fill, stop.token());
  if (!outcome) return fail(context, outcome.error());
  say_decisions(context, options, *outcome);
  if (outcome->stopped) {
    context.err << "interrupted: nothing was written\n";
    return kInterrupted;
  }
  if (!outcome->solved()) return no_program(context, *outcome);
  // Before anything is written.
  show_first_rows(context, *outcome);
  for (const FilledColumn& column : outcome->columns)
    show_column(context, options, *outcome, column);
  context.err << std::flush;
  if (options.preview) return kRan;
  if (!options.target.empty()) return write_code(context, options, *outcome);
  if (nothing_sure(*outcome)) {
    context.err << "nothing was written, as no cell is sure\n";
    return kFailed;
  }
  if (auto saved = save(context, options, write_csv(outcome->table)); !saved)
    return fail(context, saved.error());
  return outcome->unsure() > 0 ? kUnsure : kRan;
}

}  // namespace inkling::repl
