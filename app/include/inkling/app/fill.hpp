// The empty cells of a table's columns, from the rows that have them.
#pragma once

#include <inkling/app/confidence.hpp>
#include <inkling/app/csv.hpp>
#include <inkling/app/table_header.hpp>
#include <inkling/session.hpp>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace inkling::app {

struct FillOptions {
  std::string name;      // of the table, for messages
  std::string domain{};  // empty: the first that takes cells of text
  enum class Header { detect, yes, no } header = Header::detect;
  // What is filled: names of the header, or numbers from 1; empty: the last column. The others are
  // the inputs.
  std::vector<std::string> columns{};
  BlankCells blanks{};
  bool short_rows = false;             // take them, their last cells are empty; otherwise an error
  bool all = false;                    // cells that are not sure are filled too, not left empty
  double sure = kSure;                 // a cell of less confidence is not
  std::vector<std::string> solvers{};  // empty: those of the domain
  SessionSettings settings{};
};

// A cell that was empty.
struct FilledCell {
  std::size_t row = 0;   // of the table, from 0
  std::string text{};    // what the program gives; empty also where it is undefined
  bool written = false;  // into the table; otherwise the cell is as it was
  bool sure = true;
  // What other programs that fit all rows say, best first, where the cell is not sure.
  std::vector<std::string> others{};
  double confidence = 0;
};

struct FilledColumn {
  std::size_t column = 0;  // from 0
  std::string name{};      // of the header, or "column 2"
  std::string program{};   // the best one; empty: none
  std::string explanation{};
  std::size_t fits = 0;       // rows with a cell here that the program reproduces
  std::size_t examples = 0;   // all of them
  std::size_t undefined = 0;  // cells left empty, where the program is undefined
  std::vector<FilledCell> cells{};
  // Of those that are not sure the row (from 0) whose cell, given by hand, would settle most.
  std::optional<std::size_t> ask{};
  std::optional<std::size_t> misfit{};  // a row (from 0) that does not follow
  std::vector<std::string> warnings{};  // about its examples, see warnings_of()
  bool solved() const { return !program.empty() && fits == examples; }
  std::size_t filled() const;
  std::size_t unsure() const;  // left as they were for that reason
};

struct FillOutcome {
  CsvTable table;  // filled where programs fit all rows and are sure
  std::vector<FilledColumn> columns{};
  bool header = false;         // the first row names the columns
  std::string header_why{};    // how that was decided; empty: the options said so
  bool stopped = false;        // then nothing should be written
  std::string domain{};        // of the programs
  std::vector<Type> inputs{};  // what they take
  bool solved() const;
  std::size_t filled() const;  // of all columns
  std::size_t unsure() const;
};

// A table as a question: rows with a cell in the wanted column are examples, distinct ones up to a
// limit, and some of the others are queries.
struct TableTask {
  Task task{};
  std::vector<std::string> inputs{};  // their columns: "'name'" or "column 1"
  std::string wanted{};               // the column
  std::size_t filled = 0;             // rows with a cell there
  std::size_t empty = 0;              // and without
  bool header = false;                // the first row names the columns
  std::string header_why{};           // empty: the options said so, or nothing speaks for it
};
// Searches for nothing: a first row of which the cells do not say what it is counts as a header.
// One column at most. Errors as of fill_table.
Result<TableTask> table_task(Registry& registry, CsvTable table, const FillOptions& options);

// Blocks. Errors: bad_input (too few columns, rows of different length, no row to learn from),
// not_found (no such domain, solver or column), and those of the solvers.
Result<FillOutcome> fill_table(Registry& registry, CsvTable table, const FillOptions& options,
                               const std::stop_token& stop);

}  // namespace inkling::app
