#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <inkling/app/answers.hpp>
#include <inkling/app/fill.hpp>
#include <inkling/app/text.hpp>
#include <inkling/domain.hpp>
#include <inkling/session.hpp>
#include <map>
#include <set>

namespace inkling::app {
namespace {

// More examples than this make a search slower, not better; the program is checked on every row.
constexpr std::size_t kSearchedRows = 60;
// Rows without the cell that solvers see as questions: what they have in common says which programs
// are meant.
constexpr std::size_t kAskedRows = 20;
constexpr std::size_t kCandidates = 10;  // of each solver, that are run on every row
constexpr std::size_t kOthers = 3;       // other readings of a cell that are kept
constexpr std::size_t kNamedRows = 5;    // of those that are too short
// How much longer a program may be that takes in the first row: an exception for one row, which a
// header would be, needs a condition and another branch.
constexpr std::size_t kLongerWithFirstRow = 3;

struct Sheet {
  CsvTable table;
  std::size_t columns = 0;
  std::size_t first = 0;  // first row of data: 1 after a header
  const BlankCells* blanks = nullptr;
  std::vector<std::size_t> targets{};  // columns that are filled; the others are the inputs
};

// A program, and which solver found it.
struct Found : CheckedProgram {
  double score = 0;
  std::size_t solver = 0;
};

// The programs for a column that fit best: in front those that fit all rows.
struct Filler {
  std::vector<Found> programs{};  // equally good, best first
  std::size_t fits = 0;
  std::size_t examples = 0;
  std::uint64_t evaluations = 0;
  std::optional<std::size_t> misfit{};  // a row that the first of them does not reproduce
  std::vector<std::string> warnings{};
  std::vector<Example> learned{};  // what the search saw
  bool solved() const { return !programs.empty() && fits == examples; }
};

bool blank_row(const CsvRow& row) {
  return std::all_of(row.begin(), row.end(),
                     [](const std::string& cell) { return bare(cell).empty(); });
}

std::vector<Value> inputs_of(const Sheet& sheet, const CsvRow& row) {
  std::vector<Value> inputs;
  for (std::size_t i = 0; i < row.size(); ++i)
    if (std::find(sheet.targets.begin(), sheet.targets.end(), i) == sheet.targets.end())
      inputs.emplace_back(row[i]);
  return inputs;
}

bool has(const Sheet& sheet, const CsvRow& row, std::size_t target) {
  return !sheet.blanks->count(row[target]);
}

std::string row_names(const CsvTable& table, const std::vector<std::size_t>& rows) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < std::min(rows.size(), kNamedRows); ++i)
    names.push_back(
        fmt::format("line {} ({})", table.line_of(rows[i]), fmt::join(table.rows[rows[i]], ", ")));
  if (rows.size() > kNamedRows) names.push_back(counted(rows.size() - kNamedRows, "more row"));
  return fmt::format("{}", fmt::join(names, "; "));
}

// Every row as long as the first; those of no cells at all stay.
Result<Sheet> make_sheet(CsvTable table, const FillOptions& options) {
  Sheet sheet{std::move(table)};
  sheet.blanks = &options.blanks;
  auto& rows = sheet.table.rows;
  if (!rows.empty()) sheet.columns = rows.front().size();
  if (sheet.columns < 2)
    return Error{ErrorCode::bad_input,
                 fmt::format("{}: expected at least two columns, one of which is filled; there {} "
                             "{}",
                             options.name, sheet.columns == 1 ? "is" : "are", sheet.columns),
                 {"--separator says what stands between cells"}};
  std::vector<std::size_t> missing;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (blank_row(rows[i])) {
      if (rows[i].size() > 1) rows[i].resize(sheet.columns);
      continue;
    }
    if (rows[i].size() > sheet.columns)
      return Error{ErrorCode::bad_input,
                   fmt::format("{}: row {} has {} cells, the first row has {}: {}", options.name,
                               i + 1, rows[i].size(), sheet.columns, row_names(sheet.table, {i})),
                   {"put cells that contain the separator in quotes"}};
    if (rows[i].size() < sheet.columns) missing.push_back(i);
  }
  if (!missing.empty() && !options.short_rows)
    return Error{
        ErrorCode::bad_input,
        fmt::format("{}: {} fewer cells than the first row, which has {}: {}", options.name,
                    counted(missing.size(), "row") + (missing.size() == 1 ? " has" : " have"),
                    sheet.columns, row_names(sheet.table, missing)),
        {"add the separators of the cells that are missing",
         "--short-rows takes the last cells of such rows as the missing ones"}};
  for (const std::size_t i : missing) rows[i].resize(sheet.columns);
  return sheet;
}

// Distinct rows that have the cell, at most kSearchedRows of them, and some of the others.
Task task_of(const Sheet& sheet, std::size_t first, std::size_t target) {
  Task task;
  std::set<std::pair<std::vector<std::string>, std::string>> seen;
  std::set<CsvRow> asked;
  for (std::size_t i = first; i < sheet.table.rows.size(); ++i) {
    const auto& row = sheet.table.rows[i];
    if (blank_row(row)) continue;
    if (!has(sheet, row, target)) {
      if (task.queries.size() < kAskedRows && asked.insert(row).second)
        task.queries.push_back({inputs_of(sheet, row)});
    } else if (task.examples.size() < kSearchedRows) {
      std::vector<std::string> cells;
      for (std::size_t c = 0; c < row.size(); ++c)
        if (std::find(sheet.targets.begin(), sheet.targets.end(), c) == sheet.targets.end())
          cells.push_back(row[c]);
      if (seen.insert({std::move(cells), row[target]}).second)
        task.examples.push_back({inputs_of(sheet, row), Value(row[target])});
    }
  }
  return task;
}

// A program with the row's cell as a constant treats the row as an exception, as it would a header.
bool spells_out(const CheckedProgram& program, const std::string& cell) {
  return program.program.text().find(inkling::to_text(Value(cell))) != std::string::npos;
}

// All that was given is one cell, and every other is to be the same: one example is no evidence of
// that.
bool repeats_one_example(const Task& task, const std::vector<Value>& predictions) {
  return task.examples.size() == 1 &&
         std::all_of(predictions.begin(), predictions.end(),
                     [&](const Value& v) { return v == task.examples.front().output; });
}

class Filling {
 public:
  Filling(Registry& registry, const FillOptions& options, std::stop_token stop)
      : options_(options), stop_(std::move(stop)), session_(registry) {}

  Result<TableTask> task(CsvTable table) {
    auto sheet = sheet_of(std::move(table));
    if (!sheet) return std::move(sheet).error();
    const auto domain = domain_for(*sheet);
    if (!domain) return domain.error();
    TableTask made;
    if (header_ == FillOptions::Header::detect) {
      HeaderGuess guess = guess_header(sheet->table.rows, options_.blanks);
      sheet->first = guess.first_row == FirstRow::data ? 0 : 1;
      made.header_why = std::move(guess.why);
    } else {
      sheet->first = header_ == FillOptions::Header::yes ? 1 : 0;
      made.header_why = why_;
    }
    const std::size_t target = sheet->targets.front();
    made.header = sheet->first == 1;
    made.wanted = name_of(*sheet, target);
    for (std::size_t c = 0; c < sheet->columns; ++c)
      if (c != target) made.inputs.push_back(name_of(*sheet, c));
    made.task = task_of(*sheet, sheet->first, target);
    made.task.domain = *domain;
    for (std::size_t i = sheet->first; i < sheet->table.rows.size(); ++i)
      if (!blank_row(sheet->table.rows[i]))
        ++(has(*sheet, sheet->table.rows[i], target) ? made.filled : made.empty);
    if (made.task.examples.empty())
      return Error{ErrorCode::bad_input,
                   fmt::format("{}: no row has a cell in {}, so there is nothing to learn from",
                               options_.name, made.wanted),
                   {"fill in two or three of them by hand"}};
    return made;
  }

  Result<FillOutcome> run(CsvTable table) {
    auto sheet = sheet_of(std::move(table));
    if (!sheet) return std::move(sheet).error();
    const auto domain = domain_for(*sheet);
    if (!domain) return domain.error();
    if (auto set = session_.set_domain(*domain); !set) return std::move(set).error();
    session_.settings() = options_.settings;
    if (!options_.solvers.empty())
      if (auto set = session_.set_solvers(options_.solvers); !set) return std::move(set).error();
    std::vector<Filler> fillers;
    for (const std::size_t target : sheet->targets) {
      // The first column decides whether the first row is a header.
      auto filler =
          fillers.empty() ? first_search(*sheet, target) : find(*sheet, sheet->first, target);
      if (!filler) return std::move(filler).error();
      fillers.push_back(*std::move(filler));
      if (stop_.stop_requested()) break;
    }
    return finish(*std::move(sheet), fillers);
  }

 private:
  // With its columns chosen.
  Result<Sheet> sheet_of(CsvTable table) {
    auto sheet = make_sheet(std::move(table), options_);
    if (!sheet) return sheet;
    if (auto chosen = choose_columns(*sheet); !chosen) return std::move(chosen).error();
    return sheet;
  }

  FillOutcome finish(Sheet sheet, const std::vector<Filler>& fillers) {
    FillOutcome outcome;
    outcome.header = sheet.first == 1;
    outcome.header_why = why_;
    outcome.domain = session_.domain()->info().id;
    outcome.inputs.assign(sheet.columns - sheet.targets.size(), Type{Type::Base::string, 0});
    for (std::size_t i = 0; i < fillers.size(); ++i)
      outcome.columns.push_back(describe(sheet, fillers[i], sheet.targets[i]));
    outcome.stopped = stop_.stop_requested();
    if (outcome.solved())  // all columns or none
      for (std::size_t i = 0; i < fillers.size(); ++i) fill(sheet, fillers[i], outcome.columns[i]);
    outcome.stopped = stop_.stop_requested();  // some cells may be empty that need not be
    outcome.table = std::move(sheet.table);
    return outcome;
  }

  FilledColumn describe(const Sheet& sheet, const Filler& filler, std::size_t target) const {
    FilledColumn column;
    column.column = target;
    column.name = name_of(sheet, target);
    column.fits = filler.fits;
    column.examples = filler.examples;
    column.misfit = filler.misfit;
    column.warnings = filler.warnings;
    if (!filler.programs.empty()) {
      const CheckedProgram& best = filler.programs.front();
      column.program = best.program.text();
      column.explanation = best.interpreter->explain(best.program);
    }
    return column;
  }

  static std::string name_of(const Sheet& sheet, std::size_t column) {
    const std::string_view name = sheet.first == 1 ? bare(sheet.table.rows.front()[column]) : "";
    return name.empty() ? fmt::format("column {}", column + 1) : fmt::format("'{}'", name);
  }

  // A column that is named so, else the one of that number.
  Result<void> choose_columns(Sheet& sheet) {
    header_ = options_.header;
    const CsvRow& names = sheet.table.rows.front();
    if (options_.columns.empty()) sheet.targets = {sheet.columns - 1};
    for (const std::string& text : options_.columns) {
      std::optional<std::size_t> found;
      for (std::size_t i = 0; i < names.size(); ++i) {
        if (header_ == FillOptions::Header::no || bare(names[i]) != bare(text)) continue;
        if (found)
          return Error{ErrorCode::not_found,
                       fmt::format("{}: columns {} and {} are both named '{}'", options_.name,
                                   *found + 1, i + 1, text),
                       {"give the number of the column"}};
        found = i;
      }
      if (found) {
        // What was named by it is a header.
        if (header_ == FillOptions::Header::detect) {
          header_ = FillOptions::Header::yes;
          why_ = fmt::format("it names the column '{}'", text);
        }
      } else {
        std::size_t number = 0;
        const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (ec == std::errc{} && end == text.data() + text.size() && number > 0 &&
            number <= sheet.columns)
          found = number - 1;
      }
      if (!found)
        return Error{ErrorCode::not_found,
                     fmt::format("{}: there is no column '{}'", options_.name, text),
                     {fmt::format("the first row is {}", fmt::join(names, ", ")),
                      fmt::format("or give a number from 1 to {}", sheet.columns)}};
      if (std::find(sheet.targets.begin(), sheet.targets.end(), *found) == sheet.targets.end())
        sheet.targets.push_back(*found);
    }
    if (sheet.targets.size() == sheet.columns)
      return Error{ErrorCode::bad_input,
                   fmt::format("{}: all {} columns are to be filled, and none is left to fill them "
                               "from",
                               options_.name, sheet.columns)};
    return {};
  }

  // The first domain whose values cells of text are.
  Result<std::string> domain_for(const Sheet& sheet) {
    if (!options_.domain.empty()) return options_.domain;
    Registry& registry = session_.registry();
    const auto ids = registry.ids(Kind::domain);
    const CsvRow& row = sheet.table.rows.front();
    for (const std::string& id : ids) {
      const auto domain = registry.domain(id);
      if (!domain) continue;
      Task task;
      task.domain = id;
      task.examples = {{inputs_of(sheet, row), Value(row[sheet.targets.front()])}};
      if ((*domain)->check(task)) return id;
    }
    return Error{ErrorCode::not_found,
                 "no domain takes cells of text",
                 {fmt::format("domains are {}",
                              ids.empty() ? "none" : fmt::format("{}", fmt::join(ids, ", "))),
                  "`inkling doctor` says which plugins are there"}};
  }

  // No program fits rows that contradict each other, and a search would find that out by its whole
  // budget. A first row that may be a header contradicts nothing.
  Result<void> check_rows(const Sheet& sheet, std::size_t first, std::size_t target) const {
    const std::size_t begin =
        header_ == FillOptions::Header::no ? first : std::max<std::size_t>(first, 1);
    std::map<CsvRow, std::size_t> seen;
    for (std::size_t i = begin; i < sheet.table.rows.size(); ++i) {
      const CsvRow& row = sheet.table.rows[i];
      if (blank_row(row) || !has(sheet, row, target)) continue;
      CsvRow inputs;
      for (std::size_t c = 0; c < row.size(); ++c)
        if (std::find(sheet.targets.begin(), sheet.targets.end(), c) == sheet.targets.end())
          inputs.push_back(row[c]);
      const auto [there, fresh] = seen.emplace(std::move(inputs), i);
      if (!fresh && sheet.table.rows[there->second][target] != row[target])
        return Error{
            ErrorCode::bad_input,
            fmt::format("{}: rows contradict each other in {}: {}", options_.name,
                        name_of(sheet, target), row_names(sheet.table, {there->second, i})),
            {"no program can fit both: correct one of them, or empty its cell"}};
    }
    return {};
  }

  // The best programs for the rows from `first` on, checked on all of them.
  Result<Filler> find(const Sheet& sheet, std::size_t first, std::size_t target) {
    Task task = task_of(sheet, first, target);
    if (task.examples.empty())
      return Error{ErrorCode::bad_input,
                   fmt::format("{}: no row has a cell in {}, so there is nothing to learn from",
                               options_.name,
                               sheet.targets == std::vector<std::size_t>{sheet.columns - 1}
                                   ? "the last column"
                                   : fmt::format("column {}", target + 1)),
                   {"fill in two or three of them by hand", "--column NAME fills another column"}};
    if (auto fine = check_rows(sheet, first, target); !fine) return std::move(fine).error();
    task.domain = session_.domain()->info().id;
    std::vector<std::vector<Value>> asked;
    for (const Query& query : task.queries) asked.push_back(query.inputs);
    session_.load_task(std::move(task));
    const auto answers = session_.predict(std::move(asked), stop_);
    if (!answers) return answers.error();
    Filler best;
    best.examples = session_.task().examples.size();
    for (std::size_t solver = 0; solver < answers->size(); ++solver) {
      const Answer& answer = (*answers)[solver];
      if (!answer.outcome) return answer.outcome.error();
      const auto& candidates = answer.outcome->candidates;
      for (std::size_t i = 0; i < std::min(candidates.size(), kCandidates); ++i) {
        Filler filler;
        filler.programs = {
            {{answer.interpreter, candidates[i].program}, candidates[i].score, solver}};
        filler.evaluations = answer.outcome->evaluations;
        check(sheet, first, target, best.solved(), filler);
        if (stop_.stop_requested() && !best.programs.empty()) return best;
        if (filler.fits > best.fits || best.programs.empty())
          best = std::move(filler);
        else if (filler.fits == best.fits)
          best.programs.push_back(std::move(filler.programs.front()));
      }
    }
    best.warnings = warnings_of(session_.task());
    best.learned = session_.task().examples;
    return best;
  }

  // `whole`: only whether it fits all rows is asked.
  void check(const Sheet& sheet, std::size_t first, std::size_t target, bool whole,
             Filler& filler) const {
    for (std::size_t i = first; i < sheet.table.rows.size() && !stop_.stop_requested(); ++i) {
      const auto& row = sheet.table.rows[i];
      if (blank_row(row) || !has(sheet, row, target)) continue;
      ++filler.examples;
      if (follows(sheet, filler.programs.front(), row, target))
        ++filler.fits;
      else if (!filler.misfit)
        filler.misfit = i;
      if (whole && filler.misfit) return;
    }
  }

  static bool follows(const Sheet& sheet, const CheckedProgram& program, const CsvRow& row,
                      std::size_t target) {
    const auto output = program.interpreter->run(program.program, inputs_of(sheet, row));
    return output && *output == Value(row[target]);
  }

  Result<Filler> first_search(Sheet& sheet, std::size_t target) {
    if (header_ != FillOptions::Header::detect) {
      sheet.first = header_ == FillOptions::Header::yes ? 1 : 0;
      return find(sheet, sheet.first, target);
    }
    const HeaderGuess guess = guess_header(sheet.table.rows, options_.blanks);
    if (guess.first_row == FirstRow::header) {
      take_as_header(sheet, guess.why);
      return find(sheet, 1, target);
    }
    return compare_searches(sheet, target, guess);
  }

  void take_as_header(Sheet& sheet, std::string why) {
    sheet.first = 1;
    why_ = std::move(why);
  }

  // The first row is a header unless it follows a program of the other rows, or one that is hardly
  // longer.
  Result<Filler> compare_searches(Sheet& sheet, std::size_t target, const HeaderGuess& guess) {
    const CsvRow& first = sheet.table.rows.front();
    const bool data = guess.first_row == FirstRow::data;
    if (!has(sheet, first, target) || task_of(sheet, 1, target).examples.empty()) {
      why_ = data ? guess.why : "";
      return find(sheet, 0, target);
    }
    auto without = find(sheet, 1, target);
    if (!without || stop_.stop_requested()) return without;
    if (without->solved()) {
      const std::size_t most = without->programs.front().program.size() + kLongerWithFirstRow;
      const auto same = std::stable_partition(
          without->programs.begin(), without->programs.end(), [&](const Found& program) {
            return program.program.size() <= most && !spells_out(program, first[target]) &&
                   follows(sheet, program, first, target);
          });
      if (same != without->programs.begin()) {
        without->programs.erase(same, without->programs.end());
        ++without->fits;
        ++without->examples;
        without->warnings.clear();  // of a single example
        why_ = "it follows the program of the other rows";
        return without;
      }
    }
    // A longer program may fit the first row too; look no further than a few times the first
    // search, because a real header fits nothing.
    const auto budget = session_.settings().budget;
    if (without->solved())
      session_.settings().budget.evaluations = 4 * without->evaluations + 100'000;
    auto with = find(sheet, 0, target);
    session_.settings().budget = budget;
    if (!with) return with;
    const bool fits = with->solved() && !spells_out(with->programs.front(), first[target]);
    const bool hardly_longer =
        fits &&
        (!without->solved() || with->programs.front().program.size() <=
                                   without->programs.front().program.size() + kLongerWithFirstRow);
    if (fits && (data || hardly_longer)) {
      why_ = data ? guess.why : "one program fits it and the other rows";
      return with;
    }
    take_as_header(sheet, without->solved() ? "it does not follow the program of the other rows"
                                            : "no program fits it");
    return without;
  }

  static std::optional<std::string> text_at(const Sheet& sheet, const CheckedProgram& program,
                                            const CsvRow& row) {
    const auto output = program.interpreter->run(program.program, inputs_of(sheet, row));
    if (!output || output->is_undefined()) return std::nullopt;
    return output->is_string() ? output->as_string() : inkling::to_text(*output);
  }

  // What the programs say of empty cells, a block of them at a time, weighed against one another.
  void fill(Sheet& sheet, const Filler& filler, FilledColumn& column) const {
    constexpr std::size_t kAtOnce = 256;
    std::vector<std::size_t> rows;
    double most = -1;  // bits that the cell to ask for would tell
    for (std::size_t i = sheet.first; i < sheet.table.rows.size() && !stop_.stop_requested(); ++i) {
      if (!blank_row(sheet.table.rows[i]) && !has(sheet, sheet.table.rows[i], column.column))
        rows.push_back(i);
      if (rows.size() == kAtOnce || i + 1 == sheet.table.rows.size()) {
        fill_rows(sheet, filler, rows, column, most);
        rows.clear();
      }
    }
  }

  void fill_rows(Sheet& sheet, const Filler& filler, const std::vector<std::size_t>& rows,
                 FilledColumn& column, double& most) const {
    if (rows.empty()) return;
    Task task;
    task.examples = filler.learned;
    for (const std::size_t row : rows)
      task.queries.push_back({inputs_of(sheet, sheet.table.rows[row])});
    std::vector<Outcome> outcomes;
    for (const Found& program : filler.programs) {
      if (outcomes.size() <= program.solver) outcomes.resize(program.solver + 1);
      Candidate candidate{program.program, program.score};
      candidate.fits = task.examples.size();
      for (const std::size_t row : rows) {
        if (stop_.stop_requested()) return;
        const auto text = text_at(sheet, program, sheet.table.rows[row]);
        candidate.predictions.emplace_back();
        if (text) candidate.predictions.back() = Value(*text);
      }
      outcomes[program.solver].candidates.push_back(std::move(candidate));
    }
    std::vector<const Outcome*> all;
    for (const Outcome& outcome : outcomes) all.push_back(&outcome);
    const Pool pool(task, all);
    const std::vector<Value> best =
        outcomes[filler.programs.front().solver].candidates.front().predictions;
    const bool repeats = repeats_one_example(task, best);
    for (std::size_t q = 0; q < rows.size(); ++q) {
      CsvRow& row = sheet.table.rows[rows[q]];
      FilledCell cell{rows[q]};
      const std::optional<std::string> text =
          best[q].is_undefined() ? std::nullopt : std::optional(best[q].as_string());
      if (!text) ++column.undefined;
      if (text && !pool.empty()) cell.confidence = pool.confidence(q, Value(*text));
      cell.sure = !text || (cell.confidence >= options_.sure && !repeats);
      if (text && !cell.sure) {
        for (const auto& [other, confidence] : pool.others(q, Value(*text), kOthers))
          if (other.is_string()) cell.others.push_back(other.as_string());
        // What divides the readings tells most; where nothing does, the least certain cell.
        const double bits = pool.doubt(q) + 0.01 * (1 - cell.confidence);
        if (bits > most) {
          most = bits;
          column.ask = rows[q];
        }
      }
      if (text) cell.text = *text;
      if (text && (cell.sure || options_.all)) {
        cell.written = true;
        row[column.column] = *text;
      }
      column.cells.push_back(std::move(cell));
    }
  }

  const FillOptions& options_;
  std::stop_token stop_;
  Session session_;
  FillOptions::Header header_ = FillOptions::Header::detect;
  std::string why_;
};

}  // namespace

std::size_t FilledColumn::filled() const {
  return static_cast<std::size_t>(
      std::count_if(cells.begin(), cells.end(),
                    [](const FilledCell& cell) { return cell.written && !cell.text.empty(); }));
}

std::size_t FilledColumn::unsure() const {
  return static_cast<std::size_t>(
      std::count_if(cells.begin(), cells.end(),
                    [](const FilledCell& cell) { return !cell.sure && !cell.written; }));
}

std::size_t FillOutcome::filled() const {
  std::size_t count = 0;
  for (const FilledColumn& column : columns) count += column.filled();
  return count;
}

std::size_t FillOutcome::unsure() const {
  std::size_t count = 0;
  for (const FilledColumn& column : columns) count += column.unsure();
  return count;
}

bool FillOutcome::solved() const {
  return !stopped && !columns.empty() &&
         std::all_of(columns.begin(), columns.end(),
                     [](const FilledColumn& column) { return column.solved(); });
}

Result<TableTask> table_task(Registry& registry, CsvTable table, const FillOptions& options) {
  return Filling(registry, options, {}).task(std::move(table));
}

Result<FillOutcome> fill_table(Registry& registry, CsvTable table, const FillOptions& options,
                               const std::stop_token& stop) {
  return Filling(registry, options, stop).run(std::move(table));
}

}  // namespace inkling::app
