// Running programs of the strings language in tests.
#pragma once

#include <gtest/gtest.h>

#include <inkling/dsl/expr.hpp>
#include <inkling/dsl/language.hpp>
#include <string>
#include <vector>

#include "strings_catalogue.hpp"

namespace inkling::test {

inline const Language& strings_language() {
  static const std::unique_ptr<Language> language =
      dsl::make_language(strings::strings_catalogue());
  return *language;
}

// The result's text form, or the error in one line.
inline std::string run(std::string_view program, const std::vector<Value>& inputs = {}) {
  std::vector<Type> types;
  for (const Value& input : inputs) types.push_back(type_of(input));
  const Result<Program> parsed = strings_language().parse_typed(program, types);
  if (!parsed) return "not parsed: " + render_error(parsed.error(), program);
  const Result<Value> value = strings_language().run(*parsed, inputs);
  return value ? to_text(*value) : "not run: " + to_text(value.error());
}

// A program, its inputs (values separated by commas) and the result, all in text form.
struct Row {
  const char* program;
  const char* inputs;
  const char* expected;
};

inline std::vector<Value> inputs_of(const Row& row) {
  if (*row.inputs == '\0') return {};
  Result<std::vector<Value>> values = parse_values(row.inputs);
  EXPECT_TRUE(values.ok()) << row.inputs;
  return values ? *values : std::vector<Value>{};
}

inline void expect_rows(const std::vector<Row>& rows) {
  for (const Row& row : rows)
    EXPECT_EQ(run(row.program, inputs_of(row)), row.expected)
        << row.program << " on " << row.inputs;
}

}  // namespace inkling::test
