#include <fmt/format.h>

#include <algorithm>
#include <inkling/app/fill.hpp>
#include <inkling/domain.hpp>
#include <inkling/session.hpp>
#include <set>

namespace inkling::app {
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
Result<Sheet> make_sheet(CsvTable table, const std::string& name) {
  Sheet sheet{std::move(table)};
  auto& rows = sheet.table.rows;
  if (!rows.empty()) sheet.columns = rows.front().size();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].size() > sheet.columns)
      return Error{ErrorCode::bad_input,
                   fmt::format("{}: row {} has {} cells, the first row has {}", name, i + 1,
                               rows[i].size(), sheet.columns),
                   {"put cells that contain the separator in quotes"}};
    if (!blank_row(rows[i])) rows[i].resize(sheet.columns);
  }
  if (sheet.columns < 2)
    return Error{ErrorCode::bad_input,
                 fmt::format("{}: expected at least two columns, of which the last is filled; "
                             "there {} {}",
                             name, sheet.columns == 1 ? "is" : "are", sheet.columns)};
  return sheet;
}

// Distinct rows whose last cell is there, at most kSearchedRows of them.
Task task_of(const Sheet& sheet, std::size_t first) {
  Task task;
  std::set<CsvRow> seen;
  for (std::size_t i = first; i < sheet.table.rows.size(); ++i) {
    const auto& row = sheet.table.rows[i];
    if (blank_row(row) || row.back().empty() || task.examples.size() >= kSearchedRows) continue;
    if (seen.insert(row).second) task.examples.push_back(example_of(row));
  }
  return task;
}

class Filling {
 public:
  Filling(Registry& registry, const FillOptions& options, std::stop_token stop)
      : options_(options), stop_(std::move(stop)), session_(registry) {}

  Result<FillOutcome> run(CsvTable table) {
    auto sheet = make_sheet(std::move(table), options_.name);
    if (!sheet) return std::move(sheet).error();
    const auto domain = options_.domain.empty() ? domain_for(sheet->table.rows.front())
                                                : Result<std::string>(options_.domain);
    if (!domain) return domain.error();
    if (auto set = session_.set_domain(*domain); !set) return std::move(set).error();
    session_.settings() = options_.settings;
    if (!options_.solvers.empty())
      if (auto set = session_.set_solvers(options_.solvers); !set) return std::move(set).error();
    sheet->first = options_.header == FillOptions::Header::yes ? 1 : 0;
    auto filler = options_.header == FillOptions::Header::detect ? detect_header(*sheet)
                                                                 : find(*sheet, sheet->first);
    if (!filler) return std::move(filler).error();
    FillOutcome outcome;
    outcome.header_detected = header_detected_;
    outcome.fits = filler->fits;
    outcome.examples = filler->examples;
    if (filler->program.interpreter) {
      outcome.program = filler->program.program.text();
      outcome.explanation = filler->program.interpreter->explain(filler->program.program);
    }
    if (filler->misfit) outcome.misfit = {*filler->misfit + 1, sheet->table.rows[*filler->misfit]};
    if (outcome.solved()) fill(*sheet, *filler, outcome);
    outcome.stopped = stop_.stop_requested();  // some cells may be empty that need not be
    outcome.table = std::move(sheet->table);
    return outcome;
  }

 private:
  // The first domain whose values cells of text are.
  Result<std::string> domain_for(const CsvRow& row) {
    Registry& registry = session_.registry();
    const auto ids = registry.ids(Kind::domain);
    for (const std::string& id : ids) {
      const auto domain = registry.domain(id);
      if (!domain) continue;
      Task task;
      task.domain = id;
      task.examples = {example_of(row)};
      if ((*domain)->check(task)) return id;
    }
    return Error{ErrorCode::not_found,
                 "no domain takes cells of text",
                 {fmt::format("domains are {}",
                              ids.empty() ? "none" : fmt::format("{}", fmt::join(ids, ", "))),
                  "`inkling doctor` says which plugins are there"}};
  }

  // The best program for the rows from `first` on, checked on all of them.
  Result<Filler> find(const Sheet& sheet, std::size_t first) {
    Task task = task_of(sheet, first);
    if (task.examples.empty())
      return Error{ErrorCode::bad_input,
                   fmt::format("{}: no row has its last cell, so there is nothing to learn from",
                               options_.name),
                   {"fill in two or three of them by hand"}};
    task.domain = session_.domain()->info().id;
    session_.load_task(std::move(task));
    const auto answers = session_.predict({}, stop_);
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

  void check(const Sheet& sheet, std::size_t first, Filler& filler) const {
    for (std::size_t i = first; i < sheet.table.rows.size() && !stop_.stop_requested(); ++i) {
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
    return program.program.text().find(inkling::to_text(Value(row.back()))) != std::string::npos;
  }

  // The first row is a header unless it follows the program as the other rows do.
  Result<Filler> detect_header(Sheet& sheet) {
    const auto& rows = sheet.table.rows;
    if (rows.front().back().empty() || task_of(sheet, 1).examples.empty()) return find(sheet, 0);
    auto without = find(sheet, 1);
    if (!without || stop_.stop_requested()) return without;
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
    header_detected_ = true;
    return without;
  }

  void fill(Sheet& sheet, const Filler& filler, FillOutcome& outcome) const {
    for (std::size_t i = sheet.first; i < sheet.table.rows.size() && !stop_.stop_requested(); ++i) {
      auto& row = sheet.table.rows[i];
      if (blank_row(row) || !row.back().empty()) continue;
      const auto output =
          filler.program.interpreter->run(filler.program.program, example_of(row).inputs);
      const bool known = output && !output->is_undefined();
      if (known) row.back() = output->is_string() ? output->as_string() : inkling::to_text(*output);
      ++(known ? outcome.filled : outcome.left);
    }
  }

  const FillOptions& options_;
  std::stop_token stop_;
  Session session_;
  bool header_detected_ = false;
};

}  // namespace

Result<FillOutcome> fill_table(Registry& registry, CsvTable table, const FillOptions& options,
                               const std::stop_token& stop) {
  return Filling(registry, options, stop).run(std::move(table));
}

}  // namespace inkling::app
