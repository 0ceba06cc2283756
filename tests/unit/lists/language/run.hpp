// Helpers of the list language's tests: programs and values as text.
#pragma once

#include <gtest/gtest.h>

#include <inkling/dsl/expr.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "lists_catalogue.hpp"

namespace inkling::dsl::test {

inline std::vector<Value> values(const std::string& text) {
  if (text.empty()) return {};
  auto parsed = parse_values(text);
  EXPECT_TRUE(parsed.ok()) << text;
  return parsed.ok() ? *parsed : std::vector<Value>{};
}

inline std::vector<Sort> sorts_of(const std::vector<Value>& inputs) {
  std::vector<Sort> sorts;
  for (const Value& input : inputs) sorts.push_back(to_sort(type_of(input)));
  return sorts;
}

// The text of the program's result on the inputs, "undefined", or the error of the parser.
inline std::string run(const std::string& program, const std::string& inputs,
                       std::int64_t fuel = 10'000'000) {
  const auto catalogue = lists::lists_catalogue();
  const std::vector<Value> arguments = values(inputs);
  const std::vector<Sort> sorts = sorts_of(arguments);
  const Dialect* dialect = nullptr;
  const Result<ExprPtr> expr = parse(*catalogue, program, &sorts, &dialect);
  if (!expr.ok()) return to_text(expr.error());
  Arena arena;
  std::vector<Cell> cells(arguments.size());
  for (std::size_t i = 0; i < arguments.size(); ++i)
    if (!to_cell(arguments[i], sorts[i], arena, cells[i])) return "no cell";
  EvalContext context{arena, *dialect, fuel};
  Cell result;
  if (!evaluate(**expr, cells.data(), context, result)) return "undefined";
  return to_text(to_value(result, (*expr)->sort));
}

}  // namespace inkling::dsl::test
