// A task as a SyGuS-IF file.
#pragma once

#include <inkling/task.hpp>
#include <string>

namespace inkling::sygus {

// With the grammar that the public track of strings usually gives: its functions, and constants
// that are in `meta` ({"sygus":{"constants":["-",1],"functions":["str.++"],"parameters":["name"]}})
// or else are taken from the examples. Errors: unsupported (lists), bad_input (a `meta` that says
// something else).
Result<std::string> write_problem(const Task& task, const std::string& oracle);

}  // namespace inkling::sygus
