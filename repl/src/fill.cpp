// inkling fill: the empty cells of a table's last column, from the rows that have it.
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <inkling/app/csv.hpp>
#include <inkling/app/render.hpp>
#include <inkling/app/text.hpp>
#include <inkling/domain.hpp>
#include <iostream>
#include <iterator>
#include <set>
#include <sstream>

#include "cli.hpp"

namespace inkling::repl {
namespace {

// More examples than this make a search slower, not better; the program is checked on every row.
constexpr std::size_t kSearchedRows = 60;

struct Sheet {
  CsvTable table;
  std::size_t columns = 0;
  std::size_t first = 0;  // first row of data: 1 after a header
};

struct Filler {
  CheckedProgram program;
  std::size_t fits = 0;
  std::size_t examples = 0;
  std::uint64_t evaluations = 0;
  std::optional<std::size_t> misfit{};  // a row (0-based) that the program does not reproduce
};

bool blank_row(const CsvRow& row) {
  return row.size() == 1 && row.front().empty();
}

Example example_of(const CsvRow& row) {
  Example example;
  for (std::size_t i = 0; i + 1 < row.size(); ++i) example.inputs.emplace_back(row[i]);
  example.output = Value(row.back());
  return example;
}

// Short rows miss their last cells; a row with too many is an error.
Result<Sheet> read_sheet(const FillOptions& options) {
  std::ifstream file;
  if (options.file != "-") {
    file.open(options.file, std::ios::binary);
    if (!file) return Error{ErrorCode::io, fmt::format("cannot open '{}'", options.file)};
  }
  std::istream& in = options.file == "-" ? std::cin : file;
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  auto table = read_csv(text, options.separator);
  if (!table) {
    Error error = table.error();
    error.message = options.file + ": " + error.message;
    return error;
  }
  Sheet sheet{*std::move(table)};
  auto& rows = sheet.table.rows;
  if (!rows.empty()) sheet.columns = rows.front().size();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].size() > sheet.columns)
      return Error{ErrorCode::bad_input,
                   fmt::format("{}: row {} has {} cells, the first row has {}", options.file, i + 1,
                               rows[i].size(), sheet.columns),
                   {"put cells that contain the separator in quotes"}};
    if (!blank_row(rows[i])) rows[i].resize(sheet.columns);
  }
  if (sheet.columns < 2)
    return Error{ErrorCode::bad_input,
                 fmt::format("{}: expected at least two columns, of which the last is filled; "
                             "there {} {}",
                             options.file, sheet.columns == 1 ? "is" : "are", sheet.columns)};
  return sheet;
}

// Distinct rows whose last cell is there, at most kSearchedRows of them.
Task task_of(const Sheet& sheet, std::size_t first) {
  Task task;
  task.domain = "strings";
  std::set<CsvRow> seen;
  for (std::size_t i = first; i < sheet.table.rows.size(); ++i) {
    const auto& row = sheet.table.rows[i];
    if (blank_row(row) || row.back().empty() || task.examples.size() >= kSearchedRows) continue;
    if (seen.insert(row).second) task.examples.push_back(example_of(row));
  }
  return task;
}

class Fill {
 public:
  Fill(Context& context, const FillOptions& options)
      : context_(context), options_(options), session_(context.registry) {}

  int run() {
    auto sheet = read_sheet(options_);
    if (!sheet) return fail(context_, sheet.error());
    if (auto set = session_.set_domain("strings"); !set) return fail(context_, set.error());
    session_.settings() = options_.settings;
    if (!options_.solvers.empty())
      if (auto set = session_.set_solvers(options_.solvers); !set)
        return fail(context_, set.error());
    sheet->first = options_.header == FillOptions::Header::yes ? 1 : 0;
    auto filler = options_.header == FillOptions::Header::detect ? detect_header(*sheet)
                                                                 : find(*sheet, sheet->first);
    if (!filler) return fail(context_, filler.error());
    if (interrupted_) {
      context_.err << "interrupted: nothing was written\n";
      return kInterrupted;
    }
    if (filler->fits < filler->examples) return no_program(*sheet, *filler);
    return write(*sheet, *filler);
  }

 private:
  // The best program for the rows from `first` on, checked on all of them.
  Result<Filler> find(const Sheet& sheet, std::size_t first) {
    Task task = task_of(sheet, first);
    if (task.examples.empty())
      return Error{ErrorCode::bad_input,
                   fmt::format("{}: no row has its last cell, so there is nothing to learn from",
                               options_.file),
                   {"fill in two or three of them by hand"}};
    session_.load_task(std::move(task));
    StopOnInterrupt stop(context_.interrupts);
    const auto answers = session_.predict({}, stop.token());
    interrupted_ = interrupted_ || stop.stopped();
    if (!answers) return answers.error();
    std::optional<Filler> best;
    for (const auto& answer : *answers) {
      if (!answer.outcome) return answer.outcome.error();
      if (answer.outcome->candidates.empty()) continue;
      Filler filler{{answer.interpreter, answer.outcome->candidates.front().program}};
      filler.evaluations = answer.outcome->evaluations;
      check(sheet, first, filler);
      if (!best || filler.fits > best->fits) best = std::move(filler);
    }
    return best ? *best : Filler{{}, 0, session_.task().examples.size()};
  }

  static void check(const Sheet& sheet, std::size_t first, Filler& filler) {
    for (std::size_t i = first; i < sheet.table.rows.size(); ++i) {
      const auto& row = sheet.table.rows[i];
      if (blank_row(row) || row.back().empty()) continue;
      ++filler.examples;
      if (follows(filler.program, row))
        ++filler.fits;
      else if (!filler.misfit)
        filler.misfit = i;
    }
  }

  static bool follows(const CheckedProgram& program, const CsvRow& row) {
    const Example example = example_of(row);
    const auto output = program.interpreter->run(program.program, example.inputs);
    return output && *output == example.output;
  }

  // A program with the row's last cell as a constant treats the row as an exception, as it would a
  // header.
  static bool spells_out(const CheckedProgram& program, const CsvRow& row) {
    return program.program.text().find(to_text(Value(row.back()))) != std::string::npos;
  }

  // The first row is a header unless it follows the program as the other rows do.
  Result<Filler> detect_header(Sheet& sheet) {
    const auto& rows = sheet.table.rows;
    if (rows.front().back().empty() || task_of(sheet, 1).examples.empty()) return find(sheet, 0);
    auto without = find(sheet, 1);
    if (!without) return without;
    const bool solved = without->fits == without->examples;
    if (solved && follows(without->program, rows.front())) {
      ++without->fits;
      ++without->examples;
      return without;
    }
    // A longer program may fit the first row too; look no further than a few times the first
    // search, because a real header fits nothing.
    const auto budget = session_.settings().budget;
    if (solved) session_.settings().budget.evaluations = 4 * without->evaluations + 100'000;
    auto with = find(sheet, 0);
    session_.settings().budget = budget;
    if (with && with->fits == with->examples && !spells_out(with->program, rows.front()))
      return with;
    sheet.first = 1;
    context_.err << "the first row is taken as a header (--no-header: it is data)\n";
    return without;
  }

  int no_program(const Sheet& sheet, const Filler& filler) {
    context_.err << fmt::format("no program fits all {} with the last cell, nothing was written\n",
                                counted(filler.examples, "row"));
    if (filler.program.interpreter)
      context_.err << fmt::format("best: {} fits {}\n", filler.program.program.text(), filler.fits);
    if (filler.misfit)
      context_.err << fmt::format("row {} does not follow it: {}\n", *filler.misfit + 1,
                                  fmt::join(sheet.table.rows[*filler.misfit], ", "));
    return kFailed;
  }

  int write(Sheet& sheet, const Filler& filler) {
    std::size_t filled = 0;
    std::size_t left = 0;
    for (std::size_t i = sheet.first; i < sheet.table.rows.size(); ++i) {
      auto& row = sheet.table.rows[i];
      if (blank_row(row) || !row.back().empty()) continue;
      const auto output =
          filler.program.interpreter->run(filler.program.program, example_of(row).inputs);
      const bool known = output && !output->is_undefined();
      if (known) row.back() = output->is_string() ? output->as_string() : to_text(*output);
      ++(known ? filled : left);
    }
    const std::string text = write_csv(sheet.table, options_.separator);
    if (auto saved = save(text); !saved) return fail(context_, saved.error());
    context_.err << fmt::format("program: {}\n{}\nfilled {}{}\n", filler.program.program.text(),
                                filler.program.interpreter->explain(filler.program.program),
                                counted(filled, "cell"),
                                left > 0 ? fmt::format("; {} left empty, where the program is "
                                                       "undefined",
                                                       left)
                                         : "");
    return kRan;
  }

  Result<void> save(const std::string& text) {
    const std::string path = options_.in_place ? options_.file : options_.out;
    if (path.empty() || path == "-") {
      context_.out << text << std::flush;
      return {};
    }
    // Written beside it and renamed, so that a full disk never costs the table.
    const std::string part = path + ".part";
    {
      std::ofstream file(part, std::ios::binary);
      file << text;
      file.close();
      if (!file) return Error{ErrorCode::io, fmt::format("cannot write '{}'", part)};
    }
    std::error_code ec;
    std::filesystem::rename(part, path, ec);
    if (ec) return Error{ErrorCode::io, fmt::format("cannot write '{}': {}", path, ec.message())};
    return {};
  }

  Context& context_;
  const FillOptions& options_;
  Session session_;
  bool interrupted_ = false;
};

}  // namespace

int run_fill_command(Context& context, const FillOptions& options) {
  std::error_code ec;
  if (!options.out.empty() && std::filesystem::equivalent(options.out, options.file, ec)) {
    context.err << fmt::format("error: '{}' is the table itself: --in-place overwrites it\n",
                               options.out);
    return kUsage;
  }
  return Fill(context, options).run();
}

}  // namespace inkling::repl
