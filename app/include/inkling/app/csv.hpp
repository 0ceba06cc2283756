// Tables as text (RFC 4180 and what spreadsheets make of it): quoted cells, doubled quotes, line
// breaks in cells; separator, quote and line ends are found out and kept when writing.
#pragma once

#include <inkling/result.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace inkling::app {

using CsvRow = std::vector<std::string>;

struct CsvFormat {
  char separator = ',';
  char quote = '"';
  std::string line_end = "\n";   // "\n", "\r\n" or "\r": the most frequent one of the source
  bool byte_order_mark = false;  // in front of everything
  bool separator_line = false;   // the first line is `sep=;`, as some spreadsheets write it
};

struct CsvTable {
  std::vector<CsvRow> rows{};
  CsvFormat format{};
  // The line of the text in which row `i` (from 0) begins, from 1.
  std::size_t line_of(std::size_t i) const { return i < lines.size() ? lines[i] : i + 1; }
  std::vector<std::size_t> lines{};
};

// "a comma", "a tab": for messages.
std::string separator_text(char separator);

// Without a separator: that of a `sep=` line, else the one of , tab ; | with which the first rows
// have most evenly the same number of cells. Blank lines are kept as rows of one empty cell.
// Errors: bad_input (a quote that is never closed, NUL or invalid UTF-8, a workbook) with the line.
Result<CsvTable> read_csv(std::string_view text, std::optional<char> separator = std::nullopt);
std::string write_csv(const CsvTable& table);

}  // namespace inkling::app
