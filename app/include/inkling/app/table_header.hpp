// Whether the first row of a table names its columns, as far as the cells themselves say.
#pragma once

#include <inkling/app/csv.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace inkling::app {

enum class FirstRow { header, data, unknown };

struct HeaderGuess {
  FirstRow first_row = FirstRow::unknown;
  std::string why{};  // "column 'price' holds numbers below it"
};

// Without white space at its ends; the empty text for a cell of nothing else.
std::string_view bare(std::string_view cell);

// The cells that count as empty: those of white space alone, and these texts.
struct BlankCells {
  std::vector<std::string> texts{"N/A", "n/a", "#N/A"};
  bool count(std::string_view cell) const;
};

// A name differs in kind from what stands below it: a text above nothing but numbers, dates or
// addresses. A first row that is of the same such kind, or has a cell again below it, is data.
// Where its cells speak against each other, or none does, it is unknown. Blank cells say nothing.
HeaderGuess guess_header(const std::vector<CsvRow>& rows, const BlankCells& blanks);

}  // namespace inkling::app
