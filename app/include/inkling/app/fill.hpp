// The empty cells of a table's last column, from the rows that have it.
#pragma once

#include <inkling/app/csv.hpp>
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
  std::vector<std::string> solvers{};  // empty: those of the domain
  SessionSettings settings{};
};

struct FillOutcome {
  CsvTable table;         // filled where a program fits all rows
  std::string program{};  // the best one; empty: none
  std::string explanation{};
  std::size_t fits = 0;      // rows with their last cell that the program reproduces
  std::size_t examples = 0;  // all of them
  std::size_t filled = 0;
  std::size_t left = 0;  // empty still: the program is undefined there
  bool header_detected = false;
  bool stopped = false;                                    // then nothing should be written
  std::optional<std::pair<std::size_t, CsvRow>> misfit{};  // a row (from 1) that does not follow
  bool solved() const { return !stopped && !program.empty() && fits == examples; }
};

// Blocks. Errors: bad_input (too few columns, no row to learn from), not_found (no such domain or
// solver), and those of the solvers.
Result<FillOutcome> fill_table(Registry& registry, CsvTable table, const FillOptions& options,
                               const std::stop_token& stop);

}  // namespace inkling::app
