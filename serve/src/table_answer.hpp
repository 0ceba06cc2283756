// A table as a question: rows with a cell in one column are examples, the others are asked.
#pragma once

#include <inkling/app/question.hpp>
#include <inkling/registry.hpp>
#include <stop_token>
#include <string>
#include <vector>

#include "searches.hpp"

namespace inkling::serve {

struct TableQuestion {
  std::vector<std::string> names{};              // of the columns; empty, or as many as there are
  std::vector<std::vector<std::string>> rows{};  // as long as each other
  std::size_t column = 0;                        // that is filled
  std::string domain{};                          // empty: one that takes text
  // What the last table's search found is run again where the examples are the same, as at the
  // prompt: at once, and without a look at what the new rows have in common.
  bool reuse = false;
};
inline constexpr std::size_t kMostRows = 10'000;

// Errors: bad_input (no example, no row whose cells are values, two rows that contradict each
// other), and those of app::answer_question.
Result<std::string> answer_table(Bench& bench, const TableQuestion& question,
                                 const app::QuestionOptions& options, std::stop_token stop);

}  // namespace inkling::serve
