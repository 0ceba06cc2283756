// The heart of the example, free of inkling's interfaces: grids, and the table of steps that a
// program is made of.
#pragma once

#include <inkling/value.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace grid {

using Grid = std::vector<std::vector<std::int64_t>>;  // rows of equal length

inline constexpr std::size_t kMaxSide = 30;

struct Step {
  std::string_view name;
  std::string_view help;
  Grid (*apply)(const Grid&);
};

// Every step there is. To add one, add a line to the table in transformations.cpp.
std::span<const Step> steps();

// A program is a list of indices into steps(); its text is "transpose | add_one".
using Steps = std::vector<std::size_t>;
std::string to_text(const Steps& program);
// The same in the language: "add_one(transpose(x0))".
std::string to_call(const Steps& program);
std::optional<Steps> parse(std::string_view text);
// The program that is next when all are counted, short ones first: {}, {0}, {1} .. {5}, {0,0},
// {1,0} ..
void next(Steps& program);
Grid run_steps(const Steps& program, Grid grid);

// Values are how inkling sees a grid: a list of lists of integers. nullopt when the value is not a
// grid (rows of different length, other types, more than kMaxSide rows or columns).
std::optional<Grid> to_grid(const inkling::Value& value);
inkling::Value to_value(const Grid& grid);

}  // namespace grid
