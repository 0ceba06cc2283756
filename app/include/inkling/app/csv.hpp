// Comma-separated values (RFC 4180): quoted cells, doubled quotes, line breaks in cells.
#pragma once

#include <inkling/result.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace inkling::app {

using CsvRow = std::vector<std::string>;
struct CsvTable {
  std::vector<CsvRow> rows{};
  bool crlf = false;  // line ends of the source, kept when writing
};

// Errors: bad_input (a quote that is never closed, NUL or invalid UTF-8) with the line number. A
// byte order mark is dropped; blank lines are kept as rows of one empty cell.
Result<CsvTable> read_csv(std::string_view text, char separator = ',');
std::string write_csv(const CsvTable& table, char separator = ',');

}  // namespace inkling::app
